"""Reading what a person entered: which answer is valid, and what to say when it is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.model import SCALE_MAXIMUM, SCALE_MINIMUM, Question, QuestionType

Entered: TypeAlias = Mapping[str, Sequence[str]]
"""What came from the form: item id to the values entered, exactly as entered."""

MAX_NUMBER_DIGITS = 18
_MINUS_SIGNS = "-−"


class Fault(StrEnum):
    """Why an entry cannot be taken."""

    REQUIRED = "required"
    NOT_A_CHOICE = "not_a_choice"
    TOO_MANY = "too_many"
    STANDS_ALONE = "stands_alone"
    NOT_A_WHOLE_NUMBER = "not_a_whole_number"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry that cannot be taken; ``limit`` is the bound it breaks, if it breaks one."""

    item: str
    fault: Fault
    limit: int = 0


Read: TypeAlias = AnswerValue | Problem | None


def read_question(
    question: Question, entered: Entered, answers: dict[str, AnswerValue], problems: list[Problem]
) -> None:
    """Add a question's answers to ``answers`` and what is wrong with them to ``problems``.

    Entries for anything else are ignored. Blank entries are no answer. Never raises: whatever was
    entered becomes an answer, a problem or nothing.
    """
    plain = question.plain_answers
    for item in question.item_ids:
        entries = entered.get(item, ())
        if len(entries) == 1 and (answer := plain.get(entries[0])) is not None:
            answers[item] = answer  # nearly every entry: no need to look closer
            continue
        values = [text for value in entries if (text := value.strip())]
        read = _READERS[question.type](question, item, values) if values else None
        if isinstance(read, Problem):
            problems.append(read)
        elif read is not None:
            answers[item] = read
        elif question.required:
            problems.append(Problem(item, Fault.REQUIRED))


def entered_again(answers: Mapping[str, AnswerValue]) -> dict[str, list[str]]:
    """Answers as they would be entered: the inverse of reading them."""
    return {
        item: list(answer) if isinstance(answer, tuple) else [str(answer)]
        for item, answer in answers.items()
    }


def _read_choice(question: Question, item: str, values: list[str]) -> Read:
    if len(values) > 1:
        return Problem(item, Fault.TOO_MANY, 1)
    return values[0] if values[0] in question.codes else Problem(item, Fault.NOT_A_CHOICE)


def _read_choices(question: Question, item: str, values: list[str]) -> Read:
    ticked = set(values)
    if not ticked <= question.codes:
        return Problem(item, Fault.NOT_A_CHOICE)
    if len(ticked) > 1 and ticked & question.exclusive:
        return Problem(item, Fault.STANDS_ALONE)
    if question.max_answers is not None and len(ticked) > question.max_answers:
        return Problem(item, Fault.TOO_MANY, question.max_answers)
    return tuple(choice.code for choice in question.choices if choice.code in ticked)


def _read_scale(_question: Question, item: str, values: list[str]) -> Read:
    point = _whole_number(values)
    if point is None or not SCALE_MINIMUM <= point <= SCALE_MAXIMUM:
        return Problem(item, Fault.NOT_A_CHOICE)
    return point


def _read_number(question: Question, item: str, values: list[str]) -> Read:
    number = _whole_number(values)
    if number is None:
        return Problem(item, Fault.NOT_A_WHOLE_NUMBER)
    if number < question.minimum:
        return Problem(item, Fault.TOO_SMALL, question.minimum)
    if number > question.maximum:
        return Problem(item, Fault.TOO_LARGE, question.maximum)
    return number


def _read_text(question: Question, item: str, values: list[str]) -> Read:
    # Half a surrogate pair cannot be written as UTF-8, and PostgreSQL cannot store a NUL.
    # Browsers send line ends as two characters; all of them become one, so that reading what
    # was read before changes nothing.
    text = "\n".join(values).encode("utf-8", "replace").decode().replace("\x00", "")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > question.max_length:
        return Problem(item, Fault.TOO_LONG, question.max_length)
    return text or None


def _whole_number(values: list[str]) -> int | None:
    """A whole number in the digits of any script, or nothing."""
    text = values[0]
    digits = text[1:] if text[0] in _MINUS_SIGNS else text
    if len(values) != 1 or not digits.isdecimal() or len(digits) > MAX_NUMBER_DIGITS:
        return None
    return int(digits) if digits == text else -int(digits)


_READERS: Mapping[QuestionType, Callable[[Question, str, list[str]], Read]] = {
    QuestionType.SINGLE: _read_choice,
    QuestionType.LIKERT_GRID: _read_choice,
    QuestionType.MULTIPLE: _read_choices,
    QuestionType.SCALE: _read_scale,
    QuestionType.NUMBER: _read_number,
    QuestionType.TEXT: _read_text,
}
