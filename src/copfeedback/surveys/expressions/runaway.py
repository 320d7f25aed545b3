"""Whether a backtracking program could hang on a pattern.

It could if something inside an unlimited repetition can match the same text in two ways: each
further round then doubles what there is to try. So the pattern is made an automaton of its
signs, and two tokens walk it on the same text: if they can part and meet again within a round,
it runs away. What is repeated a limited number of times, but more than a few, counts as
unlimited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

import re2  # type: ignore[import-untyped]

from copfeedback.surveys.expressions.pattern_shape import (
    Choice,
    PatternError,
    Repeat,
    Sequence,
    Shape,
    Sign,
)

_FEW = 4
_MAX_SIGNS = 250
_MAX_STEPS = 400_000
_SCRIPTS = "éßñøžİıſKαΩжЯאبیअक़กあア漢한٣۵५０»“–€😀\u0301\u064b\u093f\u200c\u200d\u2028\xa0"
_ASCII = "".join(map(chr, range(1, 128)))


def can_run_away(shape: Shape, *, any_case: bool = False) -> bool:
    """Whether some text keeps a backtracking program busy for ever.

    Args:
        shape: the pattern.
        any_case: whether it takes capital for small letters somewhere.

    Raises:
        PatternError: it is too large to tell.
    """
    automaton = _Automaton()
    automaton.add(shape)
    return automaton.empty_rounds or _is_ambiguous(automaton, any_case)


@dataclass(frozen=True, slots=True)
class _Ends:
    """How a part of a pattern can begin and end, in how many ways; whether it can be empty."""

    empty: bool = True
    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)


class _Automaton:
    """The signs of a pattern by number, and how often one can follow another."""

    def __init__(self) -> None:
        self.signs: list[str] = []
        self.follow: list[Counter[int]] = []
        self.empty_rounds = False

    def add(self, shape: Shape) -> _Ends:
        """Put a part of the pattern into the automaton."""
        match shape:
            case Sign(source=source):
                return self._sign(source)
            case Sequence(items=items):
                return self._sequence(map(self.add, items))
            case Choice(items=items):
                return _any_of(map(self.add, items))
            case Repeat():
                return self._repeat(shape)

    def _sign(self, source: str) -> _Ends:
        if len(self.signs) >= _MAX_SIGNS:
            raise PatternError("it is too large")
        number = len(self.signs)
        self.signs.append(source)
        self.follow.append(Counter())
        return _Ends(False, Counter([number]), Counter([number]))

    def _sequence(self, items: Iterable[_Ends]) -> _Ends:
        whole = _Ends()
        for item in items:
            self._join(whole.last, item.first)
            whole = _Ends(
                whole.empty and item.empty,
                whole.first + item.first if whole.empty else whole.first,
                whole.last + item.last if item.empty else item.last,
            )
        return whole

    def _join(self, last: Counter[int], first: Counter[int]) -> None:
        for before, ways in last.items():
            for after, more in first.items():
                self.follow[before][after] += ways * more

    def _repeat(self, repeat: Repeat) -> _Ends:
        if repeat.most is not None and repeat.most <= _FEW:
            return self._sequence(self._rounds(repeat, repeat.most))
        body = self.add(repeat.item)
        self._join(body.last, body.first)
        if body.empty and repeat.most is not None and body.first:
            self.empty_rounds = True  # (a?){30} tries every way to leave rounds out
        return _Ends(body.empty or repeat.least == 0, body.first, body.last)

    def _rounds(self, repeat: Repeat, most: int) -> Iterator[_Ends]:
        for number in range(most):
            ends = self.add(repeat.item)
            yield _Ends(ends.empty or number >= repeat.least, ends.first, ends.last)


def _any_of(items: Iterable[_Ends]) -> _Ends:
    ends = list(items)
    return _Ends(
        any(each.empty for each in ends),
        sum((each.first for each in ends), Counter()),
        sum((each.last for each in ends), Counter()),
    )


def _is_ambiguous(automaton: _Automaton, any_case: bool) -> bool:
    loops = _loops(automaton.follow)
    within = [
        [after for after in follow if loops[before] >> after & 1]
        for before, follow in enumerate(automaton.follow)
    ]
    if any(
        automaton.follow[before][after] > 1
        for before, follow in enumerate(within)
        for after in follow
    ):
        return True
    return _parts_and_meets(within, _overlaps(automaton.signs, "(?is)" if any_case else "(?s)"))


def _loops(follow: list[Counter[int]]) -> list[int]:
    """For each sign, those from which it can come back, as bits of a number."""
    size = len(follow)
    reach = [sum(1 << after for after in afters) for afters in follow]
    for through in range(size):
        for start in range(size):
            if reach[start] >> through & 1:
                reach[start] |= reach[through]
    return [
        sum(1 << end for end in range(size) if reach[start] >> end & 1 and reach[end] >> start & 1)
        for start in range(size)
    ]


def _overlaps(signs: list[str], flags: str) -> list[list[bool]]:
    """Which signs can stand for the same character."""
    around = {
        chr(ord(c) + step) for sign in signs for c in sign for step in (-1, 0, 1) if c > "\x80"
    }
    sample = "".join(sorted({*_ASCII, *_SCRIPTS, *around}))
    stands_for = {sign: _matched(flags + sign, sample) for sign in set(signs)}
    return [[bool(stands_for[one] & stands_for[other]) for other in signs] for one in signs]


def _matched(sign: str, sample: str) -> frozenset[str]:
    found = frozenset(match[0] for match in re2.finditer(sign, sample))
    return found or frozenset(sample)  # a class of which no example is known overlaps with all


def _parts_and_meets(within: list[list[int]], overlap: list[list[bool]]) -> bool:
    """Whether two tokens that walk on the same text can part and meet again."""
    waiting = [(sign, sign) for sign, after in enumerate(within) if after]
    seen = set(waiting)
    steps = 0
    while waiting:
        one, other = waiting.pop()
        steps += len(within[one]) * len(within[other])
        if steps > _MAX_STEPS:
            raise PatternError("it is too large")
        for pair in product(within[one], within[other]):
            if not overlap[pair[0]][pair[1]]:
                continue
            if one != other and pair[0] == pair[1]:
                return True
            if pair not in seen:
                seen.add(pair)
                waiting.append(pair)
    return False
