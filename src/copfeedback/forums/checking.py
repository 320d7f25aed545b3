"""What of minutes should be looked at before they are published; the chair decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from copfeedback.forums.minutes_model import WORDS, EntryText
from copfeedback.telling.places import Excerpt, look_through

_NOTHING: Mapping[int, Sequence[tuple[str, str]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Field:
    """Where in minutes something stands: the entry, and which of its texts."""

    item_id: int
    name: str


def check_entries(
    entries: Mapping[int, EntryText],
    known: Collection[str],
    beside: Mapping[int, Sequence[tuple[str, str]]] = _NOTHING,
) -> list[Excerpt[Field]]:
    """What could tell who a person is, entry by entry, the same words once in each.

    ``known`` are names, numbers and addresses that are public anyway. ``beside`` are texts that
    are published with an entry, each after the name of what it is.
    """
    texts = [
        (Field(item_id, name), text)
        for item_id, content in entries.items()
        for name, text in (
            *beside.get(item_id, ()),
            *((name, getattr(content, name)) for name in WORDS),
        )
        if text
    ]
    return look_through(texts, known, matter=lambda field: field.item_id)
