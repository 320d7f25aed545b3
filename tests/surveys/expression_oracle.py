"""A second opinion on expressions: generated trees, written out and worked out in plain Python.

Trees are tuples: a word, then what belongs to it. Nothing here uses the code under test.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

Tree = tuple[Any, ...]
Value = Any
"""A text, a float, a bool, or a tuple of codes."""

NAMES = ("one", "two", "три", "ถาม_4", "a-b.c")
TEXTS = ("yes", "no", "5", "-3", "", "2.50", " 7 ", "a b", "2024-02-29", "08:30", "it's", "true")
PATTERNS = ("[0-9]+", "y.*", "[a-z]{2,3}", "")
TODAY = date(2024, 3, 1)
_ZERO = datetime(1970, 1, 1)  # noqa: DTZ001 - days have no zone

names = st.sampled_from(NAMES)
texts = st.sampled_from(TEXTS)
numbers = st.sampled_from([0.0, 1.0, 3.0, 5.0, 5.5, 0.1, 2.675, 19_782.0, 1_000_000_007.0])
_leaves: st.SearchStrategy[Tree] = st.one_of(
    st.tuples(st.just("answer"), names),
    st.tuples(st.just("text"), texts),
    st.tuples(st.just("number"), numbers),
    st.sampled_from([("this",), ("call", "today"), ("call", "true"), ("call", "false")]),
)
_ONE = ("not", "string", "string-length", "number", "int", "round", "abs", "count-selected")
_TWO = ("selected", "contains", "starts-with", "ends-with", "selected-at", "round")
_MANY = ("concat", "sum", "min", "max", "count-non-empty")


def _grown(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(
        st.tuples(st.just("binary"), st.sampled_from(list(_LEVELS)), inner, inner),
        st.tuples(st.just("minus"), inner),
        st.tuples(st.just("call"), st.sampled_from(_ONE), inner),
        st.tuples(st.just("call"), st.sampled_from(_TWO), inner, inner),
        st.tuples(st.just("call"), st.just("if"), inner, inner, inner),
        st.tuples(st.just("call"), st.just("coalesce"), inner, inner),
        st.lists(inner, min_size=1, max_size=3).flatmap(
            lambda parts: st.sampled_from([("call", name, *parts) for name in _MANY])
        ),
        st.tuples(st.just("regex"), inner, st.sampled_from(PATTERNS)),
    )


_LEVELS = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "div", "mod"), 5),
}
trees: st.SearchStrategy[Tree] = st.recursive(_leaves, _grown, max_leaves=12)
answers: st.SearchStrategy[Any] = st.one_of(
    texts,
    st.integers(-5, 20),
    st.floats(-10, 10),
    st.lists(st.sampled_from(["yes", "no", "5"]), max_size=3, unique=True).map(tuple),
)
answer_sets: st.SearchStrategy[dict[str, Any]] = st.dictionaries(names, answers)


def written(tree: Tree, above: int = 0) -> str:  # noqa: PLR0911 - one for each kind of tree
    """The tree as an author writes it, with parentheses only where they are needed."""
    match tree:
        case ("answer", name):
            return f"${{{name}}}"
        case ("this",):
            return "."
        case ("text", text):
            return f'"{text}"' if "'" in text else f"'{text}'"
        case ("number", number):
            return str(int(number)) if number == int(number) else str(number)
        case ("minus", inner):
            return _wrapped(f"- {written(inner, 7)}", 6, above)
        case ("binary", symbol, left, right):
            level = _LEVELS[symbol]
            first = written(left, level + 1 if level == 3 else level)
            return _wrapped(f"{first} {symbol} {written(right, level + 1)}", level, above)
        case ("regex", inner, pattern):
            return f"regex({written(inner)}, '{pattern}')"
        case ("call", name, *parts):
            return f"{name}({', '.join(map(written, parts))})"
    raise ValueError(tree)


def _wrapped(text: str, level: int, above: int) -> str:
    return f"({text})" if level < above else text


def result(tree: Tree, given: Mapping[str, Value], this: Value) -> str | float | bool:
    """What the tree is worth, as it is kept."""
    value = _worth(tree, given, this)
    if isinstance(value, float):
        return value if math.isfinite(value) else ""
    return value if isinstance(value, bool) else text_of(value)


def _worth(  # noqa: C901, PLR0911 - one for each kind of tree
    tree: Tree, given: Mapping[str, Value], this: Value
) -> Value:
    def worth(part: Tree) -> Value:
        return _worth(part, given, this)

    match tree:
        case ("answer", name):
            return _plain(given.get(name, ""))
        case ("this",):
            return _plain(this)
        case ("text" | "number", value):
            return value
        case ("minus", inner):
            return -number_of(worth(inner))
        case ("binary", "and", left, right):
            return truth_of(worth(left)) and truth_of(worth(right))
        case ("binary", "or", left, right):
            return truth_of(worth(left)) or truth_of(worth(right))
        case ("binary", symbol, left, right) if symbol in _COMPARISONS:
            return _compared(symbol, worth(left), worth(right))
        case ("binary", symbol, left, right):
            return _calculated(symbol, number_of(worth(left)), number_of(worth(right)))
        case ("regex", inner, pattern):
            return re.fullmatch(pattern, text_of(worth(inner))) is not None
        case ("call", name, *parts):
            return _CALLS[name](*map(worth, parts))
    raise ValueError(tree)


def _plain(answer: Value) -> Value:
    return float(answer) if isinstance(answer, int) else answer


def truth_of(value: Value) -> bool:
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return value if isinstance(value, bool) else len(value) > 0


def text_of(value: Value) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, bool):
        return ["false", "true"][value]
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    digits = format(Decimal(repr(value)), "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if value == 0 else digits


def number_of(value: Value) -> float:
    if isinstance(value, float | bool):
        return float(value)
    text = text_of(value)
    if re.fullmatch(r"\s*-?[0-9]+(\.[0-9]+)?\s*", text):
        return float(text)
    for form, unit in (("%Y-%m-%d", 86_400), ("%H:%M", 1)):
        try:
            moment = datetime.strptime(text, form)  # noqa: DTZ007 - as above
        except ValueError:
            continue
        if unit == 1:
            return (moment.hour * 3600 + moment.minute * 60) / 86_400
        return (moment - _ZERO).total_seconds() / unit
    return math.nan


_COMPARISONS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compared(symbol: str, left: Value, right: Value) -> bool:
    kinds = {type(left), type(right)}
    convert: Callable[[Value], Value] = number_of
    if symbol in {"=", "!="}:
        convert = truth_of if bool in kinds else number_of if float in kinds else text_of
    return bool(_COMPARISONS[symbol](convert(left), convert(right)))


def _calculated(symbol: str, left: float, right: float) -> float:
    if symbol in "+-*":
        return float({"+": left + right, "-": left - right, "*": left * right}[symbol])
    if math.isnan(left) or math.isnan(right):
        return math.nan
    if symbol == "div":
        return _divided(left, right)
    if not right or math.isinf(left):
        return math.nan
    if math.isinf(right):
        return left
    exact = Fraction(left), Fraction(right)
    rest = float(exact[0] - exact[1] * math.trunc(exact[0] / exact[1]))
    return rest or math.copysign(0.0, left)


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    return math.copysign(math.inf, right) * left if left else math.nan


def _rounded(value: Value, places: Value = 0.0) -> float:
    number, digits = number_of(value), number_of(places)
    if math.isnan(digits) or abs(digits) > 30:
        return math.nan
    if not math.isfinite(number):
        return number
    factor = Fraction(10) ** int(digits)
    return float(math.floor(Fraction(repr(number)) * factor + Fraction(1, 2)) / factor)


def _whole(value: Value) -> float:
    number = number_of(value)
    return float(int(number)) if math.isfinite(number) else number


def _codes(value: Value) -> list[str]:
    return list(value) if isinstance(value, tuple) else text_of(value).split()


def _selected(value: Value, code: Value) -> bool:
    wanted = text_of(code).strip()
    whole = [] if isinstance(value, tuple) else [text_of(value)]
    return bool(wanted) and wanted in [*_codes(value), *whole]


def _selected_at(value: Value, place: Value) -> str:
    at = _whole(place)
    return next((code for number, code in enumerate(_codes(value)) if number == at), "")


def _given(value: Value) -> bool:
    return value not in ("", ()) and value == value  # noqa: PLR0124 - not-a-number is no value


def _numbers(values: tuple[Value, ...]) -> list[float]:
    return [number for number in map(number_of, values) if number == number]  # noqa: PLR0124


_CALLS: Mapping[str, Callable[..., Value]] = {
    "today": TODAY.isoformat,
    "true": lambda: True,
    "false": lambda: False,
    "not": lambda value: not truth_of(value),
    "if": lambda which, yes, no: yes if truth_of(which) else no,
    "coalesce": lambda one, other: one if _given(one) else other if _given(other) else "",
    "string": text_of,
    "string-length": lambda value: float(len(text_of(value))),
    "number": number_of,
    "int": _whole,
    "round": _rounded,
    "abs": lambda value: abs(number_of(value)),
    "count-selected": lambda value: float(len(_codes(value))),
    "selected": _selected,
    "selected-at": _selected_at,
    "contains": lambda value, part: text_of(part) in text_of(value),
    "starts-with": lambda value, part: text_of(value).startswith(text_of(part)),
    "ends-with": lambda value, part: text_of(value).endswith(text_of(part)),
    "concat": lambda *values: "".join(map(text_of, values)),
    "sum": lambda *values: sum(_numbers(values), 0.0),
    "min": lambda *values: min(_numbers(values), default=math.nan),
    "max": lambda *values: max(_numbers(values), default=math.nan),
    "count-non-empty": lambda *values: float(len([value for value in values if _given(value)])),
}
