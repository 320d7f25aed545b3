"""A plan whose benchmark is a figure of a survey that was really published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from copfeedback.application import Portal
from copfeedback.evaluations.kpis import NEW
from copfeedback.evaluations.plan_model import Kpi, KpiKind, PlanKpi
from copfeedback.people.model import OPERATOR
from tests.evaluations.test_plans import a_plan
from tests.factories import in_languages
from tests.pages.conftest import Calendar
from tests.pages.reader import WAVE, Reader

DUE = date(2026, 6, 30)
SERIES = "survey.tiny.trust"


def test_a_benchmark_is_the_figure_of_its_release_and_leads_to_it(
    portal: Portal, close_with: Callable[..., None], reader: Reader, calendar: Calendar
):
    close_with()
    calendar.today = DUE
    series = portal.published_series(SERIES)
    assert series is not None
    (point,) = series.points
    assert point.figure is not None
    words = in_languages("Trust")
    portal.kpis.set(OPERATOR, Kpi("trust", words, words, KpiKind.OUTCOME, SERIES), after=NEW)

    figure = PlanKpi("trust", 60, period=point.period)
    kept = portal.plans.save(OPERATOR, a_plan(kpis=(figure,), forum=None), 0)
    (frozen,) = portal.plans.publish(OPERATOR, "city", after=kept.version).kpis

    assert point.period == WAVE
    assert frozen.benchmark == point.figure.value
    assert frozen.release is not None
    publication = portal.results.find_publication(frozen.release)
    assert frozen.sha256 == publication.release.sha256
    assert f"./en/results/{frozen.release}" in reader.open("police-plan", plan="city").text
