"""Which answers of a question lie on one line from bad to good, and which lie beside it."""

from __future__ import annotations

from dataclasses import dataclass

from copfeedback.results.items import answer_codes, favourable_codes
from copfeedback.results.published import NO_ANSWER
from copfeedback.surveys.model import SCALE_MAXIMUM, SCALE_MINIMUM, Question, QuestionType

_BESIDE = frozenset({
    "dont_know", "not_sure", "prefer_not", "not_applicable", "not_needed", "never_alone", NO_ANSWER,
})  # fmt: skip
_NEUTRAL = frozenset({"neither", "neutral", "no_change", "no_difference"})
_POINTS_WITH_A_MIDDLE = 5


@dataclass(frozen=True, slots=True)
class AnswerOrder:
    """The answers of a question by their codes, the worst first.

    ``beside`` are those that say neither good nor bad, such as “don't know” and no answer.
    """

    bad: tuple[str, ...]
    neutral: str | None
    good: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def line(self) -> tuple[str, ...]:
        """All that lie on the line, the worst first."""
        return (*self.bad, *([self.neutral] if self.neutral else []), *self.good)


def answer_order(question: Question, item: str) -> AnswerOrder | None:
    """The order of the answers; None where they have none, as reasons do not.

    Rows of a grid and points of a scale have one, and the answers of a key indicator if the good
    ones are the first or the last of them.
    """
    codes = answer_codes(question)
    beside = tuple(code for code in codes if code in _BESIDE)
    line = tuple(code for code in codes if code not in _BESIDE)
    if question.type is QuestionType.SCALE:
        middle = str((SCALE_MINIMUM + SCALE_MAXIMUM) // 2)
        return _cut(line, middle, beside)
    good = _good(question, item)
    if question.type is QuestionType.SINGLE:
        if not good or set(good) not in (set(line[: len(good)]), set(line[-len(good) :])):
            return None
    elif question.type is not QuestionType.LIKERT_GRID:
        return None
    if good and line[0] in good:
        line = line[::-1]
    neutral = next((code for code in line if code in _NEUTRAL and code not in good), None)
    if neutral is None and question.type is QuestionType.LIKERT_GRID:
        middle_one = line[len(line) // 2] if line else ""
        if len(line) == _POINTS_WITH_A_MIDDLE and middle_one not in good:
            neutral = middle_one
    if neutral is not None:
        return _cut(line, neutral, beside)
    at = len(line) - len(good) if good else len(line) // 2
    return AnswerOrder(line[:at], None, line[at:], beside)


def _good(question: Question, item: str) -> tuple[str, ...]:
    """The good answers; of a row that names none, those of a row beside it."""
    own = favourable_codes(question, item)
    others = (row.favourable for row in question.rows if row.favourable)
    return own or next(others, ())


def _cut(line: tuple[str, ...], neutral: str, beside: tuple[str, ...]) -> AnswerOrder:
    at = line.index(neutral)
    return AnswerOrder(line[:at], neutral, line[at + 1 :], beside)
