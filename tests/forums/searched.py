"""Forums with something to find in them, kept without the rules by which it comes about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from copfeedback.forums import minutes_store, store
from copfeedback.forums.meeting_model import (
    AgendaItem,
    Aim,
    ItemKind,
    Meeting,
    MeetingKind,
)
from copfeedback.forums.minutes_model import EntryText, Minutes, MinutesEntry
from copfeedback.forums.model import Chair, Forum, Level
from copfeedback.i18n.translations import Translations

DAY = date(2026, 5, 6)
NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)


def said(**texts: str) -> Translations:
    """A text in languages."""
    return Translations(texts)


def a_forum(code: str = "old-town", **changes: Any) -> Forum:
    """A forum."""
    chair = Chair("Amina", said(en="Residents' council"))
    plain: dict[str, Any] = {
        "code": code,
        "level": Level.NEIGHBOURHOOD,
        "name": said(en="Old Town", ar="المدينة القديمة"),
        "chair": chair,
        "languages": ("en", "ar"),
        "founded": date(2024, 1, 1),
    }
    return Forum(**plain | changes)


def a_meeting(code: str = "old-town", day: date = DAY, **changes: Any) -> Meeting:
    """A meeting in the evening of a day."""
    starts = datetime(day.year, day.month, day.day, 18)  # noqa: DTZ001 - local, as they are kept
    plain: dict[str, Any] = {
        "id": 0,
        "forum": code,
        "number": day.isoformat(),
        "uid": f"{code}-{day}@copfeedback",
        "kind": MeetingKind.REGULAR,
        "aim": Aim.ACCOUNTABILITY,
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "zone": "Europe/Kyiv",
        "place": said(en="Library"),
    }
    return Meeting(**plain | changes)


def keep_meeting(connection: Connection, meeting: Meeting, *titles: Translations) -> Meeting:
    """Keep a meeting with an agenda."""
    kept = store.add_meeting(connection, meeting)
    for title in titles:
        item = AgendaItem(0, kept.id, 0, ItemKind.DISCUSSION, title)
        store.add_item(connection, item)
    return kept


def keep_minutes(
    connection: Connection, meeting: Meeting, text: str, *, number: int = 1, **changes: Any
) -> Minutes:
    """Keep a version of minutes with one entry."""
    entry = MinutesEntry(0, said(en="Lights"), EntryText(text=text))
    plain: dict[str, Any] = {
        "meeting_id": meeting.id,
        "number": number,
        "language": "en",
        "entries": (entry,),
        "total": 12,
        "sides": {},
        "approved_at": NOON,
        "approved_by": "Amina",
        "public_on": DAY,
    }
    minutes = Minutes(**plain | changes)
    minutes_store.add_version(connection, minutes)
    return minutes
