"""What a wave is: one round of a survey, what is planned for it, and what was promised."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.model import Choice

MONTHS = 12

Margins: TypeAlias = Mapping[str, Mapping[str, int]]
"""People by the value of one margin at a time, such as ``gender`` and ``woman``."""


class WaveState(StrEnum):
    """Where a wave stands on a given day."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class WaveKind(StrEnum):
    """Which place a wave has among the rounds of its survey."""

    BASELINE = "baseline"
    MIDLINE = "midline"
    ENDLINE = "endline"
    CONTINUOUS = "continuous"
    UNSPECIFIED = "unspecified"


class Arm(StrEnum):
    """Whether a programme is tried somewhere, or its effect is judged by comparing with it."""

    PILOT = "pilot"
    CONTROL = "control"


class Audience(StrEnum):
    """Whether everybody is told of a wave, or whoever has its address alone."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Recruitment(StrEnum):
    """How people came to be asked."""

    OPEN_LINK = "open_link"
    OUTREACH = "outreach"
    SAMPLE = "sample"
    """A probability sample: everybody's chance to be asked is known."""


@dataclass(frozen=True)
class Behind:
    """Who is behind a wave, as far as the wave says it; the survey says the rest."""

    introduction: Translations | None = None
    run_by: Translations | None = None
    paid_by: Translations | None = None
    backed_by: Translations | None = None
    independence: Translations | None = None
    contact: Translations | None = None


BEHIND = tuple(each.name for each in fields(Behind))
"""What everybody is told before the first question; a wave cannot do without any of it."""


@dataclass(frozen=True)
class WavePlan:
    """What is planned for a wave, beside its days and sectors.

    ``every_months`` is the promised rhythm. ``arm`` is that of the whole wave, ``arms`` those of
    single sectors. ``population`` holds how many people there are, for weighting; ``target`` and
    ``targets`` how many are to answer. ``by_code`` waves ask for an access code. ``strata`` and
    ``clusters`` name those of a sample, ``channels`` the ways people are reached, each with a
    short address of its own. Waves that are ``officer_run`` are conducted by community
    officers and labelled so. ``languages`` are those it is open in (none: all of its survey), and
    among them ``fallback_languages`` may lack texts. So many sectors at the end of the list were
    added while it was open (``sectors_added``). ``elsewhere`` says that its
    responses were collected elsewhere and brought in.
    """

    kind: WaveKind = WaveKind.UNSPECIFIED
    every_months: int | None = None
    behind: Behind = Behind()
    arm: Arm | None = None
    arms: Mapping[str, Arm] = field(default_factory=dict, hash=False)
    population: Margins = field(default_factory=dict, hash=False)
    target: int | None = None
    targets: Margins = field(default_factory=dict, hash=False)
    audience: Audience = Audience.PUBLIC
    modes: frozenset[Mode] = frozenset(Mode)
    by_code: bool = False
    recruitment: Recruitment = Recruitment.OPEN_LINK
    strata: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    officer_run: bool = False
    languages: tuple[str, ...] = ()
    fallback_languages: tuple[str, ...] = ()
    sectors_added: int = 0
    elsewhere: bool = False

    def arm_of(self, sector: str) -> Arm | None:
        """The arm that a sector belongs to."""
        return self.arms.get(sector, self.arm)


@dataclass(frozen=True)
class Wave:
    """One round of a survey.

    ``opens`` and ``closes`` are the first and last day answers are taken, ``results_due`` the
    day the results are promised for. ``sectors`` are the areas a respondent can pick.
    ``closed_on`` is set once the wave is closed for good and its key destroyed.
    ``short`` is the sayable short address.
    """

    id: str
    short: str
    survey_id: str
    version: int
    name: Translations
    opens: date
    closes: date
    results_due: date
    sectors: tuple[Choice, ...]
    demonstration: bool = False
    closed_on: date | None = None
    plan: WavePlan = WavePlan()

    def state(self, today: date) -> WaveState:
        """Whether answers are taken on this day."""
        if self.closed_on is not None or today > self.closes:
            return WaveState.CLOSED
        return WaveState.PLANNED if today < self.opens else WaveState.OPEN

    @property
    def is_listed(self) -> bool:
        """Whether everybody is told of it."""
        return self.plan.audience is Audience.PUBLIC

    @property
    def first_sectors(self) -> tuple[Choice, ...]:
        """The sectors it opened with."""
        return self.sectors[: len(self.sectors) - self.plan.sectors_added]


@dataclass(frozen=True, slots=True)
class NextRound:
    """The day by which a survey is to be asked again, and whether that day has passed."""

    promised: date
    is_overdue: bool


def next_round(waves: Iterable[Wave], today: date) -> NextRound | None:
    """What the latest of a survey's waves to have opened promises; None if it promises nothing."""
    begun = [wave for wave in waves if wave.opens <= today]
    latest = max(begun, key=lambda wave: (wave.opens, wave.id), default=None)
    if latest is None or latest.plan.every_months is None:
        return None
    promised = _months_later(latest.opens, latest.plan.every_months)
    return NextRound(promised, today > promised)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
