"""Making of an expression what works it out: functions in functions, made once, run often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, TypeVar

from copfeedback.surveys.expressions.arithmetic import OPERATIONS
from copfeedback.surveys.expressions.functions import FUNCTIONS, ValueType
from copfeedback.surveys.expressions.library import BUILTINS
from copfeedback.surveys.expressions.patterns import matcher
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
from copfeedback.surveys.expressions.values import (
    Answers,
    AnswerValue,
    compare,
    is_selected,
    to_boolean,
    to_number,
    to_text,
)


@dataclass(slots=True)
class Situation:
    """What an expression is worked out from."""

    answers: Answers
    this: AnswerValue
    today: date | None
    columns: Mapping[str, AnswerValue]


_T = TypeVar("_T")
Run: TypeAlias = Callable[[Situation], _T]


def runner(node: Node) -> Run[AnswerValue]:  # noqa: PLR0911 - one for each kind of node
    """What works out the value of a node."""
    match node:
        case Literal(value=value):
            return lambda _: value
        case Reference(question=question):
            return lambda situation: situation.answers.get(question, "")
        case This():
            return lambda situation: situation.this
        case ChoiceColumn(name=name):
            return lambda situation: situation.columns.get(name, "")
        case Comparison():
            return _comparison(node)
        case Junction():
            return _junction(node)
        case Arithmetic():
            return _arithmetic(node)
        case Negative(operand=operand):
            number = _number(operand)
            return lambda situation: -number(situation)
        case Call():
            return _call(node)


def condition(node: Node) -> Run[bool]:
    """What works out whether a node holds."""
    run = runner(node)
    if _is_boolean(node):
        return run  # type: ignore[return-value] # a comparison, junction or function of that kind
    return lambda situation: to_boolean(run(situation))


def _is_boolean(node: Node) -> bool:
    if isinstance(node, Call):
        return FUNCTIONS[node.name].gives is ValueType.BOOLEAN
    return isinstance(node, Comparison | Junction)


def _number(node: Node) -> Run[float]:
    run = runner(node)
    return lambda situation: to_number(run(situation))


def _text(node: Node) -> Run[str]:
    run = runner(node)
    return lambda situation: to_text(run(situation))


def _comparison(node: Comparison) -> Run[bool]:
    symbol, left, right = node.symbol, node.left, node.right
    if symbol in {"=", "!="} and isinstance(left, Reference) and isinstance(right, Literal):
        return _equality(left.question, right.value, symbol == "=")
    left_run, right_run = runner(left), runner(right)
    return lambda situation: compare(symbol, left_run(situation), right_run(situation))


def _equality(question: str, value: str | float, wanted: bool) -> Run[bool]:
    """By far the most frequent comparison: an answer with a code."""
    symbol = "=" if wanted else "!="

    def run(situation: Situation) -> bool:
        answer = situation.answers.get(question, "")
        if isinstance(answer, str) and isinstance(value, str):
            return (answer == value) is wanted
        return compare(symbol, answer, value)

    return run


def _junction(node: Junction) -> Run[bool]:
    conditions = tuple(condition(operand) for operand in node.operands)
    decisive = node.word == "or"

    def run(situation: Situation) -> bool:
        for each in conditions:
            if each(situation) is decisive:
                return decisive
        return not decisive

    return run


def _arithmetic(node: Arithmetic) -> Run[float]:
    first = _number(node.first)
    steps = tuple((OPERATIONS[symbol], _number(operand)) for symbol, operand in node.steps)

    def run(situation: Situation) -> float:
        number = first(situation)
        for operation, operand in steps:
            number = operation(number, operand(situation))
        return number

    return run


def _call(call: Call) -> Run[AnswerValue]:
    match call.name, call.arguments:
        case "if", (which, yes, no):
            return _if(condition(which), runner(yes), runner(no))
        case "not", (operand,):
            holds = condition(operand)
            return lambda situation: not holds(situation)
        case "selected", (Reference(question=question), Literal(value=code)):
            wanted = to_text(code).strip()
            return lambda situation: is_selected(situation.answers.get(question, ""), wanted)
        case "regex", (operand, Literal(value=str(pattern))):
            text, matches = _text(operand), matcher(pattern)
            return lambda situation: matches(text(situation))
        case "today", ():
            return lambda situation: situation.today.isoformat() if situation.today else ""
    return _builtin(call)


def _if(which: Run[bool], yes: Run[AnswerValue], no: Run[AnswerValue]) -> Run[AnswerValue]:
    return lambda situation: yes(situation) if which(situation) else no(situation)


def _builtin(call: Call) -> Run[AnswerValue]:
    function = BUILTINS[call.name]
    arguments = tuple(runner(argument) for argument in call.arguments)
    return lambda situation: function(*[argument(situation) for argument in arguments])
