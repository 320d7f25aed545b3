"""The pledge: what is promised of an evaluation before any of it is gathered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from copfeedback.i18n.translations import Translations


class NotPossibleNow(Exception):  # noqa: N818 - named for what happened
    """As the evaluation stands, this cannot happen to it; nothing was stored."""


class Independence(StrEnum):
    """How far whoever evaluates stands from what is evaluated."""

    SELF = "self"
    """Whoever runs the programme evaluates it: there is no independent evaluation."""
    EXTERNAL = "external"
    """Somebody else, chosen and paid by whoever runs it."""
    INDEPENDENT = "independent"
    """Somebody else, whom those who run it neither chose nor pay."""


class Timing(StrEnum):
    """Whether a programme goes on, or this is the last word on it."""

    INTERIM = "interim"
    FINAL = "final"


class Criterion(StrEnum):
    """What an evaluation asks: the six criteria of the OECD's Development Assistance Committee.

    OECD, Better Criteria for Better Evaluation (2019); coherence is the sixth, added then.
    """

    RELEVANCE = "relevance"
    COHERENCE = "coherence"
    EFFECTIVENESS = "effectiveness"
    EFFICIENCY = "efficiency"
    IMPACT = "impact"
    SUSTAINABILITY = "sustainability"


class Design(StrEnum):
    """What a figure is compared with."""

    CHANGE = "change"
    """With the figure before."""
    DIFFERENCE_IN_DIFFERENCES = "difference_in_differences"
    """Its change in pilot sites, less that in control sites."""


class Direction(StrEnum):
    """Which way a figure should go."""

    UP = "up"
    DOWN = "down"


class Degree(StrEnum):
    """How much there is of something at a site."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class SiteArm(StrEnum):
    """What a site is there for."""

    PILOT = "pilot"
    CONTROL = "control"


class WaveRole(StrEnum):
    """Which figures a wave of a survey gives."""

    BASELINE = "baseline"
    MIDLINE = "midline"
    ENDLINE = "endline"


class DataSeen(StrEnum):
    """How much of the data whoever changed a pledge had seen by then."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What will be looked at. ``key`` stays the same through all amendments.

    A quantitative one has a ``series``, the name of a published one (``series.py``), or none where
    its figures come from outside and are entered with evidence. ``least`` is the smallest change
    that counts, in the unit of the series (percentage points for shares): a success is a change of
    that size in the expected ``direction``. A qualitative one has no direction, but says in
    ``looked_for``, ``evidence`` and ``method`` what would be a finding. ``rises_with_trust`` marks
    those of reporting: more of it may be good news.
    """

    key: str
    name: Translations
    criterion: Criterion
    qualitative: bool = False
    definition: Translations | None = None
    unit: Translations | None = None
    source: Translations | None = None
    series: str | None = None
    design: Design = Design.CHANGE
    direction: Direction | None = None
    least: float | None = None
    success: Translations | None = None
    by_gender: bool = True
    rises_with_trust: bool = False
    looked_for: Translations | None = None
    evidence: Translations | None = None
    method: Translations | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Where the programme runs, or is compared with. ``sector`` is a sector's code."""

    sector: str
    arm: SiteArm
    mixed: Degree | None = None
    """How mixed the people who live there are."""
    conflict: Degree | None = None
    crime: Degree | None = None
    minorities: bool = False
    """Whether people live there who are disadvantaged or belong to minorities."""
    asked: bool = False
    """Whether people there were asked before it was chosen."""
    why: Translations | None = None


@dataclass(frozen=True, slots=True)
class PlannedWave:
    """When figures are gathered. ``wave`` is a wave's id, None until there is one.

    A baseline may be ``existing``: gathered before the pledge, and known when it was made.
    """

    role: WaveRole
    opens: date
    closes: date
    wave: str | None = None
    existing: bool = False


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """Somebody who commits to the pledge with a signature: an organisation, or a forum."""

    key: str
    office: Translations
    organisation: int | None = None
    forum: str | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """What can go wrong, what is done about it, and whose task that is (an office)."""

    what: Translations
    answer: Translations
    owner: Translations


@dataclass(frozen=True, slots=True)
class Pledge:
    """What is promised. ``organisation`` is the evaluator's, whose accounts may work on it.

    ``commissioner_organisation`` answers for the programme, where it has accounts. ``began`` is
    the day the programme began. ``due`` is the day, in the portal's time zone, by the end of which
    the results are to be public, whatever they show. ``held_back`` says what will not be published
    and why, ``consulted`` who was asked beforehand and what that changed.
    """

    title: Translations
    about: Translations
    commissioner: Translations
    evaluator: Translations
    independence: Independence
    timing: Timing
    due: date
    questions: Mapping[Criterion, Translations]
    indicators: tuple[Indicator, ...]
    waves: tuple[PlannedWave, ...] = ()
    sites: tuple[Site, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()
    risks: tuple[Risk, ...] = ()
    organisation: int | None = None
    commissioner_organisation: int | None = None
    began: date | None = None
    plan: str | None = None
    resources: Translations | None = None
    held_back: Translations | None = None
    consulted: Translations | None = None

    def indicator(self, key: str) -> Indicator | None:
        """The indicator of a key."""
        return next((each for each in self.indicators if each.key == key), None)


RETROSPECT_YEARS = 2
"""A final evaluation of a programme that is younger comes too early to tell what it achieved.

OSCE, Police and Community: two to five years are to pass.
"""
