"""The cells of a cube, and what of them may be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.cube import MERGED, MERGED_FROM, Cube, Table
from copfeedback.results.pattern import COARSE, FINE, NO_GROUPS, Pattern
from copfeedback.results.published import Domain, Group
from copfeedback.results.suppression import Mask, Places, Relation, Sums
from copfeedback.results.thresholds import Thresholds

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


class BaseCells:
    """Where the cells of a cube are, and how they hang together."""

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


def _where(genders: Mapping[int, str | None], wanted: Collection[str]) -> Places:
    return np.array([at for at, gender in genders.items() if gender in wanted], np.intp)


def _rank(domain: Domain) -> float:
    """How dear a cell is beside others: the fewer dimensions, and arms before their sectors."""
    rank = 3.0 - len(domain.parts)
    return rank + 0.5 if "arm" in domain.dimensions else rank
