"""Whom a complaint names, and which units are concerned: who must not get a key of it.

In doubt somebody is left out: another caseworker can take the case, a key cannot be taken back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from copfeedback.people.tables import unit

UnitTree = Mapping[int, int | None]
"""Each unit, and the one above it."""


def unit_tree(connection: Connection) -> UnitTree:
    """The units of all organisations."""
    rows = connection.execute(select(unit.c.id, unit.c.parent_id))
    return {row.id: row.parent_id for row in rows}


def units_named(connection: Connection, named: Iterable[str]) -> list[int]:
    """The units whose names are in these texts: somebody may write what they could have chosen."""
    texts = [text for text in named if text.strip()]
    if not texts:
        return []
    rows = connection.execute(select(unit.c.id, unit.c.name))
    return [row.id for row in rows if is_named([row.name], texts)]


def is_named(known_as: Iterable[str], named: Iterable[str]) -> bool:
    """Whether a text names somebody who is known by these names and numbers.

    All words of a name must be in the text, in any order and however they are written: capitals,
    accents, spaces and the script of digits do not matter.
    """
    names = [words for words in map(words_of, known_as) if words]
    texts = [words for words in map(words_of, named) if words]
    return any(
        set(name) <= set(text) or _runs_through("".join(name), "".join(text))
        for name in names
        for text in texts
    )


_SHORT, _SHORT_WITHOUT_SPACES = 5, 2
# Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, and those of East Asia.
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]")


def _runs_through(name: str, text: str) -> bool:
    """Whether a name is in a text without any spaces; a short one only if nothing else is in it."""
    short = _SHORT_WITHOUT_SPACES if _WITHOUT_SPACES.search(name) else _SHORT
    return name == text or (len(name) >= short and name in text)


def is_concerned(own: Iterable[int], units: Iterable[int], tree: UnitTree) -> bool:
    """Whether one of one's own units is among these, above one of them or below."""
    lines = {other: _upwards(other, tree) for other in units}
    return any(
        one in line or other in _upwards(one, tree) for one in own for other, line in lines.items()
    )


def _upwards(start: int, tree: UnitTree) -> set[int]:
    line: set[int] = set()
    at: int | None = start
    while at is not None and at not in line:  # a circle is walked once
        line.add(at)
        at = tree.get(at)
    return line


def words_of(text: str) -> list[str]:
    """The words of a text; capitals, accents and the script of digits make no difference."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = plain.translate(_ALIKE)
    kept = (
        str(unicodedata.decimal(each)) if each.isdecimal() else each if each.isalnum() else " "
        for each in plain
        if not unicodedata.combining(each)
    )
    return "".join(kept).split()


# Letters that are no letter with an accent to Unicode, but are often written as one without; and
# Arabic ones that differ by keyboard.
_ALIKE = str.maketrans(
    {
        **dict(zip("łøđðħŧıĸ", "loddhtik", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ŋ": "n",
        **dict(
            zip("\u06a9\u06cc\u0649\u0629\u06c1", "\u0643\u064a\u064a\u0647\u0647", strict=True)
        ),
        "\u0640": None,  # only makes a line longer
    }
)
