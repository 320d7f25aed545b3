"""What a plan says of itself, in words for both doors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup, escape

from copfeedback.evaluations.figure_wording import NOTHING, amount, promised_amount
from copfeedback.evaluations.kpi_tables import cell
from copfeedback.evaluations.kpis import Shown
from copfeedback.evaluations.plan_model import Plan, PlanKpi
from copfeedback.evaluations.plans import Place
from copfeedback.evaluations.stacked import stacked_table
from copfeedback.faults import Unknown
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.results.published_series import Series, SeriesPoint

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
    benchmark: Markup | str
    page: str
    release: str
    is_replaced: bool
    now: Markup | str
    now_page: str


def kpi_lines(plan: Plan, find: Callable[[str], Shown], speech: Speech) -> list[KpiLine]:
    """The key figures of a plan; ``find`` gives what the board of key figures shows of one."""
    return [_line(each, find, speech) for each in plan.kpis]


def kpi_table(lines: Sequence[KpiLine], root: str, speech: Speech) -> Markup:
    """The key figures of a plan: at the beginning, what is aimed at, and now.

    ``root`` is the address below which pages of the reader's language are.
    """
    _ = speech.gettext
    heads = [_("Key figure"), _("At the beginning"), _("Aim"), _("Now")]
    rows = [
        (
            each.name.read_in(speech.tag),
            [_benchmark(each, root, speech), each.target, _below(root, each.now_page, each.now)],
        )
        for each in lines
    ]
    return stacked_table(_("Key figures"), heads, rows)


def _benchmark(line: KpiLine, root: str, speech: Speech) -> Markup:
    """The figure that set the target, and the release it is of."""
    parts = [escape(line.benchmark)]
    if line.release:
        release = Markup("<bdi>{}</bdi>").format(line.release)
        parts.append(Markup("<small>{}</small>").format(_below(root, line.page, release)))
    if line.is_replaced:
        told = speech.gettext("Published anew since. This is the figure that set the aim.")
        parts.append(Markup("<small>{}</small>").format(told))
    return Markup("<br>").join(parts)


def _below(root: str, page: str, label: str | Markup) -> Markup:
    """A link to a page, where there is one."""
    return Markup('<a href="{}{}">{}</a>').format(root, page, label) if page else escape(label)


def _line(kpi: PlanKpi, find: Callable[[str], Shown], speech: Speech) -> KpiLine:
    try:
        shown = find(kpi.kpi)
    except Unknown:
        shown = None
    series = shown.series if shown else None
    unit = series.unit if series else None
    latest = shown.latest if shown else None
    point = series.point(kpi.period) if series and kpi.period else None
    replaced = series is not None and _is_replaced(kpi, point)
    page = ""
    if kpi.release and shown is not None:
        of_survey = shown.kpi.series.startswith(_OF_SURVEYS)
        page = f"results/{kpi.release}" if of_survey else series.page if series else ""
    return KpiLine(
        shown.kpi.name if shown else Translations({"en": kpi.kpi}),
        NOTHING if kpi.target is None else promised_amount(kpi.target, unit, speech),
        _began(kpi, replaced=replaced, series=series, speech=speech),
        page,
        kpi.release or "",
        replaced,
        NOTHING if latest is None or series is None else cell(latest.figure, series, speech),
        series.page if series and latest else "",
    )


def _is_replaced(kpi: PlanKpi, point: SeriesPoint | None) -> bool:
    """Whether a benchmark was published anew; older plans may call a period by its own name."""
    return bool(kpi.release) and (point is None or kpi.release not in (point.source, point.period))


def _began(kpi: PlanKpi, *, replaced: bool, series: Series | None, speech: Speech) -> Markup | str:
    """The figure it began with; with its range and base, unless it was published anew since."""
    if kpi.benchmark is None:
        return NOTHING
    point = series.point(kpi.period) if series and kpi.period else None
    if series is not None and point is not None and point.figure is not None and not replaced:
        return cell(replace(point.figure, value=kpi.benchmark), series, speech)
    return amount(kpi.benchmark, series.unit if series else None, speech)
