"""Patterns: which rows of a table are withheld, so that nobody is given away.

The rules, and why: docs/decisions/0003-base-of-a-question.md. Throughout, whoever attacks is
granted the exact counts behind every figure that is shown, although those are rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from copfeedback.results.published import Group
from copfeedback.results.suppression import Relation, withhold_until_safe

Grouping: TypeAlias = Mapping[Group, tuple[Group, ...]]
"""The groups that have rows, and the counted groups each is made of."""

NO_GROUPS: Grouping = {}
FINE: Grouping = {
    group: (group,) for group in (Group.WOMAN, Group.MAN, Group.ANOTHER, Group.NOT_STATED)
}
COARSE: Grouping = {
    Group.WOMAN: (Group.WOMAN,),
    Group.MAN: (Group.MAN,),
    Group.ANOTHER_OR_NOT_STATED: (Group.ANOTHER, Group.NOT_STATED),
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The policy: what ``disclosure.toml`` says, and explains."""

    minimum_base: int
    base_rounding: int
    fieldwork_rounding: int
    safe_range: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """The groups of a table, and which of its rows (``all`` among them) are withheld."""

    grouping: Grouping
    withheld: frozenset[Group]

    def withholds(self, members: Collection[Group]) -> bool:
        """Whether a row with any of these counted groups (or ``all``) is withheld."""
        return any(
            not set(members).isdisjoint(self.grouping.get(row, (row,))) for row in self.withheld
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row would show: the exact counts of a group.

    ``outside`` are those who were asked a sensitive question that this one depends on, but not
    this one: one count for each such question.
    """

    base: int
    answers: Mapping[str, int]
    favourable: int | None
    outside: tuple[int, ...] = ()


def together(cells: Iterable[Cell]) -> Cell:
    """Several groups as one; at least one."""
    first, *others = cells
    for other in others:
        first = Cell(
            first.base + other.base,
            {code: count + other.answers[code] for code, count in first.answers.items()},
            None if first.favourable is None else first.favourable + (other.favourable or 0),
            tuple(map(sum, zip(first.outside, other.outside, strict=True))),
        )
    return first


def pattern_of_bases(
    bases: Mapping[Group, int],
    depends_on: Collection[Pattern],
    by_gender: bool,
    thresholds: Thresholds,
) -> Pattern:
    """Which rows a population allows, whatever was answered.

    A row that is withheld where the population comes from (in the whole wave, or for a question
    that decides who is asked this one) is withheld here too: its base would tell about it.

    Args:
        bases: how many of each counted group were asked.
        depends_on: the patterns of the whole wave and of the questions this one depends on.
        by_gender: whether the survey asks for the gender at all.
        thresholds: the policy.
    """
    grouping = _grouping(bases, depends_on, by_gender, thresholds)
    counts = {row: sum(bases[group] for group in groups) for row, groups in grouping.items()}
    counts[Group.ALL] = sum(bases.values())
    if counts[Group.ALL] < thresholds.minimum_base:
        return Pattern(grouping, frozenset(counts))
    withheld = {
        row
        for row, count in counts.items()
        if 0 < count < thresholds.minimum_base
        or any(pattern.withholds(grouping.get(row, (row,))) for pattern in depends_on)
    }
    if not withheld or not grouping:
        return Pattern(grouping, frozenset(withheld))
    # A group of whom nobody was asked is no unknown, unless it is withheld.
    parts = tuple(row for row in grouping if counts[row] or row in withheld)
    cost = _cost(counts, total_before_genders=True)
    relations = [Relation(Group.ALL, parts)]
    return Pattern(
        grouping, withhold_until_safe(counts, relations, withheld, thresholds.safe_range, cost)
    )


def pattern_of_answers(
    allowed: Pattern, cells: Mapping[Group, Cell], sensitive: bool, thresholds: Thresholds
) -> Pattern:
    """Which of the rows that the population allows stay once the answers are looked at.

    Every figure that can be had by subtracting shown rows from the total must itself be fit to
    be shown.
    """

    def fit(cell: Cell) -> bool:
        return _is_fit(cell, sensitive, thresholds.minimum_base)

    rows = {row for row in cells if cells[row].base or row in allowed.withheld}
    parts = rows - {Group.ALL}
    unfit = {row for row in rows - allowed.withheld if not fit(cells[row])}
    withheld = set(allowed.withheld | unfit)
    if unfit and not sensitive and Group.ALL in withheld:
        # Withheld alone, a group would be known to have answered alike; and whoever is of the
        # group knows the answer.
        return Pattern(allowed.grouping, frozenset(rows))
    cost = _cost({row: cells[row].base for row in rows}, total_before_genders=sensitive)
    while Group.ALL not in withheld and parts & withheld:
        if fit(together(cells[row] for row in parts & withheld)):
            break
        withheld.add(min(rows - withheld, key=lambda row: cost(row, withheld)))
    return Pattern(allowed.grouping, frozenset(withheld))


def _grouping(
    bases: Mapping[Group, int],
    depends_on: Collection[Pattern],
    by_gender: bool,
    thresholds: Thresholds,
) -> Grouping:
    if not by_gender:
        return NO_GROUPS
    small = any(
        0 < bases[group] < thresholds.minimum_base for group in (Group.ANOTHER, Group.NOT_STATED)
    )
    return COARSE if small or any(p.grouping is COARSE for p in depends_on) else FINE


def _is_fit(cell: Cell, sensitive: bool, minimum: int) -> bool:
    if cell.base < minimum or cell.base in cell.answers.values():
        return False  # too few, or all of them answered alike
    small = [count for count in cell.outside if 0 < count < minimum]
    if sensitive:
        small += [count for count in cell.answers.values() if 0 < count < minimum]
    return not small


def _cost(
    counts: Mapping[Group, int], total_before_genders: bool
) -> Callable[[Group, Collection[Group]], float]:
    """What is lost with a row: its answers. The total is the last to go, with one exception.

    The tables are there to compare women and men. Where both have a row, the total goes before
    either of them.
    """

    def cost(row: Group, withheld: Collection[Group]) -> float:
        if row is not Group.ALL:
            return counts[row]
        genders = {Group.WOMAN, Group.MAN}
        if total_before_genders and genders.isdisjoint(withheld):
            fewest = min(counts.get(gender, 0) for gender in genders)
            return fewest - 0.5 if fewest else counts[row] + 0.5
        return counts[row] + 0.5

    return cost
