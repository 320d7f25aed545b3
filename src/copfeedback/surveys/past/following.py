"""Following a questionnaire with all rows at once: what was asked of whom, and what was not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from copfeedback.surveys.answers import choices_offered
from copfeedback.surveys.entries import Fault, Problem
from copfeedback.surveys.expressions import Answers, Expression
from copfeedback.surveys.model import YES, Question, QuestionType, Survey
from copfeedback.surveys.past.answered import Answered, Faults
from copfeedback.surveys.past.cells import CodedColumn
from copfeedback.surveys.past.model import RowFault, Why

_Rows = NDArray[np.bool_]


@dataclass
class Followed:
    """What came of it.

    ``declined`` are the rows of those who did not agree to take part. ``dropped`` counts, by
    item, the answers to questions that the other answers lead past. ``assumed_consent``: the
    file says nothing of an agreement that the questionnaire asks for.
    """

    declined: _Rows
    dropped: dict[str, int] = field(default_factory=dict)
    assumed_consent: bool = False


@dataclass
class Following:
    """Follows a survey.

    ``answered`` are the answers, which are changed: what was not asked is taken out, what is
    calculated is added. Rows that cannot be are noted in ``faults``, where those that are noted
    already are passed over. ``columns`` names a column of the file for each item. ``day`` is
    what the questionnaire takes for today. With ``drop_unreachable``, answers to questions that
    the other answers lead past are left out and counted; else their rows are refused.
    """

    survey: Survey
    answered: Answered
    faults: Faults
    columns: Mapping[str, str]
    day: date
    drop_unreachable: bool

    def run(self) -> Followed:
        """Ask every question of the rows that get to it."""
        followed = Followed(np.zeros(self.answered.size, np.bool_))
        for section in self.survey.sections:
            inside = self._holds(section.show_if)
            for question in section.questions:
                if question.type is not QuestionType.NOTE:
                    self._ask(question, inside & ~followed.declined, followed)
        return followed

    def _ask(self, question: Question, inside: _Rows, followed: Followed) -> None:
        asked = inside & self._holds(question.show_if)
        if question.choice_filter is not None:
            asked &= self.answered.ask(
                question.choice_filter.references(),
                lambda answers: bool(choices_offered(question, answers, self.day)),
            )
        if question.type is QuestionType.CALCULATE:
            self._calculate(question, asked)
            return
        if question.type is QuestionType.CONSENT and question.id not in self.answered.items:
            self.answered.items[question.id] = CodedColumn([None, YES], asked.astype(np.int32))
            followed.assumed_consent = True
        for item in question.item_ids:
            if item in self.answered.items:
                reached = asked
                if item == question.other_item:
                    reached = asked & self._chose_other(question)
                self._take_out(item, reached, followed)
                self._check(question, item)
        if question.type is QuestionType.CONSENT:
            self._ask_consent(question, asked, followed)

    def _holds(self, condition: Expression | None) -> _Rows:
        if condition is None:
            return np.ones(self.answered.size, np.bool_)
        return self.answered.ask(
            condition.references(), lambda answers: condition.holds(answers, today=self.day)
        )

    def _chose_other(self, question: Question) -> _Rows:
        def chose(answers: Answers) -> bool:
            chosen = answers.get(question.id, ())
            codes = chosen if isinstance(chosen, tuple) else (chosen,)
            return not question.specified.isdisjoint(codes)

        return self.answered.ask([question.id], chose)

    def _calculate(self, question: Question, asked: _Rows) -> None:
        """Work a value out, as it would have been while somebody answered."""
        formula = question.calculation
        if formula is None:
            return
        places, combinations = self.answered.combinations(formula.references())
        values = list[object]()
        for answers in combinations:
            value = formula.value(answers, today=self.day)
            if isinstance(value, bool):
                value = "true" if value else "false"
            values.append(None if value == "" else value)
        everybody = CodedColumn.of(values, places)
        codes = np.where(asked, everybody.codes, 0).astype(np.int32)
        self.answered.items[question.id] = CodedColumn(everybody.values, codes)

    def _take_out(self, item: str, reached: _Rows, followed: Followed) -> None:
        """Take out the answers of those who were not asked."""
        column = self.answered.items[item]
        there = column.codes != 0
        unreachable = there & ~reached & ~self.faults.rows & ~followed.declined
        if not self.drop_unreachable:
            self._refuse(unreachable, item, Why.UNREACHABLE)
        elif unreachable.any():
            followed.dropped[item] = int(unreachable.sum())
        self.answered.items[item] = CodedColumn(
            column.values, np.where(reached, column.codes, 0).astype(np.int32)
        )

    def _check(self, question: Question, item: str) -> None:
        """Refuse what a rule or a filter of the question forbids, given the other answers."""
        if item == question.other_item:
            return
        for rule, fault in (
            (question.choice_filter, Fault.NOT_A_CHOICE),
            (question.constraint, Fault.CONSTRAINT),
        ):
            if rule is None:
                continue

            def breaks(answers: Answers, fault: Fault = fault) -> bool:
                return item in answers and not self._fits(question, item, answers, fault)

            broken = self.answered.ask({*rule.references(), item}, breaks) & ~self.faults.rows
            self._refuse(broken, item, Why.ANSWER, Problem(item, fault))

    def _fits(self, question: Question, item: str, answers: Answers, fault: Fault) -> bool:
        answer = answers[item]
        if fault is Fault.CONSTRAINT and question.constraint is not None:
            earlier = {name: value for name, value in answers.items() if name != item}
            return question.constraint.holds(earlier, this=answer, today=self.day)
        offered = {choice.code for choice in choices_offered(question, answers, self.day)}
        return offered.issuperset(answer if isinstance(answer, tuple) else (answer,))

    def _ask_consent(self, question: Question, asked: _Rows, followed: Followed) -> None:
        """Whoever did not agree is left out; whether somebody did must be known."""
        column = self.answered.items[question.id]
        agreed = column.marked(lambda value: value == YES)
        followed.declined |= asked & (column.codes != 0) & ~agreed
        answers = np.zeros(self.answered.size, np.bool_)
        for each in self.answered.items.values():
            answers |= each.codes != 0
        silent = asked & (column.codes == 0) & answers & ~self.faults.rows
        self._refuse(silent, question.id, Why.NO_CONSENT)

    def _refuse(self, rows: _Rows, item: str, why: Why, problem: Problem | None = None) -> None:
        column, name = self.answered.items[item], self.columns.get(item, item)

        def tell(at: int, row: int) -> RowFault:
            return RowFault(row, name, shown(column.values[column.codes[at]]), why, item, problem)

        self.faults.add(rows, tell)


def shown(answer: object) -> str:
    """An answer as a fault names it."""
    if isinstance(answer, tuple):
        return " ".join(map(str, answer))
    return "" if answer is None else str(answer)
