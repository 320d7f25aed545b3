"""Published figures of complaints by quarter, for whoever compares or follows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from copfeedback.complaints.counters import Duration
from copfeedback.complaints.figures import CLOSED, FILED, Figures, Quarter
from copfeedback.i18n.catalogues import N_
from copfeedback.results.published import CountRelease, Domain, Group, PublishedRow
from copfeedback.results.published_series import (
    InLanguages,
    KnownSeries,
    Series,
    SeriesFigure,
    SeriesName,
    SeriesPoint,
    Unit,
)

PAGE = "complaints/figures"
_IN_TIME = (Duration.FOUR_WEEKS, Duration.THREE_MONTHS)

Points = Callable[[CountRelease], tuple[SeriesFigure | None, Mapping[Group, SeriesFigure | None]]]


def _filed(release: CountRelease) -> tuple[SeriesFigure | None, dict[Group, SeriesFigure | None]]:
    table = release.tables.get(f"{FILED}.age_band.gender")
    by_gender: dict[Group, SeriesFigure | None] = {}
    for each in Group:
        row = table.row(each) if table is not None and each is not Group.ALL else None
        if row is not None:
            by_gender[each] = _count(row)
    return _total(release, FILED), by_gender


def _closed(release: CountRelease) -> tuple[SeriesFigure | None, dict[Group, SeriesFigure | None]]:
    return _total(release, CLOSED), {}


def _in_time(release: CountRelease) -> tuple[SeriesFigure | None, dict[Group, SeriesFigure | None]]:
    """Of what is shown, rounded as it is; a duration that no case had has no row."""
    table, whole = release.tables.get(f"{CLOSED}.duration"), _total(release, CLOSED)
    if table is None or whole is None or not whole.value:
        return None, {}
    rows = [table.row(Domain((("duration", each.value),))) for each in _IN_TIME]
    counts = [0 if row is None else row.base for row in rows]
    shown = [each for each in counts if each is not None]
    if len(shown) < len(counts):
        return None, {}
    percent = min(100, round(100 * sum(shown) / whole.value))
    return SeriesFigure(percent, base=int(whole.value)), {}


_SERIES: Mapping[str, KnownSeries] = {
    "complaints.filed": KnownSeries(
        N_("Complaints that came in"),
        N_(
            "How many complaints came in within three months, rounded to 5. More of them can mean "
            "that more went wrong, or that more people trust that complaining helps."
        ),
        Unit.NUMBER,
        PAGE,
    ),
    "complaints.closed": KnownSeries(
        N_("Complaints that were decided"),
        N_("How many complaints were decided within three months, rounded to 5."),
        Unit.NUMBER,
        PAGE,
    ),
    "complaints.closed_in_three_months": KnownSeries(
        N_("Complaints decided within three months"),
        N_(
            "Of the complaints that were decided, how many percent took three months at most from "
            "the day they came in."
        ),
        Unit.PERCENT,
        PAGE,
        higher_is_better=True,
    ),
}
_FIGURES: Mapping[str, Points] = {
    "complaints.filed": _filed,
    "complaints.closed": _closed,
    "complaints.closed_in_three_months": _in_time,
}


class ComplaintSeries:
    """Reads them from frozen quarters alone.

    ``in_languages`` gives one of the portal's own sentences in each language it has.
    """

    def __init__(self, figures: Figures, in_languages: InLanguages) -> None:
        self._figures = figures
        self._in_languages = in_languages

    def series(self, name: str) -> Series | None:
        """A series by quarter; None where there is none of this name.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        known = _SERIES.get(name)
        if known is None:
            return None
        figures, released = _FIGURES[name], reversed(self._figures.released())
        return known.of(name, (_point(figures, each) for each in released), self._in_languages)

    def names(self) -> list[SeriesName]:
        """All of them; they are there before the first quarter is over."""
        return [each.named(name, self._in_languages) for name, each in _SERIES.items()]


def _point(figures: Points, release: CountRelease) -> SeriesPoint:
    quarter = Quarter.read(release.period)
    figure, by_gender = figures(release)
    return SeriesPoint(
        release.period,
        quarter.begins,
        quarter.next.begins - timedelta(days=1),
        figure,
        by_gender,
        f"complaints-{release.period}",
        release.sha256,
    )


def _total(release: CountRelease, family: str) -> SeriesFigure | None:
    """How many there were in all, as the page of figures has it."""
    table = release.tables.get(f"{family}.language")
    return None if table is None else _count(table.row(Group.ALL))


def _count(row: PublishedRow | None) -> SeriesFigure | None:
    return None if row is None or row.base is None else SeriesFigure(row.base)
