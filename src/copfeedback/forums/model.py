"""What a forum is: where it stands, whom it is for, who chairs it, and who has a seat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from copfeedback.i18n.translations import Translations


class Level(StrEnum):
    """For whom a forum speaks; topics are passed up from the first to the last."""

    NEIGHBOURHOOD = "neighbourhood"
    MUNICIPAL = "municipal"
    NATIONAL = "national"

    @property
    def rank(self) -> int:
        """How high it is, from 0."""
        return list(Level).index(self)


class Topic(StrEnum):
    """What thematic forums, agenda items and problems are about."""

    ROAD_SAFETY = "road_safety"
    CRIME = "crime"
    VIOLENCE = "violence"
    HEALTH_AND_ENVIRONMENT = "health_and_environment"
    UTILITIES = "utilities"
    POLICE_WORK = "police_work"
    OTHER = "other"


class ProtectedGroup(StrEnum):
    """For whom a protected forum is: nobody can be known for having been there."""

    WOMEN = "women"
    YOUTH = "youth"
    MINORITIES = "minorities"
    SURVIVORS = "survivors"


class Side(StrEnum):
    """Whom people at a meeting are there for."""

    POLICE = "police"
    JUSTICE = "justice"
    MUNICIPALITY = "municipality"
    AGENCY = "agency"
    CIVIL_SOCIETY = "civil_society"
    FAITH = "faith"
    BUSINESS = "business"
    MEDIA = "media"
    RESIDENTS = "residents"


@dataclass(frozen=True, slots=True)
class Chair:
    """Who chairs, as the public is told.

    Police chair only in a transition: with ``police``, ``reason`` and ``until`` (the last day) are
    said. In a protected forum ``name`` is not shown.
    """

    name: str
    affiliation: Translations
    police: bool = False
    reason: Translations | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Seats of an organisation, or of residents; never the name of a person."""

    side: Side
    holder: str
    seats: int = 1


@dataclass(frozen=True, slots=True)
class Community:
    """A community of the sector, and the organisation through which it is heard, if any."""

    name: Translations
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum.

    ``code`` never changes. ``parent`` is the forum a level or more above, to which topics are
    passed. Without a ``topic`` it is general. ``every_weeks`` is how often it means to meet.
    ``delay_days`` is how long a protected forum holds its minutes back. ``version`` counts changes.
    """

    code: str
    level: Level
    name: Translations
    chair: Chair
    parent: str | None = None
    topic: Topic | None = None
    protected: ProtectedGroup | None = None
    sector: str | None = None
    purpose: Translations | None = None
    rules: Translations | None = None
    contact: str = ""
    languages: tuple[str, ...] = ("en",)
    seats: tuple[Seat, ...] = ()
    communities: tuple[Community, ...] = ()
    every_weeks: int = 8
    founded: date | None = None
    ended: date | None = None
    delay_days: int = 0
    version: int = 0

    @property
    def without_seat(self) -> tuple[Community, ...]:
        """The communities of the sector that nobody at the table speaks for."""
        holders = {seat.holder.casefold() for seat in self.seats}
        return tuple(
            each
            for each in self.communities
            if not each.organisation or each.organisation.casefold() not in holders
        )

    def police_may_chair(self, today: date) -> bool:
        """Whether a transition, publicly explained, lets police chair it now."""
        chair = self.chair
        return chair.police and chair.until is not None and today <= chair.until
