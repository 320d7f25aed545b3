"""Who comes to forums, by gender and by age: for a whole year, frozen, and protected.

A dozen people crossed by gender and age are persons. So there are two tables for a forum's year,
which are never crossed, and nothing of a single meeting. Of a protected forum there is a total,
where it met often enough that it is not that of a meeting.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from copfeedback.forums import figure_store as store
from copfeedback.forums.figure_store import Frozen
from copfeedback.forums.minutes_model import Attendance
from copfeedback.forums.store import forums
from copfeedback.people.audit import Trail
from copfeedback.results.disclosure import ReleaseDamaged, build_counts, seal_of, thaw_counts
from copfeedback.results.published import EVERYONE, GENDER_OF, CountRelease, CountTable, Group
from copfeedback.results.thresholds import THRESHOLDS, Thresholds
from copfeedback.storage.engine import reading, writing

FAMILY = "attendance"
GENDER, AGE_BAND = "gender", "age_band"
GENDERS = (Group.WOMAN.value, Group.MAN.value, Group.ANOTHER.value, Group.NOT_STATED.value)
AGE_BANDS = ("from_12", "from_18", "from_30", "from_45", "from_60", "from_75")
"""As questionnaires ask; who is younger than twelve is not counted apart."""
UNRECORDED = (Group.NOT_STATED.value, Group.ANOTHER_OR_NOT_STATED.value, "prefer_not")

Population = Mapping[str, Mapping[str, int]]
"""People by the values of one margin at a time, such as ``gender`` and ``woman``."""

_REST = timedelta(days=31)
"""So long after its end a year is frozen: the last meetings are written down by then."""
_PER_MEETING = 3
"""Who always comes counts at each meeting. A group is shown when it cannot be so few people."""
_FEWEST_MEETINGS = 3
"""Of a protected forum that met less often in a year no total is told: it tells of a meeting."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Compared:
    """The share of a group at the meetings and in the population, in whole percent.

    ``count`` is rounded to 5; None where it, or what it would tell, is withheld.
    """

    value: str
    count: int | None
    share: int | None
    population: int | None


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The frozen figures of a forum's year: who comes to several meetings counts at each.

    ``total_alone`` for a forum that is protected by now, whatever was frozen before.
    """

    year: int
    release: CountRelease
    total_alone: bool = False

    @property
    def total(self) -> int | None:
        """How many came in the whole year, rounded to 5; None for few."""
        tables = self.release.tables.values()
        row = next((found for each in tables if (found := each.row(EVERYONE))), None)
        return None if row is None else row.base

    def counts(self, dimension: str) -> dict[str, int | None]:
        """How many came of each gender or age band; None where withheld. Empty where protected."""
        if self.total_alone:
            return {}
        table = self.release.tables.get(f"{FAMILY}.{dimension}")
        rows = table.split(dimension) if table else ()
        found = {str(row.domain.value(dimension)): row.base for row in rows}
        return dict(sorted(found.items(), key=lambda each: _place(dimension, each[0])))

    def against(self, dimension: str, population: Population) -> list[Compared]:
        """The groups of which it is recorded, each beside its share of the population.

        Shares are of those counts that are shown, rounded as they are.
        """
        counts, people = self.counts(dimension), Counter[str]()
        for value, number in population.get(dimension, {}).items():
            people[str(GENDER_OF.get(value, value))] += number
        groups = {value: count for value, count in counts.items() if value not in UNRECORDED}
        shown = [count for count in groups.values() if count is not None]
        whole = sum(shown) if len(shown) == len(groups) else 0
        everybody = sum(number for value, number in people.items() if value not in UNRECORDED)
        return [
            Compared(
                value,
                count,
                _percent(count, whole),
                _percent(people[value] or None, everybody),
            )
            for value, count in groups.items()
        ]


class ForumFigures:
    """The use cases of figures of forums. ``population`` gives what is known of the population."""

    def __init__(
        self, trail: Trail, today: Callable[[], date], population: Callable[[], Population]
    ) -> None:
        self._trail = trail
        self._today = today
        self._population = population

    def freeze_due(self) -> list[str]:
        """Freeze the years that are over, forum by forum; the names of those frozen now.

        Does nothing when there is nothing to do.

        Raises:
            StorageUnavailable: it cannot be stored now.
        """
        today = self._today()
        with reading(self._trail.engine) as connection:
            protected = {each.code for each in forums(connection) if each.protected}
            counted = store.attendances(connection)
            known = store.frozen_years(connection)
        due = [each for each in counted if each not in known and frozen_on(each[1]) <= today]
        for code, year in due:
            content = figures_of(code, year, today, counted[code, year], code in protected)
            with writing(self._trail.engine) as connection:
                store.keep_year(connection, code, year, Frozen(content, seal_of(content)))
        return [f"{code} {year}" for code, year in due]

    def of(self, code: str) -> list[YearFigures]:
        """The figures of a forum, the latest year first. One that was changed since is left out.

        Of a forum that is protected by now, the years are left out in which it met too seldom.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            frozen = store.frozen_of(connection, code)
            protected = any(each.protected for each in forums(connection) if each.code == code)
            counted = store.attendances(connection) if protected else {}
        found = []
        for year, each in frozen.items():
            try:
                release = thaw_counts(each.content, each.sha256)
            except ReleaseDamaged:
                _log.error("the figures of %s in %s were changed and are not shown", code, year)
                continue
            met_too_seldom = protected and _met_seldom(counted.get((code, year), ()))
            if release.tables and not met_too_seldom:
                found.append(YearFigures(year, release, total_alone=protected))
        return found

    def against_population(self, figures: YearFigures, dimension: str) -> list[Compared]:
        """Each group's share beside that of the population, where this is known."""
        return figures.against(dimension, self._population())


def frozen_on(year: int) -> date:
    """The day from which on the figures of a year can be seen."""
    return date(year + 1, 1, 1) + _REST


def figures_of(
    code: str, year: int, built_on: date, counted: Sequence[Attendance], protected: bool
) -> str:
    """What may be shown of a forum's year, as canonical JSON."""
    tables: list[CountTable] = []
    if protected and not _met_seldom(counted):
        total = sum(each.total for each in counted)
        tables = [CountTable(FAMILY, ("forum",), {(str(year), code): total})]
    elif not protected:
        genders = _merged(_added_up(counted, GENDERS, lambda each: each.genders), len(counted))
        bands = _added_up(counted, AGE_BANDS, lambda each: each.age_bands)
        tables = [
            CountTable(FAMILY, (dimension,), {(str(year), value): n for value, n in groups.items()})
            for dimension, groups in ((GENDER, genders), (AGE_BAND, bands))
        ]
    return build_counts(f"{code}-{year}", built_on, tables, _thresholds(len(counted)))


def _met_seldom(counted: Sequence[Attendance]) -> bool:
    return sum(each.total > 0 for each in counted) < _FEWEST_MEETINGS


def _thresholds(meetings: int) -> Thresholds:
    """Stricter with every meeting: one person at twelve of them is counted twelve times."""
    return replace(
        THRESHOLDS,
        minimum_base=max(THRESHOLDS.minimum_base, _PER_MEETING * meetings),
        safe_range=max(THRESHOLDS.safe_range, _PER_MEETING * meetings),
    )


def _added_up(
    counted: Iterable[Attendance],
    known: Iterable[str],
    of: Callable[[Attendance], Mapping[str, int]],
) -> Counter[str]:
    """The people of all meetings by group; all others as those of whom it was not recorded."""
    groups = [value for value in known if value not in UNRECORDED]
    found = Counter[str]()
    for each in counted:
        by_group = Counter({value: of(each).get(value, 0) for value in groups})
        found += by_group
        found[Group.NOT_STATED.value] += each.total - by_group.total()
    return +found


def _merged(genders: Counter[str], meetings: int) -> Counter[str]:
    """Where few are of another gender, they are shown with those of whom it is not recorded.

    Alone they would be withheld, and then women or men as well.
    """
    another, unrecorded = Group.ANOTHER.value, Group.NOT_STATED.value
    few = _thresholds(meetings).minimum_base
    together = Counter(genders)
    if (
        genders[another]
        and genders[unrecorded]
        and min(genders[another], genders[unrecorded]) < few
    ):
        together[Group.ANOTHER_OR_NOT_STATED.value] = genders[another] + genders[unrecorded]
        del together[another], together[unrecorded]
    return together


def _place(dimension: str, value: str) -> tuple[int, str]:
    order = GENDERS if dimension == GENDER else AGE_BANDS
    return (order.index(value) if value in order else len(order), value)


def _percent(part: int | None, whole: int) -> int | None:
    return None if part is None or whole <= 0 else round(100 * part / whole)
