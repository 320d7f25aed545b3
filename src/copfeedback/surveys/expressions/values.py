"""What values are worth as numbers, texts and conditions, and how they compare: XPath's rules.

An answer is a text, a number or the codes of several choices; an unanswered question is the
empty text. Days count as days since 1970-01-01 and times of day as parts of a day, as survey
forms have it. What is no number is not-a-number: equal to nothing, in no order.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias

AnswerValue: TypeAlias = str | int | float | tuple[str, ...]
Answers: TypeAlias = Mapping[str, AnswerValue]

MAX_TEXT = 10_000
"""What is put together becomes no longer than this; the rest is cut off."""

_NUMBER = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_DAY_ZERO = date(1970, 1, 1).toordinal()
_SECONDS_A_DAY = 86_400
_EXACT = 2**53
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def to_number(value: AnswerValue) -> float:
    """The value as a number; not-a-number if it is none."""
    if isinstance(value, float):
        return value
    if isinstance(value, int):
        return _float(value)
    text = to_text(value)
    # Python's float would also take “nan”, “inf” and “1_0”.
    if _NUMBER.fullmatch(text):
        return float(text)
    if (day := to_day(text)) is not None:
        return float(day.toordinal() - _DAY_ZERO)
    return _part_of_day(text)


def _float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _part_of_day(text: str) -> float:
    if not (time := _TIME.fullmatch(text)):
        return math.nan
    hours, minutes, seconds = (int(part or 0) for part in time.groups())
    return ((hours * 60 + minutes) * 60 + seconds) / _SECONDS_A_DAY


def to_day(value: AnswerValue) -> date | None:
    """The value as a day: text such as “2025-01-31”, or a number of days since 1970-01-01."""
    if isinstance(value, tuple):
        return None
    try:
        if isinstance(value, str):
            return date.fromisoformat(value) if _DAY.fullmatch(value) else None
        return date.fromordinal(_DAY_ZERO + math.floor(value))
    except (ValueError, OverflowError):
        return None


def to_text(value: AnswerValue) -> str:
    """The value as a text: whole numbers without a point, several codes with spaces between."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _digits(value if isinstance(value, float) else _float(value))


def _digits(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return f"{Decimal(repr(number)).normalize():f}" if number else "0"


def to_boolean(value: AnswerValue) -> bool:
    """Whether the value counts as true: a text that is not empty, a number that is not zero."""
    return bool(value) and not (isinstance(value, float) and math.isnan(value))


def to_result(value: AnswerValue) -> str | int | float | bool:
    """The value as it is kept: what is no number is unanswered, whole numbers are whole."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return int(value) if value.is_integer() and abs(value) < _EXACT else value
    return value if isinstance(value, int) else to_text(value)[:MAX_TEXT]


def compare(symbol: str, left: AnswerValue, right: AnswerValue) -> bool:
    """Whether two values stand in this relation.

    Conditions compare as conditions and numbers as numbers where either side is one; order is
    always that of numbers, days or times.
    """
    if symbol in {"=", "!="}:
        if isinstance(left, bool) or isinstance(right, bool):
            return _COMPARE[symbol](to_boolean(left), to_boolean(right))
        if not isinstance(left, int | float) and not isinstance(right, int | float):
            return (to_text(left) == to_text(right)) is (symbol == "=")
    return _COMPARE[symbol](to_number(left), to_number(right))


def is_selected(answer: AnswerValue, code: str) -> bool:
    """Whether a choice is among those ticked, or in a text that lists them with spaces."""
    if not code:
        return False
    if isinstance(answer, tuple):
        return code in answer
    text = to_text(answer)
    return text == code or code in text.split()


def chosen(answer: AnswerValue) -> tuple[str, ...]:
    """The codes of what is ticked."""
    return answer if isinstance(answer, tuple) else tuple(to_text(answer).split())
