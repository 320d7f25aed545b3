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
        needed: how far apart the least and the greatest thinkable count must be: of all asked
            (first column), and of those who gave each answer; 0 where it does not matter.
        alike: where somebody at least must be thinkable who did not give the answer.
        cycles: cycles of free cells.
        exchanged: the fewest and the most of each cell that can be thought to have given each
            answer if people give their answers to others who are in the same shown rows.
    """

    sums: Any
    free: Mask
    bases: Floats
    answers: Floats
    several: bool
    needed: Floats
    alike: Mask
    cycles: Cycles
    exchanged: tuple[Counts, Counts]

    def too_narrow(self) -> Places:
        """The cells of which too much can be told."""
        size = len(self.bases)
        others = self.alike.T.ravel()[self.pairs].astype(float)
        wanted = np.concatenate([self.needed.T.ravel(), others])
        targets = np.flatnonzero(wanted)
        reach = Reach(self._matrix)
        self._exchange_answers(reach)
        for cell in np.flatnonzero(self.needed[:, 0]):
            self._move_people(reach, int(cell), float(self.needed[cell, 0]))
        low, high = self._bounds
        narrow = reach.too_narrow(low, high, targets, wanted[targets])
        cells = np.r_[np.arange(self.needed.size), self.pairs] % size
        return np.unique(cells[narrow])

    @cached_property
    def pairs(self) -> Places:
        """Of which cells and answers those matter who did not give the answer.

        Where the answers do not add up to all asked, of all: each could be given by all or none.
        """
        return np.flatnonzero(self.alike.T.ravel() | self.several)

    @cached_property
    def _bounds(self) -> tuple[Floats, Floats]:
        size = len(self.bases)
        far = FAR_BEYOND + float(self.bases.sum())
        others = (self.bases[:, np.newaxis] - self.answers).T.ravel()[self.pairs]
        lows = -np.concatenate([self.bases, self.answers.T.ravel(), others])
        highs = np.full(len(lows), far)
        lows[:size][~self.free] = highs[:size][~self.free] = 0
        return lows, highs

    @cached_property
    def _matrix(self) -> Any:
        """The sums between everything that somebody could wonder about.

        First how many each cell has, then how many of it gave each answer, then how many did not,
        as far as these matter.
        """
        # scipy takes a while to load, and only the making of a release needs it.
        from scipy.sparse import block_diag, csr_array, eye_array, hstack, kron, vstack

        size, answers = self.answers.shape
        same, ones = eye_array(size, format="csr"), np.ones((1, answers))
        each = eye_array(answers * size, format="csr")[self.pairs]
        of_bases = kron(ones.T, same, format="csr")[self.pairs]
        others = eye_array(len(self.pairs), format="csr")
        sums = block_diag([self.sums] * (1 + answers), format="csr")
        parts = [
            hstack([sums, csr_array((sums.shape[0], len(self.pairs)))]),
            hstack([of_bases, -each, -others]),
        ]
        if not self.several:
            nothing = csr_array((size, len(self.pairs)))
            parts.append(hstack([same, -kron(ones, same), nothing]))
        return vstack(parts, format="csr")

    def _exchange_answers(self, reach: Reach) -> None:
        """Note what can be thought if people in the same shown rows exchange their answers."""
        size = len(self.bases)
        fewest, most = ((end - self.answers).T.ravel() for end in self.exchanged)
        with_answers = slice(size, size + self.answers.size)
        reach.low[with_answers], reach.high[with_answers] = fewest, most
        others = slice(with_answers.stop, None)
        reach.low[others], reach.high[others] = -most[self.pairs], -fewest[self.pairs]

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
        self._pairs = of.pairs
        self._bases = np.zeros(len(of.bases))
        self._answers = np.zeros(of.answers.shape)
        self._given = of.answers
        self._others = of.bases[:, np.newaxis] - of.answers

    def point(self) -> Floats:
        """The deviations, in the order in which ``Wondering`` has them."""
        others = (self._bases[:, np.newaxis] - self._answers).T.ravel()[self._pairs]
        return np.concatenate([self._bases, self._answers.T.ravel(), others])

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
