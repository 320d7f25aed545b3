"""Whether figures differ: between waves, between groups, and pilot against control.

All from published figures: shares in whole percent, with intervals and standard errors. Two
intervals that overlap say nothing about whether the figures differ, so nobody compares those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import floor, sqrt
from statistics import NormalDist
from typing import NamedTuple

from copfeedback.results.published import Estimate

LEVEL = 0.05
"""Differences are called clear at this level of significance."""

_NORMAL = NormalDist()
_REACH = _NORMAL.inv_cdf(1 - LEVEL / 2)
_ENOUGH = 10
"""Answers of either kind from which on the standard error alone gives the interval."""
_ROUNDING = 1 / 12
"""The variance that rounding to whole points adds to a share, in square points."""


class Verdict(StrEnum):
    """Which way a figure differs, as far as that is clear."""

    UP = "up"
    DOWN = "down"
    NO_CLEAR_CHANGE = "no_clear_change"


@dataclass(frozen=True, slots=True)
class Change:
    """A difference of shares with its 95 % confidence interval, in whole percentage points.

    The verdict is that of the interval as it is shown: it is clear if the interval leaves out 0.
    ``p_value`` is two-sided.
    """

    points: int
    low: int
    high: int
    verdict: Verdict
    p_value: float


class Interval(NamedTuple):
    """A share, or a difference, with its interval."""

    share: float
    low: float
    high: float


def change(earlier: Estimate, later: Estimate) -> Change:
    """How much higher a share is in the later of two waves with different respondents.

    The standard error is √(se₁² + se₂²). Where a share rests on few answers, degrees of freedom
    or people, Newcombe's hybrid interval takes its place.
    """
    return _compared([later], [earlier])


def gap(one: Estimate, other: Estimate) -> Change:
    """How much higher the share of one group is than that of another in the same wave.

    As ``change``. Groups who share clusters vary together a little, so a gap is rather surer than
    this says.
    """
    return _compared([one], [other])


def difference_in_differences(
    pilot_before: Estimate, pilot_after: Estimate, control_before: Estimate, control_after: Estimate
) -> Change:
    """How much more the pilot changed than the control: (T₁ − T₀) − (C₁ − C₀), SE = √Σse².

    Where a share rests on few answers, its own interval takes the place of its standard error:
    G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008), 1693–1702.
    """
    return _compared([pilot_after, control_before], [pilot_before, control_after])


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """The p-values of several comparisons, each as if it were the only one.

    S. Holm, Scandinavian Journal of Statistics 6 (1979), 65–70.
    """
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = largest
    return tuple(adjusted)


def at_once(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Several comparisons that are read together: what chance alone can explain is not clear."""
    return tuple(
        each if p_value <= LEVEL else replace(each, verdict=Verdict.NO_CLEAR_CHANGE)
        for each, p_value in zip(changes, holm([each.p_value for each in changes]), strict=True)
    )


def _compared(added: Sequence[Estimate], taken: Sequence[Estimate]) -> Change:
    rounding = _ROUNDING * (len(added) + len(taken))
    found = combined(list(map(_around, added)), list(map(_around, taken)), rounding)
    most = 100 * len(added)
    low = max(-most, floor(found.low + 0.5))
    high = min(most, floor(found.high + 0.5))
    verdict = Verdict.UP if low > 0 else Verdict.DOWN if high < 0 else Verdict.NO_CLEAR_CHANGE
    return Change(round(found.share), low, high, verdict, p_value(found))


def p_value(found: Interval) -> float:
    """The two-sided p-value of a difference, from its 95 % confidence interval.

    The side that reaches towards 0 decides.
    """
    reach = found.share - found.low if found.share > 0 else found.high - found.share
    if reach <= 0:
        return 0.0 if found.share else 1.0
    return 2 * (1 - _NORMAL.cdf(abs(found.share) / reach * _REACH))


def _around(estimate: Estimate) -> Interval:
    """The interval that a comparison takes of a share: in percent."""
    fewest = estimate.effective * min(estimate.share, 100 - estimate.share) / 100
    if fewest < _ENOUGH or estimate.few_degrees or not estimate.standard_error:
        return Interval(estimate.share, estimate.low, estimate.high)
    reach = _REACH * estimate.standard_error
    return Interval(estimate.share, estimate.share - reach, estimate.share + reach)


def combined(
    added: Sequence[Interval], taken: Sequence[Interval], further_variance: float = 0.0
) -> Interval:
    """The sum of some independent shares less that of others; uncertainty adds up as squares.

    Of two shares: R. G. Newcombe, Statistics in Medicine 17 (1998), 873–890, method 10. It takes
    any interval that suits a share: with Wilson's, 56/70 less 48/80 is 0.2, from 0.0524 to 0.3339.
    ``further_variance`` is what adds to that of the shares, in their square units.
    """
    share = sum(each.share for each in added) - sum(each.share for each in taken)
    below = [each.share - each.low for each in added] + [each.high - each.share for each in taken]
    above = [each.high - each.share for each in added] + [each.share - each.low for each in taken]
    further = _REACH**2 * further_variance
    return Interval(
        share,
        share - sqrt(sum(reach**2 for reach in below) + further),
        share + sqrt(sum(reach**2 for reach in above) + further),
    )
