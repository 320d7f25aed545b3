"""Which time zone a calendar means, by the many names that programs give to zones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from copfeedback.forums.meeting_rules import zones

_LOCATION = "X-LIC-LOCATION"
_MOST_PARTS = 3  # as in America/Argentina/Ushuaia
_MOST_WRITTEN = 10
# Clocks are changed once or twice a year: what says more often would be reckoned for ages.
_ODD_RULE = re.compile(r"RRULE[^\n]*(?:FREQ=(?!YEARLY)|BY(?:HOUR|MINUTE|SECOND)=)", re.IGNORECASE)
_FAMILIAR = {"z": "UTC", "gmt": "UTC", "utc": "UTC", "etc/utc": "UTC"}


class CalendarZones:
    """The zones of one file. ``written`` are its VTIMEZONEs by name."""

    def __init__(self, written: Mapping[str, str]) -> None:
        self._written = written
        self._made: dict[str, tzinfo | None] = {}
        self._read = 0

    def find(self, name: str) -> tzinfo | None:
        """The zone of this name: one everybody knows, else the rules in the file, else None."""
        if name not in self._made:
            self._made[name] = self._find(name)
        return self._made[name]

    def _find(self, name: str) -> tzinfo | None:
        written = self._written.get(name, "")
        for each in (name, _location(written)):
            known = known_zone(each)
            if known is not None:
                return ZoneInfo(known)
        self._read += bool(written)
        return _by_rules(written) if self._read <= _MOST_WRITTEN else None


def known_zone(name: str) -> str | None:
    """The zone that a name means: with a maker's address before it, or as Windows calls it."""
    plain = name.strip().strip('"/ ')
    parts = plain.split("/")
    for count in range(min(_MOST_PARTS, len(parts)), 0, -1):
        found = _by_small_letters().get("/".join(parts[-count:]).casefold())
        if found is not None:
            return found
    return _of_windows().get(plain.casefold())


@cache
def _by_small_letters() -> Mapping[str, str]:
    return {each.casefold(): each for each in zones()} | _FAMILIAR


@cache
def _of_windows() -> Mapping[str, str]:
    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


def _location(written: str) -> str:
    for line in written.splitlines():
        key, _, value = line.partition(":")
        if key.upper() == _LOCATION:
            return value
    return ""


def _by_rules(written: str) -> tzinfo | None:
    if not written or _ODD_RULE.search(written):
        return None
    try:
        read = Timezone.from_ical(written)
        if not isinstance(read, Timezone):
            return None
        zone: tzinfo = read.to_tz(lookup_tzid=False)
        zone.utcoffset(datetime(2026, 1, 1))  # noqa: DTZ001 - a zone is asked about local times
    except Exception:  # noqa: BLE001 - rules that cannot be read can fail in any way
        return None
    return zone
