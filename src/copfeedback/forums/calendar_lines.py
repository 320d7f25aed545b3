"""The lines of a calendar file as real programs write them, sorted into events and time zones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from icalendar.parser import Contentline

LONGEST_LINE = 100_000
_TIMES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"})
# Some programs write colons in the name of a zone without quoting it: the value is what is last.
_TIME = re.compile(r"(?P<name>[A-Z-]+)(?P<how>;.*)?:(?P<value>[^:]*)", re.IGNORECASE | re.DOTALL)
_ZONE = re.compile(r';TZID=(?:"(?P<quoted>[^"]*)"|(?P<bare>[^;]*))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One property: its value with escapes taken away, its parameters, where it stands."""

    line: int
    value: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class EventLines:
    """What a file says of one event; ``broken`` are the lines in it that cannot be read."""

    line: int
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)

    def first(self, name: str) -> Entry | None:
        """The first property of this name."""
        return next(iter(self.entries.get(name, ())), None)

    def text(self, name: str) -> str:
        """The text of a property; empty where there is none."""
        found = self.first(name)
        return "" if found is None else found.value


@dataclass(slots=True)
class CalendarLines:
    """A file: its events, its time zones as they are written, and where it breaks off."""

    events: list[EventLines] = field(default_factory=list)
    zones: dict[str, str] = field(default_factory=dict)
    cut_off: int | None = None
    has_begun: bool = False


def sorted_lines(text: str) -> CalendarLines:
    """Sort the lines of a file; what is inside alarms and the like is passed over."""
    sorter = _Sorter()
    for number, line in unfolded(text):
        key, _, name = line.strip().partition(":")
        sorter.take(number, line, key.upper(), name.strip().upper())
    sorter.found.cut_off = None if sorter.event is None else sorter.event.line
    return sorter.found


class _Sorter:
    """Where in a file we are: in an event, in something within it, in a time zone, or in none."""

    def __init__(self) -> None:
        self.found = CalendarLines()
        self.event: EventLines | None = None
        self._zone: list[str] | None = None
        self._inner = 0

    def take(self, number: int, line: str, key: str, name: str) -> None:
        """Take the next line."""
        if (key, name) == ("BEGIN", "VEVENT"):
            self.event, self._zone, self._inner = EventLines(number), None, 0
        elif self.event is not None:
            self._take_of_event(self.event, number, line, key, name)
        elif (key, name) == ("BEGIN", "VTIMEZONE"):
            self._zone = [line]
        elif self._zone is not None:
            self._zone.append(line)
            if (key, name) == ("END", "VTIMEZONE"):
                _keep_zone(self.found, self._zone)
                self._zone = None
        elif (key, name) == ("BEGIN", "VCALENDAR"):
            self.found.has_begun = True

    def _take_of_event(
        self, event: EventLines, number: int, line: str, key: str, name: str
    ) -> None:
        if (key, name) == ("END", "VEVENT"):
            self.found.events.append(event)
            self.event = None
        elif key == "BEGIN":
            self._inner += 1
        elif key == "END":
            self._inner -= 1
        elif self._inner <= 0 and line.strip():
            _add(event, number, line)


def unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The lines with what was folded put together again, and the number of the first of each."""
    start, parts = 1, [""]
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if line[:1] in {" ", "\t"} and parts != [""]:
            parts.append(line[1:])
            continue
        yield start, "".join(parts)
        start, parts = number, [line]
    yield start, "".join(parts)


def _add(event: EventLines, number: int, line: str) -> None:
    read = _read(line) if len(line) <= LONGEST_LINE else None
    if read is None:
        event.broken.append(number)
        return
    name, value, parameters = read
    event.entries.setdefault(name, []).append(Entry(number, value, parameters))


def _read(line: str) -> tuple[str, str, Mapping[str, str]] | None:
    time = _TIME.fullmatch(line)
    if time is not None and time["name"].upper() in _TIMES:
        zone = _ZONE.search(time["how"] or "")
        named = {"TZID": (zone["quoted"] or zone["bare"] or "").strip()} if zone else {}
        return time["name"].upper(), time["value"].strip(), named
    try:
        name, parameters, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
    except (ValueError, IndexError):
        return None
    return name.upper(), value, {key.upper(): str(each) for key, each in parameters.items()}


def _keep_zone(found: CalendarLines, lines: list[str]) -> None:
    for line in lines:
        key, _, name = line.partition(":")
        if key.partition(";")[0].upper() == "TZID":
            found.zones[name.strip()] = "\r\n".join(lines)
            return
