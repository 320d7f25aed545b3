"""When a meeting is, in words: the day with its name, the hours, and the zone they are of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import inf
from zoneinfo import ZoneInfo

from babel.dates import (
    format_date,
    format_time,
    format_timedelta,
    get_datetime_format,
    get_timezone_gmt,
    get_timezone_location,
)

from copfeedback.forums.meeting_model import Meeting

_PLAIN = "UTC"
_YEAR = 12


def when(meeting: Meeting, tag: str) -> str:
    """Day, hours and zone of a meeting, in a language."""
    begins, ends = meeting.starts, meeting.ends
    same_day = begins.date() == ends.date()
    until = _hour(ends, tag) if same_day else moment(ends, tag)
    return f"{moment(begins, tag)} – {until} ({zone_name(meeting, tag)})"


def moment(local: datetime, tag: str) -> str:
    """Day and hour of a local time, such as the one a meeting was moved from."""
    day = format_date(local, format="full", locale=tag)
    both = str(get_datetime_format("medium", locale=tag))
    return both.replace("{1}", day).replace("{0}", _hour(local, tag))


def zone_name(meeting: Meeting, tag: str) -> str:
    """The city after which the zone is called, and how far it is from Greenwich that day."""
    if meeting.zone == _PLAIN:
        return _PLAIN
    city = get_timezone_location(ZoneInfo(meeting.zone), locale=tag, return_city=True)
    return f"{city}, {get_timezone_gmt(meeting.begins_at, locale=tag)}"


def how_long(since: date, until: date, tag: str) -> str:
    """How long something has lasted, in whole years or months, such as “6 years”."""
    months = (until.year - since.year) * _YEAR + until.month - since.month
    months = max(months - (until.day < since.day), 0)
    years = months // _YEAR
    # A duration in days that surely is so many whole years, or months.
    if years:
        return format_timedelta(timedelta(years * 365.25), "year", threshold=inf, locale=tag)
    return format_timedelta(timedelta(months * 30.5), "month", threshold=inf, locale=tag)


def _hour(local: datetime, tag: str) -> str:
    return format_time(local.time(), format="short", locale=tag)
