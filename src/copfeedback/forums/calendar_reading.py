"""Planned meetings from a calendar file (iCalendar): what can be read, and why the rest cannot."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from copfeedback.faults import NAME_MAXIMUM, clean
from copfeedback.forums.calendar_lines import EventLines, sorted_lines
from copfeedback.forums.calendar_times import (
    NoTime,
    OddRule,
    Steps,
    Time,
    WholeDay,
    read_length,
    read_time,
    times_of,
    whole_day,
)
from copfeedback.forums.calendar_zones import CalendarZones
from copfeedback.forums.meeting_rules import (
    LONGEST,
    PLACE_MAXIMUM,
    MeetingFields,
    exists,
    is_link,
)
from copfeedback.i18n.translations import Translations

LARGEST = 5 * 1024 * 1024
"""Bytes of a file that are read."""
MOST_MEETINGS = 1_000
UNLESS_SAID = timedelta(hours=2)
"""How long a meeting is taken to last where the calendar does not say."""
_OUR_UID = re.compile(
    r"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}@copfeedback|[0-9a-f]{32}@calendar(/\d{8}T\d{4})?)",
    re.ASCII,
)
"""Names that were given here, of our own calendar read again; they tell of nobody."""
_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
_LINKS = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")


class WhyNot(StrEnum):
    """Why something in a calendar was not taken, or was taken otherwise than it says."""

    NO_CALENDAR = "no_calendar"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    CUT_OFF = "cut_off"
    """The file ends in the middle of an event."""
    BROKEN_LINE = "broken_line"
    NO_START = "no_start"
    WHOLE_DAY = "whole_day"
    """It has no hour."""
    NO_SUCH_HOUR = "no_such_hour"
    """The clocks are put forward over it."""
    END = "end"
    """It ends before it begins, or days later."""
    RULE = "rule"
    """When it comes again cannot be read."""
    OVER = "over"
    """It comes again no more."""
    NO_END = "no_end"
    """Taken, as if it lasted two hours."""
    ZONE = "zone"
    """Taken, as if its unknown time zone were that of the portal."""


TAKEN = frozenset({WhyNot.BROKEN_LINE, WhyNot.NO_END, WhyNot.ZONE})
"""The event was taken all the same; a broken line is left out of it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What was not read, or otherwise: in which line, why, and what it is called there."""

    line: int
    why: WhyNot
    what: str = ""


@dataclass(frozen=True, slots=True)
class ReadMeeting:
    """A meeting of a calendar. ``uid`` is the same whenever it is read, each of a series apart."""

    uid: str
    fields: MeetingFields
    cancelled: bool
    line: int
    what: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file, in its order, and remarks on the rest."""

    meetings: tuple[ReadMeeting, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Usual:
    """What is meant where a calendar does not say: the zone, the language of its texts, today."""

    zone: str
    language: str
    today: date


def read_calendar(content: bytes, usual: Usual) -> Reading:
    """Read a calendar file, whatever is in it."""
    if len(content) > LARGEST:
        return Reading(remarks=(Remark(0, WhyNot.TOO_LARGE),))
    lines = sorted_lines(_decoded(content))
    if not lines.has_begun:
        return Reading(remarks=(Remark(1, WhyNot.NO_CALENDAR),))
    reader = _Reader(CalendarZones(lines.zones), usual)
    for event in lines.events:
        if len(reader.meetings) >= MOST_MEETINGS:
            reader.remarks.append(Remark(event.line, WhyNot.TOO_MANY))
            break
        reader.read(event)
    if lines.cut_off is not None:
        reader.remarks.append(Remark(lines.cut_off, WhyNot.CUT_OFF))
    return Reading(tuple(reader.meetings.values()), tuple(reader.remarks))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return content.decode("utf-16", "replace")
        return content.decode("cp1252", "replace")


class _Reader:
    """Reads event after event."""

    def __init__(self, zones: CalendarZones, usual: Usual) -> None:
        self._zones = zones
        self._usual = usual
        self._zone = ZoneInfo(usual.zone)
        self._steps = Steps()
        self.meetings: dict[str, ReadMeeting] = {}
        self.remarks: list[Remark] = []

    def read(self, event: EventLines) -> None:
        """Read an event; a remark where it cannot be."""
        what = _plain(event.text("SUMMARY"))[:NAME_MAXIMUM]
        self.remarks += [Remark(line, WhyNot.BROKEN_LINE, what) for line in event.broken]
        start = event.first("DTSTART")
        if start is None:
            self.remarks.append(Remark(event.line, WhyNot.NO_START, what))
            return
        try:
            begins = read_time(start, self._zones)
            lasts = self._lasts(event, begins, what)
            starts = times_of(event, begins, self._zones, self._usual.today, self._steps)
        except WholeDay:
            self.remarks.append(Remark(start.line, WhyNot.WHOLE_DAY, what))
        except NoTime:
            self.remarks.append(Remark(start.line, WhyNot.NO_START, what))
        except OddRule:
            self.remarks.append(Remark(event.entries["RRULE"][0].line, WhyNot.RULE, what))
        else:
            if start.parameters.get("TZID") and begins.zone is None:
                self.remarks.append(Remark(start.line, WhyNot.ZONE, what))
            if not starts:
                self.remarks.append(Remark(event.line, WhyNot.OVER, what))
            for meeting in self._meetings(event, begins, starts, lasts, what):
                # Of a series, what was changed for one day stands after it and takes its place.
                self.meetings[meeting.uid] = meeting

    def _lasts(self, event: EventLines, begins: Time, what: str) -> timedelta:
        """How long it lasts, as moments."""
        end, length = event.first("DTEND"), event.first("DURATION")
        if end is not None:
            ends = read_time(end, self._zones)
            return _moment(ends, self._zone) - _moment(begins, self._zone)
        lasts = None if length is None else read_length(length.value)
        if lasts is None:
            self.remarks.append(Remark(event.line, WhyNot.NO_END, what))
        return UNLESS_SAID if lasts is None else lasts

    def _meetings(
        self,
        event: EventLines,
        begins: Time,
        starts: list[datetime],
        lasts: timedelta,
        what: str,
    ) -> Iterator[ReadMeeting]:
        if not timedelta(0) < lasts <= LONGEST:
            self.remarks.append(Remark(event.line, WhyNot.END, what))
            return
        named = begins.zone.key if isinstance(begins.zone, ZoneInfo) else ""
        zone = ZoneInfo(named) if named and named != "UTC" else self._zone
        uid = _uid(event)
        in_series = "RRULE" in event.entries or "RDATE" in event.entries
        for start in starts:
            local = replace(begins, local=start).seen_from(zone)
            if not exists(local, zone):
                self.remarks.append(Remark(event.line, WhyNot.NO_SUCH_HOUR, what))
                continue
            over = local.replace(tzinfo=zone).astimezone(UTC) + lasts
            ends = over.astimezone(zone).replace(tzinfo=None)
            yield ReadMeeting(
                _of_series(uid, start) if in_series else self._own_uid(event, uid, begins),
                self._fields(event, local, ends, zone.key, what),
                event.text("STATUS").upper() == "CANCELLED",
                event.line,
                what,
            )

    def _own_uid(self, event: EventLines, uid: str, begins: Time) -> str:
        """That of a single event, or of the one of its series that it changes."""
        of = event.first("RECURRENCE-ID")
        if of is None:
            return uid
        try:
            meant = read_time(of, self._zones)
        except WholeDay:
            day = whole_day(of.value)
            return (
                uid if day is None else _of_series(uid, datetime.combine(day, begins.local.time()))
            )
        except NoTime:
            return uid
        if meant.zone is not None and isinstance(begins.zone, ZoneInfo):
            return _of_series(uid, meant.seen_from(begins.zone))
        return _of_series(uid, meant.local)

    def _fields(
        self, event: EventLines, starts: datetime, ends: datetime, zone: str, what: str
    ) -> MeetingFields:
        place = _plain(event.text("LOCATION"))[:PLACE_MAXIMUM]
        links = [event.text(name).strip() for name in _LINKS]
        return MeetingFields(
            starts=starts,
            ends=ends,
            zone=zone,
            title=self._texts(what),
            place=self._texts(place),
            online=next((link for link in links if is_link(link)), ""),
            minutes_language=self._usual.language,
        )

    def _texts(self, text: str) -> Translations | None:
        return Translations({self._usual.language: text}) if text else None


def _moment(time_: Time, zone: ZoneInfo) -> datetime:
    return time_.local.replace(tzinfo=time_.zone or zone).astimezone(UTC)


def _uid(event: EventLines) -> str:
    """The same one for the same event: made of its own name, in which there may be an address.

    Everybody reads the names of meetings in our calendar.
    """
    given = event.text("UID").strip()
    if _OUR_UID.fullmatch(given):
        return given
    start = event.first("DTSTART")
    known = given or f"{start.value if start else ''} {event.text('SUMMARY')}"
    return f"{sha256(known.encode()).hexdigest()[:32]}@calendar"


def _of_series(uid: str, start: datetime) -> str:
    return f"{uid}/{start:%Y%m%dT%H%M}"


def _plain(text: str) -> str:
    """A text without the HTML that some calendars put into it, on one line."""
    if _TAG.search(text):
        text = html.unescape(_TAG.sub(" ", text))
    return " ".join(clean(text).split())
