"""One figure over time, from whichever feature publishes it: how features read one another.

Surveys, complaints and forums each give their own; the application puts them together, so that
none of them has to know another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from copfeedback.i18n.translations import Translations
from copfeedback.results.published import Group


class Unit(StrEnum):
    """What the figures of a series are."""

    PERCENT = "percent"
    NUMBER = "number"
    DAYS = "days"


_DIGITS: Mapping[Unit | None, int] = {Unit.PERCENT: 0}
_OTHERWISE = 1


def rounded(value: float, unit: Unit | None) -> float:
    """With as many digits as figures of this unit are published with, and no zero with a sign.

    Shares and changes of shares are in whole percent and points, as releases of surveys have them;
    everything else has one digit after the point.
    """
    return round(value, _DIGITS.get(unit, _OTHERWISE)) + 0.0


@dataclass(frozen=True, slots=True)
class SeriesFigure:
    """A figure in the unit of its series, with its 95 % confidence interval if it has one.

    ``base`` is how many it rests on, rounded as it was published.
    """

    value: float
    low: float | None = None
    high: float | None = None
    base: int | None = None

    def rounded(self, unit: Unit | None) -> SeriesFigure:
        """The figure as it is published."""
        low = None if self.low is None else rounded(self.low, unit)
        high = None if self.high is None else rounded(self.high, unit)
        return SeriesFigure(rounded(self.value, unit), low, high, self.base)


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """The figure of one period, or wave.

    ``figure`` is None where it is withheld; so is one of ``by_gender``, which is empty where
    people are not told apart. ``source`` is the id of the release or period, with its SHA-256
    where there is one. ``breaks`` say why it cannot be compared with the point before it.
    """

    period: str
    begins: date
    ends: date
    figure: SeriesFigure | None
    by_gender: Mapping[Group, SeriesFigure | None] = field(default_factory=dict)
    source: str = ""
    sha256: str = ""
    breaks: tuple[str, ...] = ()

    def rounded(self, unit: Unit | None) -> SeriesPoint:
        """The point with its figures as they are published."""
        by_gender = {group: each and each.rounded(unit) for group, each in self.by_gender.items()}
        figure = self.figure and self.figure.rounded(unit)
        return replace(self, figure=figure, by_gender=by_gender)


@dataclass(frozen=True, slots=True)
class Series:
    """A figure over time, the earliest first. ``higher_is_better`` is None where neither is.

    ``page`` is where everybody can read it, as an address below a language.
    """

    name: str
    title: Translations
    definition: Translations
    unit: Unit
    points: tuple[SeriesPoint, ...]
    higher_is_better: bool | None = None
    page: str = ""

    def point(self, period: str) -> SeriesPoint | None:
        """The point of a period."""
        return next((each for each in self.points if each.period == period), None)

    def rounded(self) -> Series:
        """The series with its figures as they are published.

        Whatever is concluded from figures is concluded from these: so nobody reads of a change
        that pages, tables and programs show as none.
        """
        return replace(self, points=tuple(each.rounded(self.unit) for each in self.points))


@dataclass(frozen=True, slots=True)
class SeriesName:
    """The name and title of a series that can be asked for."""

    name: str
    title: Translations
    unit: Unit


InLanguages = Callable[[str], Translations]
"""Gives one of the portal's own sentences in each language it has."""


@dataclass(frozen=True, slots=True)
class KnownSeries:
    """What a series of the portal's own is called and means, and where everybody can read it."""

    title: str
    definition: str
    unit: Unit
    page: str
    higher_is_better: bool | None = None

    def named(self, name: str, in_languages: InLanguages) -> SeriesName:
        """As one that can be asked for."""
        return SeriesName(name, in_languages(self.title), self.unit)

    def of(self, name: str, points: Iterable[SeriesPoint], in_languages: InLanguages) -> Series:
        """With its points, the earliest first."""
        return Series(
            name,
            in_languages(self.title),
            in_languages(self.definition),
            self.unit,
            tuple(points),
            self.higher_is_better,
            self.page,
        )


PublishedSeries = Callable[[str], Series | None]
"""The series of a name; None where nobody publishes it."""
SeriesNames = Callable[[], list[SeriesName]]
"""The series that there are."""
