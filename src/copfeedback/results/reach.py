"""How far counts could lie from what they are, for whoever knows some and the sums between them."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]

ALMOST = 1e-6
"""The solver is exact to about 1e-7."""


class Reach:
    """Deviations that fit everything known, and how far each cell has been seen to deviate.

    What is possible stays possible when more is withheld, so cells once seen to reach far enough
    need no second proof. ``matrix`` has a row for each sum: deviations add up to zero in it.
    """

    def __init__(self, matrix: Any) -> None:
        self._matrix = matrix
        self._by_cell = matrix.tocsc()
        self.low = np.zeros(matrix.shape[1])
        self.high = np.zeros(matrix.shape[1])

    def too_narrow(self, low: Floats, high: Floats, cells: Places, needed: Floats) -> Places:
        """Those of ``cells`` whose least and greatest deviation are less than ``needed`` apart.

        Args:
            low: how far down each cell can be thought to deviate; 0 where its count is known.
            high: how far up.
            cells: the cells in question.
            needed: how far apart theirs must be.
        """
        left = self.prove(low, high, cells, needed, one_by_one=True)
        return cells[left]

    def prove(
        self, low: Floats, high: Floats, cells: Places, needed: Floats, *, one_by_one: bool
    ) -> Places:
        """Which of ``cells`` are not proven wide enough, as places among them.

        Without ``one_by_one``, some of these may be wide enough after all.
        """
        left = self._unproven(cells, needed)
        together = True
        while len(left) and together:
            # One program moves all of them as far as they need, as many as go together.
            before = len(left)
            for sign in (1.0, -1.0):
                if len(left):
                    self._move(low, high, cells[left], needed[left], sign)
                    left = left[self._unproven(cells[left], needed[left])]
            together = len(left) < before
        if not one_by_one:
            return left
        narrow = []
        while len(left):
            at, left = left[0], left[1:]
            if self.width(low, high, int(cells[at])) < needed[at] - ALMOST:
                narrow.append(at)
            left = left[self._unproven(cells[left], needed[left])]
        return np.array(narrow, np.intp)

    def width(self, low: Floats, high: Floats, cell: int) -> float:
        """How far apart the least and the greatest deviation of a cell are."""
        for sign in (1.0, -1.0):
            objective = np.zeros(len(low))
            objective[cell] = -sign
            self.note(self._solve(low, high, objective))
        return float(round(self.high[cell] - self.low[cell], 6))

    def _unproven(self, cells: Places, needed: Floats) -> Places:
        return np.flatnonzero(self.high[cells] - self.low[cells] < needed - ALMOST)

    def _move(self, low: Floats, high: Floats, cells: Places, needed: Floats, sign: float) -> None:
        """Move cells up (``sign`` 1) or down (-1), each by what it still needs and no more."""
        can = high[cells] > low[cells]
        cells, needed = cells[can], needed[can]
        seen = -self.low[cells] if sign > 0 else self.high[cells]
        self.note(self._solve(low, high, np.zeros(len(low)), cells, needed - seen, sign))

    def note(self, point: Floats) -> None:
        """Remember deviations that fit everything known."""
        np.minimum(self.low, point, out=self.low)
        np.maximum(self.high, point, out=self.high)

    def _solve(
        self,
        low: Floats,
        high: Floats,
        objective: Floats,
        cells: Places | None = None,
        caps: Floats | None = None,
        sign: float = 1.0,
    ) -> Floats:
        # scipy takes a while to load, and only the making of a release needs it.
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, hstack

        free = np.flatnonzero(high - low > 0)
        point = np.zeros(len(low))
        if not len(free):
            return point
        sums = self._by_cell[:, free].tocsr()
        sums = sums[np.flatnonzero(np.diff(sums.indptr))]
        lows, highs, weights = low[free], high[free], objective[free]
        limits: dict[str, Any] = {}
        if cells is not None and caps is not None:
            # The new columns are what counts of each cell's way: no more than its cap.
            count = len(cells)
            places = np.searchsorted(free, cells)
            ways = csr_array(
                (np.full(count, -sign), (np.arange(count), places)), shape=(count, len(free))
            )
            ones = csr_array((np.ones(count), (np.arange(count), np.arange(count))))
            limits = {"A_ub": hstack([ways, ones], format="csr"), "b_ub": np.zeros(count)}
            sums = hstack([sums, csr_array((sums.shape[0], count))], format="csr")
            lows, highs = np.r_[lows, np.full(count, -np.inf)], np.r_[highs, caps]
            weights = np.r_[weights, -np.ones(count)]
        found = linprog(
            weights,
            A_eq=sums if sums.shape[0] else None,
            b_eq=np.zeros(sums.shape[0]) if sums.shape[0] else None,
            bounds=np.column_stack([lows, highs]),
            method="highs",
            **limits,
        )
        if not found.success:
            raise RuntimeError(found.message)
        point[free] = found.x[: len(free)]
        return point
