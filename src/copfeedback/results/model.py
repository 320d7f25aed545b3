"""What is counted, and what the doors get beside the published tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from copfeedback.i18n.translations import Translations
from copfeedback.results.published import Group, PublishedTable, Release
from copfeedback.surveys.model import Question, Wave


@dataclass(frozen=True, slots=True)
class Answered:
    """How a group answered one item. Exact: for ``disclosure`` alone, never for a door.

    ``asked`` is the base. ``answers`` has every answer of the questionnaire in its order,
    ``no_answer`` last; in a multiple choice they add up to more than ``asked``. ``favourable``
    counts the favourable answers of a key indicator.
    """

    asked: int
    answers: Mapping[str, int]
    favourable: int | None = None


@dataclass(frozen=True, slots=True)
class WaveCounts:
    """The counts of a wave by gender: woman, man, another and not stated, each of them present.

    ``respondents`` is everyone who answered, ``asked`` who was asked a question (by question id),
    ``items`` the answers to whatever has shares.
    """

    respondents: Mapping[Group, int]
    asked: Mapping[str, Mapping[Group, int]]
    items: Mapping[str, Mapping[Group, Answered]]


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
class TrendPoint:
    """One released wave; ``table`` is None if its questionnaire does not have the item."""

    wave: Wave
    release: Release
    table: PublishedTable | None


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
    """

    wave_id: str
    rounding: int
    total: int
    margins: Mapping[str, Mapping[str, int]]
