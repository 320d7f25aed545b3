"""Whoever knows everything that is published, and how far it narrows down what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from scipy.optimize import linprog

from copfeedback.results.counting import GROUPS
from copfeedback.results.model import WaveCounts
from copfeedback.results.pattern import COARSE, FINE
from copfeedback.results.published import NO_ANSWER, Group, PublishedRow, PublishedTable
from copfeedback.surveys.model import Question, QuestionType, Survey

Unknown: TypeAlias = tuple[str, str, Group]
"""A question or item, an answer code (empty: the base), and a counted group."""

MEMBERS: Mapping[Group, tuple[Group, ...]] = {**FINE, **COARSE, Group.ALL: GROUPS}
FAR_BEYOND = 100_000


class Attacker:
    """Solves the linear system of a release.

    Stronger than anybody real: for every row that is shown, the attacker knows the exact base and
    counts instead of rounded ones; so what is safe here is safe with rounding. Also known: who is
    asked what, that everybody asked is in the table once, and that a group without a row has
    nobody in it. With ``follows_routing``, that those asked a question are those who gave certain
    answers to an earlier one.
    """

    def __init__(
        self,
        survey: Survey,
        tables: Mapping[str, PublishedTable],
        truth: WaveCounts,
        *,
        follows_routing: bool = True,
    ) -> None:
        self._survey = survey
        self._tables = tables
        self._truth = truth
        self._index: dict[Unknown, int] = {}
        self._equations: list[tuple[dict[int, float], float]] = []
        for item, table in tables.items():
            question = survey.question_of_item[item]
            self._add_structure(item, question)
            if follows_routing and question.show_if:
                self._add_routing(question)
            for row in table.rows:
                self._add_row(item, question, row)
            self._add_absent(question, table)

    def range_of(self, *unknowns: Unknown) -> tuple[float, float]:
        """The least and greatest sum these can have."""
        goal = [0.0] * len(self._index)
        for unknown in unknowns:
            goal[self._index[unknown]] = 1.0
        rows = [[each.get(at, 0.0) for at in range(len(goal))] for each, _ in self._equations]
        values = [value for _, value in self._equations]
        ends = []
        for sign in (1, -1):
            signed = [sign * weight for weight in goal]
            found = linprog(signed, A_eq=rows, b_eq=values, bounds=(0, FAR_BEYOND))
            assert found.success, found.message
            ends.append(sign * found.fun)
        return ends[0], ends[1]

    def width(self, *unknowns: Unknown) -> float:
        """How far apart the least and the greatest are."""
        least, greatest = self.range_of(*unknowns)
        return greatest - least

    def base(self, item: str, group: Group) -> Unknown:
        """The unknown base of an item; one and the same for all questions everybody is asked."""
        question = self._survey.question_of_item[item]
        return (question.id if question.show_if else "", "", group)

    def any_but(self, item: str, code: str, group: Group) -> list[Unknown]:
        """Those of a group who did not give this answer."""
        if self._survey.question_of_item[item].type is QuestionType.MULTIPLE:
            return [(item, f"not {code}", group)]
        codes = self._truth.items[item][group].answers
        return [(item, each, group) for each in codes if each != code]

    def is_shown(self, item: str, group: Group) -> bool:
        """Whether a row with this counted group and less than all is shown."""
        return any(
            group in MEMBERS[row.group] and row.group is not Group.ALL and not row.withheld
            for row in self._tables[item].rows
        )

    def _at(self, unknown: Unknown) -> int:
        return self._index.setdefault(unknown, len(self._index))

    def _equate(self, terms: Iterator[tuple[Unknown, float]], value: float) -> None:
        equation: dict[int, float] = {}
        for unknown, weight in terms:
            at = self._at(unknown)
            equation[at] = equation.get(at, 0.0) + weight
        self._equations.append((equation, value))

    def _add_structure(self, item: str, question: Question) -> None:
        for group in GROUPS:
            codes = list(self._truth.items[item][group].answers)
            base = self.base(item, group)
            if question.type is not QuestionType.MULTIPLE:
                terms = [((item, code, group), 1.0) for code in codes]
                self._equate(iter([*terms, (base, -1.0)]), 0)
                continue
            for code in codes:  # ticked or not: together the base
                terms = [((item, code, group), 1.0), ((item, f"not {code}", group), 1.0)]
                self._equate(iter([*terms, (base, -1.0)]), 0)

    def _add_routing(self, question: Question) -> None:
        assert question.show_if is not None
        (name,) = question.show_if.references()
        for group in GROUPS:
            deciding = [
                ((name, code, group), 1.0)
                for code in self._truth.items[name][group].answers
                if question.show_if.holds({} if code == NO_ANSWER else {name: code})
            ]
            self._equate(iter([*deciding, (self.base(question.id, group), -1.0)]), 0)

    def _add_row(self, item: str, question: Question, row: PublishedRow) -> None:
        if row.withheld:
            return
        groups = MEMBERS[row.group]
        known = [self._truth.items[item][group] for group in groups]
        bases = [(self.base(item, group), 1.0) for group in groups]
        self._equate(iter(bases), sum(each.asked for each in known))
        for code in row.answers:
            counts = [((item, code, group), 1.0) for group in groups]
            self._equate(iter(counts), sum(each.answers[code] for each in known))

    def _add_absent(self, question: Question, table: PublishedTable) -> None:
        rows = [row.group for row in table.rows]
        if rows == [Group.ALL] and table.rows[0].withheld:
            return  # nothing is said about anybody
        present = {group for row in rows if row is not Group.ALL for group in MEMBERS[row]}
        for group in set(GROUPS) - present:
            self._equate(iter([(self.base(table.item, group), 1.0)]), 0)
