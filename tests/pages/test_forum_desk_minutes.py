"""The chair's desk at the full door: items with papers, counts, promises, minutes, notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from copfeedback.application import Portal
from copfeedback.forums.agenda_items import ItemFields
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.forums.meeting_model import Finding, Meeting, ProposalState
from copfeedback.forums.minutes_model import Attendance
from copfeedback.forums.model import Forum, ProtectedGroup
from copfeedback.forums.proposal_reference import draw_nonce
from copfeedback.forums.proposals import NewProposal
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from tests.evaluations.pledged import CODE
from tests.factories import TODAY
from tests.pages.reader import Reader
from tests.people.members import an_organisation
from tests.web.evaluated import offered
from tests.web.forum_site import (
    SAID,
    TOWN,
    a_forum,
    a_meeting,
    an_item,
    both,
    minuted,
)

PAGE = "forum-desk"
HELD = TODAY - timedelta(days=60)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
HOSTILE = "<script>alert(1)</script> **bold**"


@pytest.fixture
def town(portal: Portal) -> Forum:
    return a_forum(portal)


@pytest.fixture
def chair(portal: Portal, town: Forum, sign_in: Callable[..., Reader]) -> Reader:
    union = an_organisation(portal, OrganisationKind.NGO)
    return sign_in(Role.FORUM_CHAIR, forums=frozenset({TOWN}), organisation=union)


def at(reader: Reader, meeting: Meeting, view: str, about: str = "") -> Reader:
    """Open a page about a meeting."""
    return reader.open(PAGE, forum=TOWN, meeting=meeting.number, view=view, about=about)


def tick(reader: Reader) -> Reader:
    """Say that everything was read."""
    (found,) = (each for each in reader.app.checkbox if ".checked-" in (each.key or ""))
    found.check()
    return reader.reload()


def brought(portal: Portal, text: str) -> None:
    """Something that a resident brought."""
    new = NewProposal(TOWN, "en", text, None, is_question=False, nonce=draw_nonce())
    portal.proposals.propose(new, "127.0.0.1")


def test_an_item_is_added_and_changed(chair: Reader, portal: Portal) -> None:
    meeting = a_meeting(portal)
    at(chair, meeting, "item").enter(kind="decision", minutes="many", release="r-2026").do("save")
    assert "Title: Please fill this in." in chair.text
    assert "How many minutes: " in chair.text
    assert chair.entry("minutes").value == "many"

    chair.enter(title__en=HOSTILE, title__ar="مصابيح", minutes="15", finding="trust").do("save")
    assert "It is on the agenda." in chair.text
    assert "<script>alert" not in chair.page
    (item,) = portal.agendas.of(meeting.id).items
    assert (item.minutes, item.finding) == (15, Finding("r-2026", "trust"))

    at(chair, meeting, "item", str(item.id)).enter(title__en="Lamps").do("save")
    (item,) = portal.agendas.of(meeting.id).items
    assert (item.title, item.minutes) == (both("Lamps", "مصابيح"), 15)


def test_papers_are_added_and_taken_away(chair: Reader, portal: Portal) -> None:
    meeting = a_meeting(portal)
    item = an_item(portal, meeting)
    at(chair, meeting, "papers", str(item.id)).do("add")
    assert "Please choose a file." in chair.text

    (field,) = chair.app.get("file_uploader")
    field.set_value(("plan.pdf", b"hello", "application/pdf"))
    chair.reload().do("add")
    assert "This is no PDF that can be shown here." in chair.text

    (field,) = chair.app.get("file_uploader")
    field.set_value(("plan.pdf", PDF, "application/pdf"))
    chair.reload().do("add")
    (paper,) = portal.agendas.of(meeting.id).papers[item.id]
    assert paper.title == "plan"
    assert f"./forums/papers/{paper.id}.pdf" in chair.page

    chair.do(f"away-{paper.id}")
    assert "There are no papers yet." in chair.text


def test_what_residents_brought_is_decided_one_by_one(chair: Reader, portal: Portal) -> None:
    meeting = a_meeting(portal)
    for number in range(4):
        brought(portal, f"{HOSTILE} {number}")
    waiting = portal.proposals.waiting(OPERATOR, TOWN)
    first, second, third, fourth = (each.reference for each in waiting)
    chair.open(PAGE, forum=TOWN, view="proposals").do("agenda")
    assert "Title: Please fill this in." in chair.text
    assert "<script>alert" not in chair.page
    chair.enter(**{f"title-{first}.en": "Lamps", f"show-{first}": True}).do("agenda")
    (item,) = portal.agendas.of(meeting.id).items
    assert item.proposal == first

    chair.do("decline")
    assert "Answer or reason: Please fill this in." in chair.text
    chair.enter(which=third).enter(**{f"answer-{third}.en": "The city does that."}).do("move")
    chair.enter(which=second).enter(**{f"answer-{second}.en": "Not ours"}).do("decline")
    chair.enter(which=fourth).do(f"complaint-{fourth}").do(f"complaint-{fourth}-yes")
    assert portal.proposals.waiting(OPERATOR, TOWN)[0].state is ProposalState.MOVED
    chair.enter(**{f"answer-{third}.en": "Lamps are mended"}).do("answer")
    assert "Nothing waits for an answer." in chair.text
    states = [getattr(portal.proposals.look_up(each), "state", None) for each in (second, third)]
    assert states == [ProposalState.DECLINED, ProposalState.ANSWERED]
    erased = portal.proposals.look_up(fourth)
    assert erased is not None
    assert (erased.state, erased.text) == (ProposalState.COMPLAINT, "")

    chair.enter(decided=second).do(f"complaint-{second}").do(f"complaint-{second}-yes")
    late = portal.proposals.look_up(second)
    assert late is not None
    assert (late.state, late.text) == (ProposalState.COMPLAINT, "")
    assert [each.reference for each in portal.proposals.decided(OPERATOR, TOWN)] == [third, first]


def test_what_comes_from_an_evaluation_says_so(chair: Reader, portal: Portal) -> None:
    brought(portal, "Lamps")
    (waiting,) = portal.proposals.waiting(OPERATOR, TOWN)
    assert "A proposal" in chair.open(PAGE, forum=TOWN, view="proposals").text

    offered(portal, waiting.reference)

    title = portal.evaluations.find(CODE).pledge.title["en"]
    text = chair.open(PAGE, forum=TOWN, view="proposals").text
    assert f"From the evaluation “{title}”" in text
    assert "A proposal" not in text


def test_it_is_noted_how_many_came(chair: Reader, portal: Portal) -> None:
    meeting = a_meeting(portal, HELD)
    at(chair, meeting, "attendance").enter(total="5", sides__police="six").do("save")
    assert "Please write a whole number" in chair.text
    chair.enter(sides__police="6").do("save")
    assert "Whom they were there for: " in chair.text
    assert chair.entry("sides.police").value == "6"

    chair.enter(total="٢٠", genders__woman="8").do("save")
    assert "It is noted how many came." in chair.text
    known = portal.drafting.attendance(OPERATOR, meeting.id)
    assert known is not None
    assert (known.total, dict(known.genders)) == (20, {"woman": 8})


def test_of_a_protected_forum_only_the_total_is_asked(
    portal: Portal, sign_in: Callable[..., Reader]
) -> None:
    a_forum(portal, protected=ProtectedGroup.WOMEN)
    union = an_organisation(portal, OrganisationKind.NGO)
    chair = sign_in(Role.FORUM_CHAIR, forums=frozenset({TOWN}), organisation=union)

    at(chair, a_meeting(portal, HELD), "attendance").enter(total="9").do("save")

    assert "It is noted how many came." in chair.text
    assert not [each for each in chair.app.text_input if ".genders." in (each.key or "")]


def test_what_somebody_promised_is_written_down(chair: Reader, portal: Portal) -> None:
    meeting = a_meeting(portal, HELD)
    item = an_item(portal, meeting)
    at(chair, meeting, "commitment").enter(due="soon", office__en="Lamp office").do("save")
    assert "By which day: " in chair.text
    assert chair.entry("office.en").value == "Lamp office"

    due = portal.surveys.today() + timedelta(days=20)
    chair.enter(due=due.isoformat(), what__en="Mend lamps", owner="municipality")
    chair.enter(item=str(item.id), quick_win=True).do("save")
    assert "The commitment is written down." in chair.text
    (made,) = portal.commitments.all(forum=TOWN)
    assert (made.due, made.item_id, made.quick_win) == (due, item.id, True)


def test_minutes_are_checked_published_and_corrected(chair: Reader, portal: Portal) -> None:
    meeting = a_meeting(portal, HELD)
    item = an_item(portal, meeting)
    assert "Nothing is written yet." in at(chair, meeting, "publish").text
    assert "Publish the minutes" not in chair.text
    assert not chair.app.checkbox

    portal.drafting.save(OPERATOR, meeting.id, item.id, SAID, base=0)
    at(chair, meeting, "publish").do("publish")
    assert "Please tick that you have looked at everything." in chair.text
    assert "Twelve are dark." in chair.text
    assert f"/staff/forums/{TOWN}/{meeting.number}/minutes?item={item.id}" in chair.page
    tick(chair).do("publish")
    assert "The minutes are published." in chair.text
    assert portal.minutes.latest(meeting.id) is not None

    tick(at(chair, meeting, "publish")).do("publish")
    assert "There is nothing to do." in chair.text
    portal.drafting.save(OPERATOR, meeting.id, item.id, type(SAID)(text="Ten are dark."), base=1)
    tick(at(chair, meeting, "publish")).do("publish")
    assert "What was corrected, and why: Please fill this in." in chair.text
    chair.enter(reason__en="Two were mended").do("publish")
    assert "The earlier version stays readable." in chair.text


def test_what_could_tell_who_a_person_is_is_shown_with_the_way_there(
    chair: Reader, portal: Portal
) -> None:
    meeting = a_meeting(portal, HELD)
    item = an_item(portal, meeting)
    call = type(SAID)(text="Call +380 44 123 45 67 about it.")
    portal.drafting.save(OPERATOR, meeting.id, item.id, call, base=0)

    at(chair, meeting, "publish")

    assert "These words may tell who a person is." in chair.text
    assert "<mark>" in chair.page


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published(
    chair: Reader, portal: Portal
) -> None:
    meeting = a_meeting(portal, HELD)
    item = an_item(portal, meeting)
    portal.drafting.save(OPERATOR, meeting.id, item.id, SAID, base=0)
    tick(at(chair, meeting, "publish"))
    portal.drafting.save(OPERATOR, meeting.id, item.id, type(SAID)(text="Else"), base=1)

    chair.do("publish")

    assert "Somebody has written in the draft since." in chair.text
    assert portal.minutes.latest(meeting.id) is None


def test_all_that_is_published_is_looked_at_and_nothing_that_came_since(
    chair: Reader, portal: Portal
) -> None:
    meeting = a_meeting(portal, HELD)
    item = an_item(portal, meeting)
    portal.drafting.save(OPERATOR, meeting.id, item.id, SAID, base=0)
    tick(at(chair, meeting, "publish"))
    title = {"en": HOSTILE, "ar": "اتصلوا على 0555 123 456"}
    changed = ItemFields(kind=item.kind, title=title)
    portal.agendas.change_item(OPERATOR, item.id, changed, after=item.version)

    chair.do("publish")

    assert portal.minutes.latest(meeting.id) is None
    assert "Somebody has written in the draft since." in chair.text
    assert "<script>alert" not in chair.page
    assert "<mark>0555 123 456</mark>" in chair.page
    assert f"./staff/forums/{TOWN}/{meeting.number}/item/{item.id}?" in chair.page

    due = portal.surveys.today() + timedelta(days=20)
    portal.drafting.record_attendance(OPERATOR, meeting.id, Attendance(17))
    office, what = {"en": "Lamp <b>office</b>"}, {"en": "Mend lamps"}
    new = NewCommitment(TOWN, Owner.COMMUNITY, office, what, due, meeting_id=meeting.id)
    portal.commitments.make(OPERATOR, new)
    tick(at(chair, meeting, "publish"))
    assert "17 people" in chair.text
    assert "Lamp &lt;b&gt;office&lt;/b&gt;: Mend lamps" in chair.page
    chair.do("publish")
    minutes = portal.minutes.latest(meeting.id)
    assert minutes is not None
    assert minutes.total == 17


def test_minutes_are_translated_side_by_side_and_nobody_overwrites_anybody(
    chair: Reader, portal: Portal
) -> None:
    meeting = a_meeting(portal, HELD)
    item = an_item(portal, meeting)
    minuted(portal, meeting, {item.id: SAID})
    text, decision = f"{item.id}.text", f"{item.id}.decision"
    at(chair, meeting, "translate", "ar")
    assert "Twelve are dark." in chair.text

    theirs = {text: "لهم", decision: "قرارهم"}
    portal.minutes.translate(OPERATOR, meeting.id, 1, "ar", theirs)
    chair.enter(**{f"{text}.ar": "لي"}).do("save")
    assert "Somebody else has translated some of this meanwhile." in chair.text
    assert "لهم" in chair.text
    assert chair.entry(f"{text}.ar").value == "لي"
    assert chair.entry(f"{decision}.ar").value == "قرارهم"

    chair.do("save")
    assert "The translation is kept." in chair.text
    kept = portal.minutes.translations(meeting.id, 1)["ar"].texts
    assert (kept[text], kept[decision]) == ("لي", "قرارهم")


def test_a_notice_is_published_and_taken_back(chair: Reader, portal: Portal) -> None:
    chair.open(PAGE, forum=TOWN, view="notices").enter(text__en="It stays", pinned_until="soon")
    chair.do("publish")
    assert "Keep it on top until: " in chair.text
    chair.enter(pinned_until="").do("publish")
    assert "Title: Please fill this in." in chair.text
    assert chair.entry("text.en").value == "It stays"

    until = portal.surveys.today() + timedelta(days=3)
    chair.enter(title__en="The station", pinned_until=until.isoformat()).do("publish")
    (notice,) = portal.notices.of(TOWN)
    assert "The notice is published." in chair.text
    chair.do(f"back-{notice.id}").do(f"back-{notice.id}-yes")
    assert "There are no notices." in chair.text


def test_what_somebody_else_decides_or_takes_off_meanwhile_is_not_offered_any_more(
    chair: Reader, portal: Portal
) -> None:
    for number in range(3):
        brought(portal, f"Number {number}")
    first, second, third = (each.reference for each in portal.proposals.waiting(OPERATOR, TOWN))
    chair.open(PAGE, forum=TOWN, view="proposals").enter(which=second)
    shown = {each.rpartition("\u2068")[2] for each in chair.entry("which").options}
    assert shown == {f"Number {number}\u2069" for number in range(3)}
    chair.enter(**{f"answer-{second}.en": "Mine"})
    portal.proposals.decline(OPERATOR, second, {"en": "No"})
    chair.do("answer")
    assert "Somebody else has decided on this meanwhile." in chair.text
    assert chair.entry("which").value == first
    assert chair.entry(f"answer-{first}.en").value == ""
    portal.proposals.decline(OPERATOR, third, {"en": "No"})
    assert "Number" in chair.reload().text

    meeting = a_meeting(portal)
    lamps, walk = an_item(portal, meeting), an_item(portal, meeting, "Night walk")
    at(chair, meeting, "").enter(item=str(walk.id))
    portal.agendas.remove_item(OPERATOR, walk.id)
    chair.do("remove")
    assert "Somebody else has changed this meanwhile." in chair.text
    assert chair.entry("item").value == str(lamps.id)
