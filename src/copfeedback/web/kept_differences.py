"""What versions of minutes say otherwise, kept in memory: versions do not change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from copfeedback.forums.differing import Difference
from copfeedback.forums.minutes_model import WORDS, Minutes

MOST_CHARACTERS = 8_000_000


@dataclass(frozen=True, slots=True)
class _Kept:
    older: Minutes
    newer: Minutes
    difference: Difference
    size: int


class KeptDifferences:
    """Finds out each difference once, one after the other, and keeps those found last."""

    def __init__(
        self,
        find: Callable[[Minutes, Minutes], Difference],
        most_characters: int = MOST_CHARACTERS,
    ) -> None:
        self._find = find
        self._most = most_characters
        self._kept: dict[tuple[int, int, int], _Kept] = {}
        self._lock = Lock()

    def of(self, older: Minutes, newer: Minutes) -> Difference:
        """How two versions of the minutes of one meeting differ."""
        name = (newer.meeting_id, older.number, newer.number)
        with self._lock:  # somebody may be finding out the same
            kept = self._kept.pop(name, None)
            # What had to be erased from a version is not told any longer.
            if kept is None or (kept.older, kept.newer) != (older, newer):
                found = self._find(older, newer)
                kept = _Kept(older, newer, found, _size(older, newer, found))
            self._kept[name] = kept
            while sum(each.size for each in self._kept.values()) > self._most:
                del self._kept[next(iter(self._kept))]
        return kept.difference


def _size(older: Minutes, newer: Minutes, found: Difference) -> int:
    """How many characters of texts they hold."""
    entries = [entry.content for each in (older, newer) for entry in each.entries]
    texts = [getattr(content, name) for content in entries for name in WORDS]
    parts = [part.text for entry in found.entries for each in entry.fields for part in each.parts]
    return sum(map(len, texts)) + sum(map(len, parts))
