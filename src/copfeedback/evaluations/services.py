"""Everything that is done around evaluations, wired together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from copfeedback.evaluations.activities import Activities
from copfeedback.evaluations.activity_series import PREFIX
from copfeedback.evaluations.answer_checks import ForumsNearby
from copfeedback.evaluations.answering import Answering
from copfeedback.evaluations.checklists import Checklists
from copfeedback.evaluations.cited import Cited
from copfeedback.evaluations.fieldwork import WavesNearby
from copfeedback.evaluations.kpis import Kpis
from copfeedback.evaluations.later_figures import later_sources
from copfeedback.evaluations.measuring import Measuring
from copfeedback.evaluations.plans import Plans
from copfeedback.evaluations.pledge_writing import Outside
from copfeedback.evaluations.pledging import Pledging
from copfeedback.evaluations.register import Register
from copfeedback.evaluations.reporting import Reporting
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
    evaluations: Register
    pledging: Pledging
    reporting: Reporting
    plans: Plans
    checklists: Checklists
    cited: Cited


@dataclass(frozen=True, slots=True)
class Nearby:
    """What evaluations need of other features, which they do not know.

    ``published_series`` are figures over time of all of them, ``series_names`` what there is.
    """

    published_series: PublishedSeries
    series_names: SeriesNames
    forums: ForumsNearby
    waves: WavesNearby


def in_english(message: str) -> Translations:
    """One of the portal's own sentences, where it has no other language."""
    return Translations({SOURCE_LANGUAGE: message})


def build_evaluation_services(
    trail: Trail,
    today: Callable[[], date],
    *,
    languages: Sequence[str],
    weekend: frozenset[int],
    results: Results,
    nearby: Nearby,
    in_languages: Callable[[str], Translations] = in_english,
    local_day: Callable[[datetime], date] = datetime.date,
) -> EvaluationServices:
    """Wire them together.

    Args:
        trail: the audit trail, and with it database and clock.
        today: the local day.
        languages: the tags of those the portal has.
        weekend: the days of the week on which nobody works, 0 for Monday.
        results: the published results of surveys.
        nearby: what evaluations need of other features.
        in_languages: one of the portal's own sentences in each language it has.
        local_day: the day of a moment where the portal is.
    """
    activities = Activities(trail, today, in_languages)

    def every_series(name: str) -> Series | None:
        """Those of other features, and of activities, with as many digits as they are shown."""
        own = name.startswith(PREFIX)
        found = activities.series(name) if own else nearby.published_series(name)
        return None if found is None else found.rounded()

    def every_name() -> list[SeriesName]:
        return [*nearby.series_names(), *activities.series_names()]

    def is_series(name: str) -> bool:
        return nearby.waves.is_asked(name) or any(each.name == name for each in every_name())

    def forum_name(code: str) -> str | None:
        name = nearby.forums.names().get(code)
        return None if name is None else name.read_in(SOURCE_LANGUAGE).text

    measuring = Measuring(results.across_waves, every_series, nearby.waves.find)
    kpis = Kpis(
        trail,
        today,
        published_series=every_series,
        series_names=every_name,
        change_between=measuring.change_between,
        in_languages=in_languages,
    )
    register = Register(trail, today, nearby.waves.find, partial(later_sources, measuring))
    return EvaluationServices(
        published_series=every_series,
        activities=activities,
        answering=Answering(trail, today, nearby.forums),
        evaluations=register,
        reporting=Reporting(
            trail,
            today,
            measuring,
            register.fieldwork,
            languages,
        ),
        pledging=Pledging(
            trail,
            today,
            Outside(
                nearby.waves.find,
                is_series,
                forum_name,
                weekend,
                languages,
                nearby.waves.of_survey,
            ),
        ),
        kpis=kpis,
        plans=Plans(
            trail,
            today,
            kpis=kpis.all,
            published_series=every_series,
            forums=lambda: nearby.forums.names().keys(),
        ),
        checklists=Checklists(trail, today),
        cited=Cited(results.find_publication, every_series, local_day),
    )
