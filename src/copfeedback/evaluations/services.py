"""Everything that is done around evaluations, wired together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from copfeedback.people.audit import Trail
from copfeedback.results.published_series import PublishedSeries
from copfeedback.results.service import Results


@dataclass
class EvaluationServices:
    """What the doors call of evaluations."""

    published_series: PublishedSeries


def build_evaluation_services(
    trail: Trail,
    today: Callable[[], date],
    *,
    languages: Sequence[str],
    results: Results,
    published_series: PublishedSeries,
) -> EvaluationServices:
    """Wire them together.

    Args:
        trail: the audit trail, and with it database and clock.
        today: the local day.
        languages: the tags of those the portal has.
        results: the published results of surveys.
        published_series: figures over time of every feature, by their names.
    """
    return EvaluationServices(published_series=published_series)
