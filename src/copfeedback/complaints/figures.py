"""What everybody may see of how many complaints there are: by quarter, frozen, and protected."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from copfeedback.complaints import counter_store as store
from copfeedback.complaints.counter_store import Counted, Frozen, PublicRecommendation
from copfeedback.complaints.counters import Counters, Measure, month_of
from copfeedback.complaints.model import Category
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Trail
from copfeedback.results.disclosure import ReleaseDamaged, build_counts, seal_of, thaw_counts
from copfeedback.results.published import CountRelease, CountTable, Group
from copfeedback.results.thresholds import THRESHOLDS
from copfeedback.storage.engine import reading, writing

FILED, CLOSED = "filed", "closed"
"""The two families of tables: cases that came in, and first decisions."""
_REST_DAYS = 2
"""So long after its end a quarter is frozen: what came in its last second is there by then."""
_MONTHS = 3

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a measure becomes a table."""

    family: str
    dimensions: tuple[str, ...]
    several: frozenset[str] = frozenset()


# Not among them: motives, which are for the independent body alone, and everything by week.
_SHAPES: Mapping[Measure, _Shape] = {
    Measure.FILED: _Shape(FILED, ("age_band", "gender")),
    Measure.CATEGORY: _Shape(FILED, ("category", "gender"), frozenset({"category"})),
    Measure.SECTOR: _Shape(FILED, ("sector",)),
    Measure.LANGUAGE: _Shape(FILED, ("language",)),
    Measure.CHANNEL: _Shape(FILED, ("channel",)),
    Measure.NAMED: _Shape(FILED, ("named",)),
    Measure.CLOSED_AFTER: _Shape(CLOSED, ("duration",)),
    Measure.CLOSED_LANGUAGE: _Shape(CLOSED, ("language",)),
    Measure.CLOSED_CATEGORY: _Shape(CLOSED, ("category",), frozenset({"category"})),
    Measure.CLOSED_RESULT: _Shape(CLOSED, ("result",), frozenset({"result"})),
    Measure.CLOSED_VERDICT: _Shape(CLOSED, ("verdict",), frozenset({"verdict"})),
}


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a year, numbered from 1."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day is in."""
        return cls(day.year, (day.month - 1) // _MONTHS + 1)

    @classmethod
    def read(cls, name: str) -> Quarter:
        """The quarter of a name, as in 2026-Q4."""
        year, _, number = name.partition("-Q")
        return cls(int(year), int(number))

    @property
    def name(self) -> str:
        """Its stable name, as in 2026-Q4."""
        return f"{self.year:04}-Q{self.number}"

    @property
    def begins(self) -> date:
        """Its first day."""
        return date(self.year, _MONTHS * (self.number - 1) + 1, 1)

    @property
    def next(self) -> Quarter:
        """The one after it."""
        return Quarter.of(self.begins + timedelta(days=100))

    @property
    def frozen_on(self) -> date:
        """The day from which on its figures can be seen."""
        return self.next.begins + timedelta(days=_REST_DAYS)

    @property
    def months(self) -> frozenset[str]:
        """The names of its months, as in 2026-11."""
        return frozenset(
            month_of(self.begins.replace(month=self.begins.month + at)) for at in range(_MONTHS)
        )


class Figures:
    """The use cases of what is published of complaints."""

    def __init__(self, trail: Trail, counters: Counters, today: Callable[[], date]) -> None:
        self._trail = trail
        self._counters = counters
        self._today = today

    def freeze_due(self) -> list[str]:
        """Apply what waits of months that are over, and freeze the quarters that are.

        Returns the names of those frozen now. Does nothing when there is nothing to do.

        Raises:
            StorageUnavailable: it cannot be stored now.
        """
        today = self._today()
        with writing(self._trail.engine) as connection:
            self._counters.flush(connection, today)
        with reading(self._trail.engine) as connection:
            counts = store.counts(connection, *_SHAPES)
            known = set(store.frozen_periods(connection))
        due = [each for each in _quarters(counts, today) if each.name not in known]
        for quarter in due:
            content = build_counts(quarter.name, today, tables_of(counts, quarter.months))
            frozen = Frozen(content, seal_of(content))
            with writing(self._trail.engine) as connection:
                store.keep_figures(connection, quarter.name, today, frozen)
        return [each.name for each in due]

    def released(self) -> tuple[CountRelease, ...]:
        """The frozen quarters, the latest first. One that was changed since is left out.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return tuple(thawed(store.frozen_periods(connection)))

    def next_on(self) -> date:
        """The day on which the next figures can be expected."""
        current = Quarter.of(self._today() - timedelta(days=_REST_DAYS))
        return current.frozen_on

    def recommendations(self) -> list[PublicRecommendation]:
        """What the body recommended, as it tells everybody, the latest first.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return store.recommendations(connection)


class Answer(StrEnum):
    """What the police said to a recommendation."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"
    NONE_YET = "none_yet"


class UnknownRecommendation(Exception):  # noqa: N818 - named for what happened
    """There is no such published recommendation."""


def publish_recommendation(
    connection: Connection,
    on: date,
    category: Category,
    text: Translations,
    answer: Answer = Answer.NONE_YET,
) -> int:
    """Tell everybody what was recommended, in words that name nobody and no case; its number.

    Whoever calls this has checked that the writer may, and keeps the trail.
    """
    return store.add_recommendation(connection, month_of(on), category, answer, text)


def answer_recommendation(connection: Connection, number: int, answer: Answer) -> None:
    """Tell everybody what was answered.

    Raises:
        UnknownRecommendation: there is none of this number.
    """
    if not store.set_answer(connection, number, answer):
        raise UnknownRecommendation


def thawed(frozen: Mapping[str, Frozen]) -> Iterator[CountRelease]:
    """Frozen quarters that are what was frozen."""
    for period, each in frozen.items():
        try:
            yield thaw_counts(each.content, each.sha256)
        except ReleaseDamaged:
            _log.error("the figures of %s were changed and are not shown", period)


def tables_of(counts: Mapping[Counted, int], months: frozenset[str]) -> list[CountTable]:
    """The tables of a quarter as they are handed to disclosure control."""
    genders = _genders(counts, months)
    tables = []
    for measure, shape in _SHAPES.items():
        within = Counter[tuple[str, ...]]()
        for each, count in counts.items():
            if each.measure == measure and each.period in months:
                values = (each.value, genders.get(each.other, each.other))
                within[each.period, *values[: len(shape.dimensions)]] += count
        tables.append(CountTable(shape.family, shape.dimensions, within, shape.several))
    return tables


def _genders(counts: Mapping[Counted, int], months: frozenset[str]) -> Mapping[str, str]:
    """Which genders are shown together: where few are another one, with those who did not say.

    Alone they would be withheld, and then women or men as well.
    """
    found = Counter[str]()
    for each, count in counts.items():
        if each.measure == Measure.FILED and each.period in months:
            found[each.other] += count
    others = (Group.ANOTHER.value, Group.NOT_STATED.value)
    if any(0 < found[each] < THRESHOLDS.minimum_base for each in others) and all(
        found[each] for each in others
    ):
        return dict.fromkeys(others, Group.ANOTHER_OR_NOT_STATED.value)
    return {}


def _quarters(counts: Mapping[Counted, int], today: date) -> Iterator[Quarter]:
    """The quarters that are over, from the first in which anything was counted."""
    months = [each.period for each in counts]
    if not months:
        return
    quarter = Quarter.of(date.fromisoformat(f"{min(months)}-01"))
    while quarter.frozen_on <= today:
        yield quarter
        quarter = quarter.next
