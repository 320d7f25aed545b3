"""The functions that need nothing but their values."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from copfeedback.surveys.expressions.arithmetic import known, rounded, whole
from copfeedback.surveys.expressions.date_format import formatted
from copfeedback.surveys.expressions.values import (
    MAX_TEXT,
    AnswerValue,
    chosen,
    is_selected,
    to_day,
    to_number,
    to_text,
)


def _selected(answer: AnswerValue, code: AnswerValue) -> bool:
    return is_selected(answer, to_text(code).strip())


def _selected_at(answer: AnswerValue, place: AnswerValue) -> str:
    codes, at = chosen(answer), whole(to_number(place))
    return codes[int(at)] if 0 <= at < len(codes) else ""


def _coalesce(*values: AnswerValue) -> AnswerValue:
    return next((value for value in values if _is_known(value)), "")


def _is_known(value: AnswerValue) -> bool:
    return value not in ("", ()) and not (isinstance(value, float) and math.isnan(value))


def _join(separator: AnswerValue, *values: AnswerValue) -> str:
    between, put_together = to_text(separator), ""
    for place, value in enumerate(values):
        put_together += (between if place else "") + to_text(value)
        if len(put_together) >= MAX_TEXT:
            return put_together[:MAX_TEXT]
    return put_together


def _part(value: AnswerValue, start: AnswerValue, end: AnswerValue = math.inf) -> str:
    text = to_text(value)
    first, last = whole(to_number(start)), whole(to_number(end))
    if math.isnan(first) or math.isnan(last):
        return ""
    most = float(len(text))
    return text[int(max(min(first, most), -most)) : int(max(min(last, most), -most))]


def _sum(*values: AnswerValue) -> float:
    return sum(known(map(to_number, values)), 0.0)


def _day(value: AnswerValue) -> str:
    day = to_day(value)
    return day.isoformat() if day else ""


def _written_day(value: AnswerValue, format_: AnswerValue) -> str:
    day = to_day(value)
    return formatted(day, to_text(format_)) if day else ""


BUILTINS: Mapping[str, Callable[..., AnswerValue]] = {
    "selected": _selected,
    "count-selected": lambda answer: float(len(chosen(answer))),
    "selected-at": _selected_at,
    "coalesce": _coalesce,
    "true": lambda: True,
    "false": lambda: False,
    "contains": lambda text, part: to_text(part) in to_text(text),
    "starts-with": lambda text, part: to_text(text).startswith(to_text(part)),
    "ends-with": lambda text, part: to_text(text).endswith(to_text(part)),
    "string-length": lambda text: float(len(to_text(text))),
    "string": to_text,
    "concat": lambda *values: _join("", *values),
    "join": _join,
    "substr": _part,
    "normalize-space": lambda text: " ".join(to_text(text).split()),
    "number": to_number,
    "int": lambda value: whole(to_number(value)),
    "round": lambda value, places=0.0: rounded(to_number(value), to_number(places)),
    "abs": lambda value: abs(to_number(value)),
    "sum": _sum,
    "min": lambda *values: min(known(map(to_number, values)), default=math.nan),
    "max": lambda *values: max(known(map(to_number, values)), default=math.nan),
    "count-non-empty": lambda *values: float(sum(map(_is_known, values))),
    "date": _day,
    "format-date": _written_day,
    "decimal-date-time": to_number,
}
