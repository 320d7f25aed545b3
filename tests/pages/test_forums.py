"""Forums at the full door: all of them, one, and one of its meetings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from copfeedback.application import Portal
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.forums.model import Chair, Forum, Level, ProtectedGroup
from copfeedback.forums.notice_model import NoticeKind
from copfeedback.people.model import OPERATOR, Role
from tests.factories import TODAY
from tests.pages.conftest import Calendar
from tests.pages.reader import Reader
from tests.web.forum_site import (
    SAID,
    TOWN,
    a_forum,
    a_meeting,
    an_item,
    both,
    counted,
    minuted,
)

LONG_AGO = TODAY - timedelta(days=60)
HOSTILE = "<script>alert(1)</script> **bold** <b>x</b>"


@pytest.fixture
def town(portal: Portal) -> Forum:
    a_forum(portal, "city", level=Level.MUNICIPAL, name=both("City"))
    return a_forum(portal, parent="city")


def test_all_forums_stand_in_their_tree_with_what_is_next(
    reader: Reader, portal: Portal, town: Forum
):
    meeting = a_meeting(portal)
    portal.notices.publish(
        OPERATOR,
        TOWN,
        NoticeKind.CORRECTION,
        {"en": "The station stays"},
        {"en": HOSTILE},
        portal.surveys.today() + timedelta(days=3),
    )

    page = reader.open("forums").page

    assert page.index("City") < page.index("Old town", page.index("City"))
    assert f"forum={TOWN}&amp;meeting={meeting.number}" in page
    assert "Correction: The station stays" in page
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_a_forum_shows_who_chairs_who_belongs_and_who_is_missing(reader: Reader, town: Forum):
    page = reader.open("forums", forum=TOWN).page

    for shown in ("Salma Idris", "Everybody speaks once.", "District police", "forum@example.org"):
        assert shown in page
    assert "River people: <b>nobody speaks for it here yet</b>" in page


def test_a_police_chair_is_shown_with_reason_and_end(
    reader: Reader, portal: Portal, calendar: Calendar
):
    until = calendar.today + timedelta(days=100)
    chair = Chair(
        "Lt. Moss", both("Station 1"), police=True, reason=both("Nobody yet"), until=until
    )
    a_forum(portal, chair=chair)

    page = reader.open("forums", forum=TOWN).page

    assert "The chair is from the police. This is for a time only." in page
    assert "Nobody yet" in page


def test_a_protected_forum_shows_no_name_and_no_place(reader: Reader, portal: Portal):
    a_forum(portal, protected=ProtectedGroup.WOMEN)
    meeting = a_meeting(portal)

    forum = reader.open("forums", forum=TOWN).page
    shown = reader.open("forums", forum=TOWN, meeting=meeting.number).page

    assert "Salma Idris" not in forum + shown
    assert "Mill Street" not in forum + shown
    assert "The place is told on request." in shown


def test_a_meeting_shows_its_minutes_with_all_that_was_said(
    reader: Reader, portal: Portal, town: Forum
):
    meeting = a_meeting(portal, LONG_AGO)
    item = an_item(portal, meeting, HOSTILE)
    counted(portal, meeting, 20, police=2, residents=15)
    minuted(portal, meeting, {item.id: SAID})
    corrected = replace(SAID, affected="Whoever walks home late or early.")
    minuted(portal, meeting, {item.id: corrected}, reason="A number was wrong")

    page = reader.open("forums", forum=TOWN, meeting=meeting.number).page

    for shown in (
        "Twelve are dark.",
        "Decided, but not everybody agreed",
        "Two shops want cameras instead.",
        "The police cannot mend lamps",
        "Side not recorded: 3",
        "Version 2",
        "?with=1",
    ):
        assert shown in page
    assert "<script>alert" not in page


def test_minutes_that_are_not_translated_say_so(portal: Portal, town: Forum):
    meeting = a_meeting(portal, LONG_AGO)
    minuted(portal, meeting, {an_item(portal, meeting).id: SAID})

    reader = Reader(accept_language="ar")
    page = reader.open("forums", forum=TOWN, meeting=meeting.number).page

    assert 'lang="en"' in page
    assert "Twelve are dark." in page


def test_what_is_left_over_is_shown_on_an_agenda(reader: Reader, portal: Portal, town: Forum):
    before = a_meeting(portal, LONG_AGO)
    item = an_item(portal, before)
    promised = NewCommitment(
        forum=TOWN,
        owner=Owner.COMMUNITY,
        office={"en": "Women's union"},
        what={"en": "Count the lamps"},
        due=portal.surveys.today() + timedelta(days=30),
        meeting_id=before.id,
        item_id=item.id,
    )
    portal.commitments.make(OPERATOR, promised)
    meeting = a_meeting(portal)

    page = reader.open("forums", forum=TOWN, meeting=meeting.number).page

    assert "Left over from earlier meetings" in page
    assert "Count the lamps" in page


@pytest.mark.parametrize(
    "query", [{"forum": "nowhere"}, {"forum": TOWN, "meeting": "2020-01-01"}, {"forum": "<b>"}]
)
def test_what_is_not_there_is_said_in_words(reader: Reader, town: Forum, query: dict[str, str]):
    assert "There is no such forum or meeting." in reader.open("forums", **query).page


def test_an_agency_replies_once_and_loses_nothing_when_something_is_missing(
    portal: Portal, town: Forum, sign_in: Callable[..., Reader]
):
    meeting = a_meeting(portal, LONG_AGO)
    minuted(portal, meeting, {an_item(portal, meeting).id: SAID})
    officer = sign_in(Role.AGENCY_OFFICER)
    officer.open("forums", forum=TOWN, meeting=meeting.number)

    officer.enter(text="We shall see to it.")
    key = next(each.key for each in officer.app.button if each.key.endswith(".reply"))
    officer.press(key)
    assert officer.entry("text").value == "We shall see to it."
    assert not portal.minutes.replies(meeting.id)

    officer.enter(office="Lamp department")
    officer.press(next(each.key for each in officer.app.button if each.key.endswith(".reply")))
    (reply,) = portal.minutes.replies(meeting.id)
    assert (reply.office, reply.text) == ("Lamp department", "We shall see to it.")
    assert "Lamp department" in officer.page


def test_nobody_else_is_offered_a_reply(reader: Reader, portal: Portal, town: Forum):
    meeting = a_meeting(portal, LONG_AGO)
    minuted(portal, meeting, {an_item(portal, meeting).id: SAID})

    reader.open("forums", forum=TOWN, meeting=meeting.number)

    assert not [each for each in reader.app.button if (each.key or "").endswith(".reply")]
