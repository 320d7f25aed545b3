"""What a plan says of itself, in words for both doors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from copfeedback.evaluations.figure_wording import NOTHING, amount, promised_amount
from copfeedback.evaluations.kpis import Shown
from copfeedback.evaluations.plan_model import Plan, PlanKpi
from copfeedback.evaluations.plans import Place
from copfeedback.faults import Unknown
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.results.published_series import SeriesPoint, Unit

TEXT_NAMES: Mapping[str, str] = {
    "aims": N_("Aims"),
    "outcomes": N_("What is to come of it"),
    "priorities": N_("Priorities"),
    "roles": N_("Who does what"),
    "resources": N_("People and money"),
    "projects": N_("Projects"),
    "consulted": N_("Who was asked, and what that changed"),
}
"""The long texts of a plan, in the order in which they are read."""
_OF_SURVEYS = "survey."


def period(plan: Plan, speech: Speech) -> str:
    """From when to when it is in force."""
    day = speech.formatting.date
    values = {"begins": day(plan.begins), "ends": day(plan.ends)}
    return speech.gettext("%(begins)s to %(ends)s") % values


def time_of(plan: Plan, today: date, speech: Speech) -> str:
    """Whether it is in force on a day."""
    if today < plan.begins:
        return speech.gettext("Not yet in force")
    return speech.gettext("In force") if today <= plan.ends else speech.gettext("Over")


def next_sentence(plan: Plan, place: Place, speech: Speech) -> str:
    """When the plan after it is due, or since when; nothing where it is there."""
    if plan.next_due is None or place.successor is not None:
        return ""
    values = {"day": speech.formatting.date(plan.next_due)}
    if place.is_next_late:
        return speech.gettext("The next plan is late: due since %(day)s.") % values
    return speech.gettext("The next plan is due on %(day)s.") % values


@dataclass(frozen=True, slots=True)
class KpiLine:
    """A key figure of a plan in words.

    ``page`` is where the release that set the benchmark can be read, ``now_page`` the latest
    figure, each as an address below a language; empty where there is none. ``is_replaced`` tells
    that the benchmark was published anew since it set the target.
    """

    name: Translations
    target: str
    benchmark: str
    page: str
    release: str
    is_replaced: bool
    now: str
    now_page: str


def kpi_lines(plan: Plan, find: Callable[[str], Shown], speech: Speech) -> list[KpiLine]:
    """The key figures of a plan; ``find`` gives what the board of key figures shows of one."""
    return [_line(each, find, speech) for each in plan.kpis]


def _line(kpi: PlanKpi, find: Callable[[str], Shown], speech: Speech) -> KpiLine:
    try:
        shown = find(kpi.kpi)
    except Unknown:
        shown = None
    series = shown.series if shown else None
    unit = series.unit if series else None
    latest = shown.latest if shown else None
    point = series.point(kpi.period) if series and kpi.period else None
    page = ""
    if kpi.release and shown is not None:
        of_survey = shown.kpi.series.startswith(_OF_SURVEYS)
        page = f"results/{kpi.release}" if of_survey else series.page if series else ""
    return KpiLine(
        shown.kpi.name if shown else Translations({"en": kpi.kpi}),
        NOTHING if kpi.target is None else promised_amount(kpi.target, unit, speech),
        NOTHING if kpi.benchmark is None else amount(kpi.benchmark, unit, speech),
        page,
        kpi.release or "",
        kpi.release is not None and series is not None and _source(point) != kpi.release,
        _figure(latest, unit, speech),
        series.page if series and latest else "",
    )


def _source(point: SeriesPoint | None) -> str:
    return point.source if point else ""


def _figure(point: SeriesPoint | None, unit: Unit | None, speech: Speech) -> str:
    if point is None or point.figure is None:
        return NOTHING
    return amount(point.figure.value, unit, speech)
