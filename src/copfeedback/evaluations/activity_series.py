"""Activities with the community as figures over the years.

How many there are is no secret, and exact. How many people took part is told only as it was frozen.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from copfeedback.evaluations.kpi_rules import UNFINISHED
from copfeedback.evaluations.plan_model import LASTING, Activity, ActivityKind
from copfeedback.i18n.catalogues import N_
from copfeedback.i18n.translations import Translations
from copfeedback.results.published import EVERYONE, CountRelease, Group
from copfeedback.results.published_series import (
    Series,
    SeriesFigure,
    SeriesName,
    SeriesPoint,
    Unit,
)

PREFIX = "activities."
PAGE = "indicators/activities"
_FAMILY = "activities.gender"
_YEAR = 12

InLanguages = Callable[[str], Translations]
Counted = Callable[[Sequence[Activity], date], Iterable[SeriesPoint]]


@dataclass(frozen=True, slots=True)
class PeopleOfYear:
    """How many took part in the activities of a year, as it was frozen."""

    year: int
    release: CountRelease


@dataclass(frozen=True, slots=True)
class _Told:
    """What a series is called, and how it is counted."""

    title: str
    definition: str
    count: Counted
    unit: Unit = Unit.NUMBER


def _begun(kind: ActivityKind) -> Counted:
    def count(activities: Sequence[Activity], today: date) -> Iterable[SeriesPoint]:
        for year in _years(activities, today):
            found = [each for each in _of(kind, activities) if each.began.year == year]
            yield _point(year, today, SeriesFigure(len(found)))

    return count


def _active(kind: ActivityKind) -> Counted:
    def count(activities: Sequence[Activity], today: date) -> Iterable[SeriesPoint]:
        for year in _years(activities, today):
            day = min(date(year, 12, 31), today)
            found = [each for each in _of(kind, activities) if _runs_on(each, day)]
            # How many there are now can be compared with how many there were.
            figure = SeriesFigure(len(found))
            yield SeriesPoint(str(year), date(year, 1, 1), day, figure, source=_source(year))

    return count


def _with_outcome(activities: Sequence[Activity], today: date) -> Iterable[SeriesPoint]:
    for year in _years(activities, today):
        held = [e for e in _of(ActivityKind.MEETING, activities) if e.began.year == year]
        told = sum(each.outcome is not None for each in held)
        yield _point(year, today, _share(told, len(held)))


def _running(months: int) -> Counted:
    """What went on so many months after it began, of what began in a year and is that old."""

    def count(activities: Sequence[Activity], today: date) -> Iterable[SeriesPoint]:
        lasting = [each for each in activities if each.kind in LASTING]
        for year in _years(activities, today):
            begun = [each for each in lasting if each.began.year == year]
            old = [each for each in begun if later(each.began, months) <= today]
            if not old:
                continue
            running = [e for e in old if _runs_on(e, later(e.began, months))]
            ends = later(date(year, 12, 31), months)
            breaks = (UNFINISHED,) if ends > today else ()
            yield SeriesPoint(
                str(year),
                date(year, 1, 1),
                min(ends, today),
                _share(len(running), len(old)),
                source=_source(year),
                breaks=breaks,
            )

    return count


_BEGUN = N_("How many of them began in the year, as the police and their partners recorded them.")
SERIES: Mapping[str, _Told] = {
    f"{PREFIX}partnership": _Told(
        N_("Active partnerships with the community"),
        N_("How many partnerships ran on the last day of the year; in this year, today."),
        _active(ActivityKind.PARTNERSHIP),
    ),
    f"{PREFIX}initiative": _Told(
        N_("Community initiatives"), _BEGUN, _begun(ActivityKind.INITIATIVE)
    ),
    f"{PREFIX}presentation": _Told(
        N_("Talks to groups"), _BEGUN, _begun(ActivityKind.PRESENTATION)
    ),
    f"{PREFIX}open_day": _Told(N_("Open days"), _BEGUN, _begun(ActivityKind.OPEN_DAY)),
    f"{PREFIX}diversity": _Told(
        N_("Diversity initiatives"), _BEGUN, _begun(ActivityKind.DIVERSITY)
    ),
    f"{PREFIX}prevention": _Told(
        N_("Prevention initiatives"), _BEGUN, _begun(ActivityKind.PREVENTION)
    ),
    f"{PREFIX}meeting": _Told(
        N_("Meetings with the community"), _BEGUN, _begun(ActivityKind.MEETING)
    ),
    f"{PREFIX}meeting_with_outcome": _Told(
        N_("Meetings that had an outcome"),
        N_("Of the meetings of the year, those of which it is recorded what came of them."),
        _with_outcome,
        Unit.PERCENT,
    ),
    f"{PREFIX}running_12": _Told(
        N_("Projects still running after 12 months"),
        N_(
            "Of partnerships, initiatives and projects that began in the year and are 12 months "
            "old or older: those that went on 12 months later."
        ),
        _running(_YEAR),
        Unit.PERCENT,
    ),
    f"{PREFIX}running_24": _Told(
        N_("Projects still running after 24 months"),
        N_(
            "Of partnerships, initiatives and projects that began in the year and are 24 months "
            "old or older: those that went on 24 months later."
        ),
        _running(2 * _YEAR),
        Unit.PERCENT,
    ),
    f"{PREFIX}people": _Told(
        N_("People who took part"),
        N_(
            "In all activities of the year together, rounded to 5. Who takes part in several "
            "counts at each."
        ),
        lambda _activities, _today: (),
    ),
}
"""The series of activities, by name."""


def named(name: str, in_languages: InLanguages) -> SeriesName:
    """What a series is called."""
    told = SERIES[name]
    return SeriesName(name, in_languages(told.title), told.unit)


def series_of(
    name: str,
    activities: Sequence[Activity],
    frozen: Sequence[PeopleOfYear],
    today: date,
    in_languages: InLanguages,
) -> Series:
    """A series with its points; without any where nothing has been recorded."""
    told = SERIES[name]
    is_people = name == f"{PREFIX}people"
    points = map(_people, frozen) if is_people else told.count(activities, today)
    return Series(
        name,
        in_languages(told.title),
        in_languages(told.definition),
        told.unit,
        tuple(points),
        # More of what is done is not better by itself; more that lasts, or leads to something, is.
        higher_is_better=True if told.unit is Unit.PERCENT else None,
        page=PAGE,
    )


def later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, _YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _people(of: PeopleOfYear) -> SeriesPoint:
    table = of.release.tables.get(_FAMILY)
    everyone = table.row(EVERYONE) if table else None
    found = {
        row.domain.value("gender"): row.base for row in (table.split("gender") if table else ())
    }
    return SeriesPoint(
        str(of.year),
        date(of.year, 1, 1),
        date(of.year, 12, 31),
        _rounded(everyone.base if everyone else None),
        {group: _rounded(found[group]) for group in Group if group in found},
        source=_source(of.year),
        sha256=of.release.sha256,
    )


def _rounded(count: int | None) -> SeriesFigure | None:
    return None if count is None else SeriesFigure(count)


def _years(activities: Sequence[Activity], today: date) -> range:
    """From that of the first activity of all on."""
    first = min((each.began.year for each in activities), default=today.year + 1)
    return range(first, today.year + 1)


def _of(kind: ActivityKind, activities: Iterable[Activity]) -> list[Activity]:
    return [each for each in activities if each.kind is kind]


def _runs_on(activity: Activity, day: date) -> bool:
    return activity.began <= day and (activity.ended is None or activity.ended >= day)


def _point(year: int, today: date, figure: SeriesFigure | None) -> SeriesPoint:
    ends = date(year, 12, 31)
    breaks = (UNFINISHED,) if ends > today else ()
    return SeriesPoint(
        str(year),
        date(year, 1, 1),
        min(ends, today),
        figure,
        source=_source(year),
        breaks=breaks,
    )


def _source(year: int) -> str:
    return f"{PREFIX.removesuffix('.')}-{year}"


def _share(part: int, whole: int) -> SeriesFigure | None:
    """In percent, with how many it is of; nothing of nothing."""
    return SeriesFigure(100 * part / whole, base=whole) if whole else None
