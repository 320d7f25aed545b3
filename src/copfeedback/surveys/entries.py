"""Reading what stands in the fields of a question, by its type: an answer, or what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.model import SCALE_MAXIMUM, SCALE_MINIMUM, Question, QuestionType

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
    return _within(question, item, number)


def _read_decimal(question: Question, item: str, values: list[str]) -> Read:
    number = _decimal_number(values)
    return Problem(item, Fault.NOT_A_NUMBER) if number is None else _within(question, item, number)


def _within(question: Question, item: str, number: float) -> Read:
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


def read_text(question: Question, item: str, values: list[str]) -> Read:
    """An answer in the person's own words."""
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


READERS: Mapping[QuestionType, Callable[[Question, str, list[str]], Read]] = {
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
    QuestionType.TEXT: read_text,
}
"""How the fields of each type are read, once they are not blank."""
