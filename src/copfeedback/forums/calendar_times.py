"""When events of a calendar take place: their times, and each time of those that come again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from copfeedback.forums.calendar_lines import Entry, EventLines
from copfeedback.forums.calendar_zones import CalendarZones
from copfeedback.forums.meeting_rules import EARLIEST

AHEAD = timedelta(days=366)
"""So far ahead are meetings taken that come again and again."""
MOST_TIMES = 400
MOST_STEPS = 200_000
"""Of all rules of a file."""
_STEPS_OF_NONE = 100_000
"""What a rule takes that never comes: it is looked for until the end of time."""
_STEPS_OF_READING = 10
_LAST_YEAR = 9_000
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(Z?)", re.ASCII)
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_LENGTH = re.compile(
    r"\+?P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?",
    re.ASCII,
)
_RULE = re.compile(r"[A-Z0-9=;,+:TZ-]{1,500}", re.ASCII)
_FREQUENCY = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(?:;|$)")
_MONTH = "(?:0?[1-9]|1[0-2])"
_ODD = re.compile(
    r"(?:INTERVAL|COUNT)=0*(?:;|$)"
    rf"|BYMONTH=(?!{_MONTH}(?:,{_MONTH})*(?:;|$))"
    r"|BY(?:HOUR|MINUTE|SECOND)=[^;]*,"
)
_INTERVAL = re.compile(r"INTERVAL=0*([1-9]\d{0,4})(?:;|$)")
# Days of a month that do not come, day by day, would be looked for until the end of time.
_SLOW = re.compile(r"BY(MONTHDAY|YEARDAY|WEEKNO|SETPOS|EASTER|HOUR|MINUTE|SECOND)=")
_COUNT = re.compile(r"COUNT=\d")
_UNTIL = re.compile(r";?UNTIL=(\d{8})[0-9TZ]*(?=;|$)")


class NoTime(Exception):  # noqa: N818 - named for what happened
    """This is no time of day on a day that exists."""


class WholeDay(NoTime):
    """A day without an hour."""


class OddRule(Exception):  # noqa: N818 - named for what happened
    """When it comes again cannot be read, or is more often than meetings are."""


class Steps:
    """How many steps are left for the rules of a file."""

    def __init__(self, left: int = MOST_STEPS) -> None:
        self._left = left

    def take(self, count: int = 1) -> None:
        """Take so many.

        Raises:
            OddRule: there are no more.
        """
        self._left -= count
        if self._left < 0:
            raise OddRule


@dataclass(frozen=True, slots=True)
class Time:
    """A local time; ``zone`` is None where the calendar means the clock on the wall."""

    local: datetime
    zone: tzinfo | None

    def seen_from(self, zone: ZoneInfo) -> datetime:
        """What the clocks of a zone show then."""
        if self.zone is None or self.zone is zone:
            return self.local
        return self.local.replace(tzinfo=self.zone).astimezone(zone).replace(tzinfo=None)


def read_time(entry: Entry, zones: CalendarZones) -> Time:
    """A time of a calendar.

    Raises:
        WholeDay: it is a day.
        NoTime: it is anything else.
    """
    return _time(entry.value, entry.parameters.get("TZID", ""), zones)


def _time(value: str, zone: str, zones: CalendarZones) -> Time:
    if _DAY.fullmatch(value):
        raise WholeDay(value)
    found = _MOMENT.fullmatch(value)
    if found is None:
        raise NoTime(value)
    *numbers, plain = found.groups(default="0")
    try:
        local = datetime(*map(int, numbers[:5]))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError as error:
        raise NoTime(value) from error
    if not EARLIEST.year <= local.year <= _LAST_YEAR:
        raise NoTime(value)  # beyond, zones reckon with days that there are not
    return Time(local, UTC if plain == "Z" else zones.find(zone) if zone else None)


def whole_day(value: str) -> date | None:
    """The day of a calendar; None where there is none such."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def read_length(value: str) -> timedelta | None:
    """A length of time such as ``PT2H``; None where it is none."""
    found = _LENGTH.fullmatch(value)
    if found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def times_of(
    event: EventLines, begins: Time, zones: CalendarZones, today: date, steps: Steps
) -> list[datetime]:
    """Each local start of an event, in the zone of ``begins``.

    One that comes again is taken from today on, for a year; clocks that change move nothing.

    Raises:
        OddRule: when it comes again cannot be read.
    """
    rules = event.entries.get("RRULE", [])
    if not rules and "RDATE" not in event.entries:
        return [begins.local]
    first = datetime.combine(today, time.min)
    last = first + AHEAD
    window = _Window(first, last)
    found = {begins.local, *_listed(event, "RDATE", begins, zones)}
    for rule in rules:
        found |= set(islice(_repeated(rule.value.upper(), begins, window, steps), MOST_TIMES))
    found -= set(_listed(event, "EXDATE", begins, zones))
    return sorted(each for each in found if first <= each <= last)[:MOST_TIMES]


@dataclass(frozen=True, slots=True)
class _Window:
    """From when until when times are wanted, both included."""

    first: datetime
    last: datetime


def _repeated(rule: str, begins: Time, window: _Window, steps: Steps) -> Iterator[datetime]:
    steps.take(_STEPS_OF_READING)
    frequency = _FREQUENCY.search(rule)
    if not _RULE.fullmatch(rule) or frequency is None or _ODD.search(rule):
        raise OddRule(rule)
    if frequency[1] in {"DAILY", "WEEKLY"} and _SLOW.search(rule):
        raise OddRule(rule)
    try:
        until = _until(rule, window.last)
        rule = _UNTIL.sub("", rule).strip(";")
        made = rrulestr(rule, dtstart=_near(begins.local, rule, frequency[1], window.first))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise OddRule(rule) from error
    if not isinstance(made, rrule):
        raise OddRule(rule)
    return _between(made, _Window(window.first, until), steps)


def _until(rule: str, last: datetime) -> datetime:
    # The last day counts whole: in which zone its hour is meant is told in too many ways.
    found = _UNTIL.search(rule)
    return min(last, datetime.combine(date.fromisoformat(found[1]), time.max)) if found else last


def _near(begins: datetime, rule: str, frequency: str, first: datetime) -> datetime:
    """A time from which the rule goes on as from its beginning, but not years before ``first``.

    Months and years are few, and of what is counted every one counts.
    """
    days = {"DAILY": 1, "WEEKLY": 7}.get(frequency)
    if days is None or _COUNT.search(rule):
        return begins
    if "INTERVAL=" in rule:
        interval = _INTERVAL.search(rule)
        if interval is None:
            raise OddRule(rule)
        days *= int(interval[1])
    passed = (first - begins).days // days - 1
    return begins + timedelta(days=days * max(passed, 0))


def _between(made: rrule, window: _Window, steps: Steps) -> Iterator[datetime]:
    times = iter(made)
    try:
        each = next(times, None)
        if each is None:
            steps.take(_STEPS_OF_NONE)
        while each is not None and each <= window.last:
            steps.take()
            if each >= window.first:
                yield each
            each = next(times, None)
    except (ValueError, OverflowError) as error:  # no Easter is known so far ahead
        raise OddRule from error


def _listed(event: EventLines, name: str, begins: Time, zones: CalendarZones) -> Iterator[datetime]:
    """Times that are listed, in the zone of the event; whole days mean the hour of the event."""
    for entry in event.entries.get(name, ()):
        for value in entry.value.split(","):
            try:
                listed = _time(value.partition("/")[0], entry.parameters.get("TZID", ""), zones)
            except WholeDay:
                day = whole_day(value)
                if day is not None:
                    yield datetime.combine(day, begins.local.time())
            except NoTime:
                continue
            else:
                yield _beside(listed, begins)


def _beside(listed: Time, begins: Time) -> datetime:
    if listed.zone is None or begins.zone is None or listed.zone is begins.zone:
        return listed.local
    moved = listed.local.replace(tzinfo=listed.zone).astimezone(begins.zone)
    return moved.replace(tzinfo=None)
