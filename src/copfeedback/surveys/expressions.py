"""Conditions in a questionnaire: a small, safe language, compiled when a survey is checked.

A subset of the XPath that survey forms commonly use: ``${question}``, numbers, quoted text,
``= != < <= > >=``, ``and``, ``or``, ``not(…)``, ``selected(${question}, 'code')``, parentheses.
An unanswered question is the empty text. Nothing is ever evaluated by Python itself.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

AnswerValue: TypeAlias = str | int | tuple[str, ...]
Answers: TypeAlias = Mapping[str, AnswerValue]

MAX_LENGTH = 2_000
MAX_DEPTH = 50


class ExpressionError(Exception):
    """A condition cannot be read; ``column`` counts from 1."""

    def __init__(self, fault: str, column: int) -> None:
        super().__init__(fault)
        self.fault = fault
        self.column = column


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a quoted text."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Reference:
    """The answer to a question."""

    question: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values compared by ``= != < <= > >=``."""

    symbol: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Selected:
    """Whether a choice is among those ticked."""

    question: str
    code: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Junction:
    """Conditions joined by ``and`` or ``or``."""

    word: str
    operands: tuple[Node, ...]


Node: TypeAlias = Literal | Reference | Comparison | Selected | Not | Junction


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled condition."""

    source: str
    root: Node

    def holds(self, answers: Answers) -> bool:
        """Whether the condition is true for these answers."""
        return _truth(self.root, answers)

    def references(self) -> frozenset[str]:
        """The questions whose answers the condition looks at."""
        return frozenset(
            node.question for node in _walk(self.root) if isinstance(node, Reference | Selected)
        )

    def codes_compared(self) -> Iterator[tuple[str, str]]:
        """Pairs of question and answer code that the condition compares, for checking."""
        for node in _walk(self.root):
            if isinstance(node, Selected):
                yield node.question, node.code
            elif isinstance(node, Comparison) and node.symbol in {"=", "!="}:
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    if isinstance(one, Reference) and isinstance(other, Literal):
                        yield one.question, str(other.value)


def compile_condition(source: str) -> Condition:
    """Read a condition.

    Raises:
        ExpressionError: it is not in the language; says what and at which column.
    """
    if len(source) > MAX_LENGTH:
        raise ExpressionError(f"the condition is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    parser = _Parser(source)
    root = parser.condition(0)
    parser.end()
    return Condition(source, root)


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<reference>\$\{\s*(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*\})
    | (?P<text>'[^']*'|"[^"]*")
    | (?P<number>-?\d+(?:\.\d+)?)
    | (?P<symbol><=|>=|!=|=|<|>|\(|\)|,)
    | (?P<word>[A-Za-z][A-Za-z-]*)
    )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*", re.ASCII)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: str
    column: int


def _tokens(source: str) -> Iterator[_Token]:
    position = 0
    end = len(source.rstrip())
    while position < end:
        found = _TOKEN.match(source, position)
        if not found:
            start = position + len(source[position:]) - len(source[position:].lstrip())
            if source[start] in "'\"":
                raise ExpressionError("a quotation mark is not closed", start + 1)
            raise ExpressionError(f"“{source[start]}” has no meaning here", start + 1)
        kind = found.lastgroup if found.lastgroup != "name" else "reference"
        value = found["name"] if kind == "reference" else found[kind or "word"]
        yield _Token(kind or "word", value, found.start(kind or "word") + 1)
        position = found.end()
    yield _Token("end", "", end + 1)


class _Parser:
    """Recursive descent over the tokens; ``or`` binds weakest, comparisons strongest."""

    def __init__(self, source: str) -> None:
        self._tokens = list(_tokens(source))
        self._at = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        if token.kind != "end":  # the end can be looked at again and again
            self._at += 1
        return token

    def _expect(self, value: str) -> None:
        token = self._take()
        if token.value != value or token.kind == "text":
            found = f"“{token.value}”" if token.kind != "end" else "the end"
            raise ExpressionError(f"expected “{value}” but found {found}", token.column)

    def end(self) -> None:
        """Refuse anything left over."""
        if self._next.kind != "end":
            raise ExpressionError(f"“{self._next.value}” was not expected here", self._next.column)

    def condition(self, depth: int) -> Node:
        """A whole condition: comparisons joined by ``or`` and ``and``."""
        return self._junction("or", depth)

    def _junction(self, word: str, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise ExpressionError("too many nested parentheses", self._next.column)
        operands = [self._operand(word, depth)]
        while self._next.kind == "word" and self._next.value == word:
            self._take()
            operands.append(self._operand(word, depth))
        return operands[0] if len(operands) == 1 else Junction(word, tuple(operands))

    def _operand(self, word: str, depth: int) -> Node:
        return self._junction("and", depth) if word == "or" else self._comparison(depth)

    def _comparison(self, depth: int) -> Node:
        left_at = self._next.column
        left = self._value(depth)
        if self._next.kind == "symbol" and self._next.value in _COMPARE:
            symbol = self._take().value
            right = self._value(depth)
            for side in (left, right):
                if not isinstance(side, Literal | Reference):
                    raise ExpressionError("only answers, numbers and texts compare", left_at)
            return Comparison(symbol, left, right)
        if isinstance(left, Literal | Reference):
            raise ExpressionError("a comparison such as ${q} = 'yes' is missing", left_at)
        return left

    def _value(self, depth: int) -> Node:
        token = self._take()
        if token.kind == "reference":
            return Reference(token.value)
        if token.kind == "text":
            return Literal(token.value[1:-1])
        if token.kind == "number":
            return Literal(float(token.value))
        if token.value == "(":
            inner = self.condition(depth + 1)
            self._expect(")")
            return inner
        if token.kind == "word":
            return self._function(token, depth)
        found = f"“{token.value}”" if token.kind != "end" else "the end"
        raise ExpressionError(f"expected an answer, number or text but found {found}", token.column)

    def _function(self, name: _Token, depth: int) -> Node:
        if name.value not in {"not", "selected"}:
            raise ExpressionError(f"there is no function “{name.value}”", name.column)
        self._expect("(")
        if name.value == "not":
            inner = self.condition(depth + 1)
            self._expect(")")
            return Not(inner)
        question = self._take()
        self._expect(",")
        code = self._take()
        if question.kind != "reference" or code.kind != "text":
            raise ExpressionError("write selected(${question}, 'code')", name.column)
        self._expect(")")
        return Selected(question.value, code.value[1:-1])


def _walk(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Comparison):
        yield from _walk(node.left)
        yield from _walk(node.right)
    elif isinstance(node, Not):
        yield from _walk(node.operand)
    elif isinstance(node, Junction):
        for operand in node.operands:
            yield from _walk(operand)


def _truth(node: Node, answers: Answers) -> bool:
    if isinstance(node, Comparison):
        return _compare(node, answers)
    if isinstance(node, Selected):
        answer = answers.get(node.question, ())
        return node.code in (answer if isinstance(answer, tuple) else (str(answer),))
    if isinstance(node, Not):
        return not _truth(node.operand, answers)
    if isinstance(node, Junction):
        quantifier = all if node.word == "and" else any
        return quantifier(_truth(operand, answers) for operand in node.operands)
    raise TypeError(f"{type(node).__name__} is not a condition")  # the parser never builds one


def _compare(node: Comparison, answers: Answers) -> bool:
    """XPath's rule: as numbers where either side is one; order needs two numbers."""
    left, right = _plain(node.left, answers), _plain(node.right, answers)
    if node.symbol in {"=", "!="} and isinstance(left, str) and isinstance(right, str):
        return _COMPARE[node.symbol](left, right)
    left_number, right_number = _number(left), _number(right)
    if left_number is None or right_number is None:
        return node.symbol == "!="  # not-a-number equals nothing and is in no order
    return _COMPARE[node.symbol](left_number, right_number)


def _plain(node: Node, answers: Answers) -> str | float:
    if isinstance(node, Literal):
        return node.value
    if not isinstance(node, Reference):
        raise TypeError(f"{type(node).__name__} has no value")  # the parser never builds one
    answer = answers.get(node.question, "")
    return " ".join(answer) if isinstance(answer, tuple) else answer


def _number(value: str | float) -> float | None:
    """XPath's ``number()``; Python's ``float`` would also take “nan”, “inf” and “1_0”."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return None
    return float(value)
