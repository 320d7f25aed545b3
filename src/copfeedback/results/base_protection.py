"""Which rows of all tables a population allows, whatever was answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

import numpy as np

from copfeedback.results.base_cells import BY_GENDER, BaseCells, Counts, Protected
from copfeedback.results.base_withholding import Withholding
from copfeedback.results.cube import Table
from copfeedback.results.earlier import Difference, Earlier
from copfeedback.results.pattern import COARSE, FINE, NO_GROUPS, Pattern
from copfeedback.results.published import DIMENSIONS, Domain, Group
from copfeedback.results.suppression import CannotBeMadeSafe, Mask


class BaseProtection(BaseCells):
    """Protects the bases of a cube."""

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
            protected = Withholding(self, counts, inherited, whole, patterns).run()
            while any((more := each.more(protected.unknown)).any() for each in differences):
                inherited |= more
                protected = Withholding(self, counts, inherited, whole, patterns).run()
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
