"""Short cycles of withheld cells: along them, people move and everything shown stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from copfeedback.results.reach import ALMOST, Floats

_MOST = 3
"""How many cycles through a cell are looked for."""
_USED = 5.0
"""How much dearer a cell gets for the next cycle when one goes through it."""


class Cycles:
    """Ways in which counts can deviate together so that all sums stay as they are.

    ``sums`` has a row for each sum, ``sizes`` are the counts. Each cycle is the cheapest in which
    a certain cell has one more: it goes through few cells, and rather through large ones, where
    there is much to move.
    """

    def __init__(self, sums: Any, sizes: Floats) -> None:
        self._costs = 1 / (1 + sizes)
        self._open = np.flatnonzero(sizes > 0)
        self._sums = sums[:, self._open]
        self._found: dict[int, list[Floats]] = {}

    def through(self, cell: int) -> Iterator[Floats]:
        """Some cycles in which this cell has one more; none if its count can be worked out."""
        found = self._found.setdefault(cell, [])
        costs = self._costs.copy()
        for at in range(_MOST):
            if at == len(found):
                cycle = self._cheapest(cell, costs)
                if cycle is None:
                    return
                found.append(cycle)
            costs[np.abs(found[at]) > ALMOST] *= _USED
            yield found[at]

    def _cheapest(self, cell: int, costs: Floats) -> Floats | None:
        # scipy takes a while to load, and only the making of a release needs it.
        from scipy.optimize import linprog
        from scipy.sparse import hstack

        size = len(self._open)
        at = int(np.searchsorted(self._open, cell))
        if at == size or self._open[at] != cell:
            return None
        low, high = np.zeros(2 * size), np.full(2 * size, np.inf)
        low[at] = high[at] = 1
        high[size + at] = 0
        found = linprog(
            np.tile(costs[self._open], 2),
            A_eq=hstack([self._sums, -self._sums], format="csr"),
            b_eq=np.zeros(self._sums.shape[0]),
            bounds=np.column_stack([low, high]),
            method="highs",
        )
        if not found.success:
            return None
        cycle = np.zeros(len(costs))
        cycle[self._open] = np.round(found.x[:size] - found.x[size:], 6)
        return cycle
