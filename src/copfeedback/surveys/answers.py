"""Reading what a person entered: which answer is valid, and what to say when it is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.model import (
    SCALE_MAXIMUM,
    SCALE_MINIMUM,
    SEVERAL_CODES,
    Choice,
    Question,
    QuestionType,
    Survey,
)

Entered: TypeAlias = Mapping[str, Sequence[str]]
"""What came from the form: item id to the values entered, exactly as entered."""

MAX_NUMBER_DIGITS = 18
_MINUS_SIGNS = "-−"
# A float keeps fifteen digits exactly. The Arabic decimal separator is a mark of its own.
_DECIMAL = re.compile(rf"([{_MINUS_SIGNS}]?)(\d{{1,9}})(?:[.,٫](\d{{1,6}}))?")
_TIME = re.compile(r"(\d{1,2})\s*(?:[:.,hHчг\u2009 ]\s*(\d{2})?)?")
_LONGEST_TIME = 20  # the pattern would look at a longer one for minutes
_HOURS, _MINUTES = 24, 60
_FIRST_YEAR = 1_000


class Fault(StrEnum):
    """Why an entry cannot be taken."""

    REQUIRED = "required"
    NOT_A_CHOICE = "not_a_choice"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    STANDS_ALONE = "stands_alone"
    RANKED_TWICE = "ranked_twice"
    NOT_A_WHOLE_NUMBER = "not_a_whole_number"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DAY = "not_a_day"
    NOT_A_TIME = "not_a_time"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry that cannot be taken; ``limit`` is the bound it breaks, if it breaks one."""

    item: str
    fault: Fault
    limit: int = 0


Read: TypeAlias = AnswerValue | Problem | None


def read_question(
    question: Question,
    entered: Entered,
    answers: dict[str, AnswerValue],
    problems: list[Problem],
    today: date | None = None,
) -> None:
    """Add a question's answers to ``answers`` and what is wrong with them to ``problems``.

    Entries for anything else are ignored. Blank entries are no answer. Never raises: whatever was
    entered becomes an answer, a problem or nothing.
    """
    plain = question.plain_answers
    for item in question.item_ids:
        if item == question.other_item:
            _read_other(question, entered, answers, problems)
            continue
        entries = entered.get(item)
        if entries and len(entries) == 1 and (answer := plain.get(entries[0])) is not None:
            answers[item] = answer  # nearly every entry: no need to look closer
            continue
        read = _read(question, item, entries, answers, today) if entries else None
        if read is None:
            if _is_needed(question, answers, today):
                problems.append(Problem(item, Fault.REQUIRED))
        elif isinstance(read, Problem):
            problems.append(read)
        else:
            answers[item] = read


def _read(
    question: Question,
    item: str,
    entries: Sequence[str],
    answers: Mapping[str, AnswerValue],
    today: date | None,
) -> Read:
    """What somebody answered, if it is among what is offered and the rule of the question holds."""
    values = [text for value in entries if (text := value.strip())]
    read = _READERS[question.type](question, item, values) if values else None
    if read is not None and question.choice_filter is not None:
        read = _offered(question, item, read, answers, today)
    if read is None or isinstance(read, Problem) or question.constraint is None:
        return read
    holds = question.constraint.holds(answers, this=read, today=today)
    return read if holds else Problem(item, Fault.CONSTRAINT)


def _is_needed(question: Question, answers: Mapping[str, AnswerValue], today: date | None) -> bool:
    """Whether it must be answered. Nobody passes a consent without saying yes or no."""
    if question.required or question.type is QuestionType.CONSENT:
        return True
    when = question.required_if
    return when is not None and when.holds(answers, today=today)


def choices_offered(
    question: Question, answers: Mapping[str, AnswerValue], today: date | None = None
) -> tuple[Choice, ...]:
    """The choices that the filter leaves, given earlier answers."""
    keep = question.choice_filter
    if keep is None:
        return question.choices
    return tuple(
        choice
        for choice in question.choices
        if keep.holds(answers, today=today, columns={"name": choice.code, **choice.columns})
    )


def kept_entries(question: Question, values: Sequence[str]) -> list[str]:
    """What to remember of the fields of an item: the filled ones.

    The parts of a day belong together, so the blank ones are kept as long as one is filled.
    """
    if question.type is QuestionType.DATE and any(values):
        return list(values)
    return [value for value in values if value]


def _read_other(
    question: Question,
    entered: Entered,
    answers: dict[str, AnswerValue],
    problems: list[Problem],
) -> None:
    """What is meant by “other”: nothing, unless that was chosen."""
    chosen = answers.get(question.id, ())
    if question.specified.isdisjoint(chosen if isinstance(chosen, tuple) else (chosen,)):
        return
    item = question.other_item
    read = _read_text(question, item, list(entered.get(item, ())))
    if isinstance(read, Problem):
        problems.append(read)
    elif read is not None:
        answers[item] = read


def _offered(
    question: Question,
    item: str,
    read: AnswerValue | Problem,
    answers: Mapping[str, AnswerValue],
    today: date | None,
) -> AnswerValue | Problem:
    """An answer whose choices the filter has taken away since is none of those on the list."""
    codes = {choice.code for choice in choices_offered(question, answers, today)}
    if isinstance(read, Problem) or codes.issuperset(read if isinstance(read, tuple) else (read,)):
        return read
    return Problem(item, Fault.NOT_A_CHOICE)


def entered_again(answers: Mapping[str, AnswerValue]) -> dict[str, list[str]]:
    """Answers as they would be entered: the inverse of reading them."""
    return {
        item: list(answer) if isinstance(answer, tuple) else [_as_entered(answer)]
        for item, answer in answers.items()
    }


def _as_entered(answer: str | float) -> str:
    return f"{Decimal(repr(answer)):f}" if isinstance(answer, float) else str(answer)


def initial_entries(survey: Survey) -> dict[str, list[str]]:
    """What stands in the fields before anybody has touched them."""
    return {
        question.id: question.default.split()
        if question.type in SEVERAL_CODES
        else [question.default]
        for question in survey.with_defaults
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
    chosen = tuple(choice.code for choice in question.choices if choice.code in ticked)
    return _bounded(question, item, chosen)


def _read_ranking(question: Question, item: str, values: list[str]) -> Read:
    if not set(values) <= question.codes:
        return Problem(item, Fault.NOT_A_CHOICE)
    if len(set(values)) < len(values):
        return Problem(item, Fault.RANKED_TWICE)
    return _bounded(question, item, tuple(values))


def _bounded(question: Question, item: str, chosen: tuple[str, ...]) -> Read:
    if question.max_answers is not None and len(chosen) > question.max_answers:
        return Problem(item, Fault.TOO_MANY, question.max_answers)
    least = question.min_answers or 0
    if len(chosen) < least and question.exclusive.isdisjoint(chosen):
        return Problem(item, Fault.TOO_FEW, least)
    return chosen


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


def _read_decimal(question: Question, item: str, values: list[str]) -> Read:
    number = _decimal_number(values)
    if number is None:
        return Problem(item, Fault.NOT_A_NUMBER)
    if number < question.minimum:
        return Problem(item, Fault.TOO_SMALL, question.minimum)
    if number > question.maximum:
        return Problem(item, Fault.TOO_LARGE, question.maximum)
    return number


def _read_day(_question: Question, item: str, values: list[str]) -> Read:
    """A day: as year-month-day in one field, or as day, month and year in three.

    A year has four digits: nobody means one of the first centuries who writes 26.
    """
    parts = values[0].split("-") if len(values) == 1 else values[::-1]
    numbers = [_whole_number([part]) if part else None for part in parts]
    match numbers:
        case [int(year), int(month), int(day)] if year >= _FIRST_YEAR:
            with suppress(ValueError, OverflowError):
                return date(year, month, day).isoformat()
    return Problem(item, Fault.NOT_A_DAY)


def _read_time(_question: Question, item: str, values: list[str]) -> Read:
    """A time of day: hours and minutes with whatever people write between them."""
    is_short = len(values) == 1 and len(values[0]) <= _LONGEST_TIME
    found = _TIME.fullmatch(values[0]) if is_short else None
    if found is not None:
        hours, minutes = int(found[1]), int(found[2] or 0)
        if hours < _HOURS and minutes < _MINUTES:
            return f"{hours:02}:{minutes:02}"
    return Problem(item, Fault.NOT_A_TIME)


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


def _decimal_number(values: list[str]) -> float | None:
    """A number in the digits of any script, with a point or a comma before its fraction."""
    found = _DECIMAL.fullmatch(values[0]) if len(values) == 1 else None
    if found is None:
        return None
    sign, whole, fraction = found.groups(default="")
    number = float(f"{int(whole)}.{''.join(str(int(digit)) for digit in fraction) or '0'}")
    return -number if sign else number


_READERS: Mapping[QuestionType, Callable[[Question, str, list[str]], Read]] = {
    QuestionType.SINGLE: _read_choice,
    QuestionType.LIKERT_GRID: _read_choice,
    QuestionType.SECTOR: _read_choice,
    QuestionType.CONSENT: _read_choice,
    QuestionType.MULTIPLE: _read_choices,
    QuestionType.RANKING: _read_ranking,
    QuestionType.SCALE: _read_scale,
    QuestionType.NUMBER: _read_number,
    QuestionType.DECIMAL: _read_decimal,
    QuestionType.DATE: _read_day,
    QuestionType.TIME: _read_time,
    QuestionType.TEXT: _read_text,
}
