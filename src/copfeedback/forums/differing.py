"""What one version of minutes says otherwise than another, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from copfeedback.forums.minutes_model import WORDS, EntryText, Manner, Minutes, MinutesEntry
from copfeedback.forums.model import Side
from copfeedback.i18n.translations import Translations

MOST_STEPS = 20_000_000
"""For all of a difference, in the worst case: half a second or so of a small computer."""
_WORDS = re.compile(r"\S+\s*|\s+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


class Change(StrEnum):
    """What became of a part of a text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text of which all shares one fate."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """How one text of an entry differs; ``name`` is one of ``WORDS``."""

    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class EntryDifference:
    """How an entry differs. ``manner`` and ``answered`` are before and after, where they do."""

    item_id: int
    title: Translations | None
    fields: tuple[FieldDifference, ...] = ()
    manner: tuple[Manner, Manner] | None = None
    answered: tuple[bool | None, bool | None] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """How two versions differ. ``total`` and ``sides`` are before and after, where they do."""

    entries: tuple[EntryDifference, ...] = ()
    total: tuple[int | None, int | None] | None = None
    sides: Mapping[Side, tuple[int | None, int | None]] | None = None


class Budget:
    """The steps that are left for comparing."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self._left = steps

    def affords(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether these pieces can still be compared; the steps it may take are then spent.

        Each piece meets those like it on the other side, and in the worst case again for each
        part that the text falls into.
        """
        theirs = Counter(after)
        alike = sum(times * theirs[piece] for piece, times in Counter(before).items())
        steps = (alike + 1) * min(len(before), len(after))
        if steps > self._left:
            return False
        self._left -= steps
        return True


def difference(older: Minutes, newer: Minutes) -> Difference:
    """How ``newer`` differs from ``older``: only the entries in which it does.

    Where comparing takes too many steps, the rest is told as the old and the new text.
    """
    budget = Budget()
    before = {entry.item_id: entry for entry in older.entries}
    after = {entry.item_id: entry for entry in newer.entries}
    gone = [each for each in before if each not in after]
    entries = [
        found
        for item_id in [*after, *gone]
        if (found := _entry(before.get(item_id), after.get(item_id), budget))
    ]
    counted = {
        side: (older.sides.get(side), newer.sides.get(side))
        for side in Side
        if older.sides.get(side) != newer.sides.get(side)
    }
    total = None if older.total == newer.total else (older.total, newer.total)
    return Difference(tuple(entries), total, counted or None)


def compared(older: str, newer: str, budget: Budget) -> tuple[Part, ...]:
    """Both texts in one: what stayed, what was taken out, and what was put in.

    Word by word; line by line where the budget does not allow that, or else as two whole texts.
    """
    for pieces in (_WORDS, _LINES):
        before, after = pieces.findall(older), pieces.findall(newer)
        first, last = _ends_alike(before, after)
        middle = before[first : len(before) - last], after[first : len(after) - last]
        keys = [[_key(piece) for piece in each] for each in middle]
        if not budget.affords(keys[0], keys[1]):
            continue
        start, end = after[:first], after[len(after) - last :]
        same = [Part(Change.SAME, "".join(each)) for each in (start, end)]
        return _joined([same[0], *_pieces(middle, keys), same[1]])
    return _joined([Part(Change.REMOVED, older), Part(Change.ADDED, newer)])


def _entry(
    older: MinutesEntry | None, newer: MinutesEntry | None, budget: Budget
) -> EntryDifference | None:
    before = older.content if older else EntryText()
    after = newer.content if newer else EntryText()
    if before == after:
        return None
    entry = newer or older
    fields = [
        FieldDifference(name, compared(getattr(before, name), getattr(after, name), budget))
        for name in WORDS
        if getattr(before, name) != getattr(after, name)
    ]
    return EntryDifference(
        item_id=entry.item_id if entry else 0,
        title=entry.title if entry else None,
        fields=tuple(fields),
        manner=None if before.manner == after.manner else (before.manner, after.manner),
        answered=None if before.answered == after.answered else (before.answered, after.answered),
    )


def _ends_alike(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many pieces at the beginning, and how many of the others at the end, are the same."""
    shorter = min(len(before), len(after))
    first = 0
    while first < shorter and _key(before[first]) == _key(after[first]):
        first += 1
    last = 0
    while last < shorter - first and _key(before[-1 - last]) == _key(after[-1 - last]):
        last += 1
    return first, last


def _pieces(texts: Sequence[Sequence[str]], keys: Sequence[Sequence[str]]) -> Iterator[Part]:
    before, after = texts
    for tag, a, b, c, d in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part(Change.SAME, "".join(after[c:d]))
        else:
            yield Part(Change.REMOVED, "".join(before[a:b]))
            yield Part(Change.ADDED, "".join(after[c:d]))


def _key(piece: str) -> str:
    # The space after a word is no difference, a new line is one.
    return piece.rstrip() + "\n" * piece.count("\n")


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts that are not empty, neighbours of one kind as one."""
    found: list[Part] = []
    for part in parts:
        cut_short = found and found[-1].change is Change.SAME and not found[-1].text[-1:].isspace()
        if part.change is Change.REMOVED and part.text and cut_short:
            # The newer text ends with a word that more stood behind.
            found.append(Part(part.change, f" {part.text}"))
        elif found and found[-1].change is part.change:
            found[-1] = Part(part.change, found[-1].text + part.text)
        elif part.text:
            found.append(part)
    return tuple(found)
