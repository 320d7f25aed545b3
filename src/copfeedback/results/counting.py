"""Which counts of cases may be shown: those of a period, protected together.

A case is somebody, so a count of cases is protected as a base is. Of what a case can have several
of, such as categories, the rest is protected as well: those that do not have it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from copfeedback.results.published import PART, CountTable, Domain, PublishedRow, Withheld
from copfeedback.results.suppression import Relation, withhold_until_safe
from copfeedback.results.thresholds import Thresholds, to_step

_NOT = "not:"
_DEAR = 1_000_000.0
"""More than any count: what is coarser is withheld last."""

Cell: TypeAlias = tuple[tuple[str, str], ...]
"""The cases of whom this is known, as sorted pairs; those of a whole family if nothing is."""

EVERY_CASE: Cell = ()


def rows_of_counts(
    tables: Sequence[CountTable], thresholds: Thresholds
) -> dict[str, tuple[PublishedRow, ...]]:
    """The rows of each table, by its name: the whole period first, then its parts.

    Two things crossed are shown for the whole period alone. Every count is rounded. Which of those
    that are withheld is small is not said: with what is shown, it could give the count away.

    Raises:
        ValueError: the tables of a family contradict each other.
    """
    rows = {}
    for name in dict.fromkeys(table.family for table in tables):
        family = _Family([table for table in tables if table.family == name])
        withheld = _protected(family, thresholds)
        for table in family.tables:
            rows[table.item] = tuple(
                _row(cell, count, cell in withheld, thresholds)
                for cell, count in sorted(family.counts.items(), key=_from_coarse_to_fine)
                if {name for name, _ in cell} <= {*table.dimensions, PART} and not _is_rest(cell)
            )
    return rows


class _Family:
    """All counts that the tables of a family show or tell, and all sums between them."""

    def __init__(self, tables: Sequence[CountTable]) -> None:
        # Those without several values of one case come first: they give the totals.
        self.tables = sorted(tables, key=lambda table: bool(table.several))
        self.counts: dict[Cell, int] = {}
        self.sums: dict[Cell, dict[tuple[Cell, ...], None]] = {}
        self._parts = sorted({part for table in tables for part, *_ in table.counts})
        for table in self.tables:
            for at, dimension in enumerate(table.dimensions, 1):
                if dimension in table.several:
                    self._told_with_rest(dimension, _margin(table, at))
                elif not table.several:
                    self._told_apart(dimension, _margin(table, at))
            if len(table.dimensions) > 1:
                self._crossed(table)

    @property
    def relations(self) -> list[Relation[Cell]]:
        """Every published sum."""
        return [Relation(whole, parts) for whole, every in self.sums.items() for parts in every]

    def _told_apart(self, dimension: str, margin: Mapping[tuple[str, str], int]) -> None:
        """Every case has one of these values, so they add up to all."""
        values = sorted({value for _, value in margin})
        for part in self._parts:
            cells = []
            for value in values:
                cells.append(_cell((dimension, value), (PART, part)))
                self._set(cells[-1], margin.get((part, value), 0))
            self._set(_cell((PART, part)), sum(self.counts[cell] for cell in cells))
            self._relate(_cell((PART, part)), cells)
        self._add_up(EVERY_CASE)
        self._relate(EVERY_CASE, [self._add_up(_cell((dimension, value))) for value in values])

    def _told_with_rest(self, dimension: str, margin: Mapping[tuple[str, str], int]) -> None:
        """A case can have several of these values: each has its own rest."""
        for value in sorted({value for _, value in margin}):
            have, rest = (dimension, value), (dimension, _NOT + value)
            for part in self._parts:
                whole, count = _cell((PART, part)), margin.get((part, value), 0)
                self._set(_cell(have, (PART, part)), count)
                self._set(_cell(rest, (PART, part)), self.counts[whole] - count)
                self._relate(whole, [_cell(have, (PART, part)), _cell(rest, (PART, part))])
            self._relate(EVERY_CASE, [self._add_up(_cell(have)), self._add_up(_cell(rest))])

    def _crossed(self, table: CountTable) -> None:
        """Two dimensions at once, for the whole period. The second has one value in every case."""
        first, second = table.dimensions
        counts = Counter[tuple[str, str]]()
        for (_, one, other), count in table.counts.items():
            counts[one, other] += count
        ones = sorted({one for one, _ in counts})
        # All there are, also those that no case of this table has: they belong to the rests.
        others = sorted(
            cell[0][1] for cell in self.counts if [name for name, _ in cell] == [second]
        )
        for one in ones:
            heads = [(first, one)]
            for other in others:
                side, cell = _cell((second, other)), _cell((first, one), (second, other))
                self._set(cell, counts[one, other])
                if first in table.several:
                    rest = _cell((first, _NOT + one), (second, other))
                    self._set(rest, self.counts[side] - counts[one, other])
                    self._relate(side, [cell, rest])
            if first in table.several:
                heads.append((first, _NOT + one))
            for head in heads:
                self._relate(_cell(head), [_cell(head, (second, other)) for other in others])
        if first not in table.several:
            for other in others:
                self._relate(
                    _cell((second, other)), [_cell((first, one), (second, other)) for one in ones]
                )

    def _add_up(self, cell: Cell) -> Cell:
        """The count of the whole period, from those of its parts."""
        parts = [_cell(*cell, (PART, part)) for part in self._parts]
        self._set(cell, sum(self.counts[part] for part in parts))
        self._relate(cell, parts)
        return cell

    def _set(self, cell: Cell, count: int) -> None:
        if self.counts.setdefault(cell, count) != count or count < 0:
            raise ValueError("the tables of a family do not count the same cases")

    def _relate(self, whole: Cell, parts: Sequence[Cell]) -> None:
        if parts:
            self.sums.setdefault(whole, {})[tuple(parts)] = None


def _protected(family: _Family, thresholds: Thresholds) -> frozenset[Cell]:
    few = {cell for cell, count in family.counts.items() if 0 < count < thresholds.minimum_base}

    def cost(cell: Cell, _withheld: Collection[Cell]) -> float:
        if _is_rest(cell):
            return 0.0  # no table shows it
        finer = len(cell) + sum(name == PART for name, _ in cell)
        return family.counts[cell] + _DEAR / (1 + finer)

    return withhold_until_safe(family.counts, family.relations, few, thresholds.safe_range, cost)


def _margin(table: CountTable, at: int) -> Counter[tuple[str, str]]:
    """The counts by part and by the values of one dimension."""
    margin = Counter[tuple[str, str]]()
    for key, count in table.counts.items():
        margin[key[0], key[at]] += count
    return margin


def _row(cell: Cell, count: int, withheld: bool, thresholds: Thresholds) -> PublishedRow:
    if withheld:
        return PublishedRow(Domain(cell), None, {}, withheld=Withheld.PROTECTS_ANOTHER)
    return PublishedRow(Domain(cell), to_step(count, thresholds), {})


def _cell(*parts: tuple[str, str]) -> Cell:
    return tuple(sorted(parts))


def _is_rest(cell: Cell) -> bool:
    return any(value.startswith(_NOT) for _, value in cell)


def _from_coarse_to_fine(item: tuple[Cell, int]) -> tuple[bool, int, Cell]:
    cell, _ = item
    return any(name == PART for name, _ in cell), len(cell), cell
