"""What somebody could think who knows the shown answers to a question but not the withheld ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.cycles import Cycles
from copfeedback.results.reach import ALMOST, Floats, Places, Reach
from copfeedback.results.suppression import FAR_BEYOND, Mask

Counts: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class Wondering:
    """The withheld cells of a question, and what is known of them.

    Attributes:
        sums: the sums that nothing but these cells and shown ones are in.
        free: the cells of which it is not known how many were asked.
        bases: how many were asked, cell by cell.
        answers: how many gave each answer (across).
        several: whether the answers do not add up to the base.
        cycles: cycles of free cells.
        exchanged: the fewest and the most of each cell that can be thought to have given each
            answer if people give their answers to others who are in the same shown rows.
    """

    sums: Any
    free: Mask
    bases: Floats
    answers: Floats
    several: bool
    cycles: Cycles
    exchanged: tuple[Counts, Counts]

    def too_narrow(self, needed: Floats) -> Places:
        """The cells of which too much can be told.

        ``needed`` is how far apart the least and the greatest thinkable count must be: of all
        asked (first column), and of those who gave each answer; 0 where it does not matter.
        """
        size, across = needed.shape
        wanted = needed.T.ravel()
        targets = np.flatnonzero(wanted)
        reach = Reach(self._matrix)
        for seen, end in zip((reach.low, reach.high), self.exchanged, strict=True):
            seen[size : size * across] = (end - self.answers).T.ravel()
        for cell in np.flatnonzero(needed[:, 0]):
            self._move_people(reach, int(cell), float(needed[cell, 0]))
        low, high = self._bounds
        narrow = reach.too_narrow(low, high, targets, wanted[targets])
        return np.unique(narrow % size)

    @cached_property
    def _others(self) -> Floats:
        """How many did not give each answer."""
        return self.bases[:, np.newaxis] - self.answers

    @cached_property
    def _bounds(self) -> tuple[Floats, Floats]:
        size = len(self.bases)
        far = FAR_BEYOND + float(self.bases.sum())
        low = [-self.bases, -self.answers.T.ravel()]
        if self.several:
            low.append(-self._others.T.ravel())
        lows = np.concatenate(low)
        highs = np.full(len(lows), far)
        lows[:size][~self.free] = highs[:size][~self.free] = 0
        return lows, highs

    @cached_property
    def _matrix(self) -> Any:
        """The sums between everything that somebody could wonder about.

        First how many each cell has, then how many of it gave each answer; where the answers do
        not add up to all asked, also how many did not.
        """
        # scipy takes a while to load, and only the making of a release needs it.
        from scipy.sparse import block_diag, csr_array, eye_array, hstack, kron, vstack

        size, answers = self.answers.shape
        same, ones = eye_array(size, format="csr"), np.ones((1, answers))
        if not self.several:
            of_answers = block_diag([self.sums] * answers, format="csr")
            nothing = csr_array((of_answers.shape[0], size))
            added_up = hstack([same, -kron(ones, same)])
            return vstack([hstack([nothing, of_answers]), added_up], format="csr")
        each = eye_array(answers * size, format="csr")
        sums = block_diag([self.sums] * (1 + answers), format="csr")
        nothing = csr_array((sums.shape[0], answers * size))
        together = hstack([kron(ones.T, same, format="csr"), -each, -each])
        return vstack([hstack([sums, nothing]), together], format="csr")

    def _move_people(self, reach: Reach, cell: int, needed: float) -> None:
        """Look for a proof without a linear program that more or fewer could be in a cell."""
        for sign in (1.0, -1.0):
            moved = _Moved(self)
            for cycle in self.cycles.through(cell):
                missing = needed - (reach.high[cell] - reach.low[cell])
                if missing < ALMOST:
                    return
                moved.move(sign * cycle, missing)
                reach.note(moved.point())


class _Moved:
    """How it would be if some people were in other cells."""

    def __init__(self, of: Wondering) -> None:
        self._several = of.several
        self._bases = np.zeros(len(of.bases))
        self._answers = np.zeros(of.answers.shape)
        self._given = of.answers
        self._others = of.bases[:, np.newaxis] - of.answers

    def point(self) -> Floats:
        """The deviations, in the order in which ``Wondering`` has them."""
        parts = [self._bases, self._answers.T.ravel()]
        if self._several:
            parts.append((self._bases[:, np.newaxis] - self._answers).T.ravel())
        return np.concatenate(parts)

    def move(self, cycle: Floats, most: float) -> None:
        """Move people with their answers along a cycle, as many as can be."""
        fewer = np.flatnonzero(cycle < -ALMOST)
        lost = -cycle[fewer][:, np.newaxis]
        left = (self._given + self._answers)[fewer] / lost
        giving = np.min(left, axis=0, initial=most)
        if self._several:
            left_others = self._others + self._bases[:, np.newaxis] - self._answers
            not_giving = np.min(left_others[fewer] / lost, axis=0, initial=most)
            times = min(most, float((giving + not_giving).min()))
            shares = np.minimum(times, giving)
        else:
            times = min(most, float(giving.sum()))
            shares = giving * (times / giving.sum()) if times > ALMOST else np.zeros(len(giving))
        self._bases += times * cycle
        self._answers += cycle[:, np.newaxis] * shares
