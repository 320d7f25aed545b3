"""A plan for policing an area over a period, and the key figures it is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from copfeedback.evaluations.model import Direction, Risk
from copfeedback.i18n.translations import Translations


class KpiKind(StrEnum):
    """What a key figure is about: what is done, how well, or what comes of it."""

    ACTIVITY = "activity"
    QUALITY = "quality"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure. ``series`` is the name of the published series it is read from.

    ``target`` is what is to be reached, in the unit of the series.
    """

    code: str
    name: Translations
    definition: Translations
    kind: KpiKind
    series: str
    direction: Direction = Direction.UP
    target: float | None = None
    active: bool = True
    version: int = 0


class ActivityKind(StrEnum):
    """What police and community do together."""

    PARTNERSHIP = "partnership"
    INITIATIVE = "initiative"
    PRESENTATION = "presentation"
    OPEN_DAY = "open_day"
    DIVERSITY = "diversity"
    PREVENTION = "prevention"
    PROJECT = "project"
    MEETING = "meeting"


LASTING = frozenset(
    {
        ActivityKind.PARTNERSHIP,
        ActivityKind.INITIATIVE,
        ActivityKind.PROJECT,
        ActivityKind.DIVERSITY,
        ActivityKind.PREVENTION,
    }
)
"""What is meant to go on, so that it can be asked whether it does after 12 and 24 months."""


@dataclass(frozen=True, slots=True)
class Activity:
    """Something police and community did or do together, with its outcome and evidence.

    ``people`` are how many took part, by gender as far as they were counted: never published but
    through disclosure control. ``ended`` is None while it goes on.
    """

    id: int
    kind: ActivityKind
    name: Translations
    began: date
    office: Translations
    organisation: int | None = None
    sector: str | None = None
    ended: date | None = None
    partners: Translations | None = None
    outcome: Translations | None = None
    evidence: str | None = None
    """An address on the web."""
    women: int = 0
    men: int = 0
    another: int = 0
    not_stated: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class PlanKpi:
    """A key figure that a plan is judged by.

    ``benchmark`` is the figure that set the target, of the release or period ``release``. It was
    read from the published series of the key figure at ``period``, and nobody can type it;
    ``sha256`` is that of the release.
    """

    kpi: str
    target: float | None = None
    release: str | None = None
    benchmark: float | None = None
    period: str | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan; ``number`` counts its versions from 1, and every version stays to be read.

    Number 0 is the draft, of which ``version`` counts how often it was kept. ``area`` is a sector's
    code, None for the whole area. ``predecessor`` is the code of the plan of the cycle before,
    ``next_due`` the day by which the next one is to be there.
    """

    code: str
    title: Translations
    begins: date
    ends: date
    aims: Translations
    outcomes: Translations
    priorities: Translations
    office: Translations
    area: str | None = None
    roles: Translations | None = None
    resources: Translations | None = None
    projects: Translations | None = None
    consulted: Translations | None = None
    kpis: tuple[PlanKpi, ...] = ()
    risks: tuple[Risk, ...] = ()
    cycle: int = 1
    predecessor: str | None = None
    next_due: date | None = None
    forum: str | None = None
    """The forum whose meetings discuss it with everybody concerned."""
    changed: Translations | None = None
    number: int = 1
    published_on: date | None = None
    version: int = 0
