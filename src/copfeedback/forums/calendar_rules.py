"""The rules of a time zone as calendars hold them (VTIMEZONE).

Where clocks change by the same rule each year, that rule is written: some programs do not read
lists of days. Zones without such a rule have a list.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

FIRST, LAST = 2020, 2040
"""For these years: always the same, so that a calendar is."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEK = 7


@dataclass(frozen=True, slots=True)
class _Change:
    """The clocks change: ``local`` is what they showed before. Offsets are from Greenwich."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool


@cache
def rules_of(name: str) -> Timezone:
    """The rules of the zone of this name."""
    written = Timezone()
    written.add("tzid", name)
    groups: dict[tuple[timedelta, timedelta, str], list[_Change]] = {}
    for change in _changes(ZoneInfo(name)):
        groups.setdefault((change.before, change.after, change.name), []).append(change)
    for changes in groups.values():
        written.add_component(_component(changes))
    return written


def _changes(zone: ZoneInfo) -> Iterator[_Change]:
    """How the clocks stood at first, and each time they were or will be changed."""
    moment, end = datetime(FIRST, 1, 1, tzinfo=UTC), datetime(LAST, 1, 1, tzinfo=UTC)
    yield _change(moment, _offset(moment, zone), zone)
    while moment < end:
        later = moment + timedelta(days=1)
        before = _offset(moment, zone)
        if _offset(later, zone) != before:
            yield _change(_when(moment, later, zone), before, zone)
        moment = later


def _when(moment: datetime, later: datetime, zone: ZoneInfo) -> datetime:
    """The minute, between two moments, from which the clocks show another time."""
    before = _offset(moment, zone)
    while later - moment > timedelta(minutes=1):
        between = moment + (later - moment) / 2
        between = between.replace(second=0, microsecond=0)
        if _offset(between, zone) == before:
            moment = between
        else:
            later = between
    return later


def _change(moment: datetime, before: timedelta, zone: ZoneInfo) -> _Change:
    after = moment.astimezone(zone)
    local = (moment + before).replace(tzinfo=None)
    return _Change(local, before, _offset(moment, zone), after.tzname() or "", bool(after.dst()))


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _component(changes: Sequence[_Change]) -> TimezoneStandard | TimezoneDaylight:
    first = changes[0]
    written = TimezoneDaylight() if first.is_summer else TimezoneStandard()
    written.add("dtstart", first.local)
    written.add("tzoffsetfrom", first.before)
    written.add("tzoffsetto", first.after)
    written.add("tzname", first.name)
    rule = _rule([change.local for change in changes])
    if rule is not None:
        written.add("rrule", rule)
    else:
        for change in changes[1:]:
            written.add("rdate", change.local)
    return written


def _rule(days: Sequence[datetime]) -> dict[str, object] | None:
    """The rule by which these days come each year; None where there is none."""
    same = {(day.month, day.weekday(), day.time()) for day in days}
    every_year = [day.year for day in days] == list(range(days[0].year, LAST))
    if len(same) != 1 or not every_year or len(days) == 1:
        return None
    ((month, weekday, _),) = same
    weeks = {(day.day - 1) // _WEEK + 1 for day in days}
    if all(day.day > monthrange(day.year, day.month)[1] - _WEEK for day in days):
        week = -1
    elif len(weeks) == 1:
        (week,) = weeks
    else:
        return None
    return {"freq": "yearly", "bymonth": month, "byday": f"{week}{_DAYS[weekday]}"}
