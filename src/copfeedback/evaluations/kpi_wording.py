"""Key figures in words, the same at both doors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from copfeedback.evaluations.figure_wording import (
    NOTHING,
    amount,
    interval,
    points_or_amount,
    promised_amount,
)
from copfeedback.evaluations.kpi_rules import UNFINISHED, Moved, Reached, Way
from copfeedback.evaluations.kpis import Shown
from copfeedback.evaluations.model import Direction
from copfeedback.evaluations.plan_model import LASTING, Activity, Kpi
from copfeedback.evaluations.report_model import Figure
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.results.model import Break
from copfeedback.results.published import Estimate
from copfeedback.results.published_series import Series, SeriesFigure, SeriesPoint, Unit
from copfeedback.results.wording import cannot_be_compared, people_asked

FEW = 10
"""Of fewer things no percentage is said, but how many they are."""
_YEAR_DIGITS = 4
_REACHED: Mapping[Reached, str] = {
    Reached.YES: N_("Target reached"),
    Reached.NO: N_("Target not reached"),
    Reached.UNCERTAIN: N_("Too uncertain to tell whether the target is reached"),
}
_MOVED: Mapping[Way, str] = {
    Way.UP: N_("Up by %(amount)s since %(period)s."),
    Way.DOWN: N_("Down by %(amount)s since %(period)s."),
    Way.SAME: N_("The same as %(period)s."),
    Way.UNCERTAIN: N_("No clear change since %(period)s."),
}
_SOURCES: Mapping[str, str] = {
    "survey": N_("Source: what people answered in the survey, as it was published."),
    "complaints": N_("Source: what the independent body published about complaints."),
    "forums": N_("Source: what forums recorded."),
    "activities": N_(
        "Source: what the police and their partners recorded, with evidence where there is any."
    ),
}


def figure_words(figure: SeriesFigure | None, unit: Unit, speech: Speech) -> str:
    """A figure, such as “41 %”, or “3 of 5”; a dash for one that is not shown."""
    if figure is None:
        return NOTHING
    if unit is Unit.PERCENT and figure.base is not None and figure.base < FEW:
        number = speech.formatting.number
        part = round(figure.value * figure.base / 100)
        return speech.gettext("%(number)s of %(all)s") % {
            "number": number(part),
            "all": number(figure.base),
        }
    return amount(figure.value, unit, speech)


def interval_words(figure: SeriesFigure | None, unit: Unit, speech: Speech) -> str:
    """Where the true figure most likely lies; nothing for what is counted."""
    if figure is None or figure.low is None or figure.high is None:
        return ""
    return speech.gettext("%(low)s to %(high)s") % {
        "low": amount(figure.low, unit, speech),
        "high": amount(figure.high, unit, speech),
    }


def base_words(figure: SeriesFigure | None, series: Series, speech: Speech) -> str:
    """How many a figure rests on; nothing where it says so itself."""
    if figure is None or figure.base is None:
        return ""
    if _source(series.name) == "survey":
        return people_asked(figure.base, speech)
    if figure.base < FEW:
        return ""
    return speech.gettext("of %(count)s") % {"count": speech.formatting.number(figure.base)}


def period_name(point: SeriesPoint, speech: Speech) -> str:
    """A year; of anything else its last day."""
    if point.period.isdecimal() and len(point.period) == _YEAR_DIGITS:
        return point.period
    return speech.formatting.date(point.ends)


def target_words(kpi: Kpi, unit: Unit | None, speech: Speech) -> str:
    """What is to be reached; nothing where nothing was set."""
    if kpi.target is None:
        return ""
    said = speech.gettext("%(amount)s or more")
    if kpi.direction is Direction.DOWN:
        said = speech.gettext("%(amount)s or less")
    return said % {"amount": promised_amount(kpi.target, unit, speech)}


def reached_words(found: Reached | None, speech: Speech) -> str:
    """Whether the target is reached; nothing where there is none."""
    return "" if found is None else speech.gettext(_REACHED[found])


def moved_words(found: Moved | None, unit: Unit, speech: Speech) -> str:
    """How a figure changed since the first that it can be compared with."""
    if found is None:
        return ""
    values = {
        "amount": points_or_amount(abs(found.value), unit, speech),
        "period": period_name(found.since, speech),
    }
    said = speech.gettext(_MOVED[found.way]) % values
    reach = interval(Figure(found.value, found.low, found.high), unit, speech)
    return f"{said} ({reach})" if reach else said


def break_sentences(points: Sequence[SeriesPoint], speech: Speech) -> list[str]:
    """Where the line of a figure breaks, and why."""
    said = []
    for before, point in pairwise(points):
        reasons = [Break(each) for each in point.breaks if each in set(Break)]
        if reasons:
            names = (period_name(before, speech), period_name(point, speech))
            said.append(cannot_be_compared(*names, reasons, speech))
    if any(is_unfinished(each) for each in points):
        said.append(speech.gettext("* Not over yet: there is more to come."))
    return said


def is_unfinished(point: SeriesPoint) -> bool:
    """Whether there is more to come."""
    return UNFINISHED in point.breaks


def source_words(series: str, speech: Speech) -> str:
    """Who enters a figure; nothing of a source that is not known here."""
    said = _SOURCES.get(_source(series))
    return "" if said is None else speech.gettext(said)


def estimate_of(figure: SeriesFigure | None) -> Estimate | None:
    """A share as charts draw it: in whole percent, without reach where it has no interval."""
    if figure is None:
        return None
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    return Estimate(round(figure.value), round(low), round(high))


def earlier_targets(shown: Shown, speech: Speech) -> list[str]:
    """What the target was before, the latest first, and until when."""
    unit = shown.series.unit if shown.series else None
    said, until = [], shown.since
    for each in shown.versions:
        if until is not None:
            words = target_words(each.kpi, unit, speech) or speech.gettext("no target")
            said.append(
                speech.gettext("Until %(day)s: %(target)s")
                % {"day": speech.formatting.date(until), "target": words}
            )
        until = each.since
    return said


def activity_days(activity: Activity, speech: Speech) -> str:
    """When something was done, or since when it goes on."""
    day = speech.formatting.date
    if activity.ended is not None and activity.ended != activity.began:
        return speech.gettext("%(low)s to %(high)s") % {
            "low": day(activity.began),
            "high": day(activity.ended),
        }
    if activity.ended is None and activity.kind in LASTING:
        return speech.gettext("Since %(day)s") % {"day": day(activity.began)}
    return day(activity.began)


def _source(series: str) -> str:
    return series.partition(".")[0]
