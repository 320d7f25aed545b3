"""The cube: every table of a wave, its cells, and the sums that hold between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations, product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.columns import Columns
from copfeedback.results.published import DIMENSIONS, Domain, Group
from copfeedback.results.suppression import Relation
from copfeedback.surveys.model import Survey

Table: TypeAlias = tuple[str, ...]
"""What the rows of a table are told apart by; nothing in the table of everyone."""

USUAL_CROSSINGS: tuple[Table, ...] = (("gender", "age_band"), ("gender", "sector"))
MOST_CROSSED = 3
MERGED = Group.ANOTHER_OR_NOT_STATED.value
MERGED_FROM = (Group.ANOTHER.value, Group.NOT_STATED.value)
_NEED_TWO = frozenset({"mode", "arm"})
"""Where everybody is the same in these, there is no table of it."""


def tables_of(survey: Survey, columns: Columns) -> tuple[Table, ...]:
    """The tables of each question: everyone, each dimension, the crossings.

    A crossing of three comes with those of two that its sums are.
    """
    single = [
        name
        for name in DIMENSIONS
        if name in columns.dimensions
        and (name not in _NEED_TWO or len(np.unique(columns.dimensions[name].codes)) > 1)
    ]
    tables: dict[Table, None] = {(): None, **{(name,): None for name in single}}
    crossings: list[Table] = []
    for names in survey.crossings or USUAL_CROSSINGS:
        crossing = tuple(name for name in DIMENSIONS if name in names)
        if len(crossing) == len(set(names)) <= MOST_CROSSED and set(crossing) <= set(single):
            crossings += [*combinations(crossing, 2), crossing]
    tables.update(dict.fromkeys(sorted(crossings, key=len)))
    return tuple(tables)


class Cube:
    """All cells of some tables of a wave, and the responses in them.

    With every table, those that it adds up to must be among ``tables``. Where a table tells
    genders apart, it has cells for “another or not stated” too, after all others.
    """

    def __init__(self, columns: Columns, tables: Iterable[Table]) -> None:
        self.tables = tuple(tables)
        self.size = columns.size
        self._values = {
            name: tuple(str(value) for value in coded.values)
            for name, coded in columns.dimensions.items()
        }
        self._columns = columns
        names = sorted({name for table in self.tables for name in table})
        shape = [max(1, len(self._values[name])) for name in names]
        together = np.zeros(columns.size, np.int64)
        for name, values in zip(names, shape, strict=True):
            together = together * values + columns.dimensions[name].codes
        # Few combinations of values occur: what is counted once for each serves all tables.
        kinds, kind = np.unique(together, return_inverse=True)
        self._kind: NDArray[np.intp] = kind.reshape(-1)
        self._kinds = len(kinds)
        codes = dict(zip(names, np.unravel_index(kinds, shape), strict=True)) if names else {}
        self._of: dict[Table, tuple[Domain, ...]] = {}
        self._place_of_kind: dict[Table, NDArray[np.int32]] = {}
        self._start: dict[Table, int] = {}
        start = 0
        for table in self.tables:
            every = product(*(self._values[name] for name in table))
            plain = [Domain(tuple(zip(table, each, strict=True))) for each in every]
            self._of[table] = (*plain, *_merged(plain))
            self._start[table] = start
            start += len(self._of[table])
            place = np.zeros(self._kinds, np.int32)
            for name in table:
                place = place * len(self._values[name]) + codes[name].astype(np.int32)
            self._place_of_kind[table] = place
        self.domains: tuple[Domain, ...] = tuple(
            domain for table in self.tables for domain in self._of[table]
        )
        self.index: Mapping[Domain, int] = {domain: at for at, domain in enumerate(self.domains)}

    def of(self, table: Table) -> tuple[Domain, ...]:
        """All cells of a table; those of merged genders come last."""
        return self._of[table]

    def place(self, table: Table) -> NDArray[np.int32]:
        """For each response, the place of its domain in ``of(table)``."""
        return self._place_of_kind[table][self._kind]

    def members(self, domain: Domain) -> tuple[Domain, ...]:
        """The domains that one of merged genders is made of; itself for any other."""
        if domain.value("gender") != MERGED:
            return (domain,)
        return tuple(_with(domain, "gender", gender) for gender in MERGED_FROM)

    def counts(self, mask: NDArray[np.bool_] | None = None) -> dict[Domain, int]:
        """How many responses (of those in the mask) are in each domain."""
        kind = self._kind if mask is None else self._kind[mask]
        sums = self.by_domain(np.bincount(kind, minlength=self._kinds)[:, np.newaxis])[:, 0]
        return dict(zip(self.domains, sums.tolist(), strict=True))

    def kinds(self, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many in the mask are of each kind: alike in all that tells them apart."""
        return np.bincount(self._kind[mask], minlength=self._kinds)

    def tally(self, picked: NDArray[np.integer], answers: int) -> NDArray[np.int64]:
        """How many of each kind (down) picked each answer (across); -1 is none."""
        given = picked >= 0
        both = self._kind[given] * answers + picked[given]
        counts = np.bincount(both, minlength=self._kinds * answers)
        return counts.reshape(self._kinds, answers)

    def tally_ticks(self, ticks: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many of each kind (down) ticked each answer (across)."""
        return np.stack([self.kinds(column) for column in ticks.T], axis=1)

    def by_domain(self, by_kind: NDArray[np.integer]) -> NDArray[np.int64]:
        """Counts of each kind (down), added up to those of each domain."""
        sums = np.zeros((len(self.domains), by_kind.shape[1]), np.int64)
        for table, place in self._place_of_kind.items():
            np.add.at(sums, self._start[table] + place, by_kind)
        merged, parts = self._merges
        for column in parts.T:
            sums[merged] += sums[column]
        return sums

    def alike_in(self, shown: NDArray[np.bool_]) -> NDArray[np.intp]:
        """For each kind, the number of its stratum: those of one are in the same shown domains."""
        places = [self._start[table] + place for table, place in self._place_of_kind.items()]
        merged, parts = self._merges
        of_merged = np.full(len(self.domains), -1)
        of_merged[parts] = merged[:, np.newaxis]
        inside = np.stack([*places, *(of_merged[place] for place in places)], axis=1)
        seen = np.where((inside >= 0) & shown[inside], inside, -1)
        return np.unique(seen, axis=0, return_inverse=True)[1].reshape(-1)

    @cached_property
    def _merges(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        found = [each for each in self.domains if each.value("gender") == MERGED]
        members = [[self.index[part] for part in self.members(each)] for each in found]
        places = np.array([self.index[each] for each in found], np.intp)
        return places, np.array(members, np.intp).reshape(-1, len(MERGED_FROM))

    @cached_property
    def relations(self) -> tuple[Relation[Domain], ...]:
        """Every sum between the cells: over a dimension, of merged genders, of an arm's sectors."""
        return tuple(self._relations())

    def _relations(self) -> Iterator[Relation[Domain]]:
        for table in self.tables:
            for name in table:
                coarser = tuple(each for each in table if each != name)
                for total in self._of.get(coarser, ()):
                    yield from self._over(total, name)
            if "sector" in table and "arm" not in table:
                yield from self._over_sectors_of_arms(table)
        for domain in self.domains:
            if domain.value("gender") == MERGED:
                yield Relation(domain, self.members(domain))

    def _over(self, total: Domain, name: str) -> Iterator[Relation[Domain]]:
        values = self._values[name]
        yield Relation(total, tuple(_with(total, name, value) for value in values))
        if name == "gender":
            coarse = [value for value in values if value not in MERGED_FROM]
            yield Relation(total, tuple(_with(total, name, value) for value in (*coarse, MERGED)))

    def _over_sectors_of_arms(self, table: Table) -> Iterator[Relation[Domain]]:
        names = {"arm" if name == "sector" else name for name in table}
        for total in self._of.get(tuple(name for name in DIMENSIONS if name in names), ()):
            sectors = self._sectors_of_arm.get(total.value("arm") or "", ())
            if sectors:
                rest = {name: value for name, value in total.parts if name != "arm"}
                yield Relation(
                    total, tuple(Domain.of({**rest, "sector": sector}) for sector in sectors)
                )

    @cached_property
    def _sectors_of_arm(self) -> Mapping[str, Sequence[str]]:
        """The sectors of each arm; only those where anybody answered can be told."""
        found: dict[str, list[str]] = {}
        dimensions = self._columns.dimensions
        if "arm" in dimensions and "sector" in dimensions:
            arm, sector = dimensions["arm"], dimensions["sector"]
            pairs = np.unique(np.column_stack([arm.codes, sector.codes]), axis=0)
            for of_arm, of_sector in pairs.tolist():
                value = str(sector.values[of_sector])
                found.setdefault(str(arm.values[of_arm]), []).append(value)
        return found


def _merged(domains: Iterable[Domain]) -> tuple[Domain, ...]:
    return tuple(
        _with(domain, "gender", MERGED)
        for domain in domains
        if domain.value("gender") == MERGED_FROM[0]
    )


def _with(domain: Domain, name: str, value: str) -> Domain:
    return Domain.of({**dict(domain.parts), name: value})
