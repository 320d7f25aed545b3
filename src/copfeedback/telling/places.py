"""Looking through texts, before they are published, for what could tell who a person is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from copfeedback.telling.names import Learned, find_names, learn
from copfeedback.telling.patterns import Place, Telling, find_personal

Where = TypeVar("Where")
_AROUND = 40
"""How many letters before and after are shown."""
_SHORTEST_KNOWN = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Excerpt(Generic[Where]):
    """Something that could tell who a person is.

    ``where`` is what the caller calls its text, ``words`` what was found, ``before`` and ``after``
    what stands around it. ``times`` is how often one matter has it.
    """

    where: Where
    kind: Telling
    words: str
    before: str = ""
    after: str = ""
    times: int = 1

    @property
    def whole(self) -> str:
        """The words with what stands around them."""
        return f"{self.before}{self.words}{self.after}"


def look_through(
    texts: Sequence[tuple[Where, str]],
    known: Collection[str],
    matter: Callable[[Where], Hashable] = lambda _: None,
) -> list[Excerpt[Where]]:
    """What in texts could tell who a person is, the same words once in each matter.

    ``known`` are names, numbers and addresses that are public anyway. ``matter`` says of which
    matter a text is; without it all are one.
    """
    readable = [_readable(text, known) for _, text in texts]
    learned = learn("\n".join(readable))
    found: dict[tuple[Hashable, Telling, str], Excerpt[Where]] = {}
    for (where, text), each in zip(texts, readable, strict=True):
        for place in _places(text, each, learned, known):
            excerpt = _excerpt(where, text, place)
            # Words of a case are one matter, however it is called.
            words = "" if place.kind is Telling.CASE_WORD else excerpt.words.casefold()
            key = (matter(where), place.kind, words)
            times = found[key].times + 1 if key in found else 1
            found[key] = replace(found.get(key, excerpt), times=times)
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


def _excerpt(where: Where, text: str, place: Place) -> Excerpt[Where]:
    return Excerpt(
        where,
        place.kind,
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
