"""What the change of a figure means for an indicator: computed, by rules laid down beforehand.

With an interval, there is no change that counts when all of it lies within the smallest one, either
way; else it is for better or worse when its whole interval lies on one side of 0. Whatever else may
be is inconclusive. Without an interval, the smallest change that counts decides alone.

Of many indicators some would look changed by chance. So those with an interval are read together
(Holm, as everywhere in the portal): a change that this leaves unsure is inconclusive. Differences
of one gender are shown beside it and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from copfeedback.evaluations.model import Direction, Indicator
from copfeedback.evaluations.report_model import Compared, Figure, Measured, Verdict
from copfeedback.results.change import LEVEL, Interval, holm, p_value
from copfeedback.results.published_series import SeriesFigure


@dataclass(frozen=True, slots=True)
class Judged:
    """The figures of an indicator, and what they mean.

    ``success``: the change is as large as was promised, and for better.
    """

    measured: Measured
    verdict: Verdict
    success: bool = False


def verdict_of(indicator: Indicator, measured: Measured) -> Verdict:
    """What the figures of an indicator mean by themselves.

    Without figures that can be compared it is not measured, whatever the reason: that the question
    was asked in other words is no finding about the programme. Where nobody said which way it
    should go, nothing is better or worse.
    """
    change = _change_of(measured)
    if change is None:
        return Verdict.NOT_MEASURED
    low, high = _for_better(indicator, change)
    least = indicator.least or 0.0
    if change.low is None or change.high is None:
        return _by_size(indicator, low, least)
    if -least <= low and high <= least:
        return Verdict.NO_CHANGE
    if indicator.direction is not None and low > 0:
        return Verdict.IMPROVED
    if indicator.direction is not None and high < 0:
        return Verdict.WORSENED
    return Verdict.INCONCLUSIVE


def reached_success(indicator: Indicator, measured: Measured) -> bool:
    """Whether a change is for better and at least as large as what counts."""
    change = _change_of(measured)
    if change is None or verdict_of(indicator, measured) is not Verdict.IMPROVED:
        return False
    return abs(change.value) >= (indicator.least or 0.0)


def judged(measured: Iterable[tuple[Indicator, Measured]]) -> dict[str, Judged]:
    """What the figures of all indicators mean, read together; by the key of each."""
    found = {
        indicator.key: Judged(
            figures, verdict_of(indicator, figures), reached_success(indicator, figures)
        )
        for indicator, figures in measured
    }
    chances = {
        key: p_value(Interval(change.value, change.low, change.high))
        for key, each in found.items()
        if (change := _change_of(each.measured)) is not None
        and change.low is not None
        and change.high is not None
    }
    for key, chance in zip(chances, holm(list(chances.values())), strict=True):
        each = found[key]
        if chance > LEVEL and each.verdict in (Verdict.IMPROVED, Verdict.WORSENED):
            found[key] = Judged(each.measured, Verdict.INCONCLUSIVE)
    return found


def fits(indicator: Indicator, change: Figure | None, verdict: Verdict) -> bool:
    """Whether a verdict that somebody chose is the one that figures from outside have.

    It is judged as it is shown: a change that is shown as none is none. Without an interval nobody
    need say for sure that something became better, or stayed.
    """
    if change is None:
        return True
    found = verdict_of(indicator, Measured((Compared("all", None, None, _as_shown(change)),)))
    if verdict is Verdict.INCONCLUSIVE and change.low is None:
        return found is not Verdict.WORSENED
    return verdict is found


def _change_of(measured: Measured) -> Figure | None:
    everybody = measured.everybody
    return None if everybody is None or measured.missing is not None else everybody.change


def _as_shown(change: Figure) -> Figure:
    """A change from outside, in a unit that its own words say."""
    shown = SeriesFigure(change.value, change.low, change.high).rounded(None)
    return Figure(shown.value, shown.low, shown.high)


def _for_better(indicator: Indicator, change: Figure) -> tuple[float, float]:
    """From where to where the change can be, with what is for better above 0."""
    low = change.value if change.low is None else change.low
    high = change.value if change.high is None else change.high
    return (-high, -low) if indicator.direction is Direction.DOWN else (low, high)


def _by_size(indicator: Indicator, better: float, least: float) -> Verdict:
    if abs(better) < least or not better:
        return Verdict.NO_CHANGE
    if indicator.direction is None:
        return Verdict.INCONCLUSIVE
    return Verdict.IMPROVED if better > 0 else Verdict.WORSENED
