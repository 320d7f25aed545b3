"""A file checked as a whole: which rows go in as which responses, and which cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from copfeedback.surveys.entries import READERS, Problem
from copfeedback.surveys.model import Question, QuestionType, Survey
from copfeedback.surveys.past.answered import Answered, Faults
from copfeedback.surveys.past.cells import CodedColumn, Coding
from copfeedback.surveys.past.design import About, Reading
from copfeedback.surveys.past.following import Following, shown
from copfeedback.surveys.past.mapping import ColumnFile, PastMapping
from copfeedback.surveys.past.model import PastReport, RowFault, Why
from copfeedback.surveys.past.tables import PastTable
from copfeedback.surveys.past.values import Answers, RefusedCell, Ticks
from copfeedback.surveys.wave_model import Wave

Progress = Callable[[int, int], None]
"""Told how many rows are done, of about how many."""


@dataclass(frozen=True)
class Checked:
    """What a file holds: the answers of all its rows, and which of them go in."""

    report: PastReport
    answered: Answered
    about: About
    goes_in: NDArray[np.bool_]


def check(
    survey: Survey,
    wave: Wave,
    table: PastTable,
    mapping: PastMapping,
    *,
    drop_unreachable: bool = False,
    progress: Progress | None = None,
) -> Checked:
    """Read a file and check all of it.

    Args:
        survey: the questionnaire as the wave asks it.
        wave: the wave the responses belong to.
        table: the file.
        mapping: what its columns are.
        drop_unreachable: leave out answers to questions that the other answers lead past.
        progress: is told how far it has come.

    Raises:
        DefinitionError: the file is broken.
    """
    columns = _Columns(survey, table, mapping)
    size = columns.read(progress)
    faults = Faults(size, table.first_row)
    answered = Answered(size, columns.items(faults))
    names = {each.item: name for name, each in reversed([*mapping.columns.items()])}
    has_answers = _any_answer(answered) | faults.rows
    following = Following(survey, answered, faults, names, wave.closes, drop_unreachable)
    followed = following.run()
    counts = has_answers & ~followed.declined
    reading = Reading(wave, survey.languages, mapping, columns.about(), counts, faults)
    about = reading.about()
    still = np.zeros(size, np.bool_)
    for item in names:
        still |= answered.items[item].codes != 0
    goes_in = counts & still & ~faults.rows
    report = PastReport(
        rows=size,
        responses=int(goes_in.sum()),
        taken=mapping.taken,
        left_out=mapping.left_out,
        refused=int(faults.rows.sum()),
        faults=faults.first(),
        fault_count=faults.count,
        declined=int((followed.declined & ~faults.rows).sum()),
        empty=int((~goes_in & ~faults.rows & ~followed.declined).sum()),
        dropped=followed.dropped,
        assumed_consent=followed.assumed_consent,
    )
    return Checked(report, answered, about, goes_in)


def _any_answer(answered: Answered) -> NDArray[np.bool_]:
    found = np.zeros(answered.size, np.bool_)
    for column in answered.items.values():
        found |= column.codes != 0
    return found


class _Columns:
    """The columns of a file while it is read."""

    def __init__(self, survey: Survey, table: PastTable, mapping: PastMapping) -> None:
        self._survey, self._table, self._mapping = survey, table, mapping
        self._questions = survey.question_of_item
        self._answers = {
            name: Coding(self._reader(name, each)) for name, each in mapping.columns.items()
        }
        self._about = {what: Coding(_as_it_is) for what in mapping.about}

    def _reader(self, name: str, column: ColumnFile) -> Callable[[str], object]:
        question = self._questions[column.item]
        labels = self._table.value_labels.get(name, {})
        if column.choice:
            choice = next(each for each in question.choices if each.code == column.choice)
            words = (choice.code, *choice.text.values())
            return Ticks(column.item, words, column.values).read
        return Answers(question, column.item, column.values, labels).read

    def read(self, progress: Progress | None) -> int:
        """Read all rows; returns how many there are."""
        size = 0
        for part in self._table.read(self._mapping.needed):
            for name, coding in self._answers.items():
                coding.take(part[name])
            for what, coding in self._about.items():
                coding.take(part[self._mapping.about[what]])
            size += len(part)
            if progress is not None:
                progress(size, max(size, self._table.rows))
        return size

    def items(self, faults: Faults) -> dict[str, CodedColumn]:
        """The answers by item; cells that are none are noted and empty."""
        found: dict[str, CodedColumn] = {}
        several: dict[str, list[str]] = {}
        for name, each in self._mapping.columns.items():
            column = _without_refused(self._answers[name].column(), name, each.item, faults)
            if each.choice:
                several.setdefault(each.item, []).append(name)
                found[name] = column
            else:
                found[each.item] = column
        for item, names in several.items():
            choices = [self._mapping.columns[name].choice for name in names]
            ticked = [found.pop(name) for name in names]
            whole = _together(ticked, choices, self._questions[item], item)
            found[item] = _without_refused(whole, names[0], item, faults)
        return found

    def about(self) -> dict[str, CodedColumn]:
        """What is said beside answers, as it stands in the file."""
        return {what: coding.column() for what, coding in self._about.items()}


def _as_it_is(text: str) -> str:
    return text


def _without_refused(column: CodedColumn, name: str, item: str, faults: Faults) -> CodedColumn:
    refused = column.marked(lambda value: isinstance(value, RefusedCell))
    if not refused.any():
        return column

    def tell(at: int, row: int) -> RowFault:
        cell = column.values[column.codes[at]]
        return RowFault(row, name, cell.text, Why.ANSWER, item, cell.problem)

    faults.add(refused, tell)
    return CodedColumn(column.values, np.where(refused, 0, column.codes).astype(np.int32))


def _together(
    ticked: Sequence[CodedColumn], choices: Sequence[str], question: Question, item: str
) -> CodedColumn:
    """The answers of a multiple choice from a column for each choice."""
    codes = np.zeros(len(ticked[0].codes), np.int64)
    chosen: list[tuple[str, ...]] = [()]
    for column, choice in zip(ticked, choices, strict=True):
        codes, different = pd.factorize(codes * 2 + (column.codes != 0))
        chosen = [
            (*chosen[each // 2], choice) if each % 2 else chosen[each // 2] for each in different
        ]
    return CodedColumn.of([_several(question, item, each) for each in chosen], codes)


def _several(question: Question, item: str, chosen: tuple[str, ...]) -> object:
    if not chosen:
        return None
    read = READERS[QuestionType.MULTIPLE](question, item, list(chosen))
    return RefusedCell(shown(chosen), read) if isinstance(read, Problem) else read
