"""Which comparisons and calculations can mean nothing, by what their two sides are."""

from __future__ import annotations

import math
from collections.abc import Iterator

from copfeedback.surveys.expressions.faults import ExpressionError
from copfeedback.surveys.expressions.functions import ValueType
from copfeedback.surveys.expressions.syntax import Call, Comparison, Literal, Node, Reference, This
from copfeedback.surveys.expressions.values import to_day, to_number

_EQUALITY = frozenset({"=", "!="})
_CALENDAR = frozenset({ValueType.DATE, ValueType.TIME})
_COUNT_THEM = "count them by count-selected(…), or ask for one by selected(…, 'code')"


def comparison_faults(
    node: Comparison, left: ValueType | None, right: ValueType | None
) -> Iterator[ExpressionError]:
    """What is certainly wrong with a comparison of values of these types."""
    ordered = node.symbol not in _EQUALITY
    sides = ((node.left, left), (node.right, right))
    for (one, type_), (other, other_type) in (sides, sides[::-1]):
        if ordered and type_ is ValueType.CODES:
            yield ExpressionError("several choices are in no order", one.column, _COUNT_THEM)
        elif isinstance(other, Literal) and isinstance(other.value, str):
            yield from _with_text(one, type_, other, other.value, ordered)
        elif type_ in _CALENDAR and other_type in _CALENDAR and type_ is not other_type:
            if one is node.left:
                fault = "a day and a time of day cannot be compared"
                yield ExpressionError(fault, one.column, "compare it with one of its kind")
        elif type_ in _CALENDAR and other_type is ValueType.NUMBER and _is_plain(one, other):
            fault = f"a number is compared with {_KINDS[type_]}"
            yield ExpressionError(fault, other.column, _FIXES[type_])


def operand_faults(node: Node, type_: ValueType | None) -> Iterator[ExpressionError]:
    """What is certainly wrong with calculating with a value of this type."""
    if type_ is ValueType.CODES:
        yield ExpressionError("several choices are no number", node.column, _COUNT_THEM)
    elif isinstance(node, Literal) and math.isnan(to_number(node.value)):
        fault = f"“{node.value}” is no number"
        yield ExpressionError(fault, node.column, "write a number without quotation marks")


_KINDS = {
    ValueType.NUMBER: "a number",
    ValueType.DATE: "a day",
    ValueType.TIME: "a time of day",
}
_FIXES = {
    ValueType.NUMBER: "compare it with a number, or with '' for no answer",
    ValueType.DATE: "write the day as '2025-01-31', or today()",
    ValueType.TIME: "write the time as '08:30'",
}


def _with_text(
    one: Node, type_: ValueType | None, other: Literal, text: str, ordered: bool
) -> Iterator[ExpressionError]:
    if type_ is ValueType.BOOLEAN and not isinstance(one, Reference):
        fix = "leave the comparison out; not(…) says the opposite"
        yield ExpressionError("a condition is compared with a text", other.column, fix)
    elif not text and not ordered:
        return
    elif type_ in _KINDS:
        if not _is_of(type_, text):
            fault = f"{_KINDS[type_]} is compared with the text “{text}”"
            yield ExpressionError(fault, other.column, _FIXES[type_])
    elif ordered and math.isnan(to_number(text)):
        fault = f"the text “{text}” is in no order"
        yield ExpressionError(fault, other.column, "compare it by = or !=, or with a number")


def _is_of(type_: ValueType, text: str) -> bool:
    is_day = to_day(text) is not None
    if type_ is ValueType.DATE:
        return is_day
    return (
        not is_day
        and not math.isnan(to_number(text))
        and (":" in text) is (type_ is ValueType.TIME)
    )


def _is_plain(day: Node, number: Node) -> bool:
    """Whether the number is surely no day that was calculated; nor the day one in numbers."""
    return isinstance(number, Literal | Reference | This) and not (
        isinstance(day, Call) and day.name not in {"today", "date"}
    )
