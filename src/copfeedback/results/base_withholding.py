"""Withholding bases of one population until all that are small are safe."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from copfeedback.results.base_cells import BY_GENDER, BaseCells, Counts, Protected
from copfeedback.results.cube import Table
from copfeedback.results.pattern import COARSE, FINE, Pattern, pattern_of_bases
from copfeedback.results.published import Group
from copfeedback.results.reach import Reach
from copfeedback.results.suppression import CannotBeMadeSafe, Mask, Suppression


class Withholding:
    """The protection of one population."""

    def __init__(
        self,
        on: BaseCells,
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
