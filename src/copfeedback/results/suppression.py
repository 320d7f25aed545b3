"""Complementary suppression: withholding more counts until the withheld ones are safe, proven.

The counts of published tables hang together: a total is the sum of its parts. Whoever knows the
shown ones can narrow down the withheld ones, and linear programming says exactly how far.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.reach import Reach

Cell = TypeVar("Cell")
Places: TypeAlias = NDArray[np.intp]
Mask: TypeAlias = NDArray[np.bool_]

FAR_BEYOND = 1_000
"""By how much more than all together a withheld count may be taken to be."""


class CannotBeMadeSafe(Exception):  # noqa: N818 - named for what happened
    """Nothing is left to withhold, and a count can still be narrowed down."""


@dataclass(frozen=True, slots=True)
class Relation(Generic[Cell]):
    """A published sum: the counts of ``parts`` add up to that of ``total``."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Everything in the sum."""
        return (self.total, *self.parts)


class Sums:
    """The published sums between numbered cells, as a sparse matrix: each row adds up to zero."""

    def __init__(self, size: int, relations: Iterable[Relation[int]]) -> None:
        # scipy takes a while to load, and only the making of a release needs it.
        from scipy.sparse import csr_array

        self.size = size
        self.relations = [np.array(each.cells, np.intp) for each in relations]
        self.of_cell: list[list[int]] = [[] for _ in range(size)]
        for at, cells in enumerate(self.relations):
            for cell in cells:
                self.of_cell[cell].append(at)
        rows = np.repeat(np.arange(len(self.relations)), [len(each) for each in self.relations])
        columns = np.concatenate([*self.relations, np.empty(0, np.intp)])
        signs = np.concatenate(
            [*(np.r_[1.0, -np.ones(len(each) - 1)] for each in self.relations), np.empty(0)]
        )
        shape = (len(self.relations), size)
        self.matrix: Any = csr_array((signs, (rows, columns)), shape=shape)

    def without(self, cells: Mask) -> Sums:
        """The sums that none of these cells is in."""
        kept = [each for each in self.relations if not cells[each].any()]
        return Sums(self.size, (Relation(int(each[0]), tuple(each[1:].tolist())) for each in kept))

    def fit(self, counts: NDArray[np.int64]) -> bool:
        """Whether these counts add up."""
        return not np.any(self.matrix @ counts)


@dataclass
class Suppression:
    """A table (or many that hang together) in which counts are being withheld.

    ``withheld`` are the cells that are not shown; ``guarded`` those of them that must not be
    narrowed down to less than ``safe_range``; ``fixed`` those that have no row and so cannot be
    withheld either. ``cost`` is what is lost with each cell; ``dear`` ones are withheld last.
    ``least`` is the smallest count that a cell may be thought to have; ``reach`` holds what is
    proven of the same cells already.
    """

    sums: Sums
    counts: NDArray[np.int64]
    withheld: Mask
    guarded: Mask
    fixed: Mask
    cost: Callable[[Places, Mask], NDArray[np.float64]]
    safe_range: int
    reach: Reach
    dear: Mask
    least: float = 0.0

    def __post_init__(self) -> None:
        if not self.sums.fit(self.counts):
            raise ValueError("the counts contradict the relations between them")
        self._minded = self.guarded.copy()
        self._far = FAR_BEYOND + 2 * float(np.abs(self.counts).sum())

    def run(self) -> None:
        """Withhold more until every guarded cell is safe.

        While one is not, the cheapest cell that opens the tightest sum it stands in goes too.

        Raises:
            CannotBeMadeSafe: withholding everything would not be enough.
        """
        if self.least == 0:
            self._open_tight_sums()
        while (unsafe := self.unsafe()).size:
            self._open(unsafe)

    def unsafe(self) -> Places:
        """The guarded cells that are withheld and can be narrowed down too far."""
        low = np.where(self.withheld, self._floor(), 0.0)
        high = np.where(self.withheld, self._far, 0.0)
        cells = np.flatnonzero(self.withheld & self.guarded)
        return self.reach.too_narrow(low, high, cells, np.full(len(cells), float(self.safe_range)))

    def range_left(self, cell: int) -> float:
        """How far apart the least and the greatest count are that a withheld cell could have."""
        low = np.where(self.withheld, self._floor(), 0.0)
        high = np.where(self.withheld, self._far, 0.0)
        return self.reach.width(low, high, cell)

    def _floor(self) -> NDArray[np.float64]:
        """How far down each count may be thought to lie from what it is."""
        floor: NDArray[np.float64] = np.minimum(0.0, self.least - self.counts)
        return floor

    def _open_tight_sums(self) -> None:
        """Open what can be told to be too tight without a linear program.

        One withheld count in a sum can be worked out; parts of a shown total, from nothing to
        what they have together.
        """
        waiting = set(range(len(self.sums.relations)))
        while waiting:
            at = waiting.pop()
            while self._is_tight(at):
                cell = self._cheapest(self.sums.relations[at])
                if cell is None:
                    break
                self.withheld[cell] = self._minded[cell] = True
                waiting.update(self.sums.of_cell[cell])

    def _is_tight(self, at: int) -> bool:
        cells = self.sums.relations[at]
        hidden = cells[self.withheld[cells]]
        if not self._minded[hidden].any() or not self.counts[hidden].any():
            return False  # nothing in it that is a secret
        if self.withheld[cells[0]]:
            return len(hidden) == 1
        return len(hidden) == 1 or int(self.counts[hidden].sum()) < self.safe_range

    def _open(self, unsafe: Places) -> None:
        """Open for each unsafe cell the tightest sum that can be opened; the dear ones last."""
        for spared in (self.dear, np.zeros_like(self.dear)):
            opened = [self._open_nearest([cell], spared) for cell in unsafe]
            if any(opened):
                return
            if self._open_beyond(unsafe, spared):
                return
        raise CannotBeMadeSafe

    def _open_nearest(self, cells: Iterable[int], spared: Mask) -> bool:
        near = {at for cell in cells for at in self.sums.of_cell[cell]}
        return any(self._withhold_one(at, spared) for at in sorted(near, key=self._room))

    def _open_beyond(self, unsafe: Places, spared: Mask) -> bool:
        """All sums of the unsafe cells are open: open those that lie behind them."""
        reached, more = set[int](), {int(cell) for cell in unsafe}
        while more:
            if self._open_nearest(more, spared):
                return True
            reached |= more
            sums = {at for cell in more for at in self.sums.of_cell[cell]}
            cells = {int(cell) for at in sums for cell in self.sums.relations[at]}
            more = {cell for cell in cells - reached if self.withheld[cell]}
        return False

    def _withhold_one(self, at: int, spared: Mask) -> bool:
        cells = self.sums.relations[at]
        cell = self._cheapest(cells[~spared[cells]])
        if cell is not None:
            self.withheld[cell] = self._minded[cell] = True
        return cell is not None

    def _cheapest(self, cells: Places) -> int | None:
        shown = cells[~self.withheld[cells] & ~self.fixed[cells]]
        if not len(shown):
            return None
        return int(shown[np.argmin(self.cost(shown, self.withheld))])

    def _room(self, at: int) -> tuple[int, int]:
        cells = self.sums.relations[at]
        hidden = cells[self.withheld[cells]]
        return int(np.abs(self.counts[hidden]).sum()), at


def withhold_until_safe(
    counts: Mapping[Cell, int],
    relations: Sequence[Relation[Cell]],
    withheld: Collection[Cell],
    safe_range: int,
    cost: Callable[[Cell, Collection[Cell]], float],
) -> frozenset[Cell]:
    """Which cells to withhold so that none of them can be narrowed to less than ``safe_range``.

    Args:
        counts: the count of every cell.
        relations: every published sum that holds between them.
        withheld: the cells that must not be shown.
        safe_range: how wide a withheld count must stay for whoever knows the shown ones.
        cost: what is lost with a cell, given those withheld so far.

    Raises:
        CannotBeMadeSafe: withholding everything would not be enough.
    """
    names, suppression = _numbered(counts, relations, withheld, safe_range)

    def costs(cells: Places, gone: Mask) -> NDArray[np.float64]:
        so_far = [names[at] for at in np.flatnonzero(gone)]
        return np.array([cost(names[cell], so_far) for cell in cells])

    suppression.cost = costs
    while True:
        suppression.run()
        everything = suppression.withheld & ~suppression.guarded
        if not everything.any():
            return frozenset(names[at] for at in np.flatnonzero(suppression.withheld))
        suppression.guarded |= everything


def range_left(
    cell: Cell,
    counts: Mapping[Cell, int],
    relations: Sequence[Relation[Cell]],
    withheld: Collection[Cell],
) -> float:
    """How far apart the least and the greatest count are that ``cell`` could have.

    For whoever knows the relations and every count that is not withheld, and that no count is
    negative. A count without a greatest value gets one far beyond all counts.
    """
    names, suppression = _numbered(counts, relations, {*withheld, cell}, 0)
    return suppression.range_left(names.index(cell))


def _numbered(
    counts: Mapping[Cell, int],
    relations: Sequence[Relation[Cell]],
    withheld: Collection[Cell],
    safe_range: int,
) -> tuple[list[Cell], Suppression]:
    names = list(counts)
    place = {name: at for at, name in enumerate(names)}
    numbered = [Relation(place[r.total], tuple(place[part] for part in r.parts)) for r in relations]
    gone = np.array([name in withheld for name in names])
    sums = Sums(len(names), numbered)
    return names, Suppression(
        sums,
        np.array(list(counts.values()), np.int64),
        withheld=gone,
        guarded=gone.copy(),
        fixed=np.zeros(len(names), np.bool_),
        cost=lambda cells, _: np.zeros(len(cells)),
        safe_range=safe_range,
        reach=Reach(sums.matrix),
        dear=np.zeros(len(names), np.bool_),
    )
