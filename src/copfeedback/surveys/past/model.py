"""What is said of responses that were collected elsewhere: what was refused, and the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from copfeedback.surveys.entries import Problem

FAULTS_TOLD = 100
"""So many faults are told one by one; the rest are counted."""


class Why(StrEnum):
    """Why a row cannot be taken."""

    ANSWER = "answer"
    """The answer itself; its problem says why."""
    UNREACHABLE = "unreachable"
    NO_CONSENT = "no_consent"
    WEIGHT = "weight"
    STRATUM = "stratum"
    CLUSTER = "cluster"
    POPULATION = "population"
    POPULATION_DIFFERS = "population_differs"
    POPULATION_TOO_SMALL = "population_too_small"
    DAY = "day"
    MODE = "mode"
    LANGUAGE = "language"


class LeftOut(StrEnum):
    """Why nothing is taken from a column."""

    TECHNICAL = "technical"
    """It holds what identifies a person or a device, or what the collecting program needs."""
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    TWICE = "twice"
    """Another column answers the same."""
    WISHED = "wished"


@dataclass(frozen=True, slots=True)
class RowFault:
    """Something in a row that cannot be taken; ``row`` is its number as spreadsheets show it."""

    row: int
    column: str
    value: str
    why: Why
    item: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a column is taken as: an item, and the one choice it is about if it is about one."""

    column: str
    item: str
    choice: str = ""


@dataclass(frozen=True)
class PastReport:
    """What became of a file.

    ``responses`` is how many rows go in; none do while one is refused. ``declined`` did not agree
    to take part and ``empty`` rows have no answer: neither are stored, and neither hinder the
    others. ``dropped`` counts, by item, the answers left out because the other answers would not
    have led to their questions.
    """

    rows: int
    responses: int
    taken: Sequence[Taken]
    left_out: Mapping[str, LeftOut]
    refused: int = 0
    faults: Sequence[RowFault] = ()
    fault_count: int = 0
    declined: int = 0
    empty: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    assumed_consent: bool = False


class PastRefused(Exception):  # noqa: N818 - named for what happened
    """Rows of the file cannot be taken, so that nothing was stored; ``report`` names them."""

    def __init__(self, report: PastReport) -> None:
        super().__init__(f"{report.refused} rows")
        self.report = report


class NotOver(Exception):  # noqa: N818 - named for what happened
    """The last day of the wave has not passed: what was collected elsewhere is of the past."""


class DueAlready(Exception):  # noqa: N818 - named for what happened
    """The day is over that the results are promised for: nobody could look at them before."""


class NothingMapped(Exception):  # noqa: N818 - named for what happened
    """No column of the file answers a question of the survey."""
