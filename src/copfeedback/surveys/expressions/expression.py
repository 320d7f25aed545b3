"""Expressions of a questionnaire, compiled when a survey is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeAlias

from copfeedback.surveys.expressions.evaluation import Run, Situation, runner
from copfeedback.surveys.expressions.faults import ExpressionError
from copfeedback.surveys.expressions.functions import FUNCTIONS, ValueType
from copfeedback.surveys.expressions.parser import parse
from copfeedback.surveys.expressions.syntax import (
    Call,
    ChoiceColumn,
    Comparison,
    Junction,
    Literal,
    Node,
    Reference,
    This,
    walk,
)
from copfeedback.surveys.expressions.tokens import Kind, tokens
from copfeedback.surveys.expressions.values import (
    Answers,
    AnswerValue,
    to_boolean,
    to_result,
    to_text,
)

_NO_COLUMNS: Mapping[str, AnswerValue] = {}


@dataclass(frozen=True)
class Expression:
    """A compiled expression; two with the same source are equal."""

    source: str
    root: Node = field(compare=False, repr=False)
    _run: Run[AnswerValue] = field(compare=False, repr=False)

    def holds(
        self,
        answers: Answers,
        *,
        this: AnswerValue = "",
        today: date | None = None,
        columns: Mapping[str, AnswerValue] = _NO_COLUMNS,
    ) -> bool:
        """Whether the expression is true.

        Args:
            answers: by question; one that is missing is unanswered.
            this: the answer that a constraint is about (``.``).
            today: the day; without one ``today()`` is as good as unanswered, so that nothing
                depends on a hidden clock.
            columns: what the choice that a filter looks at says in its columns (bare names).
        """
        return to_boolean(self._run(Situation(answers, this, today, columns)))

    def value(
        self, answers: Answers, *, this: AnswerValue = "", today: date | None = None
    ) -> str | int | float | bool:
        """What the expression is worth; the empty text if that is no number or unanswered."""
        return to_result(self._run(Situation(answers, this, today, _NO_COLUMNS)))

    def references(self) -> frozenset[str]:
        """The questions whose answers the expression looks at."""
        return frozenset(node.question for node in walk(self.root) if isinstance(node, Reference))

    def columns(self) -> frozenset[str]:
        """The columns of a choice that the expression looks at."""
        return frozenset(node.name for node in walk(self.root) if isinstance(node, ChoiceColumn))

    @cached_property
    def uses_this(self) -> bool:
        """Whether it looks at the answer itself, as a constraint does."""
        return any(isinstance(node, This) for node in walk(self.root))

    @cached_property
    def uses_today(self) -> bool:
        """Whether it depends on the day."""
        return any(isinstance(node, Call) and node.name == "today" for node in walk(self.root))

    def codes_compared(self, this: str = "") -> Iterator[tuple[str, str]]:
        """Pairs of question and answer code that are compared, for checking.

        Args:
            this: the question that ``.`` stands for; comparisons with it are left out without.
        """
        for node in walk(self.root):
            for one, other in _equated(node):
                question = one.question if isinstance(one, Reference) else this
                if question and isinstance(one, Reference | This) and isinstance(other, Literal):
                    yield question, to_text(other.value)

    def renamed(self, names: Mapping[str, str]) -> Expression:
        """The same about questions that are called differently, by their names until now."""
        source, after = "", 0
        for token in tokens(self.source):
            if token.kind is Kind.REFERENCE and token.value in names:
                source += f"{self.source[after : token.start]}${{{names[token.value]}}}"
                after = token.stop
        return compile_expression(source + self.source[after:]) if after else self

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return compile_expression, (self.source,)


def compile_expression(source: str) -> Expression:
    """Read an expression.

    Raises:
        ExpressionError: it is not in the language; says what, at which column, and how to mend it.
    """
    root = parse(source)
    return Expression(source, root, runner(root))


Condition: TypeAlias = Expression


def compile_condition(source: str) -> Condition:
    """Read an expression that is true or false, whatever the questions in it are.

    Raises:
        ExpressionError: it is not in the language, or is no condition.
    """
    expression = compile_expression(source)
    for node in walk(expression.root):
        if isinstance(node, ChoiceColumn):
            fix = f"write ${{{node.name}}} for an answer or '{node.name}' for a code"
            raise ExpressionError(f"“{node.name}” is no answer and no text", node.column, fix)
        if isinstance(node, This):
            raise ExpressionError("“.” stands for no answer here", node.column, "name the question")
    _demand_condition(expression.root)
    return expression


def _demand_condition(node: Node) -> None:
    match node:
        case Comparison():
            return
        case Junction(operands=operands):
            conditions = operands
        case Call(name="if", arguments=arguments):
            conditions = arguments
        case Call(name="not", arguments=arguments):
            conditions = arguments
        case Call(name=name) if FUNCTIONS[name].gives is ValueType.BOOLEAN:
            return
        case _:
            fault = "a comparison such as ${q} = 'yes' is missing"
            raise ExpressionError(fault, node.column, "compare it with something")
    for each in conditions:
        _demand_condition(each)


def _equated(node: Node) -> Iterator[tuple[Node, Node]]:
    match node:
        case Call(name="selected", arguments=(answer, code)):
            yield answer, code
        case Comparison(symbol="=" | "!=", left=left, right=right):
            yield left, right
            yield right, left
