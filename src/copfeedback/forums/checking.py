"""Looking through minutes, before they are published, for what could tell who a person is.

It warns; the chair decides. It knows patterns and lists of words in all languages of the portal,
and nothing of who lives where: “the man with one arm” is nothing to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from copfeedback.forums.minutes_model import WORDS, EntryText
from copfeedback.forums.name_patterns import Learned, find_names, learn
from copfeedback.forums.personal_patterns import Place, Telling, find_personal

_AROUND = 40
"""How many letters before and after are shown."""
_SHORTEST_KNOWN = 3
_WORD = re.compile(r"\w+")
_NOTHING: Mapping[int, Sequence[tuple[str, str]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Warning_:  # noqa: N801 - Python has a Warning of its own
    """Something that could tell who a person is.

    ``item_id`` and ``field`` say where it stands, ``words`` what it is, ``before`` and ``after``
    what stands around it. ``times`` is how often the entry has it.
    """

    item_id: int
    field: str
    kind: Telling
    words: str
    before: str = ""
    after: str = ""
    times: int = 1

    @property
    def excerpt(self) -> str:
        """The words with what stands around them."""
        return f"{self.before}{self.words}{self.after}"


def check_entries(
    entries: Mapping[int, EntryText],
    known: Collection[str],
    beside: Mapping[int, Sequence[tuple[str, str]]] = _NOTHING,
) -> list[Warning_]:
    """What could tell who a person is, entry by entry, the same words once in each.

    ``known`` are names, numbers and addresses that are public anyway. ``beside`` are texts that
    are published with an entry, each after the name of what it is.
    """
    texts = [
        (item_id, field, text)
        for item_id, content in entries.items()
        for field, text in (
            *beside.get(item_id, ()),
            *((field, getattr(content, field)) for field in WORDS),
        )
        if text
    ]
    readable = [_readable(text, known) for _, _, text in texts]
    learned = learn("\n".join(readable))
    found: dict[tuple[int, Telling, str], Warning_] = {}
    for (item_id, field, text), each in zip(texts, readable, strict=True):
        for place in _places(text, each, learned, known):
            warning = _warning(item_id, field, text, place)
            # Words of a case are one matter, however it is called.
            words = "" if place.kind is Telling.CASE_WORD else warning.words.casefold()
            key = (item_id, place.kind, words)
            times = found[key].times + 1 if key in found else 1
            found[key] = replace(found.get(key, warning), times=times)
    return list(found.values())


def telling_places(text: str, known: Collection[str] = ()) -> list[Place]:
    """Where a text could tell who a person is, in its order, never overlapping."""
    readable = _readable(text, known)
    return _places(text, readable, learn(readable), known)


def _places(text: str, readable: str, learned: Learned, known: Collection[str]) -> list[Place]:
    public = [frozenset(_WORD.findall(name.casefold())) for name in known]

    def is_public(place: Place) -> bool:
        words = set(_WORD.findall(text[place.start : place.end].casefold()))
        return place.kind is Telling.NAME and any(words <= name for name in public)

    found = [*find_personal(readable), *find_names(readable, learned)]
    return _apart(place for place in found if not is_public(place))


def _warning(item_id: int, field: str, text: str, place: Place) -> Warning_:
    return Warning_(
        item_id=item_id,
        field=field,
        kind=place.kind,
        words=text[place.start : place.end],
        before=_until_word(text[max(0, place.start - _AROUND) : place.start][::-1])[::-1],
        after=_until_word(text[place.end : place.end + _AROUND]),
    )


def _until_word(around: str) -> str:
    """What stands next to a place, up to the end of its line, without half a word at its end."""
    line = around.partition("\n")[0]
    if len(around) < _AROUND or line != around:
        return line
    return line.rpartition(" ")[0] or line


def _apart(places: Iterable[Place]) -> list[Place]:
    """Places that do not overlap: of those that do the one that begins first, or is longer."""
    found: list[Place] = []
    for place in sorted(places, key=lambda each: (each.start, -each.end)):
        if not found or place.start >= found[-1].end:
            found.append(place)
        elif place.end > found[-1].end:
            found[-1] = replace(found[-1], end=place.end)
    return found


def _readable(text: str, known: Collection[str]) -> str:
    """The text as it is looked through, as long as it was.

    Digits of every script are those from 0 to 9, and what is public anyway is made unreadable.
    """
    western = _in_western_digits(text)
    wanted = sorted({name for name in known if len(name) >= _SHORTEST_KNOWN}, key=len, reverse=True)
    if not wanted:
        return western
    pattern = "|".join(re.escape(_in_western_digits(name)) for name in wanted)
    return re.sub(
        rf"(?<!\w)(?:{pattern})(?!\w)",
        lambda match: "_" * len(match[0]),
        western,
        flags=re.IGNORECASE,
    )


def _in_western_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
