"""What a meeting is about, point by point: the agenda, and what the minutes say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from copfeedback.forums.commitment_model import Commitment
from copfeedback.forums.meeting_model import Agenda, AgendaItem, Paper
from copfeedback.forums.translating import ShownEntry
from copfeedback.i18n.translations import LocalText, Translations

ROOM = 16_000
"""Bytes of a page that its points may take: with all around them it stays below 30 KB."""
_MARKUP = 330
_MARKUP_OF_PARTS = 260


@dataclass(frozen=True, slots=True)
class Point:
    """A point of an agenda or of minutes.

    ``number`` is its place, 0 for what belongs to no item. ``item`` is missing where the minutes
    tell of one that is on the agenda no more, ``entry`` before there are minutes. ``about`` is the
    commitment that comes up again, ``commitments`` are those that were made, ``put_off`` is how
    often it was put off before.
    """

    number: int
    title: LocalText | None
    item: AgendaItem | None = None
    entry: ShownEntry | None = None
    papers: tuple[Paper, ...] = ()
    about: Commitment | None = None
    commitments: tuple[Commitment, ...] = ()
    put_off: int = 0

    def size(self, tag: str) -> int:
        """About how many bytes it takes on a page in a language."""
        words = [self.title, *_words(self.entry)]
        if self.item is not None and self.item.text is not None:
            words.append(self.item.text.read_in(tag))
        promised = [each.what.read_in(tag) for each in (*self.commitments, self.about) if each]
        parts = len(self.papers) + 2 * len(promised) + sum(each is not None for each in words)
        said = sum(len(each.text.encode()) for each in (*words, *promised) if each is not None)
        return _MARKUP + parts * _MARKUP_OF_PARTS + said


@dataclass(frozen=True, slots=True)
class Known:
    """What points are put together from.

    ``commitment`` finds one that everybody may see, or None; ``put_off`` is by item.
    """

    agenda: Agenda
    commitment: Callable[[int], Commitment | None]
    put_off: Mapping[int, int]


def agenda_points(known: Known, tag: str) -> list[Point]:
    """The agenda as it stands."""
    return [
        _point(known, number, item, item.title, tag)
        for number, item in enumerate(known.agenda.items, 1)
    ]


def minuted_points(
    known: Known, entries: Sequence[ShownEntry], made: Sequence[Commitment], tag: str
) -> list[Point]:
    """The minutes, each entry with its item; ``made`` are the commitments of the meeting."""
    numbers = {item.id: number for number, item in enumerate(known.agenda.items, 1)}
    items = {item.id: item for item in known.agenda.items}
    by_id = {each.id: each for each in made}
    points = []
    for entry in entries:
        item = items.get(entry.item_id)
        promised = [each.id for each in made if each.item_id == entry.item_id]
        point = Point(
            numbers.get(entry.item_id, 0),
            _title(entry, item, tag),
            item,
            entry,
            known.agenda.papers.get(entry.item_id, ()),
            _about(known, item),
            tuple(
                by_id[each]
                for each in dict.fromkeys((*entry.commitments, *promised))
                if each in by_id
            ),
        )
        if point.item is not None or any(_words(entry)) or point.commitments:
            points.append(point)
    return points


def _point(known: Known, number: int, item: AgendaItem, title: Translations, tag: str) -> Point:
    return Point(
        number,
        title.read_in(tag),
        item,
        papers=known.agenda.papers.get(item.id, ()),
        about=_about(known, item),
        put_off=known.put_off.get(item.id, 0),
    )


def _title(entry: ShownEntry, item: AgendaItem | None, tag: str) -> LocalText | None:
    """What an item was called when the minutes were approved."""
    if entry.title is None and item is not None:
        return item.title.read_in(tag)
    return entry.title


def _about(known: Known, item: AgendaItem | None) -> Commitment | None:
    return None if item is None or item.commitment is None else known.commitment(item.commitment)


def _words(entry: ShownEntry | None) -> list[LocalText | None]:
    if entry is None:
        return []
    return [entry.text, entry.decision, entry.dissent, entry.affected, entry.cannot]
