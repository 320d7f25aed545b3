"""Calculating with numbers as XPath and survey forms do; nothing ever fails."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Context, Decimal

_MOST_PLACES = 30
_LARGE = Context(prec=400)


def _divide(left: float, right: float) -> float:
    if right:
        return left / right
    if not left or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def _remainder(left: float, right: float) -> float:
    """What is left over; it has the sign of the number that is divided."""
    return math.fmod(left, right) if right and math.isfinite(left) else math.nan


OPERATIONS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _remainder,
}


def whole(number: float) -> float:
    """The number without what comes after the point."""
    return float(math.trunc(number)) if math.isfinite(number) else number


def rounded(number: float, places: float = 0) -> float:
    """The number with so many digits after the point; a half is rounded up."""
    if not math.isfinite(number) or not abs(places) <= _MOST_PLACES:
        return number if math.isfinite(places) and abs(places) <= _MOST_PLACES else math.nan
    half = ROUND_HALF_UP if number > 0 else ROUND_HALF_DOWN
    last = Decimal(1).scaleb(-math.trunc(places))
    return float(Decimal(repr(number)).quantize(last, half, _LARGE))


def known(numbers: Iterable[float]) -> list[float]:
    """Those that are numbers; an unanswered question adds nothing to a sum."""
    return [number for number in numbers if not math.isnan(number)]
