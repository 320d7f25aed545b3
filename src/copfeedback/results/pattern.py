"""Patterns: which rows of the table by gender are withheld, so that nobody is given away.

The rules, and why: docs/decisions/0003-base-of-a-question.md; those of all other tables, which
these come before: ``protection``. Throughout, whoever attacks is
granted the exact counts behind every figure that is shown, although those are rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from copfeedback.results.published import Group
from copfeedback.results.suppression import Relation, withhold_until_safe
from copfeedback.results.thresholds import Thresholds

Grouping: TypeAlias = Mapping[Group, tuple[Group, ...]]
"""The groups that have rows, and the counted groups each is made of."""

SMALLEST = (Group.ANOTHER, Group.NOT_STATED)
"""The groups that are merged where one of them cannot be shown."""
_GENDERS = frozenset({Group.WOMAN, Group.MAN})
NO_GROUPS: Grouping = {}
FINE: Grouping = {
    group: (group,) for group in (Group.WOMAN, Group.MAN, Group.ANOTHER, Group.NOT_STATED)
}
COARSE: Grouping = {
    Group.WOMAN: (Group.WOMAN,),
    Group.MAN: (Group.MAN,),
    Group.ANOTHER_OR_NOT_STATED: SMALLEST,
}


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

    ``telling`` are the answers that few may not be known for: those of a sensitive question that
    say something. ``outside`` are those who were asked a sensitive question that this one depends
    on, but not this one: one count for each such question.
    """

    base: int
    answers: tuple[int, ...]
    telling: tuple[int, ...] = ()
    outside: tuple[int, ...] = ()


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
    if not by_gender:
        return _pattern_of_rows(NO_GROUPS, bases, depends_on, thresholds)
    merged_before = any(pattern.grouping is COARSE for pattern in depends_on)
    if not merged_before and not any(0 < bases[g] < thresholds.minimum_base for g in SMALLEST):
        fine = _pattern_of_rows(FINE, bases, depends_on, thresholds)
        if not fine.withholds(SMALLEST):
            return fine
    # Withheld under its own name, one of the two would be known to have ten or more, and so
    # could tell how few the group has that is withheld together with it.
    return _pattern_of_rows(COARSE, bases, depends_on, thresholds)


def _pattern_of_rows(
    grouping: Grouping,
    bases: Mapping[Group, int],
    depends_on: Collection[Pattern],
    thresholds: Thresholds,
) -> Pattern:
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
    # A group of whom nobody was asked is no unknown, unless it is withheld.
    parts = tuple(row for row in grouping if counts[row] or row in withheld)
    if withheld and parts:
        safe = withhold_until_safe(
            counts, [Relation(Group.ALL, parts)], withheld, thresholds.safe_range, _cost(counts)
        )
        withheld = _whole_split_or_none(safe, parts)
    return Pattern(grouping, frozenset(withheld))


def _whole_split_or_none(withheld: Collection[Group], parts: Collection[Group]) -> set[Group]:
    """Beside its total, a split is shown whole or not at all.

    Which group goes with a small one depends on their sizes. Whoever knows our rules could tell
    from the choice how small it is, where the sums alone do not say.
    """
    if Group.ALL in withheld or not withheld:
        return set(withheld)
    return {*withheld, *parts}


def pattern_of_answers(
    allowed: Pattern, cells: Mapping[Group, Cell], sensitive: bool, minimum: int
) -> Pattern:
    """Which of the rows that the population allows stay once the answers are looked at.

    A row that is not fit to be shown must not be the difference of shown ones either.
    """
    rows = {row for row in cells if cells[row].base or row in allowed.withheld}
    unfit = {row for row in rows - allowed.withheld if not is_fit(cells[row], minimum)}
    if not unfit:
        return allowed
    withheld = allowed.withheld | unfit
    if sensitive and rows - withheld >= _GENDERS:
        withheld |= {Group.ALL}
    elif not sensitive and Group.ALL in withheld:
        # Withheld alone, a group would be known to have answered alike; and whoever is of the
        # group knows the answer.
        withheld |= rows
    return Pattern(allowed.grouping, frozenset(_whole_split_or_none(withheld, rows - {Group.ALL})))


def is_fit(cell: Cell, minimum: int) -> bool:
    """Whether a row with these counts gives nobody's answer away."""
    if cell.base < minimum or cell.base in cell.answers:
        return False  # too few, or all of them answered alike
    return not any(0 < count < minimum for count in (*cell.telling, *cell.outside))


def _cost(counts: Mapping[Group, int]) -> Callable[[Group, Collection[Group]], float]:
    """What is lost with a row: its answers. The total is the last to go, with one exception.

    The tables are there to compare women and men. Where both have a row, the total goes before
    either of them.
    """

    def cost(row: Group, withheld: Collection[Group]) -> float:
        if row is not Group.ALL:
            return counts[row]
        fewest = min(counts.get(gender, 0) for gender in _GENDERS)
        if fewest and _GENDERS.isdisjoint(withheld):
            return fewest - 0.5
        return counts[row] + 0.5

    return cost
