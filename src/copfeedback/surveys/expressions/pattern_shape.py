"""The shape of a pattern: what follows what, what repeats; of patterns that RE2 has accepted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

_MAX_DEPTH = 30


class PatternError(Exception):
    """A pattern is of a kind that is not looked into."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One character out of a class; ``source`` is how the pattern writes the class."""

    source: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other; empty for what takes no character, such as ``^``."""

    items: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    items: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Something again and again; ``most`` is None where there is no limit."""

    item: Shape
    least: int
    most: int | None


Shape: TypeAlias = Sign | Sequence | Choice | Repeat


def read_pattern(pattern: str) -> Shape:
    """The shape of a pattern, flags left out.

    Raises:
        PatternError: it is of a kind that is not looked into.
    """
    return _Reader(pattern).choice(0)


_ESCAPE = re.compile(
    r"\\(?:[pP](?:\{[^}]*\}|.)|x\{[^}]*\}|x[0-9A-Fa-f]{2}|[0-7]{1,3}|.)", re.DOTALL
)
_NOTHING = re.compile(r"[\^$]|\\[bBAz]|\(\?[a-zA-Z-]+\)")
_GROUP = re.compile(r"\((?:\?(?:[a-zA-Z-]*:|P?<[^>]*>))?")
_QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??")
_SIMPLE = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_INSIDE_CLASS = re.compile(r"\[:\^?\w+:\]")


class _Reader:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def choice(self, depth: int) -> Shape:
        """Alternatives up to the end of the group."""
        if depth > _MAX_DEPTH:
            raise PatternError("too many parentheses in each other")
        items = [self._sequence(depth)]
        while self._pattern.startswith("|", self._at):
            self._at += 1
            items.append(self._sequence(depth))
        return items[0] if len(items) == 1 else Choice(tuple(items))

    def _sequence(self, depth: int) -> Shape:
        items: list[Shape] = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            items.append(self._repeated(self._item(depth)))
        return Sequence(tuple(items))

    def _repeated(self, item: Shape) -> Shape:
        if not (found := self._take(_QUANTIFIER)):
            return item
        if found[1]:
            least, most = _SIMPLE[found[1]]
        else:
            least = int(found[2])
            most = least if not found[3] else int(found[4]) if found[4] else None
        return Repeat(item, least, most)

    def _item(self, depth: int) -> Shape:
        if self._take(_NOTHING):
            return Sequence()
        if self._pattern.startswith(("\\Q", "\\C"), self._at):
            raise PatternError("\\Q and \\C are not in the language")
        if self._take(_GROUP):
            inner = self.choice(depth + 1)
            self._at += 1  # the closing parenthesis, which RE2 has seen
            return inner
        if self._pattern[self._at] == "[":
            return self._class()
        if found := self._take(_ESCAPE):
            return Sign(found[0])
        self._at += 1
        literal = self._pattern[self._at - 1]
        return Sign(literal if literal == "." else re.escape(literal))

    def _class(self) -> Sign:
        begin = self._at
        self._at += 1
        if self._pattern.startswith("^", self._at):
            self._at += 1
        first = self._at
        while self._pattern[self._at] != "]" or self._at == first:
            if not (self._take(_ESCAPE) or self._take(_INSIDE_CLASS)):
                self._at += 1
        self._at += 1
        return Sign(self._pattern[begin : self._at])

    def _take(self, wanted: re.Pattern[str]) -> re.Match[str] | None:
        if found := wanted.match(self._pattern, self._at):
            self._at = found.end()
        return found
