"""Making a copy of a text without what leads to anybody: a caseworker marks it, passage by passage.

Nothing is found by itself. A machine that overlooks one name does more harm than one that finds
none: whoever makes a copy has to read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from copfeedback.complaints.case_desk import CaseDesk
from copfeedback.complaints.case_errors import UnknownItem
from copfeedback.complaints.case_parts import clean_words
from copfeedback.complaints.model import UNDER_IDENTITY_KEY, ItemKind
from copfeedback.complaints.vault import HolderKey
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor

BLACK = "█████"
"""In place of whatever was taken out; always as long, so that its length says nothing."""


def redact(text: str, words: Iterable[str] = (), spans: Sequence[tuple[int, int]] = ()) -> str:
    """The text without these words, wherever they stand, and without these passages.

    Args:
        text: what is to be copied.
        words: taken out however they are written in capitals or small letters, also within
            other words: endings of names differ by grammar.
        spans: first character and the one after the last, counted from 0.
    """
    gone = [(max(0, begin), min(end, len(text))) for begin, end in spans if begin < end]
    for word in words:
        if cleaned := word.strip():
            pattern = re.compile(r"\s+".join(map(re.escape, cleaned.split())), re.IGNORECASE)
            gone += [found.span() for found in pattern.finditer(text)]
    kept, at = [], 0
    for begin, end in _joined(gone):
        kept += [text[at:begin], BLACK]
        at = end
    return "".join((*kept, text[at:]))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


class Copies:
    """Keeps redacted copies in their case."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk = desk

    def keep(self, actor: Actor, key: HolderKey | None, case_id: str, text: str, of: int) -> int:
        """Keep a copy that was made of an item of the case; its number.

        Raises:
            BadWords: nothing is left of it, or it is too long.
            UnknownItem: there is nothing under this number that caseworkers can read.
            Besides, what ``CaseDesk.working`` raises.
        """
        cleaned = clean_words(text)
        with self._desk.working(actor, key, case_id, Action.WRITE_IN_CASE) as work:
            kinds = [kind for kind in ItemKind if kind not in UNDER_IDENTITY_KEY]
            if of not in {item.place.number for item in work.opened.of_kind(*kinds)}:
                raise UnknownItem
            return work.add(ItemKind.REDACTION, {"of": of, "text": cleaned})
