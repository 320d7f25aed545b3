"""What a plan must be like: what is wrong with one, and what one that is public cannot lack.

Criteria are specific, measurable and tied to a time: every key figure of a plan has a definition
and a source already, so here it needs a target, and the plan an end.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from copfeedback.evaluations.model import Risk
from copfeedback.evaluations.plan_model import Plan, PlanKpi
from copfeedback.evaluations.tables import CODE_MAXIMUM
from copfeedback.faults import NAME_MAXIMUM, Fault, Problem, clean_texts
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.i18n.translations import Translations
from copfeedback.results.published_series import SeriesPoint, Unit

NEEDED_TEXTS = ("title", "office", "aims", "outcomes", "priorities", "consulted")
"""What a public plan says in at least one language."""
OTHER_TEXTS = ("roles", "resources", "projects")
TEXT_MAXIMUM = 1_500
"""Characters; what a plan says must fit on light pages in every script."""
RISK_MAXIMUM = 200
CHANGED_MAXIMUM = 500
ROWS_MAXIMUM = 12
CYCLE_MAXIMUM = 99

_CODE = re.compile(rf"[a-z][a-z0-9_-]{{0,{CODE_MAXIMUM - 1}}}")
_EARLIEST = date(1990, 1, 1)
_LONGEST = timedelta(days=10 * 366)
_NEXT = timedelta(days=2 * 366)
_SHORT = frozenset({"title", "office"})
_ALWAYS_THERE = frozenset({"title", "office", "aims", "outcomes", "priorities"})
_EMPTY = Translations({SOURCE_LANGUAGE: ""})
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Source:
    """The published series behind a key figure: its unit, and the points a plan asks for."""

    unit: Unit | None
    points: Mapping[str, SeriesPoint] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a plan is judged by beside itself.

    ``sources`` are the series of all key figures there are, by the codes of these; ``published``
    the latest versions of all public plans, by code.
    """

    sectors: Collection[str]
    forums: Collection[str]
    sources: Mapping[str, Source]
    published: Mapping[str, Plan]


def checked(plan: Plan, around: Surroundings) -> tuple[Plan, list[Problem]]:
    """The plan as it is kept, and everything that is wrong with it; what is missing is not.

    Benchmarks are read from their series. One that a public version has already stays as it was
    when it set the target.
    """
    problems: list[Problem] = []
    if not _CODE.fullmatch(plan.code):
        problems.append(Problem("code", Fault.CODE))
    texts: dict[str, Any] = {}
    for name in NEEDED_TEXTS + OTHER_TEXTS:
        most = NAME_MAXIMUM if name in _SHORT else TEXT_MAXIMUM
        texts[name] = clean_texts(getattr(plan, name), name, problems, most=most)
        if name in _ALWAYS_THERE:
            texts[name] = texts[name] or _EMPTY
    problems += _wrong_time(plan)
    problems += _wrong_places(plan, around)
    cleaned = replace(
        plan,
        **texts,
        cycle=_cycle(plan, around, problems),
        kpis=_kpis(plan, around, problems),
        risks=_risks(plan.risks, problems),
    )
    return cleaned, problems


def missing(plan: Plan, *, is_first: bool) -> list[Problem]:
    """What a plan lacks before it can be made public; nothing when it is complete."""
    names = [*NEEDED_TEXTS, *([] if is_first else ["changed"])]
    problems = [Problem(name, Fault.MISSING) for name in names if not is_said(getattr(plan, name))]
    if not plan.kpis:
        problems.append(Problem("kpis", Fault.MISSING))
    problems += [
        Problem(f"kpis.{at}.target", Fault.MISSING)
        for at, each in enumerate(plan.kpis)
        if each.target is None
    ]
    problems += [
        Problem(f"risks.{at}.{name}", Fault.MISSING)
        for at, each in enumerate(plan.risks)
        for name in ("what", "answer", "owner")
        if not is_said(getattr(each, name))
    ]
    if plan.next_due is None:
        problems.append(Problem("next_due", Fault.MISSING))
    return problems


def is_said(texts: Translations | None) -> bool:
    """Whether something stands in at least one language."""
    return texts is not None and any(texts.values())


def _wrong_time(plan: Plan) -> list[Problem]:
    if plan.ends < plan.begins:
        return [Problem("ends", Fault.END_BEFORE_START)]
    found = []
    if plan.begins < _EARLIEST:
        found.append(Problem("begins", Fault.RANGE))
    elif plan.ends - plan.begins > _LONGEST:
        found.append(Problem("ends", Fault.RANGE))
    if plan.next_due is not None and not plan.ends <= plan.next_due <= _after(plan.ends, _NEXT):
        found.append(Problem("next_due", Fault.RANGE))
    return found


def _after(day: date, time: timedelta) -> date:
    return day + min(time, date.max - day)


def _wrong_places(plan: Plan, around: Surroundings) -> list[Problem]:
    """Where it stands among the other plans, sectors and forums."""
    found = []
    before = around.published.get(plan.code)
    if before is not None and before.area != plan.area:
        found.append(Problem("area", Fault.STAYS))
    elif before is None and plan.area is not None and plan.area not in around.sectors:
        found.append(Problem("area", Fault.UNKNOWN))
    known = {*around.forums, before.forum if before else None, None}
    if plan.forum not in known:
        found.append(Problem("forum", Fault.UNKNOWN))
    others = [each for each in around.published.values() if each.code != plan.code]
    found += [
        Problem("begins", Fault.OVERLAPS, name=each.title)
        for each in others
        if each.area == plan.area and _overlap(each, plan)
    ]
    if plan.predecessor is not None:
        found += _wrong_predecessor(plan, around.published.get(plan.predecessor), others)
    return found


def _overlap(one: Plan, other: Plan) -> bool:
    """Whether both are in force for more than the day on which one follows the other."""
    return one.begins < other.ends and other.begins < one.ends


def _wrong_predecessor(
    plan: Plan, predecessor: Plan | None, others: Collection[Plan]
) -> list[Problem]:
    if predecessor is None or predecessor.code == plan.code or predecessor.area != plan.area:
        return [Problem("predecessor", Fault.UNKNOWN)]
    if predecessor.ends > plan.begins:
        return [Problem("predecessor", Fault.END_BEFORE_START)]
    if any(each.predecessor == predecessor.code for each in others):
        return [Problem("predecessor", Fault.TAKEN)]
    return []


def _cycle(plan: Plan, around: Surroundings, problems: list[Problem]) -> int:
    """One after that of the predecessor; a plan without one says itself which it is."""
    predecessor = around.published.get(plan.predecessor or "")
    if predecessor is not None:
        return predecessor.cycle + 1
    if not 1 <= plan.cycle <= CYCLE_MAXIMUM:
        problems.append(Problem("cycle", Fault.NUMBER, CYCLE_MAXIMUM))
    return plan.cycle


def _kpis(plan: Plan, around: Surroundings, problems: list[Problem]) -> tuple[PlanKpi, ...]:
    if len(plan.kpis) > ROWS_MAXIMUM:
        problems.append(Problem("kpis", Fault.NUMBER, ROWS_MAXIMUM))
    before = around.published.get(plan.code)
    frozen = {each.kpi: each for each in before.kpis} if before else {}
    cleaned, seen = [], set()
    for at, each in enumerate(plan.kpis):
        source = around.sources.get(each.kpi)
        if each.kpi in seen:
            problems.append(Problem(f"kpis.{at}.kpi", Fault.TAKEN))
        elif source is None and each.kpi not in frozen:
            problems.append(Problem(f"kpis.{at}.kpi", Fault.UNKNOWN))
        seen.add(each.kpi)
        unit = source.unit if source else None
        if each.target is not None and not _can_be_reached(each.target, unit):
            problems.append(Problem(f"kpis.{at}.target", Fault.AMOUNT))
        cleaned.append(_with_benchmark(each, at, source, frozen.get(each.kpi), problems))
    return tuple(cleaned)


def _can_be_reached(target: float, unit: Unit | None) -> bool:
    most = _PERCENT if unit is Unit.PERCENT else math.inf
    return math.isfinite(target) and 0 <= target <= most


def _with_benchmark(
    kpi: PlanKpi, at: int, source: Source | None, frozen: PlanKpi | None, problems: list[Problem]
) -> PlanKpi:
    bare = PlanKpi(kpi.kpi, kpi.target)
    if kpi.period is None:
        return bare
    if frozen is not None and frozen.period == kpi.period:
        return replace(frozen, target=kpi.target)
    point = source.points.get(kpi.period) if source else None
    if point is None or point.figure is None:
        problems.append(Problem(f"kpis.{at}.period", Fault.UNKNOWN))
        return replace(bare, period=kpi.period)
    return PlanKpi(
        kpi.kpi, kpi.target, point.source, point.figure.value, point.period, point.sha256
    )


def _risks(risks: Collection[Risk], problems: list[Problem]) -> tuple[Risk, ...]:
    if len(risks) > ROWS_MAXIMUM:
        problems.append(Problem("risks", Fault.NUMBER, ROWS_MAXIMUM))
    return tuple(
        Risk(
            *(
                clean_texts(getattr(each, name), f"risks.{at}.{name}", problems, most=RISK_MAXIMUM)
                or _EMPTY
                for name in ("what", "answer", "owner")
            )
        )
        for at, each in enumerate(risks)
    )
