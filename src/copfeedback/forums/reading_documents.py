"""Minutes that were written elsewhere, entry by entry, as a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from copfeedback.faults import TEXT_MAXIMUM, clean
from copfeedback.folding import without_article, words
from copfeedback.forums.document_lines import BadDocument, DocumentFault, Line, read_lines
from copfeedback.forums.meeting_model import AgendaItem
from copfeedback.forums.minutes_model import GENERAL, EntryText

__all__ = ["BadDocument", "DocumentFault", "DraftMinutes", "Heading", "read_minutes"]

# “Item 3: Lights”, “Punto 3.”, “3) Lights”
_ITEM = "agenda item|item|point|punto|пункт|питання|вопрос|البند|بند"
_NUMBERED = re.compile(
    rf"\s*(?:(?P<said>(?i:{_ITEM}))\s+)?(?P<number>\d{{1,3}})\s*[.):–—-]?(?P<rest>(?!\d).*)"
)
_DECISION = re.compile(
    r"\s*(?i:decisions?|decided|agreed|resolved|décisions?|decisión|decisiones|acuerdos?|решили"
    r"|решение|постановили|вирішили|рішення|ухвалили|القرار|القرارات|قرر المجتمعون)\s*[:：]\s*(.*)"
)
_ALIKE = 0.6
"""How much of the words of two titles has to be the same."""
_SHARED_WITH_NUMBER = 0.5
"""How much of the shorter of two titles, where the number is the same."""
_LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that fits no item of the agenda, and its line."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class DraftMinutes:
    """What a document says of each item.

    ``unmatched`` are headings that fit no item: what stands below them belongs to none.
    """

    entries: Mapping[int, EntryText]
    unmatched: tuple[Heading, ...] = ()


@dataclass(slots=True)
class _Gathered:
    """The lines of one entry, and whether the last ones are those of a decision."""

    text: list[str] = field(default_factory=list)
    decision: list[str] = field(default_factory=list)
    deciding: bool = False
    lengths: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    """How many characters, by whether they are of the decision."""

    def add(self, line: Line) -> None:
        """Take one more line."""
        said, decision = line.text, _DECISION.fullmatch(line.text)
        if decision:
            said, self.deciding = decision[1], True
        elif self.deciding:
            self.deciding = bool(said.strip() or not self.decision[-1].strip())
        (self.decision if self.deciding else self.text).append(said)
        self.lengths[self.deciding] += len(said)
        if self.lengths[self.deciding] > TEXT_MAXIMUM:
            raise BadDocument(DocumentFault.TOO_LONG, line.number, str(TEXT_MAXIMUM))

    def entry(self) -> EntryText:
        """All of it."""
        return EntryText(text=clean("\n".join(self.text)), decision=clean("\n".join(self.decision)))


def read_minutes(name: str, content: bytes, items: Sequence[AgendaItem]) -> DraftMinutes:
    """Minutes from a document: plain text, Markdown or DOCX.

    A heading, or a line that begins with a number, is matched to an agenda item by title or
    number. What follows “Decision:” is the decision. Lists and tables stay as plain text.

    Raises:
        BadDocument: it cannot be read, or one entry is longer than minutes can hold.
    """
    agenda = _Agenda(items)
    gathered: dict[int, _Gathered] = {}
    unmatched = []
    at, level = GENERAL, 0
    for line in read_lines(name, content):
        item = agenda.item_of(line)
        if item is not None:
            at, level = item.id, line.level
            gathered.setdefault(at, _Gathered())
            continue
        if line.level and (not level or line.level <= level):
            unmatched.append(Heading(line.number, line.text))
            at, level = GENERAL, 0
        gathered.setdefault(at, _Gathered()).add(line)
    entries = {item_id: each.entry() for item_id, each in gathered.items()}
    written = {item_id: entry for item_id, entry in entries.items() if entry != EntryText()}
    if not written:
        raise BadDocument(DocumentFault.EMPTY)
    return DraftMinutes(written, tuple(unmatched))


class _Agenda:
    """The items in their order, each by the words of its title in every language."""

    def __init__(self, items: Sequence[AgendaItem]) -> None:
        self._titles = [(item, [_folded(title) for title in item.title.values()]) for item in items]
        self._whole: dict[frozenset[str], AgendaItem] = {}
        for item, titles in self._titles:
            for title in filter(None, titles):
                self._whole.setdefault(title, item)

    def item_of(self, line: Line) -> AgendaItem | None:
        """The item of which a line is the heading."""
        text = line.text.strip()
        if not text or len(text) > _LONGEST_HEADING or not self._titles:
            return None
        if (item := self._whole.get(_folded(text))) is not None:
            return item
        numbered = _NUMBERED.fullmatch(text)
        if not line.level and not numbered:
            return None
        wanted = _folded(numbered["rest"] if numbered else text)
        number = int(numbered["number"]) if numbered else 0
        if 0 < number <= len(self._titles):
            item, titles = self._titles[number - 1]
            is_heading = line.level > 0 or (numbered is not None and numbered["said"] is not None)
            fits = not wanted or _shares(wanted, titles) >= _SHARED_WITH_NUMBER
            if (is_heading and fits) or _alike(wanted, titles) >= _ALIKE:
                return item
        best, titles = max(self._titles, key=lambda each: _alike(wanted, each[1]))
        if _alike(wanted, titles) >= _ALIKE:
            return best
        return None


def _alike(wanted: frozenset[str], titles: Iterable[frozenset[str]]) -> float:
    """How much of all words of two titles is in both, in the language that fits best."""
    return max(len(wanted & title) / (len(wanted | title) or 1) for title in titles)


def _shares(wanted: frozenset[str], titles: Iterable[frozenset[str]]) -> float:
    """How much of the shorter of two titles is in the other, in the language that fits best."""
    return max(len(wanted & title) / (min(len(wanted), len(title)) or 1) for title in titles)


def _folded(text: str) -> frozenset[str]:
    return frozenset(without_article(word.folded) for word in words(text))
