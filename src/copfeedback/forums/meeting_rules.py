"""What a meeting must be like to be kept: each fault names its field."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from copfeedback.faults import NAME_MAXIMUM, Fault, Problem, clean, clean_texts
from copfeedback.forums.meeting_model import Aim, Meeting, MeetingKind
from copfeedback.i18n.translations import Translations

PLACE_MAXIMUM = 1_000
LINK_MAXIMUM = 500
LONGEST = timedelta(days=3)
"""Calendars hold whole weeks as one event; a meeting that long is a mistake."""
EARLIEST = date(1900, 1, 1)
FARTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class MeetingFields:
    """What a form, or a calendar, gives of a meeting. See ``Meeting`` for what each field is.

    ``interpretation`` is what the meeting is interpreted into, as people call it.
    """

    starts: datetime
    ends: datetime
    zone: str
    kind: MeetingKind = MeetingKind.REGULAR
    aim: Aim = Aim.ACCOUNTABILITY
    title: Translations | None = None
    place: Translations | None = None
    neutral_ground: bool = False
    step_free: bool | None = None
    interpretation: tuple[str, ...] = ()
    childcare: bool = False
    online: str = ""
    minutes_language: str = "en"

    @classmethod
    def of(cls, meeting: Meeting) -> MeetingFields:
        """The fields as they are now, for a form to start from."""
        return cls(**{name: getattr(meeting, name) for name in cls.__dataclass_fields__})


TOLD = frozenset({"starts", "ends", "zone", "title", "place", "online", "kind"})
"""Of these, calendars that took a meeting over have to be told."""


def clean_fields(
    fields: MeetingFields, languages: Collection[str], today: date, *, past: bool
) -> tuple[MeetingFields, list[Problem]]:
    """The fields as they are kept, and what is wrong with them.

    ``languages`` are those the minutes can be kept in; ``past`` allows meetings before
    today; that of today may have begun, as those at short notice do.
    """
    problems: list[Problem] = []
    cleaned = replace(
        fields,
        title=clean_texts(fields.title, "title", problems, most=NAME_MAXIMUM),
        place=clean_texts(fields.place, "place", problems, most=PLACE_MAXIMUM),
        interpretation=tuple(
            dict.fromkeys(each for each in map(clean, fields.interpretation) if each)
        ),
        online=clean(fields.online),
    )
    if any(len(each) > NAME_MAXIMUM for each in cleaned.interpretation):
        problems.append(Problem("interpretation", Fault.TOO_LONG, NAME_MAXIMUM))
    if cleaned.online and not is_link(cleaned.online):
        problems.append(Problem("online", Fault.LINK))
    if fields.minutes_language not in languages:
        problems.append(Problem("minutes_language", Fault.LANGUAGE))
    if fields.zone not in zones():
        problems.append(Problem("zone", Fault.ZONE))
    else:
        problems += _time_problems(cleaned, today, past=past)
    return cleaned, problems


def _time_problems(fields: MeetingFields, today: date, *, past: bool) -> list[Problem]:
    last = today + FARTHEST
    if not EARLIEST <= fields.starts.date() <= last:
        return [Problem("starts", Fault.DATE)]
    if not EARLIEST <= fields.ends.date() <= last + LONGEST:
        return [Problem("ends", Fault.END_BEFORE_START)]
    zone = ZoneInfo(fields.zone)
    missing = [
        Problem(name, Fault.NO_SUCH_HOUR)
        for name in ("starts", "ends")
        if not exists(getattr(fields, name), zone)
    ]
    if missing:
        return missing
    starts, ends = (each.replace(tzinfo=zone) for each in (fields.starts, fields.ends))
    # As moments: on the day the clocks go back, the later of two clock times can be the earlier.
    if not starts.astimezone(UTC) < ends.astimezone(UTC) <= starts.astimezone(UTC) + LONGEST:
        return [Problem("ends", Fault.END_BEFORE_START)]
    if not past and fields.starts.date() < today:
        return [Problem("starts", Fault.PAST)]
    return []


def nights_after(day: date, nights: timedelta) -> date:
    """So many nights after a day; the last of all days where there are no more."""
    return min(day, date.max - nights) + nights


def exists(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks of a zone ever show this time; not for the first and the last year."""
    there = local.replace(tzinfo=zone)
    back = there.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return back == local.replace(tzinfo=None)


@cache
def zones() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset(available_timezones())


_HOST = re.compile(r"[^\s/?#@:\\]+(:\d{1,5})?")


def is_link(text: str) -> bool:
    """Whether a text is an address that can be followed: of the web, secure, no password in it."""
    if len(text) > LINK_MAXIMUM or any(sign.isspace() for sign in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(_HOST.fullmatch(parts.netloc))
