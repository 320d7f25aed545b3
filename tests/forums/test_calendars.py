"""Calendars say what the pages say, so that any program can keep them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from copfeedback.forums.calendar_rules import rules_of
from copfeedback.forums.calendars import changed_at, write_calendar
from copfeedback.forums.meeting_model import Meeting, MeetingKind, MeetingState, Moved
from copfeedback.forums.meetings import shown
from copfeedback.forums.model import Forum, ProtectedGroup
from copfeedback.i18n.catalogues import Catalogues
from tests.factories import PROJECT
from tests.forums.searched import a_forum, a_meeting, said

CATALOGUES = Catalogues(Path(PROJECT) / "locales")
WINTER = datetime(2026, 10, 25, 4)  # noqa: DTZ001 - in Kyiv the clocks go back that night


def written(*meetings: Meeting, forum: Forum | None = None, tag: str = "en") -> bytes:
    forum = forum or a_forum()
    listed = [(shown(each, forum), forum) for each in meetings]
    speech = CATALOGUES.speech(tag)
    return write_calendar(listed, "Forums", lambda each: f"https://host/{each.number}", speech)


def event_of(content: bytes):
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def test_a_meeting_is_read_back_as_it_is():
    meeting = a_meeting(
        title=said(en="Lights, roads; and “more”\nfor all " + "x" * 100),
        sequence=3,
        version=7,
        online="https://meet.example.org/a?b=1,2",
        childcare=True,
        interpretation=("ar", "sgn"),
    )

    event = event_of(written(meeting))

    assert event["uid"] == meeting.uid
    assert event["sequence"] == 3
    assert event["summary"] == "Old Town: " + meeting.title["en"]
    assert event["location"] == "Library"
    assert event["status"] == "CONFIRMED"
    assert event["dtstart"].dt == meeting.begins_at
    assert event["dtend"].dt == meeting.ends_at
    assert event["dtstart"].params["TZID"] == "Europe/Kyiv"
    assert event["url"] == f"https://host/{meeting.number}"
    said_of_it = event["description"].split("\n")
    assert said_of_it[-1] == f"https://host/{meeting.number}"
    assert f"Online: {meeting.online}" in said_of_it
    assert event["dtstamp"].dt == event["last-modified"].dt == changed_at(meeting)


@pytest.mark.parametrize("tag", ["ar", "uk"])
def test_lines_are_whole_letters_and_short_in_every_script(tag: str):
    meeting = a_meeting(title=said(ar="اجتماع " * 40, uk="Зустріч " * 40))

    content = written(meeting, tag=tag)

    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert event_of(content)["summary"].endswith(meeting.title[tag][-10:])


@pytest.mark.parametrize(
    "zone", ["Europe/Kyiv", "Africa/Cairo", "Africa/Casablanca", "America/St_Johns", "UTC"]
)
@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 30), date(2026, 11, 5)])
def test_another_reader_knows_the_same_moment_around_changes_of_the_clock(zone: str, day: date):
    meeting = a_meeting(day=day, zone=zone)

    read = vobject.readOne(written(meeting).decode()).vevent

    assert read.dtstart.value.astimezone(UTC) == meeting.begins_at.astimezone(UTC)
    assert read.dtend.value.astimezone(UTC) == meeting.ends_at.astimezone(UTC)
    assert read.uid.value == meeting.uid


def test_a_meeting_in_the_night_the_clocks_change_lasts_as_long_as_it_does():
    meeting = a_meeting(starts=datetime(2026, 10, 25, 2), ends=WINTER)  # noqa: DTZ001

    event = event_of(written(meeting))

    assert event["dtend"].dt.astimezone(UTC) - event["dtstart"].dt.astimezone(UTC) == (
        meeting.ends_at.astimezone(UTC) - meeting.begins_at.astimezone(UTC)
    )


def test_a_cancelled_meeting_stays_and_says_so():
    meeting = a_meeting(
        state=MeetingState.CANCELLED, sequence=1, reason=said(en="The hall is flooded")
    )

    event = event_of(written(meeting))

    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)
    assert event["summary"].startswith("Cancelled")
    assert "The hall is flooded" in event["description"]


def test_a_moved_meeting_keeps_its_name_and_says_from_when():
    before = a_meeting()
    moved = Moved(before.starts, date(2026, 5, 1))
    after = replace(before, starts=WINTER, ends=WINTER.replace(hour=6), moved=(moved,), sequence=1)

    event = event_of(written(after))

    assert event["uid"] == before.uid
    assert "May 6, 2026" in event["description"]


@pytest.mark.parametrize(
    ("kind", "protected"),
    [(MeetingKind.CLOSED, None), (MeetingKind.REGULAR, ProtectedGroup.WOMEN)],
)
def test_the_place_is_not_told_where_it_is_told_on_request(
    kind: MeetingKind, protected: ProtectedGroup | None
):
    meeting = a_meeting(kind=kind, online="https://meet.example.org/secret")

    content = written(meeting, forum=a_forum(protected=protected))

    assert b"Library" not in content
    assert b"secret" not in content
    assert b"LOCATION" not in content


def test_the_same_meetings_give_the_same_bytes():
    meetings = [a_meeting(), a_meeting(day=date(2026, 6, 1)), a_meeting(zone="UTC", uid="b")]

    assert written(*meetings) == written(*reversed(meetings))


def test_what_changes_is_newer():
    meeting = a_meeting(version=1)
    announced = replace(meeting, version=2, announced_on=date(2026, 4, 1))
    moved = replace(announced, version=3, moved=(Moved(meeting.starts, date(2026, 4, 1)),))

    moments = [changed_at(each) for each in (meeting, announced, moved)]

    assert moments == sorted(set(moments))


def test_nothing_of_a_text_can_become_a_line_of_its_own():
    meeting = a_meeting(title=said(en="A\r\nATTACH:http://evil.example\nBEGIN:VALARM"))

    (event,) = Calendar.from_ical(written(meeting)).walk("VEVENT")

    assert "attach" not in event
    assert event.subcomponents == []


def test_a_rule_is_written_where_the_clocks_have_one():
    assert b"BYDAY=-1SU" in written(a_meeting())
    assert b"BYDAY=2SU" in written(a_meeting(zone="America/St_Johns"))
    assert b"RRULE" not in written(a_meeting(zone="Africa/Casablanca"))
    assert b"VTIMEZONE" not in written(a_meeting(zone="UTC"))


@pytest.mark.parametrize("name", ["Europe/Dublin", "Asia/Tehran", "Asia/Kathmandu", "Africa/Cairo"])
def test_the_rules_are_those_of_the_zone(name: str):
    zone, written_zone = ZoneInfo(name), rules_of(name).to_tz(lookup_tzid=False)

    for hours in range(0, 24 * 365 * 12, 97):
        moment = datetime(2024, 1, 1, 0, 30) + timedelta(hours=hours)  # noqa: DTZ001
        if (
            moment.replace(tzinfo=zone).utcoffset()
            == moment.replace(tzinfo=zone, fold=1).utcoffset()
        ):
            offset = moment.replace(tzinfo=written_zone).utcoffset()
            assert offset == moment.replace(tzinfo=zone).utcoffset(), moment
