"""Which of the rows that a population allows stay once the answers are looked at.

What somebody could find out is tried by moving answers between the cells that are withheld, so
that everything shown stays as it is: what can move cannot be known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from copfeedback.results.base_protection import BY_GENDER, BaseProtection, Counts, Protected
from copfeedback.results.cube import Table
from copfeedback.results.pattern import (
    COARSE,
    FINE,
    SMALLEST,
    Cell,
    Pattern,
    pattern_of_answers,
)
from copfeedback.results.published import Group
from copfeedback.results.reach import ALMOST, Floats, Reach
from copfeedback.results.suppression import FAR_BEYOND, Mask, Places

_FIRST_TO_GO = ("mode", "arm", "sector", "age_band", "gender")
_TRIED_ONE_BY_ONE = 8
"""As few cells as this are tried one by one where not all can be moved together."""


@dataclass(frozen=True)
class Counted:
    """What was answered, cell by cell (down) and answer by answer (across).

    ``bases`` are those asked, ``everyone`` those who answered the wave. ``outside`` are those who
    were asked a sensitive question that this one depends on, but not this one: one column for
    each such question. ``several`` says that the answers do not add up to the base.
    """

    bases: Counts
    everyone: Counts
    answers: Counts
    outside: Counts
    sensitive: bool
    several: bool


class _Move(NamedTuple):
    """Answers that may move: how far at least and at most each cell's may deviate.

    ``gains`` is the answer that more of a cell give where it deviates upwards, ``loses`` the one
    that fewer give, -1 if there is none. ``rests`` are the answers that more of a cell then did
    not give. ``bases_stay`` says that nobody moves between cells.
    """

    low: Floats
    high: Floats
    gains: int
    loses: int
    rests: tuple[int, ...]
    bases_stay: bool


class _Seen:
    """How far answers have been seen to move, and how far they must."""

    def __init__(self, alike: Mask, needed: Floats) -> None:
        self._alike, self._needed = alike, needed
        self._low, self._high = np.zeros(alike.shape), np.zeros(alike.shape)
        self._rest = np.zeros(alike.shape)

    def lacking(self) -> Floats:
        """How far each answer of each cell has still to move."""
        too_narrow = self._high - self._low < self._needed - ALMOST
        return np.maximum(
            np.where(too_narrow, self._needed, 0.0),
            np.where(self._alike & (self._rest < 1 - ALMOST), 1.0, 0.0),
        )

    def note(self, move: _Move, reach: Reach) -> None:
        """Note where a move led to."""
        if move.gains >= 0:
            self._took(move.gains, reach.low, reach.high)
            if move.bases_stay:
                self._left(move.gains, -reach.low)
        if move.loses >= 0:
            self._took(move.loses, -reach.high, -reach.low)
        for answer in move.rests:
            self._left(answer, reach.high)

    def _took(self, answer: int, low: Floats, high: Floats) -> None:
        self._low[:, answer] = np.minimum(self._low[:, answer], low)
        self._high[:, answer] = np.maximum(self._high[:, answer], high)

    def _left(self, answer: int, high: Floats) -> None:
        self._rest[:, answer] = np.maximum(self._rest[:, answer], high)


class AnswerProtection:
    """Protects the answers to a question, given which bases are protected."""

    def __init__(self, on: BaseProtection) -> None:
        self._on = on
        self._minimum = on.thresholds.minimum_base

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
        if counted.sensitive:
            small |= self._small(answers).any(axis=1)
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
                tuple(counted.outside[at].tolist()),
            )
            for row, at in self._on.gender_places(allowed.grouping).items()
            if row is Group.ALL or counted.everyone[at]
        }
        return pattern_of_answers(allowed, cells, counted.sensitive, self._on.thresholds)

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
        """The withheld cells of which it is told that all answered alike, or how few did what."""
        hidden = protected.unknown & (counted.bases > 0)
        answers = counted.answers
        alike = hidden[:, np.newaxis] & (answers == counted.bases[:, np.newaxis])
        needed = np.zeros(answers.shape)
        if counted.sensitive:
            needed = np.where(
                hidden[:, np.newaxis] & self._small(answers),
                np.minimum(self._on.thresholds.safe_range, counted.bases)[:, np.newaxis],
                0,
            )
        # Who all answered alike must be thought to have one person at least who did not.
        seen = _Seen(alike, needed)
        if not (lacking := seen.lacking()).any():
            return np.empty(0, np.intp)
        concerned = np.flatnonzero(lacking.any(axis=0)).tolist()
        for move in self._moves(allowed, protected, counted, concerned):
            self._try(move, seen)
            if not (lacking := seen.lacking()).any():
                break
        return np.flatnonzero(lacking.any(axis=1))

    def _try(self, move: _Move, seen: _Seen) -> None:
        """Move answers as far as is needed, and note how far they went."""
        columns = [at for at in {move.gains, move.loses, *move.rests} if at >= 0]
        wanted = seen.lacking()[:, columns].max(axis=1)
        cells = np.flatnonzero((wanted > 0) & (move.high > move.low))
        if len(cells):
            reach = Reach(self._on.sums.matrix)
            few = len(cells) <= _TRIED_ONE_BY_ONE
            reach.prove(move.low, move.high, cells, wanted[cells], one_by_one=few)
            seen.note(move, reach)

    def _moves(
        self, allowed: Protected, protected: Protected, counted: Counted, wanted: Sequence[int]
    ) -> Iterator[_Move]:
        """What may move: people between cells whose bases nobody knows, answers in all hidden."""
        bases, answers = counted.bases, counted.answers.astype(float)
        hidden = protected.unknown.astype(float)
        free = allowed.unknown.astype(float)  # whose bases nobody knows
        far = FAR_BEYOND + float(bases.sum())
        if counted.several:
            rest = bases[:, np.newaxis] - answers
            for at in wanted:
                yield _Move(-answers[:, at] * hidden, rest[:, at] * hidden, at, -1, (), True)
            # People who did not give an answer are moved, whatever else they gave.
            yield _Move(-rest.min(axis=1) * free, far * free, -1, -1, tuple(wanted), False)
            return
        given = np.argsort(-(answers * hidden[:, np.newaxis]).sum(axis=0)).tolist()
        for at in given:
            others = tuple(each for each in wanted if each != at)
            yield _Move(-answers[:, at] * free, far * free, at, -1, others, False)
        for at in wanted:
            for other in given:
                if at != other:
                    low, high = -answers[:, at] * hidden, answers[:, other] * hidden
                    yield _Move(low, high, at, other, (other,), True)


def _dearness(table: Table) -> tuple[int, int]:
    """How late a table goes: crossings first, the table of everyone last."""
    if not table:
        return 1, 0
    return -len(table), max(_FIRST_TO_GO.index(name) for name in table)
