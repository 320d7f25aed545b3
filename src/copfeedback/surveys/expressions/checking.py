"""Whether the values in an expression fit together, before anybody is asked anything.

Only what is certainly wrong is a fault: codes may be digits that are compared as numbers, and a
value of which nothing is known fits everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeAlias

from copfeedback.surveys.expressions.comparing import comparison_faults, operand_faults
from copfeedback.surveys.expressions.expression import Expression
from copfeedback.surveys.expressions.faults import ExpressionError
from copfeedback.surveys.expressions.functions import FUNCTIONS, Role, ValueType
from copfeedback.surveys.expressions.syntax import (
    Arithmetic,
    Call,
    ChoiceColumn,
    Comparison,
    Junction,
    Literal,
    Negative,
    Node,
    Reference,
    This,
    parts,
    walk,
)
from copfeedback.surveys.expressions.values import to_day

Types: TypeAlias = Mapping[str, ValueType | None]
"""What the answers to questions are, by name; None where that is not known."""

_CHOICES = frozenset({ValueType.CODE, ValueType.CODES})
_NO_DAYS = frozenset({ValueType.BOOLEAN, ValueType.TIME, ValueType.CODE, ValueType.CODES})


def check_types(
    expression: Expression,
    types: Types,
    *,
    expected: ValueType | None = None,
    this: ValueType | None = None,
    columns: Collection[str] | None = None,
) -> list[ExpressionError]:
    """Everything that is certainly wrong with the values in an expression, by column.

    Args:
        expression: what is checked.
        types: what the answers it may look at are.
        expected: what the whole must be; None if it may be anything.
        this: what ``.`` is; None if it stands for nothing, as outside of a constraint.
        columns: the columns of the choices; None if bare names mean nothing, as outside of a
            choice filter.
    """
    checker = _Checker(types, this, columns)
    checker.check(expression.root)
    if expected is not None:
        checker.demand(expression.root, expected)
    return sorted(checker.faults, key=lambda error: error.column)


def type_of(
    expression: Expression, types: Types, *, this: ValueType | None = None
) -> ValueType | None:
    """What an expression is worth, such as that of a calculation; None if that is not known."""
    return _Checker(types, this, None).type(expression.root)


class _Checker:
    """Goes through an expression; ``faults`` is what was found."""

    def __init__(
        self, types: Types, this: ValueType | None, columns: Collection[str] | None
    ) -> None:
        self._types = types
        self._this = this
        self._columns = columns
        self._inferred: dict[Node, ValueType | None] = {}
        self.faults: list[ExpressionError] = []

    def check(self, root: Node) -> None:
        """Look at a node and at everything below it."""
        for node in walk(root):
            if parts(node):
                self._operation(node)
            else:
                self._value(node)

    def demand(self, node: Node, expected: ValueType) -> None:
        """See that a node is what it must be."""
        if isinstance(node, Call) and node.name == "if":
            for branch in node.arguments[1:]:
                self.demand(branch, expected)
            return
        found = self.type(node)
        if found is None or found is expected or _is_empty(node):
            return
        if expected is ValueType.BOOLEAN:
            fault = f"a condition is needed here, but this is a {_WORDS[found]}"
            self._add(node, fault, _as_condition(node, found))
        elif expected is not ValueType.TEXT and not (isinstance(node, Literal) and found is _TEXT):
            fault = f"a {_WORDS[expected]} is needed here, but this is a {_WORDS[found]}"
            self._add(node, fault, "calculate something else")

    def type(self, node: Node) -> ValueType | None:
        """What a node is worth; None if that is not known."""
        if node not in self._inferred:
            self._inferred[node] = self._infer(node)
        return self._inferred[node]

    def _infer(self, node: Node) -> ValueType | None:
        found: ValueType | None = None
        match node:
            case Literal(value=value):
                found = _TEXT if isinstance(value, str) else ValueType.NUMBER
            case Reference(question=question):
                found = self._types.get(question)
            case This():
                found = self._this
            case Comparison() | Junction():
                found = ValueType.BOOLEAN
            case Arithmetic() | Negative():
                found = self._calculated(node)
            case (
                Call(name="if", arguments=(_, *branches))
                | Call(name="coalesce", arguments=branches)
            ):
                found = self._common(branches)
            case Call(name=name):
                found = FUNCTIONS[name].gives
        return found

    def _common(self, nodes: Sequence[Node]) -> ValueType | None:
        found = {self.type(node) for node in nodes if not _is_empty(node)}
        return found.pop() if len(found) == 1 else None if found else _TEXT

    def _calculated(self, node: Arithmetic | Negative) -> ValueType | None:
        days = [each for each in parts(node) if self.type(each) is ValueType.DATE]
        # A day less a day is a number; a day and some days is a day, though one in numbers.
        return None if len(days) == 1 else ValueType.NUMBER

    def _value(self, node: Node) -> None:
        match node:
            case Reference(question=question) if question not in self._types:
                self._add(node, f"there is no earlier question “{question}”", self._meant(node))
            case This() if self._this is None:
                self._add(node, "“.” stands for no answer here", "write ${question}")
            case ChoiceColumn():
                self._column(node)
            case Literal(value=str(text)) if "${" in text:
                fix = "write concat('…', ${question})"
                self._add(node, "an answer in quotation marks stays the text it is", fix)

    def _operation(self, node: Node) -> None:
        match node:
            case Comparison(left=left, right=right):
                self.faults += comparison_faults(node, self.type(left), self.type(right))
            case Junction(operands=operands):
                for operand in operands:
                    self.demand(operand, ValueType.BOOLEAN)
            case Arithmetic() | Negative():
                for operand in parts(node):
                    self.faults += operand_faults(operand, self.type(operand))
            case Call():
                for place, argument in enumerate(node.arguments):
                    self._argument(node, FUNCTIONS[node.name].role(place), argument)

    def _column(self, node: ChoiceColumn) -> None:
        if self._columns is None:
            quoted = f"'{node.name}' for a text"
            known = node.name in self._types
            fix = f"write ${{{node.name}}} for the answer" + ("" if known else f" or {quoted}")
            self._add(node, f"“{node.name}” is neither an answer nor a text", fix)
        elif node.name not in self._columns:
            fix = f"the columns are {', '.join(sorted(self._columns)) or 'none'}"
            self._add(node, f"the choices have no column “{node.name}”", fix)

    def _argument(self, call: Call, role: Role, node: Node) -> None:
        found = self.type(node)
        if role is Role.CONDITION:
            self.demand(node, ValueType.BOOLEAN)
        elif role is Role.NUMBER:
            self.faults += operand_faults(node, found)
        elif role is Role.CODE and _is_empty(node):
            self._add(node, "no choice is called ''", "write ${question} = '' for no answer")
        elif found is not None and (fix := _misfit(role, node, found)):
            self._add(node, f"{call.name}(…) cannot be asked of a {_WORDS[found]}", fix)

    def _meant(self, node: Reference) -> str:
        if near := get_close_matches(node.question, self._types, n=1, cutoff=0.75):
            return f"did you mean ${{{near[0]}}}?"
        return "ask it before, or correct the name"

    def _add(self, node: Node, fault: str, fix: str) -> None:
        self.faults.append(ExpressionError(fault, node.column, fix))


_TEXT = ValueType.TEXT
_WORDS: Mapping[ValueType, str] = {
    ValueType.TEXT: "text",
    ValueType.NUMBER: "number",
    ValueType.BOOLEAN: "condition",
    ValueType.DATE: "day",
    ValueType.TIME: "time of day",
    ValueType.CODE: "choice",
    ValueType.CODES: "list of several choices",
}


def _is_empty(node: Node) -> bool:
    return isinstance(node, Literal) and node.value == ""


def _misfit(role: Role, node: Node, found: ValueType) -> str:
    """How to mend a value that a function cannot use; empty if it can."""
    is_misfit, fix = {
        Role.CHOICE: (found not in _CHOICES, "compare it by ="),
        Role.CHOICES: (found is not ValueType.CODES, "write ${question} != '' for any answer"),
        Role.TEXT: (found is ValueType.BOOLEAN, "leave the function out"),
        Role.DATE: (not _can_be_day(node, found), "write a day as '2025-01-31'"),
    }.get(role, (False, ""))
    return fix if is_misfit else ""


def _can_be_day(node: Node, found: ValueType) -> bool:
    if isinstance(node, Literal) and isinstance(node.value, str):
        return not node.value or to_day(node.value) is not None
    return found not in _NO_DAYS


def _as_condition(node: Node, found: ValueType) -> str:
    match node:
        case Reference(question=question):
            return f"write ${{{question}}} != '' if any answer will do"
        case This():
            return "write . != '' if any answer will do"
        case Literal(value=str("true" | "false" as word)):
            return f"write {word}()"
    if found is ValueType.NUMBER:
        return "compare it, such as … > 0"
    return "compare it, such as … != ''"
