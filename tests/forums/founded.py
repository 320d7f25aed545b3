"""A forum, and what tests of the feature need around it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine

from copfeedback.forums.forum_book import ForumBook
from copfeedback.forums.meeting_rules import MeetingFields
from copfeedback.forums.meetings import Meetings
from copfeedback.forums.model import Chair, Forum, Level
from copfeedback.people.audit import Trail
from copfeedback.people.model import Actor, Role
from tests.factories import TODAY, a_trail, in_languages

LANGUAGES = ("en", "ar")
FOUNDER = Actor("a", Role.ADMINISTRATOR, id=1)
CHAIR = Actor("c", Role.FORUM_CHAIR, id=2, forums=frozenset({"old-town"}))


def a_forum(code: str = "old-town", **changes: Any) -> Forum:
    """A forum that can be founded as it is."""
    chair = Chair("Salma Idris", in_languages("Women's union"))
    told: dict[str, Any] = {"level": Level.NEIGHBOURHOOD, "name": in_languages("Old town")}
    return Forum(code, **{**told, "chair": chair, **changes})


def fields(day: date | None = None, **changes: Any) -> MeetingFields:
    """A meeting that can be planned as it is: in the evening of a day."""
    day = day or date(2026, 6, 10)
    told: dict[str, Any] = {
        "starts": datetime(day.year, day.month, day.day, 17, 30),  # noqa: DTZ001 - local
        "ends": datetime(day.year, day.month, day.day, 19),  # noqa: DTZ001 - local
        "zone": "Europe/Berlin",
    }
    return MeetingFields(**{**told, **changes})


class Founded:
    """The services of forums and meetings, on a day that a test can choose."""

    def __init__(self, engine: Engine) -> None:
        self.today = TODAY
        self.trail: Trail = a_trail(engine)
        self.book = ForumBook(self.trail, lambda: self.today, LANGUAGES)
        self.meetings = Meetings(self.trail, lambda: self.today, LANGUAGES)

    def found(self, code: str = "old-town", **changes: Any) -> Forum:
        """A forum that is there."""
        return self.book.set_up(FOUNDER, a_forum(code, **changes), new=True)
