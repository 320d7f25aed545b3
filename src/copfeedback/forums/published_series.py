"""Published figures of forums by year, for whoever compares or follows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from hashlib import sha256

from copfeedback.forums.attendance_figures import GENDER, ForumFigures, YearFigures
from copfeedback.forums.commitment_model import Commitment, record_of
from copfeedback.forums.commitments import Commitments
from copfeedback.forums.forum_book import ForumBook
from copfeedback.i18n.catalogues import N_
from copfeedback.results.published import Group
from copfeedback.results.published_series import (
    InLanguages,
    KnownSeries,
    Series,
    SeriesFigure,
    SeriesName,
    SeriesPoint,
    Unit,
)

_SERIES: Mapping[str, KnownSeries] = {
    "forums.meetings": KnownSeries(
        N_("Meetings of forums"),
        N_("How many meetings of forums took place in the year."),
        Unit.NUMBER,
        "forums",
        higher_is_better=True,
    ),
    "forums.commitments_kept": KnownSeries(
        N_("Promises to forums that were kept in time"),
        N_(
            "Of what was promised to forums for a day of the year and accepted, how many percent "
            "was done by the day promised first. Not shown for fewer than 20."
        ),
        Unit.PERCENT,
        "commitments",
        higher_is_better=True,
    ),
    "forums.attendance": KnownSeries(
        N_("People at meetings of forums"),
        N_(
            "How many people came to meetings in the year, rounded to 5. Who came to several "
            "counts at each. Forums whose number is not shown are left out."
        ),
        Unit.NUMBER,
        "forums",
        higher_is_better=True,
    ),
}


class ForumSeries:
    """Reads them from what the pages of forums show, of years that are over.

    ``in_languages`` gives one of the portal's own sentences in each language it has.
    """

    def __init__(
        self,
        forums: ForumBook,
        commitments: Commitments,
        figures: ForumFigures,
        today: Callable[[], date],
        in_languages: InLanguages,
    ) -> None:
        self._forums = forums
        self._commitments = commitments
        self._figures = figures
        self._today = today
        self._in_languages = in_languages

    def series(self, name: str) -> Series | None:
        """A series by year; None where there is none of this name.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        known = _SERIES.get(name)
        if known is None:
            return None
        return known.of(name, self._points(name), self._in_languages)

    def names(self) -> list[SeriesName]:
        """All of them; they are there before the first year is over."""
        return [each.named(name, self._in_languages) for name, each in _SERIES.items()]

    def _points(self, name: str) -> list[SeriesPoint]:
        if name == "forums.meetings":
            return self._meetings()
        return self._kept() if name == "forums.commitments_kept" else self._attendance()

    def _meetings(self) -> list[SeriesPoint]:
        held: dict[int, int] = {}
        for forum in self._forums.all():
            for each in self._forums.activity(forum.code):
                held[each.year] = held.get(each.year, 0) + each.held
        return [_point(year, SeriesFigure(held.get(year, 0))) for year in self._over(held)]

    def _kept(self) -> list[SeriesPoint]:
        by_year: dict[int, list[Commitment]] = {}
        for each in self._commitments.all():
            by_year.setdefault(each.first_due.year, []).append(each)
        points = []
        for year in self._over(by_year):
            record = record_of(by_year.get(year, ()), self._today())
            percent = record.kept_percent
            figure = None if percent is None else SeriesFigure(percent, base=record.due)
            points.append(_point(year, figure))
        return points

    def _attendance(self) -> list[SeriesPoint]:
        by_year: dict[int, list[YearFigures]] = {}
        for forum in self._forums.all():
            for each in self._figures.of(forum.code):
                by_year.setdefault(each.year, []).append(each)
        return [_attended(year, by_year[year]) for year in sorted(by_year)]

    def _over(self, years: Iterable[int]) -> range:
        """From the first of these years to the last one that is over."""
        return range(min(years, default=self._today().year), self._today().year)


def _point(
    year: int,
    figure: SeriesFigure | None,
    by_gender: Mapping[Group, SeriesFigure | None] | None = None,
    sha: str = "",
) -> SeriesPoint:
    begins, ends = date(year, 1, 1), date(year, 12, 31)
    return SeriesPoint(str(year), begins, ends, figure, by_gender or {}, f"forums-{year}", sha)


def _attended(year: int, figures: list[YearFigures]) -> SeriesPoint:
    """All forums together. Its SHA-256 is that of those of the forums, one after the other."""
    totals = [each.total for each in figures if each.total is not None]
    hashes = "".join(each.release.sha256 for each in figures)
    return _point(
        year,
        SeriesFigure(sum(totals)) if totals else None,
        _by_gender([each for each in figures if not each.total_alone]),
        sha256(hashes.encode()).hexdigest(),
    )


def _by_gender(figures: list[YearFigures]) -> dict[Group, SeriesFigure | None]:
    """A gender that one forum does not show is not added up: it would look like fewer."""
    counts = [each.counts(GENDER) for each in figures]
    told = {value for each in counts for value in each}
    found: dict[Group, SeriesFigure | None] = {}
    for group in Group:
        if group.value in told:
            shown = [each[group.value] for each in counts if group.value in each]
            known = [each for each in shown if each is not None]
            found[group] = SeriesFigure(sum(known)) if len(known) == len(shown) else None
    return found
