"""What a key figure says: whether its target is reached, how it changed, and what it must have."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from copfeedback.evaluations.model import Direction
from copfeedback.evaluations.plan_model import Kpi
from copfeedback.faults import NAME_MAXIMUM, Fault, Faulty, Problem, clean_texts
from copfeedback.results.published_series import SeriesFigure, SeriesPoint, Unit, rounded

DEFINITION_MAXIMUM = 2_000
UNFINISHED = "unfinished"
"""A break: the period is not over, so that there is more to come."""
MOST = 1_000_000.0
"""No target is higher than that."""
_RESERVED = frozenset({"activities"})
"""What has an address of its own beside those of key figures."""
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,63}", re.ASCII)


class Reached(StrEnum):
    """Whether a target is reached, as far as the figure is sure."""

    YES = "yes"
    NO = "no"
    UNCERTAIN = "uncertain"


class Way(StrEnum):
    """Which way a figure went, as far as that is sure."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    """Of a figure that is counted: it is what it was."""
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Moved:
    """The change since an earlier point, in the unit of the series, with its 95 % interval."""

    since: SeriesPoint
    value: float
    way: Way
    low: float | None = None
    high: float | None = None


def checked(entered: Kpi, series: Collection[str], taken: Collection[str] = ()) -> Kpi:
    """The key figure as it is to be kept.

    ``series`` are the names of those it can be read from, ``taken`` the codes of others. A target
    that could not be read is not a number.

    Raises:
        Faulty: with every fault that was found.
    """
    problems: list[Problem] = []
    if not is_code(entered.code):
        problems.append(Problem("code", Fault.CODE))
    elif entered.code in taken or entered.code in _RESERVED:
        problems.append(Problem("code", Fault.TAKEN))
    name = clean_texts(entered.name, "name", problems, most=NAME_MAXIMUM, needed=True)
    definition = clean_texts(
        entered.definition, "definition", problems, most=DEFINITION_MAXIMUM, needed=True
    )
    if entered.series not in series:
        problems.append(Problem("series", Fault.UNKNOWN if entered.series else Fault.MISSING))
    if entered.target is not None and not is_amount(entered.target):
        problems.append(Problem("target", Fault.AMOUNT))
    if problems or name is None or definition is None:
        raise Faulty(problems)
    return replace(entered, name=name, definition=definition)


def is_code(text: str) -> bool:
    """Whether a text can be the code of a key figure."""
    return _CODE.fullmatch(text) is not None


def is_amount(number: float) -> bool:
    """Whether a number can be a target."""
    return math.isfinite(number) and 0 <= number <= MOST


def reached_by(point: SeriesPoint, target: float, direction: Direction) -> Reached | None:
    """Whether a target is reached at a point; None where it has no figure.

    Of a period that is not over, nobody can tell.
    """
    if point.figure is None:
        return None
    if UNFINISHED in point.breaks:
        return Reached.UNCERTAIN
    return reached(point.figure, target, direction)


def reached(figure: SeriesFigure, target: float, direction: Direction) -> Reached:
    """Whether a target is reached: for sure only where the whole interval is on its right side."""
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    if direction is Direction.DOWN:
        low, high, target = -high, -low, -target
    if low >= target:
        return Reached.YES
    return Reached.NO if high < target else Reached.UNCERTAIN


def moved(
    earlier: SeriesPoint,
    later: SeriesPoint,
    published: SeriesFigure | None = None,
    *,
    unit: Unit | None = None,
) -> Moved | None:
    """How a figure changed between two points; None where one of them has none.

    It is told of the change as it is shown in this unit: one that is shown as none is none.
    ``published`` is the change as evaluations are told of it. Otherwise the interval is Newcombe's
    for two independent figures. What is counted has none: it is what it is.
    """
    one, two = earlier.figure, later.figure
    if one is None or two is None:
        return None
    value = rounded(two.value - one.value, unit)
    if one.low is None or one.high is None or two.low is None or two.high is None:
        way = Way.UP if value > 0 else Way.DOWN if value < 0 else Way.SAME
        return Moved(earlier, value, way)
    low = value - math.hypot(two.value - two.low, one.high - one.value)
    high = value + math.hypot(two.high - two.value, one.value - one.low)
    if published is not None and published.low is not None and published.high is not None:
        value, low, high = published.value, published.low, published.high
    value, low, high = (rounded(each, unit) for each in (value, low, high))
    way = Way.UP if low > 0 else Way.DOWN if high < 0 else Way.UNCERTAIN
    return Moved(earlier, value, way, low, high)


def comparable(points: Sequence[SeriesPoint]) -> tuple[SeriesPoint, ...]:
    """The last points of a series that can be compared with each other and have a figure."""
    found: list[SeriesPoint] = []
    for point in points:
        if UNFINISHED in point.breaks:
            continue
        if point.breaks:
            found = []
        if point.figure is not None:
            found.append(point)
    return tuple(found)


def latest(points: Sequence[SeriesPoint]) -> SeriesPoint | None:
    """The last point that has a figure; of a period that is over, where there is one."""
    known = [each for each in points if each.figure is not None]
    over = [each for each in known if UNFINISHED not in each.breaks]
    return next(reversed(over or known), None)
