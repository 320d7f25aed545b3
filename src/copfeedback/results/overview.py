"""The key indicators of a survey side by side: where each stands, and how it has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from copfeedback.results.change import Change
from copfeedback.results.comparison import (
    Since,
    all_since,
    baseline,
    gender_gap,
    previous,
    since,
    together,
)
from copfeedback.results.figures import asked_points
from copfeedback.results.model import Indicator, Trend, TrendPoint
from copfeedback.results.wording import FAVOURABLE


@dataclass(frozen=True, slots=True)
class IndicatorStatus:
    """A key indicator in the latest wave that asked it.

    ``gap`` is women minus men. ``since_last`` is None where it was asked once,
    ``since_baseline`` also where the baseline is the last wave before.
    """

    indicator: Indicator
    latest: TrendPoint
    gap: Change | None
    since_last: Since | None
    since_baseline: Since | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All key indicators of a survey that were ever released, the headline first.

    Verdicts are corrected (Holm) over all indicators: of so many changes, one would otherwise
    look real by chance.
    """

    lines: tuple[IndicatorStatus, ...]

    @property
    def latest(self) -> TrendPoint | None:
        """The latest wave of all."""
        points = (line.latest for line in self.lines)
        return max(points, key=lambda point: point.wave.opens, default=None)


def overview(indicators: Sequence[Indicator], trend_of: Callable[[str], Trend]) -> Overview:
    """Where the key indicators stand; ``trend_of`` finds the trend of one by its item."""
    lines = [
        status
        for indicator in indicators
        if (status := _status(indicator, trend_of(indicator.item))) is not None
    ]
    last = all_since([line.since_last for line in lines])
    first = all_since([line.since_baseline for line in lines])
    gaps = together([line.gap for line in lines])
    return Overview(
        tuple(
            replace(line, since_last=a, since_baseline=b, gap=gap)
            for line, a, b, gap in zip(lines, last, first, gaps, strict=True)
        )
    )


def _status(indicator: Indicator, trend: Trend) -> IndicatorStatus | None:
    asked = asked_points(trend.points)
    if not asked:
        return None
    before, first = previous(asked), baseline(asked)
    return IndicatorStatus(
        indicator,
        asked[-1],
        gender_gap(asked[-1], FAVOURABLE),
        since(asked, before, FAVOURABLE),
        None if first is before else since(asked, first, FAVOURABLE),
    )
