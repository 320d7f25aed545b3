"""Cutting an expression into words, signs, numbers and texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from copfeedback.surveys.expressions.faults import ExpressionError
from copfeedback.surveys.expressions.names import begins_name, continues_name, is_name


class Kind(Enum):
    """What a token is."""

    REFERENCE = auto()
    TEXT = auto()
    NUMBER = auto()
    SYMBOL = auto()
    WORD = auto()
    THIS = auto()
    FAULT = auto()
    """Something foreign; told once the reading gets there, so that the first fault comes first."""
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``start`` and ``stop`` are where it stands in the source, from 0."""

    kind: Kind
    value: str
    start: int
    stop: int
    fix: str = ""

    @property
    def column(self) -> int:
        """Where it begins, counted from 1."""
        return self.start + 1

    def is_symbol(self, *symbols: str) -> bool:
        """Whether it is one of these signs."""
        return self.kind is Kind.SYMBOL and self.value in symbols

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these words."""
        return self.kind is Kind.WORD and self.value in words

    def error(self) -> ExpressionError:
        """What is wrong with a foreign token."""
        return ExpressionError(self.value, self.column, self.fix)


_NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+", re.ASCII)
_MAX_DIGITS = 30
_SYMBOL = re.compile(r"<=|>=|!=|[=<>+\-*(),]")
_FOREIGN = {
    "==": "write = for “is equal”",
    "&&": "write and",
    "||": "write or",
    "<>": "write !=",
    "=<": "write <=",
    "=>": "write >=",
    "≠": "write !=",
    "≤": "write <=",
    "≥": "write >=",
    "!": "write not(…), or != for “is not equal”",
    "−": "write - for minus",
    "–": "write - for minus",
    "×": "write *",
    "÷": "write div",
    "%": "write mod for the remainder",
    "..": "name the question, as ${question}; groups and repeats cannot be walked through",
    "/": "write div to divide, and ${question} instead of a path",
    "،": "write ,",
    ";": "write , between the values of a function",
    "{": "write ${question} with a dollar sign",
    "[": "write a condition instead of a filter",
}
_FOREIGN_QUOTES = "‘’‚‛“”„‟«»‹›`´"


def tokens(source: str) -> Iterator[Token]:
    """The tokens of an expression; after a foreign one nothing comes but the end."""
    at, end = 0, len(source.rstrip())
    while at < end:
        if source[at].isspace():
            at += 1
            continue
        token = _token(source, at)
        yield token
        if token.kind is Kind.FAULT:
            return
        at = token.stop
    yield Token(Kind.END, "", end, end)


def _token(source: str, at: int) -> Token:  # noqa: PLR0911 - one for each kind of token
    first = source[at]
    if source.startswith("${", at):
        return _reference(source, at)
    if first in "'\"":
        return _text(source, at)
    if number := _NUMBER.match(source, at):
        return _number(number[0], at)
    if foreign := _foreign(source, at):
        return foreign
    if symbol := _SYMBOL.match(source, at):
        return Token(Kind.SYMBOL, symbol[0], at, symbol.end())
    if first == ".":
        return Token(Kind.THIS, first, at, at + 1)
    if begins_name(first):
        return _word(source, at)
    return _meaningless(source, at)


def _reference(source: str, at: int) -> Token:
    closing = source.find("}", at)
    if closing < 0:
        return Token(Kind.FAULT, "“${” is not closed", at, at, "write ${question}")
    name = source[at + 2 : closing].strip()
    if not is_name(name):
        fix = "a name begins with a letter or _, then come letters, digits, _ . or -"
        return Token(Kind.FAULT, f"no question can be called “{name[:40]}”", at, at, fix)
    return Token(Kind.REFERENCE, name, at, closing + 1)


def _text(source: str, at: int) -> Token:
    closing = source.find(source[at], at + 1)
    if closing < 0:
        fix = f"end the text with {source[at]}"
        return Token(Kind.FAULT, "a quotation mark is not closed", at, at, fix)
    return Token(Kind.TEXT, source[at + 1 : closing], at, closing + 1)


def _number(digits: str, at: int) -> Token:
    if len(digits) > _MAX_DIGITS:
        fault = f"a number has more than {_MAX_DIGITS} digits"
        return Token(Kind.FAULT, fault, at, at, "write a shorter one")
    return Token(Kind.NUMBER, digits, at, at + len(digits))


def _word(source: str, at: int) -> Token:
    stop = at + 1
    while stop < len(source) and (
        continues_name(source[stop])
        or (source[stop] == ":" and begins_name(source[stop + 1 : stop + 2] or " "))
    ):
        stop += 1
    return Token(Kind.WORD, source[at:stop], at, stop)


def _foreign(source: str, at: int) -> Token | None:
    if source.startswith(("!=", ">=", "<="), at):
        return None
    if source[at] in _FOREIGN_QUOTES:
        fault = f"{source[at]} is a typographic quotation mark"
        return Token(Kind.FAULT, fault, at, at, "write straight quotation marks: 'text'")
    for sign in (source[at : at + 2], source[at]):
        if sign in _FOREIGN:
            return Token(Kind.FAULT, f"“{sign}” is not in the language", at, at, _FOREIGN[sign])
    return None


def _meaningless(source: str, at: int) -> Token:
    sign = source[at]
    shown = f"“{sign}”" if sign.isprintable() else f"an invisible sign (U+{ord(sign):04X})"
    return Token(Kind.FAULT, f"{shown} has no meaning here", at, at, "take it away")
