"""The chair's desk at the full door: the next step, planning and preparing meetings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from copfeedback.application import Portal
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.forums.meeting_model import Meeting, MeetingKind, MeetingState
from copfeedback.forums.model import Forum, Level
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from tests.pages.reader import Reader
from tests.people.members import an_organisation
from tests.web.forum_site import COMING, TOWN, a_forum, a_meeting, an_item, both

PAGE = "forum-desk"
REFUSAL = "This page is for whoever chairs the forum."


@pytest.fixture
def town(portal: Portal) -> Forum:
    a_forum(portal, "city", level=Level.MUNICIPAL, name=both("City"))
    return a_forum(portal, parent="city")


@pytest.fixture
def chair(portal: Portal, town: Forum, sign_in: Callable[..., Reader]) -> Reader:
    union = an_organisation(portal, OrganisationKind.NGO)
    return sign_in(Role.FORUM_CHAIR, forums=frozenset({TOWN}), organisation=union)


def at(reader: Reader, meeting: Meeting, view: str = "", about: str = "") -> Reader:
    """Open a page about a meeting."""
    return reader.open(PAGE, forum=TOWN, meeting=meeting.number, view=view, about=about)


def promised(portal: Portal, meeting: Meeting, what: str) -> None:
    """Something a meeting left open."""
    due = portal.surveys.today() + timedelta(days=30)
    office, texts = {"en": "Women's union"}, {"en": what}
    new = NewCommitment(TOWN, Owner.COMMUNITY, office, texts, due, meeting_id=meeting.id)
    portal.commitments.make(OPERATOR, new)


def test_the_desk_is_refused_to_whoever_chairs_nothing_or_something_else(
    reader: Reader, portal: Portal, chair: Reader, sign_in: Callable[..., Reader]
) -> None:
    assert REFUSAL in reader.open(PAGE).text
    assert REFUSAL in sign_in(Role.LEADER).open(PAGE, forum=TOWN).text
    assert REFUSAL in chair.open(PAGE, forum="city").text
    assert REFUSAL in chair.open(PAGE, forum="nowhere").text


def test_what_is_not_there_is_said_in_words(chair: Reader, portal: Portal) -> None:
    meeting = a_meeting(portal)
    gone = "There is no such forum or meeting."
    assert gone in chair.open(PAGE, forum=TOWN, meeting="1999-01-01").text
    assert gone in chair.open(PAGE, forum=TOWN, view="nothing").text
    assert gone in at(chair, meeting, "nothing").text
    assert gone in at(chair, meeting, "item", "99999").text


def test_each_forum_shows_its_one_next_step(chair: Reader, portal: Portal) -> None:
    assert "Plan the next meeting" in chair.open(PAGE).links
    meeting = a_meeting(portal)
    assert "Let the notice of the meeting go out" in chair.open(PAGE).links
    chair.open(PAGE, forum=TOWN)
    assert "Let the notice of the meeting go out" in chair.links
    assert any(str(meeting.starts.year) in label for label in chair.links)


def test_a_forum_that_ended_has_no_next_step_and_says_so(chair: Reader, portal: Portal) -> None:
    today = portal.surveys.today()
    portal.forums.set_up(OPERATOR, replace(portal.forums.find(TOWN), ended=today), new=False)

    for query in ({}, {"forum": TOWN}):
        chair.open(PAGE, **query)
        assert "This forum ended on" in chair.text
        assert "Next step" not in chair.text
        assert "Plan a meeting" not in chair.links


def test_a_meeting_is_planned_changed_and_cancelled(chair: Reader, portal: Portal) -> None:
    chair.open(PAGE, forum=TOWN, view="plan").enter(
        day=COMING.isoformat(),
        begins="18:30",
        ends="20.30",
        kind="special",
        title__ar="اجتماع",
        place__en="School",
        interpretation="Arabic, whistling",
        neutral_ground=True,
    )
    chair.do("save")
    assert "Ends at: " in chair.text
    assert chair.entry("title.ar").value == "اجتماع"

    chair.enter(ends="20:30").do("save")
    assert "The meeting is planned." in chair.text
    (meeting,) = portal.meetings.upcoming(TOWN)
    assert (meeting.kind, meeting.place) == (
        MeetingKind.SPECIAL,
        both("School"),
    )
    assert dict(meeting.title or {}) == {"ar": "اجتماع"}
    assert meeting.interpretation == ("ar", "whistling")
    assert "Let the notice go out" in chair.buttons

    at(chair, meeting, "change").enter(begins="17:00", reason__en="The hall").do("save")
    assert "The meeting is changed." in chair.text
    (meeting,) = portal.meetings.upcoming(TOWN)
    assert (meeting.starts.hour, len(meeting.moved), dict(meeting.title or {})) == (
        17,
        1,
        {"ar": "اجتماع"},
    )

    at(chair, meeting, "change").do("cancel").do("cancel-yes")
    assert "Why it is moved or cancelled: Please fill this in." in chair.text
    chair.enter(reason__en="No hall").do("cancel").do("cancel-yes")
    assert "It stays visible, with the reason." in chair.text
    assert portal.meetings.find(TOWN, meeting.number).state is MeetingState.CANCELLED
    assert "No hall" in chair.text


def test_who_was_overtaken_is_told_and_keeps_what_they_typed(chair: Reader, portal: Portal) -> None:
    meeting = a_meeting(portal)
    at(chair, meeting, "change")
    portal.meetings.announce(OPERATOR, meeting.id)

    chair.enter(place__en="Library").do("save")

    assert "Somebody else has changed this since you opened the page." in chair.text
    assert chair.entry("place.en").value == "Library"


def test_a_meeting_is_prepared_up_to_its_final_agenda(chair: Reader, portal: Portal) -> None:
    held = portal.surveys.today() - timedelta(days=60)
    before, meeting = a_meeting(portal, held), a_meeting(portal)
    for what in ("Count the lamps", "Sweep the market", "Walk the night"):
        promised(portal, before, what)
    at(chair, meeting).do("announce")
    assert "The notice is out." in chair.text

    left = portal.agendas.of(meeting.id).left_over
    at(chair, meeting).enter(matter=f"{left[1].kind}.{left[1].id}")
    about = f"{left[1].kind}-{left[1].id}"
    chair.enter(**{f"settlement-{about}": "dropped"})
    chair.do("settle")
    assert "Why: Please fill this in." in chair.text
    assert chair.entry(f"settlement-{about}").value == "dropped"
    chair.enter(**{f"reason-{about}.en": "Nobody wants it"}).do("settle")
    assert "This is settled." in chair.text
    assert [each.id for each in portal.agendas.of(meeting.id).left_over] == [left[0].id, left[2].id]

    chair.do("carry")
    assert [each.commitment for each in portal.agendas.of(meeting.id).items] == [left[0].id]
    chair.do("carry_all")
    assert "Left over from earlier meetings" not in chair.text
    an_item(portal, meeting, "Street lamps")

    ids = [each.id for each in portal.agendas.of(meeting.id).items]
    at(chair, meeting).enter(item=str(ids[2])).do("up")
    assert chair.entry("item").value == str(ids[2])
    chair.do("up")
    assert [each.id for each in portal.agendas.of(meeting.id).items] == [ids[2], ids[0], ids[1]]
    assert "It is meant to take 20 minutes." in chair.text

    chair.do("final")
    assert "The agenda is final." in chair.text
    assert portal.meetings.find(TOWN, meeting.number).final_on is not None
    chair.do("reopen").enter(item=str(ids[1])).do("remove")
    assert "It is off the agenda." in chair.text
    assert "Left over from earlier meetings" in chair.text


def test_an_item_is_passed_up(chair: Reader, portal: Portal) -> None:
    meeting = a_meeting(portal)
    an_item(portal, meeting)
    above = a_meeting(portal, code="city")

    at(chair, meeting).do("pass_up")

    assert "It was passed up." in chair.text
    (passed,) = portal.agendas.of(above.id).items
    assert passed.passed_from == TOWN
