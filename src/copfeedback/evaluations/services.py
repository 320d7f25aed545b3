"""Everything that is done around evaluations, wired together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from copfeedback.evaluations.activities import Activities
from copfeedback.evaluations.activity_series import PREFIX
from copfeedback.evaluations.answer_checks import ForumsNearby
from copfeedback.evaluations.answering import Answering
from copfeedback.evaluations.kpis import Kpis
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Trail
from copfeedback.results.published_series import (
    PublishedSeries,
    Series,
    SeriesName,
    SeriesNames,
)
from copfeedback.results.service import Results


@dataclass
class EvaluationServices:
    """What the doors call of evaluations."""

    published_series: PublishedSeries
    activities: Activities
    kpis: Kpis
    answering: Answering


def in_english(message: str) -> Translations:
    """One of the portal's own sentences, where it has no other language."""
    return Translations({SOURCE_LANGUAGE: message})


def build_evaluation_services(
    trail: Trail,
    today: Callable[[], date],
    *,
    languages: Sequence[str],
    results: Results,
    published_series: PublishedSeries,
    forums: ForumsNearby,
    series_names: SeriesNames = list,
    in_languages: Callable[[str], Translations] = in_english,
) -> EvaluationServices:
    """Wire them together.

    Args:
        trail: the audit trail, and with it database and clock.
        today: the local day.
        languages: the tags of those the portal has.
        results: the published results of surveys.
        published_series: figures over time of every other feature, by their names.
        forums: what answers need of forums.
        series_names: the names of those figures.
        in_languages: one of the portal's own sentences in each language it has.
    """
    activities = Activities(trail, today, in_languages)

    def every_series(name: str) -> Series | None:
        """Those of other features, and of activities."""
        return activities.series(name) if name.startswith(PREFIX) else published_series(name)

    def every_name() -> list[SeriesName]:
        return [*series_names(), *activities.series_names()]

    return EvaluationServices(
        published_series=every_series,
        activities=activities,
        answering=Answering(trail, today, forums),
        kpis=Kpis(
            trail,
            today,
            published_series=every_series,
            series_names=every_name,
            in_languages=in_languages,
        ),
    )
