"""Which rows of all tables a population allows, whatever was answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.cube import MERGED, MERGED_FROM, Cube, Table
from copfeedback.results.earlier import Difference, Earlier
from copfeedback.results.pattern import (
    COARSE,
    FINE,
    NO_GROUPS,
    Pattern,
    Thresholds,
    pattern_of_bases,
)
from copfeedback.results.published import DIMENSIONS, Domain, Group
from copfeedback.results.reach import Reach
from copfeedback.results.suppression import (
    CannotBeMadeSafe,
    Mask,
    Places,
    Relation,
    Sums,
    Suppression,
)

Counts: TypeAlias = NDArray[np.int64]

BY_GENDER: Table = ("gender",)
_FINER = 1e9
"""What a cell costs more for each dimension less that it is told apart by."""


@dataclass(frozen=True)
class Protected:
    """What may be shown of a cube.

    Attributes:
        gender: the pattern of the table by gender.
        whole: the tables that are left out.
        listed: the cells that have rows, shown or not, where anybody is in them.
        unknown: the cells whose counts nobody is told, be it by the sum of others.
    """

    gender: Pattern
    whole: frozenset[Table]
    listed: Mask
    unknown: Mask


class BaseProtection:
    """Protects the bases of a cube."""

    def __init__(self, cube: Cube, thresholds: Thresholds) -> None:
        self.cube = cube
        self.thresholds = thresholds
        self.sums = Sums(
            len(cube.domains),
            (
                Relation(cube.index[each.total], tuple(cube.index[part] for part in each.parts))
                for each in cube.relations
            ),
        )
        self._places: dict[Table, Places] = {}
        self._smallest: dict[Table, Places] = {}
        self._merged: dict[Table, Places] = {}
        for table in cube.tables:
            genders = {cube.index[domain]: domain.value("gender") for domain in cube.of(table)}
            self._places[table] = np.array(list(genders), np.intp)
            self._smallest[table] = _where(genders, MERGED_FROM)
            self._merged[table] = _where(genders, (MERGED,))
        self._rank = np.array([_rank(domain) for domain in cube.domains])

    def places(self, table: Table) -> Places:
        """Where the cells of a table are among all cells."""
        return self._places[table]

    def finer(self, table: Table) -> list[Table]:
        """The tables that add up to this one, itself first."""
        others = [
            each
            for each in self.cube.tables
            if each != table and set(table) <= {*each, *(("arm",) if "sector" in each else ())}
        ]
        return [table, *others]

    def protect(
        self,
        counts: Counts,
        parents: Sequence[Protected],
        earlier: Sequence[Earlier] = (),
        by_dimensions: Collection[str] = (),
    ) -> Protected:
        """What a population allows.

        Args:
            counts: how many of each cell were asked.
            parents: what is shown of the whole wave and of the questions this one depends on. A
                row withheld there is withheld here too: its base would tell about it.
            earlier: what each earlier release showed.
            by_dimensions: the dimensions that decide who is asked.
        """
        if counts[0] < self.thresholds.minimum_base:
            return self._nothing(parents)
        inherited = np.zeros(len(counts), np.bool_)
        for parent in parents:
            inherited |= parent.unknown | self._told_by_finer(parent, counts, by_dimensions)
        whole = frozenset[Table]().union(*(parent.whole for parent in parents))
        patterns = [parent.gender for parent in parents]
        differences = [self._difference(counts, each) for each in earlier if not each.tells_nothing]
        for each in differences:
            inherited |= each.withheld_before | each.small
            patterns.append(self.gender_pattern(each.withheld_before, each.withheld_before))
        try:
            protected = _Work(self, counts, inherited, whole, patterns).run()
            while any((more := each.more(protected.unknown)).any() for each in differences):
                inherited |= more
                protected = _Work(self, counts, inherited, whole, patterns).run()
        except CannotBeMadeSafe:
            return self._nothing(parents)
        return protected

    def _difference(self, counts: Counts, earlier: Earlier) -> Difference:
        smallest = (self.thresholds.minimum_base, self.thresholds.safe_range)
        return Difference(
            self.cube, self.sums, counts, earlier, smallest, lambda cells: self.cost(counts, cells)
        )

    def _nothing(self, parents: Sequence[Protected]) -> Protected:
        """Nothing may be shown."""
        merged = any(parent.gender.grouping is COARSE for parent in parents)
        grouping = NO_GROUPS
        if BY_GENDER in self._places:
            grouping = COARSE if merged else FINE
        tables = BY_GENDER if merged else ()
        everything = np.ones(len(self.cube.domains), np.bool_)
        return Protected(
            Pattern(grouping, frozenset({Group.ALL, *grouping})),
            frozenset(table for table in self.cube.tables if len(table) > 1),
            self.listed([tables] if tables else []),
            everything,
        )

    def listed(self, merged: Collection[Table]) -> Mask:
        """The cells that have rows, given the tables in which the smallest genders are merged."""
        mask = np.ones(len(self.cube.domains), np.bool_)
        for table in self.cube.tables:
            gone = self._smallest if table in merged else self._merged
            mask[gone[table]] = False
        return mask

    def smallest(self, table: Table) -> Places:
        """The cells of a table that are merged where one of them cannot be shown."""
        return self._smallest[table]

    def sum_up_merged(self, table: Table, unknown: Mask) -> None:
        """Count merged cells as known where both of their parts are shown."""
        for at in self._merged[table]:
            parts = [self.cube.index[each] for each in self.cube.members(self.cube.domains[at])]
            unknown[at] = unknown[parts].any()

    def gender_places(self, grouping: Iterable[Group]) -> dict[Group, int]:
        """Where everyone and these groups are among the cells."""
        return {row: self.cube.index[Domain.group(row)] for row in (Group.ALL, *grouping)}

    def cost(self, counts: Counts, cells: Places) -> NDArray[np.float64]:
        """What is lost with each cell: the coarser its table and the larger it is, the more."""
        return self._rank[cells] * _FINER + counts[cells]

    def gender_pattern(self, unknown: Mask, merges: Mask) -> Pattern:
        """The pattern of the table by gender in which these cells are withheld."""
        if BY_GENDER not in self._places:
            return Pattern(NO_GROUPS, frozenset({Group.ALL} if unknown[0] else ()))
        grouping = COARSE if merges[self._smallest[BY_GENDER]].any() else FINE
        rows = self.gender_places(grouping)
        return Pattern(grouping, frozenset(row for row, at in rows.items() if unknown[at]))

    def _told_by_finer(
        self, parent: Protected, counts: Counts, by_dimensions: Collection[str]
    ) -> Mask:
        """The cells whose bases would tell the parent's withheld ones.

        Where it is said, say, that women alone are asked, the base of a sector is the number of
        its women.
        """
        told = np.zeros(len(counts), np.bool_)
        names = [name for name in DIMENSIONS if name in by_dimensions]
        subsets = [set(each) for size in (1, 2, 3) for each in combinations(names, size)]
        for table in self.cube.tables if subsets else ():
            for subset in subsets:
                finer = tuple(name for name in DIMENSIONS if name in {*table, *subset})
                if finer == table or finer not in self._places:
                    continue
                for at in self._places[finer][parent.unknown[self._places[finer]]]:
                    if counts[at]:
                        parts = dict(self.cube.domains[at].parts)
                        coarse = Domain.of({name: parts[name] for name in table})
                        told[self.cube.index[coarse]] = True
        return told


class _Work:
    """The protection of one population."""

    def __init__(
        self,
        on: BaseProtection,
        counts: Counts,
        inherited: Mask,
        whole: frozenset[Table],
        patterns: Sequence[Pattern],
    ) -> None:
        self._on = on
        self._counts = counts
        self._minimum = on.thresholds.minimum_base
        self._whole = set(whole)
        self._merged: set[Table] = set()
        self._seen: set[Table] = set()
        self._small = (counts > 0) & (counts < self._minimum)
        self._gone = inherited | self._small
        self._withhold_by_gender(patterns)
        self._at_first = self._gone.copy()

    def run(self) -> Protected:
        """Withhold more until everything is safe and every rule holds.

        Crossings come after the tables that are sums of theirs, one by one.
        """
        self._look_at([table for table in self._on.cube.tables if len(table) <= 1])
        for table in sorted(self._on.cube.tables, key=len):
            if len(table) > 1 and table not in self._whole:
                self._look_at([table])
        return self._protected(self._look_at((), left_out_too=True))

    def _look_at(self, tables: Collection[Table], *, left_out_too: bool = False) -> Mask:
        """Protect some more tables; what is unknown in the end.

        With ``left_out_too``, small counts of tables that are left out are to be safe as well.
        """
        self._seen.update(tables)
        self._settle()
        start = self._gone.copy()
        suppression = None
        while True:
            before = (set(self._whole), set(self._merged))
            dear = self._in(self._coarser(tables))
            suppression = self._suppression(suppression, dear, left_out_too=left_out_too)
            try:
                suppression.run()
            except CannotBeMadeSafe:
                if not self._leave_out(tables):
                    raise
            more = suppression.withheld & ~self._gone & ~self._not_looked_at()
            more &= self._on.listed(self._merged)
            if more[dear].any():
                self._leave_out(tables)
            self._gone |= more
            changed = self._settle()
            if before != (self._whole, self._merged):
                # What was withheld for the sake of a crossing may stay when that is left out.
                self._gone, suppression = start.copy(), None
                self._settle()
            elif not changed:
                return suppression.withheld

    def _coarser(self, tables: Collection[Table]) -> list[Table]:
        """The tables that crossings may not cost a row."""
        crossed = max(map(len, tables), default=0)
        return [table for table in self._seen if len(table) < crossed and crossed > 1]

    def _leave_out(self, tables: Collection[Table]) -> bool:
        """Leave crossings out, and those that add up to them; whether anything changed."""
        before = len(self._whole)
        for table in tables:
            if len(table) > 1:
                self._whole.update(each for each in self._on.finer(table) if len(each) > 1)
        return len(self._whole) > before

    def _not_looked_at(self) -> Mask:
        return self._in({*self._on.cube.tables} - self._seen | self._whole)

    def _suppression(
        self, before: Suppression | None, dear: Mask, *, left_out_too: bool
    ) -> Suppression:
        """What is to be done, knowing what was proven before."""
        on, counts, listed = self._on, self._counts, self._on.listed(self._merged)
        left_out = self._not_looked_at()
        if before is not None:
            sums, reach = before.sums, before.reach
        else:
            sums = on.sums if left_out_too else on.sums.without(left_out)
            reach = Reach(sums.matrix)
        guarded = (self._at_first & listed & ~left_out) | self._small
        return Suppression(
            sums,
            counts,
            # A group of whom nobody was asked has no row, which says so.
            withheld=self._gone | left_out | ~listed,
            guarded=guarded if left_out_too else guarded & ~left_out,
            fixed=~listed | (counts == 0),
            cost=lambda cells, _: on.cost(counts, cells),
            safe_range=on.thresholds.safe_range,
            reach=reach,
            dear=dear,
        )

    def _protected(self, unknown: Mask) -> Protected:
        on, listed = self._on, self._on.listed(self._merged)
        unknown = unknown.copy()
        for table in on.cube.tables:
            if table not in self._merged and table not in self._whole and "gender" in table:
                on.sum_up_merged(table, unknown)
        gender = on.gender_pattern(unknown, ~listed)
        return Protected(gender, frozenset(self._whole), listed, unknown)

    def _withhold_by_gender(self, patterns: Sequence[Pattern]) -> None:
        """The rules of the table by gender come first; nothing is shown that they withhold."""
        on = self._on
        by_gender = BY_GENDER in on.cube.tables
        bases = {
            group: int(self._counts[at])
            for group, at in on.gender_places(FINE if by_gender else ()).items()
        }
        everyone = bases.pop(Group.ALL)
        pattern = pattern_of_bases(
            bases if by_gender else {Group.ALL: everyone}, patterns, by_gender, on.thresholds
        )
        if pattern.grouping is COARSE:
            self._merged.add(BY_GENDER)
        for row, at in on.gender_places(pattern.grouping).items():
            self._gone[at] |= row in pattern.withheld

    def _settle(self) -> bool:
        """Let the rules follow from what is withheld; whether anything changed."""
        changed = False
        while True:
            before = (self._gone.sum(), len(self._merged), len(self._whole))
            self._merge()
            self._gender_whole_or_not()
            self._leave_out_sparse()
            if before == (self._gone.sum(), len(self._merged), len(self._whole)):
                return changed
            changed = True

    def _merge(self) -> None:
        """Merge the smallest genders where one of them is withheld, and in all finer tables."""
        for table in self._on.cube.tables:
            if "gender" not in table:
                continue
            if table in self._merged or self._gone[self._on.smallest(table)].any():
                self._merged.update(each for each in self._on.finer(table) if "gender" in each)

    def _gender_whole_or_not(self) -> None:
        """Beside its total, the split by gender is shown whole or not at all."""
        if BY_GENDER not in self._on.cube.tables or self._gone[0]:
            return
        places = self._on.places(BY_GENDER)
        listed = places[self._on.listed(self._merged)[places]]
        if self._gone[listed].any():
            self._gone[listed[self._counts[listed] > 0]] = True

    def _leave_out_sparse(self) -> None:
        """Leave crossings out of which little would be shown."""
        listed = self._on.listed(self._merged)
        for table in self._seen - self._whole:
            places = self._on.places(table)
            rows = places[listed[places] & ((self._counts[places] > 0) | self._gone[places])]
            withheld = int(self._gone[rows].sum())
            if withheld * 100 > len(rows) * self._on.thresholds.most_withheld:
                self._leave_out([table])

    def _in(self, tables: Iterable[Table]) -> Mask:
        mask = np.zeros(len(self._counts), np.bool_)
        for table in tables:
            mask[self._on.places(table)] = True
        return mask


def _where(genders: Mapping[int, str | None], wanted: Collection[str]) -> Places:
    return np.array([at for at, gender in genders.items() if gender in wanted], np.intp)


def _rank(domain: Domain) -> float:
    """How dear a cell is beside others: the fewer dimensions, and arms before their sectors."""
    rank = 3.0 - len(domain.parts)
    return rank + 0.5 if "arm" in domain.dimensions else rank
