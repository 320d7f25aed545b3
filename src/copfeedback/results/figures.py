"""Finding single figures in published tables and trends."""

from __future__ import annotations

from collections.abc import Sequence

from copfeedback.results.model import TrendPoint
from copfeedback.results.published import Domain, Estimate, PublishedRow
from copfeedback.results.wording import FAVOURABLE


def estimate_of(row: PublishedRow, code: str) -> Estimate | None:
    """The published share of an answer, or of the favourable answers together."""
    return row.favourable if code == FAVOURABLE else row.answers.get(code)


def published(point: TrendPoint, domain: Domain, code: str) -> Estimate | None:
    """The published share of an answer in one wave; None if it is not shown."""
    row = point.table.row(domain) if point.table else None
    return estimate_of(row, code) if row else None


def asked_points(points: Sequence[TrendPoint]) -> list[TrendPoint]:
    """The waves that asked the question, the earliest first."""
    return [point for point in points if point.table is not None]
