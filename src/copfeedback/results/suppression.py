"""Complementary suppression: withholding more counts until the withheld ones are safe, proven.

The counts of published tables hang together: a total is the sum of its parts. Whoever knows the
shown ones can narrow down the withheld ones, and linear programming says exactly how far.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Cell = TypeVar("Cell")


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


def withhold_until_safe(
    counts: Mapping[Cell, int],
    relations: Sequence[Relation[Cell]],
    withheld: Collection[Cell],
    safe_range: int,
    cost: Callable[[Cell, Collection[Cell]], float],
) -> frozenset[Cell]:
    """Which cells to withhold so that none of them can be narrowed to less than ``safe_range``.

    While one is not safe, the cheapest cell that opens the tightest sum it stands in is withheld
    too.

    Args:
        counts: the count of every cell.
        relations: every published sum that holds between them.
        withheld: the cells that must not be shown.
        safe_range: how wide a withheld count must stay for whoever knows the shown ones.
        cost: what is lost with a cell, given those withheld so far.

    Raises:
        CannotBeMadeSafe: withholding everything would not be enough.
    """
    chosen = set(withheld)
    while unsafe := {
        cell for cell in chosen if range_left(cell, counts, relations, chosen) < safe_range
    }:
        tightest = min(
            _open_to_more(relations, unsafe, chosen),
            key=lambda relation: _room(relation, counts, chosen),
        )
        shown = [cell for cell in tightest.cells if cell not in chosen]
        chosen.add(min(shown, key=lambda cell: cost(cell, chosen)))
    return frozenset(chosen)


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
    # scipy takes a while to load, and only the making of a release needs it.
    from scipy.optimize import linprog

    unknown = list(dict.fromkeys([cell, *withheld]))
    rows, sums = [], []
    for relation in relations:
        signs = {relation.total: 1, **dict.fromkeys(relation.parts, -1)}
        rows.append([signs.get(name, 0) for name in unknown])
        sums.append(
            -sum(sign * counts[name] for name, sign in signs.items() if name not in unknown)
        )
    far_beyond = 10 * (1_000 + sum(counts.values()))
    objective = [1] + [0] * (len(unknown) - 1)
    ends = [
        linprog(
            [direction * weight for weight in objective],
            A_eq=rows,
            b_eq=sums,
            bounds=(0, far_beyond),
            method="highs",
        )
        for direction in (1, -1)
    ]
    if not all(end.success for end in ends):
        raise ValueError("the counts contradict the relations between them")
    least, greatest = ends[0].fun, -ends[1].fun
    return float(round(greatest - least, 6))  # the solver is exact to about 1e-7


def _open_to_more(
    relations: Sequence[Relation[Cell]], unsafe: Collection[Cell], withheld: Collection[Cell]
) -> list[Relation[Cell]]:
    """The sums where withholding more may help: those of an unsafe cell, else those beyond it."""
    with_shown = [each for each in relations if not set(each.cells).issubset(withheld)]
    for cells in (unsafe, withheld):
        found = [each for each in with_shown if not set(each.cells).isdisjoint(cells)]
        if found:
            return found
    raise CannotBeMadeSafe


def _room(relation: Relation[Cell], counts: Mapping[Cell, int], withheld: Collection[Cell]) -> int:
    return sum(counts[cell] for cell in relation.cells if cell in withheld)
