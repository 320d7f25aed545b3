"""The chair's desk at the light door, without scripts: who comes in, and preparing a meeting."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from copfeedback.application import Portal
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Commitment, Owner, Status
from copfeedback.forums.meeting_model import Meeting, MeetingState, ProposalState
from copfeedback.forums.minutes_model import EntryText
from copfeedback.forums.model import Chair, Level
from copfeedback.forums.notice_model import NoticeKind
from copfeedback.forums.proposals import NewProposal
from copfeedback.people.model import OPERATOR, Role
from copfeedback.web.forum_desk import DESK_POLICY, STYLE
from copfeedback.web.rendering import source_hash
from tests.evaluations.pledged import CODE
from tests.people.members import a_member
from tests.web.chairing import DeskPerson, a_chair
from tests.web.colleague import Clock, Colleague, a_client
from tests.web.conftest import TODAY, Calendar
from tests.web.evaluated import offered
from tests.web.forum_site import (
    CITY,
    COMING,
    HELD,
    TOWN,
    a_forum,
    a_meeting,
    an_item,
    both,
    minuted,
)

DESK = f"/staff/forums/{TOWN}"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:a-1@example.org
DTSTART;TZID=Europe/Kyiv:20270610T180000
DTEND;TZID=Europe/Kyiv:20270610T200000
SUMMARY:June <b>meeting</b>
END:VEVENT
BEGIN:VEVENT
UID:a-2@example.org
DTSTART;VALUE=DATE:20270611
SUMMARY:Holiday
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def chair(portal: Portal, cheap_hashing: None) -> DeskPerson:
    a_forum(portal, CITY, level=Level.MUNICIPAL, name=both("City"))
    a_forum(portal, parent=CITY)
    return a_chair(portal)


@pytest.fixture
def meeting(portal: Portal, chair: DeskPerson) -> Meeting:
    return a_meeting(portal)


def at(meeting: Meeting, below: str = "") -> str:
    return f"{DESK}/{meeting.number}{below}"


def now(portal: Portal, meeting: Meeting) -> Meeting:
    return portal.meetings.find(meeting.forum, meeting.number)


def promised(portal: Portal, before: Meeting, what: str = "Mend the bridge") -> Commitment:
    new = NewCommitment(
        TOWN, Owner.MUNICIPALITY, both("Road office"), both(what), TODAY, meeting_id=before.id
    )
    return portal.commitments.make(OPERATOR, new)


def brought(portal: Portal, text: str = "The crossing is dark.") -> str:
    new = NewProposal(TOWN, "en", text, None, is_question=True, nonce=text)
    return portal.proposals.propose(new, "127.0.0.1")


def step(chair: DeskPerson) -> str:
    """What the desk says is to be done next."""
    return chair.go("/staff/forums").page.split('class="next-step"')[1].split("</p>")[0]


def test_the_desk_is_for_those_who_chair_the_forum(portal: Portal, chair: DeskPerson):
    a_member(portal, "leila", Role.LEADER)
    other = a_chair(portal, "omar", CITY)
    leader = Colleague(a_client(portal)).sign_in("leila")

    assert leader.open("/staff/forums?lang=en").status == 403
    assert other.go(DESK).status == 403
    assert "whoever chairs the forum" in other.page
    assert other.go("/staff/forums").status == 200
    assert "Old town" not in other.page
    assert chair.go(f"{DESK}/2020-01-01").status == 404
    assert chair.go("/staff/forums/nowhere").status == 403


def test_one_of_the_police_is_let_in_only_in_a_transition(portal: Portal, chair: DeskPerson):
    a_member(portal, "petro", Role.FORUM_CHAIR, forums=frozenset({TOWN}))
    officer = DeskPerson(a_client(portal))
    officer.sign_in("petro")

    assert officer.go(DESK).status == 403
    assert "only in a transition" in officer.page

    until = TODAY + timedelta(days=30)
    a_forum(
        portal,
        "harbour",
        chair=Chair("P", both("Police"), police=True, reason=both("New"), until=until),
    )
    a_member(portal, "pavlo", Role.FORUM_CHAIR, forums=frozenset({"harbour"}))
    let_in = DeskPerson(a_client(portal))
    let_in.sign_in("pavlo")
    assert let_in.go("/staff/forums/harbour").status == 200


def test_chairs_begin_at_their_desk_and_its_style_alone_may_be_applied(chair: DeskPerson):
    chair.open("/staff/sign-in?lang=en").press(name="salma", password="four quiet words here")

    assert chair.path == "/staff/forums"
    assert chair.response.headers["content-security-policy"] == DESK_POLICY
    assert source_hash(str(STYLE)) in DESK_POLICY
    assert "script-src" not in DESK_POLICY


def test_the_desk_says_what_comes_next_until_the_minutes_are_published_and_translated(
    portal: Portal, chair: DeskPerson, clock: Clock, calendar: Calendar
):
    before = a_meeting(portal, HELD)
    minuted(portal, before, {0: EntryText(text="We began.")})
    promised(portal, before)
    assert "Plan the next meeting" in step(chair)
    meeting = a_meeting(portal, TODAY + timedelta(days=1))
    assert "Let the notice of the meeting go out" in step(chair)
    portal.meetings.announce(OPERATOR, meeting.id)
    reference = brought(portal)
    assert "Answer what residents brought (1)" in step(chair)
    portal.proposals.answer(OPERATOR, reference, {"en": "In June."})
    assert "Settle what is left over from earlier meetings (1)" in step(chair)
    (carried,) = portal.agendas.carry_all(OPERATOR, meeting.id).items
    assert "Make the agenda final" in step(chair)
    portal.agendas.remove_item(OPERATOR, carried.id)
    portal.agendas.carry_all(OPERATOR, meeting.id)
    portal.agendas.make_final(OPERATOR, meeting.id)
    assert "Translate the minutes: Arabic" in step(chair)
    portal.minutes.translate(OPERATOR, before.id, 1, "ar", {"0.text": "بدأنا."})
    assert "all is ready for the meeting" in step(chair)
    clock.move(days=1)
    calendar.today += timedelta(days=1)
    chair.sign_in("salma")
    assert "Hold the meeting and write the minutes (1)" in step(chair)
    clock.move(hours=14)
    chair.sign_in("salma")
    assert "Finish the minutes (1)" in step(chair)
    (item,) = portal.agendas.of(meeting.id).items
    portal.drafting.save(OPERATOR, meeting.id, item.id, EntryText(text="Mended."), base=0)
    assert "Say how many came" in step(chair)
    chair.go(at(meeting, "/attendance")).send("save", total="12")
    assert "Check the minutes and publish them" in step(chair)
    portal.minutes.publish(OPERATOR, meeting.id)
    assert "Plan the next meeting" in step(chair)


def test_minutes_that_come_before_the_planned_end_lead_on_to_the_next_meeting(
    portal: Portal, chair: DeskPerson, clock: Clock
):
    meeting = a_meeting(portal, TODAY)
    clock.move(hours=8)
    minuted(portal, meeting, {0: EntryText(text="We were done soon.")})
    chair.sign_in("salma")
    assert "Plan the next meeting" in step(chair)

    a_meeting(portal, TODAY + timedelta(days=31))
    assert "Let the notice of the meeting go out" in step(chair)


def test_a_forum_that_ended_has_no_next_step_and_says_so(portal: Portal, chair: DeskPerson):
    meeting = a_meeting(portal, HELD)
    forum = portal.forums.find(TOWN)
    portal.forums.set_up(OPERATOR, replace(forum, ended=TODAY), new=False)
    said = "This forum ended on"

    for path in ("/staff/forums", DESK):
        chair.go(path)
        assert said in chair.page
        assert 'class="next-step"' not in chair.page
        assert "/plan" not in chair.page
    assert chair.go(at(meeting)).status == 200
    assert 'class="next-step"' not in chair.page


def test_the_next_step_stands_below_a_form_and_above_everything_else(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    def after(path: str, mark: str) -> bool:
        page = chair.go(path).page
        return page.index(mark) < page.index('class="next-step"')

    assert after(f"{DESK}/notices", 'value="publish"')
    assert after(f"{DESK}/plan", 'value="save"')
    assert not after(DESK, 'class="doors"')


def test_a_meeting_is_planned_and_what_is_wrong_keeps_everything_typed(
    portal: Portal, chair: DeskPerson
):
    typed = {"day": "2028-03-26", "begins": "03:30", "ends": "05:00", "zone": "Europe/Kyiv"}
    chair.go(f"{DESK}/plan").send("save", title__ar="المصابيح", childcare="yes", **typed)

    assert chair.status == 422
    assert "this hour does not exist" in chair.page
    _, form = chair.form_of("save")
    assert {name: form.values[name][0] for name in typed} == typed
    assert form.values["title.ar"] == ["المصابيح"]
    assert form.values["childcare"] == ["yes"]
    chair.send("language:ar")
    assert 'dir="rtl"' in chair.page
    assert "المصابيح" in chair.page

    chair.send("save", begins="04:30", interpretation="French, Some dialect", step_free="no")
    planned = portal.meetings.find(TOWN, "2028-03-26")
    assert chair.path == f"{DESK}/2028-03-26"
    assert planned.zone == "Europe/Kyiv"
    assert planned.interpretation == ("fr", "Some dialect")
    assert planned.step_free is False
    assert planned.childcare
    assert planned.announced_on is None


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"day": ""}, "Please fill this in."),
        ({"day": "2027-02-30"}, "It must be a day that exists."),
        ({"day": "2027-05-01"}, "This day is over."),
        ({"begins": "7"}, "Please write the time as hours and minutes"),
        ({"ends": "17:00"}, "The end must come after the beginning."),
        ({"zone": "Mars/Olympus"}, "Please choose a time zone"),
        ({"online": "http://x.example"}, "begins with https://"),
    ],
)
def test_each_fault_of_a_meeting_is_said_in_words(
    chair: DeskPerson, entries: dict[str, str], said: str
):
    typed = {"day": "2027-06-01", "begins": "18:00", "ends": "20:00"} | entries

    chair.go(f"{DESK}/plan").send("save", **typed)

    assert chair.status == 422
    assert said in chair.page


def test_faults_are_told_by_the_names_of_their_fields_in_the_order_of_the_page(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    typed = {"day": "2027-05-01", "begins": "18:00", "ends": "20:00", "online": "http://x.example"}
    chair.go(f"{DESK}/plan").send("save", title__ar="x" * 1000, **typed)

    told = told_at_the_top(chair)
    assert [name for name, _ in told] == ["day", "title.ar", "online"]
    assert told[0][1].startswith("Day: This day is over.")
    assert told[1][1].startswith("Title, if it has one (Arabic): ")

    item = an_item(portal, meeting)
    path = at(meeting, f"/item/{item.id}/papers")
    add(chair.go(path), path, "x.pdf", PDF, title="x" * 1000)
    file, title = told_at_the_top(chair)
    assert file == ("file", "File: Please choose a file.")
    assert title[1].startswith("Title: ")


def told_at_the_top(chair: DeskPerson) -> list[tuple[str, str]]:
    """What is wrong, each with the field it leads to."""
    summary = chair.page.split('class="summary"')[1].split("</ul>")[0]
    return re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary)


def test_a_meeting_is_moved_and_cancelled_with_a_reason(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    chair.go(at(meeting, "/change"))
    other = a_chair(portal, "omar").go(at(meeting, "/change"))
    chair.send("save", begins="17:00", reason__en="The hall is taken.")
    moved = now(portal, meeting)
    assert moved.starts.hour == 17
    assert [each.starts.hour for each in moved.moved] == [18]
    other.send("save", begins="16:00")
    assert other.status == 409
    assert "Somebody else has changed this" in other.page

    chair.go(at(meeting, "/change")).send("cancel")
    assert chair.status == 422
    assert now(portal, meeting).state is MeetingState.PLANNED
    chair.send("cancel", reason__en="Nobody can come.")
    assert now(portal, meeting).state is MeetingState.CANCELLED
    assert "Nobody can come." in chair.page
    assert 'value="announce"' not in chair.page


def test_a_meeting_that_spans_midnight_keeps_its_end(portal: Portal, chair: DeskPerson):
    ends = datetime.combine(COMING + timedelta(days=1), time(1))
    night = a_meeting(portal, ends=ends)

    chair.go(at(night, "/change")).send("save", begins="20:00")

    assert now(portal, night).ends == ends


def test_what_is_left_over_is_carried_or_settled_before_the_agenda_is_final(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    before = a_meeting(portal, HELD)
    first, second, third = (promised(portal, before, each) for each in ("One", "Two", "Three"))
    an_item(portal, meeting)
    chair.go(at(meeting))
    assert "Left over from earlier meetings" in chair.page
    chair.send(f"carry:commitment:{first.id}")
    assert [each.commitment for each in portal.agendas.of(meeting.id).items] == [None, first.id]

    key = f"commitment__{second.id}"
    chair.send(f"settle:commitment:{second.id}", **{f"settlement__{key}": "done"})
    assert chair.status == 422
    assert "Please fill this in." in chair.page
    assert '<option value="done" selected>' in chair.page
    chair.send(f"settle:commitment:{second.id}", **{f"reason__{key}__en": "It stands."})
    assert portal.commitments.find(second.id).status(TODAY) is Status.DONE

    chair.send("carry_all")
    assert third.id in {each.commitment for each in portal.agendas.of(meeting.id).items}
    chair.send("final")
    assert now(portal, meeting).final_on == TODAY
    chair.send("reopen")
    assert now(portal, meeting).final_on is None


def test_items_are_added_changed_ordered_and_taken_off(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    chair.go(at(meeting, "/item/new")).send("save", minutes="٢٠")
    assert chair.status == 422
    assert chair.form_of("save")[1].values["minutes"] == ["٢٠"]
    chair.send("save", title__en="Lamps", title__ar="المصابيح")
    an_item(portal, meeting, "Roads", minutes="15")
    lamps, roads = portal.agendas.of(meeting.id).items
    assert lamps.minutes == 20
    assert "It is meant to take 35 minutes." in chair.go(at(meeting)).page

    chair.send(f"down:{lamps.id}")
    assert [each.id for each in portal.agendas.of(meeting.id).items] == [roads.id, lamps.id]
    chair.send(f"up:{lamps.id}").send(f"remove:{roads.id}")
    assert [each.id for each in portal.agendas.of(meeting.id).items] == [lamps.id]
    assert chair.send(f"pass_up:{lamps.id}").status == 200
    assert [each.text for each in portal.proposals.waiting(OPERATOR, CITY)] == ["Lamps"]

    chair.go(at(meeting, f"/item/{lamps.id}"))
    other = a_chair(portal, "omar").go(at(meeting, f"/item/{lamps.id}"))
    chair.send("save", title__en="Street lamps", kind="decision")
    assert portal.agendas.of(meeting.id).items[0].title["en"] == "Street lamps"
    assert other.send("save", title__en="Mine").status == 409
    assert chair.go(at(meeting, "/item/999")).status == 404


def test_an_item_of_200_is_found_and_the_page_stays_light(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    for number in range(200):
        an_item(portal, meeting, f"Item {number}")

    for below in ("", "/minutes", "/minutes?view=all"):
        page = chair.go(at(meeting, below), **{"accept-encoding": "gzip"})
        assert page.status == 200
        sent = int(page.response.headers["content-length"])
        assert sent <= 30_000, below


def test_papers_are_pdf_files_and_nothing_else(portal: Portal, chair: DeskPerson, meeting: Meeting):
    item = an_item(portal, meeting)
    path = at(meeting, f"/item/{item.id}/papers")
    chair.go(path).send("add")
    assert "Please choose a file." in chair.page
    add(chair, path, "x.pdf", b"<script>")
    assert chair.status == 422
    assert "This is no PDF" in chair.page
    add(chair, path, "Lamps.pdf", PDF)
    assert "Lamps" in chair.page
    (paper,) = portal.agendas.of(meeting.id).papers[item.id]
    assert portal.agendas.paper(paper.id)[1] == PDF
    token = chair.form_of("add")[1].values["csrf"][0]
    files = {"file": ("", b"")}
    chair.client.post(path, data={"csrf": token, "remove": str(paper.id)}, files=files)
    assert portal.agendas.of(meeting.id).papers[item.id] == ()


def add(chair: DeskPerson, path: str, name: str, content: bytes, title: str = "") -> None:
    """Choose a file in the form of a page, and send it."""
    token = chair.form_of("add")[1].values["csrf"][0]
    chair._see(
        chair.client.post(
            f"{path}?lang=en",
            data={"csrf": token, "title": title, "language": "en", "go": "add"},
            files={"file": (name, content)},
            follow_redirects=True,
        )
    )


def test_files_are_taken_from_nobody_else(portal: Portal, chair: DeskPerson, meeting: Meeting):
    item = an_item(portal, meeting)
    path = at(meeting, f"/item/{item.id}/papers")
    files = {"file": ("Lamps.pdf", PDF)}
    data = {"csrf": "1.x", "language": "en", "go": "add"}

    stranger = a_client(portal).post(path, data=data, files=files)
    assert stranger.status_code == 401
    assert 'name="password"' in stranger.text
    assert chair.client.post(path, data=data, files=files).status_code == 403
    foreign = {"origin": "https://evil.example"}
    assert chair.client.post(path, data=data, files=files, headers=foreign).status_code == 403
    assert portal.agendas.of(meeting.id).papers[item.id] == ()


def test_what_comes_from_an_evaluation_says_so(portal: Portal, chair: DeskPerson, meeting: Meeting):
    of_resident, of_office = brought(portal, "one"), brought(portal, "two")
    offered(portal, of_office)
    title = portal.evaluations.find(CODE).pledge.title["en"]

    page = chair.go(f"{DESK}/proposals").page

    forms = page.split('<form class="card"')
    (theirs,), (ours,) = ([f for f in forms if each in f] for each in (of_office, of_resident))
    assert f"From the evaluation “{title}”" in theirs
    assert "A question" not in theirs
    assert "From the evaluation" not in ours
    assert "A question" in ours


def test_what_residents_brought_is_decided_on(portal: Portal, chair: DeskPerson, meeting: Meeting):
    on, answered, declined, moved, about = (
        brought(portal, each) for each in ("<b>one</b>", "two", "three", "four", "five")
    )
    chair.go(f"{DESK}/proposals")
    assert "&lt;b&gt;one&lt;/b&gt;" in chair.page

    def decide(button: str, reference: str, **entries: str) -> None:
        token = chair.form_of(button)[1].values["csrf"][0]
        named = {f"{name.replace('__', '.')}": each for name, each in entries.items()}
        data = {"csrf": token, "reference": reference, "go": button, **named}
        path = f"{DESK}/proposals?lang=en"
        chair._see(chair.client.post(path, data=data, follow_redirects=True))

    decide("answer", answered)
    assert chair.status == 422
    assert "Please fill this in." in chair.page
    decide("agenda", on, **{f"to.{on}": meeting.number, f"title.{on}.en": "One"})
    decide("answer", answered, **{f"answer.{answered}.en": "In June."})
    decide("decline", declined, **{f"answer.{declined}.en": "No.", f"show.{declined}": "yes"})
    decide("move", moved, **{f"answer.{moved}.en": "There.", f"where.{moved}": f"forum:{CITY}"})
    decide("complaint", about)

    states = [
        portal.proposals.look_up(each).state for each in (on, answered, declined, moved, about)
    ]
    assert states == [
        ProposalState.ON_AGENDA,
        ProposalState.ANSWERED,
        ProposalState.DECLINED,
        ProposalState.MOVED,
        ProposalState.COMPLAINT,
    ]
    assert portal.proposals.look_up(declined).text == "three"
    assert [each.title["en"] for each in portal.agendas.of(meeting.id).items] == ["One"]
    assert "Nothing waits for an answer." in chair.page


def test_what_was_answered_may_still_be_a_complaint(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    answered, on_agenda = brought(portal, "An officer hit me"), brought(portal, "Zebra 4")
    portal.proposals.answer(OPERATOR, answered, {"en": "In June."}, show=True)
    portal.proposals.put_on_agenda(OPERATOR, on_agenda, meeting.id, {"en": "Zebra"})
    assert "An officer hit me" in a_client(portal).get(f"/en/forums/{TOWN}").text
    chair.go(f"{DESK}/proposals")
    assert "Zebra 4" in chair.page
    token = chair.form_of("complaint")[1].values["csrf"][0]

    for each in (answered, on_agenda):
        data = {"csrf": token, "reference": each, "go": "complaint"}
        path = f"{DESK}/proposals?lang=en"
        chair._see(chair.client.post(path, data=data, follow_redirects=True))

    assert "An officer hit me" not in a_client(portal).get(f"/en/forums/{TOWN}").text
    assert portal.agendas.of(meeting.id).items == ()
    assert "It is a complaint" not in chair.page


def test_what_was_decided_on_stands_in_pages_that_stay_light(portal: Portal, chair: DeskPerson):
    for number in range(9):
        reference = brought(portal, f"{number} " + "long " * 790)
        portal.proposals.decline(OPERATOR, reference, {"en": "No."})

    chair.go(f"{DESK}/proposals")

    assert len(chair.page.encode()) < 30_000
    assert "Page 1 of " in chair.page
    first = chair.page
    chair.go(f"{DESK}/proposals?page=2")
    assert "Page 2 of " in chair.page
    assert chair.page != first


def test_notices_are_published_pinned_and_taken_back(portal: Portal, chair: DeskPerson):
    typed = {"kind": "correction", "title__en": "No curfew", "text__en": "There is none."}
    chair.go(f"{DESK}/notices").send("publish", pinned_until="2030-01-01", **typed)
    assert chair.status == 422
    assert chair.form_of("publish")[1].values["title.en"] == ["No curfew"]
    chair.send("publish", pinned_until="2027-05-20")
    (notice,) = portal.notices.of(TOWN)
    assert (notice.kind, notice.pinned_until) == (NoticeKind.CORRECTION, date(2027, 5, 20))
    chair.send(f"back:{notice.id}")
    assert portal.notices.of(TOWN) == []


def test_a_calendar_is_looked_at_before_its_meetings_are_planned(portal: Portal, chair: DeskPerson):
    chair.go(f"{DESK}/import").send("look", file=("town.ics", CALENDAR.encode()))
    assert "June meeting" in chair.page
    assert "It lasts a whole day and has no hour." in chair.page
    assert portal.meetings.public(TOWN) == []

    chair.send("plan")
    (planned,) = portal.meetings.public(TOWN)
    assert planned.starts.hour == 18
    many = CALENDAR.split("BEGIN:VEVENT")[1]
    events = "".join(
        "BEGIN:VEVENT" + many.replace("a-1", f"b-{day}").replace("20270610", f"202707{day:02}")
        for day in range(1, 31)
    )
    long = f"BEGIN:VCALENDAR\n{'X-NOTE:' + 'x' * 200_000}\n{events}END:VCALENDAR\n"
    chair.go(f"{DESK}/import").send("look", file=("long.ics", long.encode()))
    uids = re.findall(r'name="uid" value="([^"]*)"', chair.page)
    chair.send("plan", uid=uids)
    assert len(portal.meetings.public(TOWN)) == 31
    chair.go(f"{DESK}/import").send("look", file=("x.ics", b"no calendar"))
    assert chair.status == 422
    assert chair.page.count("This is no calendar file") == 1
    assert "What was found" not in chair.page


def test_a_commitment_is_written_down_during_an_item(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    item = an_item(portal, meeting)
    typed = {"owner": "community", "office__en": "Women's union", "due": "2027-06-01"}
    chair.go(at(meeting, f"/commitment?item={item.id}")).send("save", **typed)
    assert chair.status == 422
    assert chair.form_of("save")[1].values["due"] == ["2027-06-01"]
    chair.send("save", what__en="Walk together in the evening.")

    (made,) = portal.commitments.all(meeting_id=meeting.id)
    assert (made.item_id, made.owner) == (item.id, Owner.COMMUNITY)
    assert chair.path == at(meeting, "/minutes")
    assert "Walk together in the evening." in chair.page
