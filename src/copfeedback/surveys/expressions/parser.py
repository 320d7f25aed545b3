"""Reading an expression into its parts."""

from __future__ import annotations

from copfeedback.surveys.expressions.date_format import check_format
from copfeedback.surveys.expressions.faults import ExpressionError
from copfeedback.surveys.expressions.functions import FUNCTIONS, Role, advice
from copfeedback.surveys.expressions.patterns import check_pattern
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
)
from copfeedback.surveys.expressions.tokens import Kind, Token, tokens

MAX_LENGTH = 5_000
MAX_DEPTH = 40

_WEAKEST, _ANDING, _COMPARING, _ADDING, _MULTIPLYING = range(1, 6)
_STRENGTHS = {
    "or": _WEAKEST,
    "and": _ANDING,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), _COMPARING),
    **dict.fromkeys(("+", "-"), _ADDING),
    **dict.fromkeys(("*", "div", "mod"), _MULTIPLYING),
}


def parse(source: str) -> Node:
    """Read an expression.

    Raises:
        ExpressionError: it is not in the language; says what and at which column.
    """
    if len(source) > MAX_LENGTH:
        raise ExpressionError(
            f"it is longer than {MAX_LENGTH} characters",
            MAX_LENGTH,
            "calculate parts of it in questions of type calculate",
        )
    return _Parser(source).whole()


class _Parser:
    """Recursive descent over the tokens; ``or`` binds weakest, a sign before a value strongest."""

    def __init__(self, source: str) -> None:
        self._tokens = list(tokens(source))
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        """The whole expression; nothing may be left over."""
        root = self._any()
        if self._next.kind is not Kind.END:
            raise _unexpected(self._next, "join conditions by and or or")
        return root

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        if token.kind is Kind.FAULT:
            raise token.error()
        if token.kind is not Kind.END:  # the end can be looked at again and again
            self._at += 1
        return token

    def _close(self, fix: str) -> None:
        if self._next.kind is Kind.END:
            raise ExpressionError("expected “)” but found the end", self._next.column, fix)
        if not self._next.is_symbol(")"):
            raise _unexpected(self._next, fix)
        self._take()

    def _any(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH + 1:
            fix = "calculate parts of it in questions of type calculate"
            raise ExpressionError("too many nested parentheses", self._next.column, fix)
        node = self._operation(_WEAKEST)
        self._depth -= 1
        return node

    def _operation(self, strength: int) -> Node:
        """Values joined by operators of at least this strength."""
        node = self._signed()
        while (own := self._strength()) >= strength:
            steps: list[tuple[str, Node]] = []
            while self._strength() == own:
                operator = self._take()
                if own == _COMPARING and steps:
                    raise _unexpected(operator, "join comparisons by and")
                steps.append((operator.value, self._operation(own + 1)))
            node = _joined(own, node, steps)
        return node

    def _strength(self) -> int:
        token = self._next
        known = token.kind in {Kind.SYMBOL, Kind.WORD}
        return _STRENGTHS.get(token.value, 0) if known else 0

    def _signed(self) -> Node:
        if not self._next.is_symbol("-"):
            return self._value()
        sign = self._take()
        if self._next.is_symbol("-"):
            raise ExpressionError("there are two minus signs", sign.column, "take one away")
        operand = self._value()
        if isinstance(operand, Literal) and isinstance(operand.value, float):
            return Literal(-operand.value, sign.column)
        return Negative(operand, sign.column)

    def _value(self) -> Node:
        token = self._take()
        match token.kind:
            case Kind.REFERENCE:
                return Reference(token.value, token.column)
            case Kind.TEXT:
                return Literal(token.value, token.column)
            case Kind.NUMBER:
                return Literal(float(token.value), token.column)
            case Kind.THIS:
                return This(token.column)
            case Kind.WORD if token.value not in _STRENGTHS:
                return self._named(token)
        if token.is_symbol("("):
            inner = self._any()
            self._close("close the parenthesis")
            return inner
        fault = f"expected an answer, number or text but found {_shown(token)}"
        raise ExpressionError(fault, token.column, "write ${question}, 'text' or a number")

    def _named(self, name: Token) -> Node:
        if self._next.is_symbol("("):
            return self._call(name)
        if name.value in FUNCTIONS and self._next.kind in {Kind.REFERENCE, Kind.THIS, Kind.TEXT}:
            fault = f"expected “(” but found {_shown(self._next)}"
            raise ExpressionError(fault, self._next.column, f"write {name.value}(…)")
        if ":" in name.value:
            raise ExpressionError(f"there is no “{name.value}”", name.column, "take it away")
        return ChoiceColumn(name.value, name.column)

    def _call(self, name: Token) -> Node:
        if name.value not in FUNCTIONS:
            fault = f"there is no function “{name.value}”"
            raise ExpressionError(fault, name.column, advice(name.value))
        self._take()
        call = Call(name.value, self._arguments(), name.column)
        _check_call(call)
        return call

    def _arguments(self) -> tuple[Node, ...]:
        arguments: list[Node] = []
        while not self._next.is_symbol(")") or arguments:
            arguments.append(self._any())
            if not self._next.is_symbol(","):
                break
            self._take()
        self._close("close the parenthesis, or put , between the values of a function")
        return tuple(arguments)


def _check_call(call: Call) -> None:
    signature, given = FUNCTIONS[call.name], len(call.arguments)
    if given < signature.least or (signature.most is not None and given > signature.most):
        fault = f"{call.name}(…) has {given} values"
        raise ExpressionError(fault, call.column, f"give it {signature.wants()}")
    for place, argument in enumerate(call.arguments):
        role = signature.role(place)
        if role not in {Role.PATTERN, Role.FORMAT}:
            continue
        if not isinstance(argument, Literal) or not isinstance(argument.value, str):
            fault = f"the {role} of {call.name}(…) must be a text in quotation marks"
            raise ExpressionError(fault, argument.column, f"write the {role} itself")
        check = check_pattern if role is Role.PATTERN else check_format
        check(argument.value, argument.column)


def _joined(strength: int, first: Node, steps: list[tuple[str, Node]]) -> Node:
    symbol, second = steps[0]
    if strength == _COMPARING:
        return Comparison(symbol, first, second, first.column)
    if strength in {_WEAKEST, _ANDING}:
        return Junction(symbol, (first, *(operand for _, operand in steps)), first.column)
    return Arithmetic(first, tuple(steps), first.column)


def _unexpected(token: Token, fix: str) -> ExpressionError:
    if token.kind is Kind.FAULT:
        return token.error()
    if token.kind is Kind.WORD and token.value.lower() in _STRENGTHS:
        fix = f"write {token.value.lower()} in small letters"
    return ExpressionError(f"“{token.value}” was not expected here", token.column, fix)


def _shown(token: Token) -> str:
    return "the end" if token.kind is Kind.END else f"“{token.value}”"
