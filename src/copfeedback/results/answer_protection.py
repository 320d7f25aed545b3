"""Which of the rows that a population allows stay once the answers are looked at.

What somebody could find out is tried by moving people and answers between the cells that are
withheld, so that everything shown stays as it is: what can move cannot be known.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from copfeedback.results.base_cells import BY_GENDER, BaseCells, Counts, Protected
from copfeedback.results.cube import Table
from copfeedback.results.cycles import Cycles
from copfeedback.results.pattern import (
    COARSE,
    FINE,
    SMALLEST,
    Cell,
    Pattern,
    pattern_of_answers,
)
from copfeedback.results.published import Group
from copfeedback.results.suppression import Mask, Places
from copfeedback.results.wondering import Wondering

_FIRST_TO_GO = ("mode", "arm", "sector", "age_band", "gender")


@dataclass(frozen=True)
class Counted:
    """What was answered, cell by cell (down) and answer by answer (across).

    ``bases`` are those asked, ``everyone`` those who answered the wave. ``outside`` are those who
    were asked a sensitive question that this one depends on, but not this one: one column for
    each such question. ``telling`` are the answers that few may not be known for: those of a
    sensitive question that say something. ``several`` says that the answers do not add up to the
    base. ``kinds`` has, for people of each kind (down), how many were asked and how many gave
    each answer (across).
    """

    bases: Counts
    everyone: Counts
    answers: Counts
    outside: Counts
    telling: Mask
    several: bool
    kinds: Counts

    @property
    def sensitive(self) -> bool:
        """Whether there are answers that few may not be known for."""
        return bool(self.telling.any())


class AnswerProtection:
    """Protects the answers to a question, given which bases are protected."""

    def __init__(self, on: BaseCells) -> None:
        self._on = on
        self._minimum = on.thresholds.minimum_base
        self._known_cycles: dict[Hashable, Cycles] = {}

    def protect(self, allowed: Protected, counted: Counted) -> Protected:
        """What may be shown of the rows that are allowed."""
        if counted.bases[0] < self._minimum or allowed.unknown.all():
            return allowed
        unfit = self._unfit(counted)
        protected = self._by_gender(allowed, counted)
        for table in self._on.cube.tables:
            places = self._on.places(table)
            shown = places[protected.listed[places] & ~protected.unknown[places]]
            if table not in ((), BY_GENDER) and unfit[shown].any():
                protected = self._hide(protected, table, counted)
        while showing := self._showing(protected, counted):
            told = self._told(allowed, protected, counted)
            if not len(told):
                break
            concerned = {self._on.cube.domains[at].dimensions for at in told}
            own = [table for table in showing if table in concerned]
            protected = self._hide(protected, min(own or showing, key=_dearness), counted)
        return protected

    def _unfit(self, counted: Counted) -> Mask:
        """The cells that would give away what people answered; see ``pattern.is_fit``."""
        bases, answers = counted.bases, counted.answers
        small = self._small(counted.outside).any(axis=1)
        small |= self._small(answers[:, counted.telling]).any(axis=1)
        alike = (answers == bases[:, np.newaxis]).any(axis=1)
        mask: Mask = (bases > 0) & ((bases < self._minimum) | alike | small)
        return mask

    def _small(self, counts: Counts) -> Mask:
        mask: Mask = (counts > 0) & (counts < self._minimum)
        return mask

    def _by_gender(self, allowed: Protected, counted: Counted) -> Protected:
        """The rules of the table by gender, and what follows from them for all others."""
        pattern = self._gender_pattern(allowed.gender, counted)
        if counted.sensitive and allowed.gender.grouping is FINE and pattern.withholds(SMALLEST):
            merged = Pattern(COARSE, allowed.gender.withheld)
            pattern = self._gender_pattern(merged, counted)
        if pattern == allowed.gender:
            return allowed
        unknown = allowed.unknown.copy()
        for row, at in self._on.gender_places(pattern.grouping).items():
            unknown[at] |= row in pattern.withheld
        protected = replace(allowed, gender=pattern, unknown=unknown)
        if pattern.grouping is not allowed.gender.grouping:
            listed = allowed.listed.copy()
            places = self._on.places(BY_GENDER)
            listed[places] = self._on.listed([BY_GENDER])[places]
            unknown[self._on.smallest(BY_GENDER)] = True
            protected = replace(protected, listed=listed)
        total_gone = unknown[0] and not allowed.unknown[0]
        for table in self._on.cube.tables:
            if table not in ((), BY_GENDER) and (total_gone or "gender" in table):
                protected = self._hide(protected, table, counted)
        return protected

    def _gender_pattern(self, allowed: Pattern, counted: Counted) -> Pattern:
        cells = {
            row: Cell(
                int(counted.bases[at]),
                tuple(counted.answers[at].tolist()),
                tuple(counted.answers[at, counted.telling].tolist()),
                tuple(counted.outside[at].tolist()),
            )
            for row, at in self._on.gender_places(allowed.grouping).items()
            if row is Group.ALL or counted.everyone[at]
        }
        return pattern_of_answers(allowed, cells, counted.sensitive, self._minimum)

    def _hide(self, protected: Protected, table: Table, counted: Counted) -> Protected:
        """Show nothing of a table, nor of those that add up to it."""
        unknown = protected.unknown.copy()
        whole = set(protected.whole)
        for each in self._on.finer(table):
            places = self._on.places(each)
            if len(each) > 1:
                whole.add(each)
                unknown[places] = True
            else:  # a group of whom nobody was asked has no row, which says so
                listed = protected.listed[places]
                unknown[places] |= (counted.bases[places] > 0) | ~listed
        gender = protected.gender
        if table in ((), BY_GENDER):
            rows = self._on.gender_places(gender.grouping)
            gender = replace(
                gender, withheld=frozenset(row for row, at in rows.items() if unknown[at])
            )
        return replace(protected, whole=frozenset(whole), unknown=unknown, gender=gender)

    def _showing(self, protected: Protected, counted: Counted) -> list[Table]:
        """The tables of which anything is shown."""
        shown = ~protected.unknown & (counted.bases > 0)
        return [table for table in self._on.cube.tables if shown[self._on.places(table)].any()]

    def _told(self, allowed: Protected, protected: Protected, counted: Counted) -> Places:
        """The withheld cells of which it is told how few they are, who answered what, or alike."""
        on = self._on
        left_out = np.zeros(len(counted.bases), np.bool_)
        for table in allowed.whole:
            left_out[on.places(table)] = True
        cells = np.flatnonzero(protected.unknown & ~left_out)
        bases, answers = counted.bases[cells], counted.answers[cells]
        asked = (bases > 0)[:, np.newaxis]
        alike = asked & (answers == bases[:, np.newaxis])
        most = np.minimum(on.thresholds.safe_range, bases)[:, np.newaxis]
        needed = np.where(self._small(answers) & counted.telling, most, 0.0)
        free = allowed.unknown[cells]
        wide = np.where(free & self._small(bases), float(on.thresholds.safe_range), 0.0)
        rows = np.flatnonzero(np.abs(on.sums.matrix) @ left_out.astype(float) == 0)
        sums = on.sums.matrix[rows][:, cells]
        adds_up = bool((answers.sum(axis=1) == bases).all())
        wondering = Wondering(
            sums,
            free,
            bases.astype(float),
            answers.astype(float),
            counted.several or not adds_up,
            np.column_stack([wide, needed]),
            alike,
            self._cycles(sums, np.where(free, bases, 0)),
            self._exchanged(protected, counted, cells),
        )
        return cells[wondering.too_narrow()]

    def _exchanged(
        self, protected: Protected, counted: Counted, cells: Places
    ) -> tuple[Counts, Counts]:
        """How few and how many of each cell can be thought to have given each answer.

        People in the same shown rows could have given each other's answers: nothing shown would
        be different, and all sums would hold.
        """
        cube = self._on.cube
        stratum = cube.alike_in(~protected.unknown)
        strata = np.zeros((stratum.max() + 1, counted.kinds.shape[1]), np.int64)
        np.add.at(strata, stratum, counted.kinds)
        apart = np.zeros((len(stratum), len(strata)), np.int64)
        apart[np.arange(len(stratum)), stratum] = counted.kinds[:, 0]
        inside = cube.by_domain(apart)[cells]
        asked, gave = strata[:, 0], strata[:, 1:].T
        fewest = [np.maximum(0, inside + each - asked).sum(axis=1) for each in gave]
        most = [np.minimum(inside, each).sum(axis=1) for each in gave]
        return np.stack(fewest, axis=1), np.stack(most, axis=1)

    def _cycles(self, sums: Any, sizes: Counts) -> Cycles:
        """The cycles of cells that have these counts: the same for many questions."""
        key = (sums.shape, sums.indptr.tobytes(), sums.indices.tobytes(), (sizes > 0).tobytes())
        if key not in self._known_cycles:
            self._known_cycles[key] = Cycles(sums, sizes.astype(float))
        return self._known_cycles[key]


def _dearness(table: Table) -> tuple[int, int]:
    """How late a table goes: crossings first, the table of everyone last."""
    if not table:
        return 1, 0
    return -len(table), max(_FIRST_TO_GO.index(name) for name in table)
