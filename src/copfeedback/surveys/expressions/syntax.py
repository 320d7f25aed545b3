"""The parts an expression consists of; each knows the column (from 1) where it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a quoted text."""

    value: str | float
    column: int


@dataclass(frozen=True, slots=True)
class Reference:
    """The answer to a question."""

    question: str
    column: int


@dataclass(frozen=True, slots=True)
class This:
    """The very answer that a constraint is about."""

    column: int


@dataclass(frozen=True, slots=True)
class ChoiceColumn:
    """What a column says of the choice that a filter looks at."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values compared by ``= != < <= > >=``."""

    symbol: str
    left: Node
    right: Node
    column: int


@dataclass(frozen=True, slots=True)
class Junction:
    """Conditions joined by ``and`` or ``or``."""

    word: str
    operands: tuple[Node, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A value to which further ones are added, subtracted, … one after the other.

    A chain is one node, so that a long one is no deep one.
    """

    first: Node
    steps: tuple[tuple[str, Node], ...]
    column: int

    def operands(self) -> tuple[Node, ...]:
        """Every value that is calculated with."""
        return (self.first, *(operand for _, operand in self.steps))


@dataclass(frozen=True, slots=True)
class Negative:
    """A value with its sign changed."""

    operand: Node
    column: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function of some values."""

    name: str
    arguments: tuple[Node, ...]
    column: int


Node: TypeAlias = (
    Literal | Reference | This | ChoiceColumn | Comparison | Junction | Arithmetic | Negative | Call
)


def parts(node: Node) -> tuple[Node, ...]:
    """The nodes right below a node, in the order in which they are written."""
    match node:
        case Comparison(left=left, right=right):
            return (left, right)
        case Junction(operands=operands):
            return operands
        case Arithmetic():
            return node.operands()
        case Negative(operand=operand):
            return (operand,)
        case Call(arguments=arguments):
            return arguments
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it, in the order in which it is written."""
    yield node
    for part in parts(node):
        yield from walk(part)
