"""What is counted, and what the doors get beside the published tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from copfeedback.i18n.translations import Translations
from copfeedback.results.published import PublishedTable, Release
from copfeedback.surveys.model import Question
from copfeedback.surveys.wave_model import Wave

if TYPE_CHECKING:
    from copfeedback.surveys.book import AskedWave


@dataclass(frozen=True, slots=True)
class Indicator:
    """A key indicator: a question, or a row of a grid, with its favourable answers."""

    item: str
    question: Question
    favourable: tuple[str, ...]

    @property
    def text(self) -> Translations:
        """The words it is asked in."""
        return self.question.text_of(self.item)


@dataclass(frozen=True, slots=True)
class Life:
    """A release without its figures: who built it, and what became of it.

    Moments are in UTC. ``built_by`` and the like are names, ``…_id`` the accounts; None for the
    portal itself and for an operator at a shell. ``corrects`` is the number of the release that
    it corrects, ``reason`` why, for everybody to read. ``superseded_at`` is when another was built
    before this one was public: it never will be. ``publish_at`` is when people decided it to be
    public; without that it becomes public by itself, see ``life.public_since``. ``notice`` is
    what everybody reads in place of the figures of a release that was withdrawn. ``remarks`` are
    what weighting could not do as planned: a code, a margin, and some of its values.
    """

    wave_id: str
    number: int
    survey_id: str
    sha256: str
    built_at: datetime
    built_by: str
    built_by_id: int | None = None
    corrects: int | None = None
    reason: Translations | None = None
    remarks: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    superseded_at: datetime | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    approved_by_id: int | None = None
    publish_at: datetime | None = None
    published_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    notice: Translations | None = None

    @property
    def id(self) -> str:
        """Its stable name, that of the release."""
        return f"{self.wave_id}.{self.number}"


@dataclass(frozen=True, slots=True)
class Publication:
    """A release that is or was public.

    ``canonical`` is its text, whose SHA-256 the release names. ``notice`` is to be read in place
    of its figures once it is withdrawn; ``replaced_by`` is the id of the release that is to be
    read instead, ``reason`` why this one replaced an earlier one.
    """

    release: Release
    canonical: str
    asked: AskedWave
    published_at: datetime
    withdrawn_at: datetime | None = None
    notice: Translations | None = None
    replaced_by: str | None = None
    reason: Translations | None = None


class Break(StrEnum):
    """Why the figures of two waves cannot be compared."""

    WORDING = "wording"
    ANSWERS = "answers"
    FAVOURABLE = "favourable"
    MODES = "modes"
    RECRUITMENT = "recruitment"
    OFFICERS = "officers"
    """Police officers conducted one of them."""
    SITES = "sites"
    """Other areas were pilot or control sites."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One released wave; ``table`` is None if its questionnaire does not have the item.

    ``breaks`` is why it cannot be compared with the last point before it that has a table: the
    line is then broken between the two. Until a release is ``public``, staff alone see it.
    """

    wave: Wave
    release: Release
    table: PublishedTable | None
    breaks: tuple[Break, ...] = ()
    public: bool = True


@dataclass(frozen=True, slots=True)
class Trend:
    """One item over the released waves of a survey, the earliest first.

    ``awaited`` are the waves without a release: planned, open, or closed a moment ago.
    """

    survey_id: str
    item: str
    points: tuple[TrendPoint, ...]
    awaited: tuple[Wave, ...]


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """How many have answered an open wave, in all and by one margin at a time.

    Every count is rounded down to ``rounding``, so that 0 means fewer than that. The margins are
    ``gender``, ``age_band``, ``sector`` (as far as the survey asks them), ``mode`` and
    ``language``; each lists every value there is, so that a missing one gives nothing away.
    ``channel``, by which people were reached, has only what comes to ``rounding`` or more.
    """

    wave_id: str
    rounding: int
    total: int
    margins: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Reached:
    """How many of a group have answered, rounded down, and how many are to; None if not said."""

    count: int
    target: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The fieldwork of a wave measured by its targets.

    ``lowest`` has, for each margin with targets or a population, the values furthest behind.
    """

    fieldwork: Fieldwork
    target: int | None
    margins: Mapping[str, Mapping[str, Reached]]
    lowest: Mapping[str, tuple[str, ...]]
