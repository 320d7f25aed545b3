"""Whom a complaint names, and which units are concerned: who must not get a key of it.

In doubt somebody is left out: another caseworker can take the case, a key cannot be taken back.
Whoever can write to the database could move and rename units there. So they count as the roster
was signed with them and as they are stored: what only one of both says leaves somebody out as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from copfeedback.people.tables import unit

UnitTree = Mapping[int, int | None]
"""Each unit, and the one above it."""


@dataclass(frozen=True, slots=True)
class PlacedUnit:
    """A unit and the one above it, as a roster was signed with them or as they are stored."""

    id: int
    name: str
    parent: int | None = None


def stored_units(connection: Connection) -> tuple[PlacedUnit, ...]:
    """The units of all organisations, as they are in the database."""
    rows = connection.execute(select(unit.c.id, unit.c.name, unit.c.parent_id))
    return tuple(PlacedUnit(*row) for row in rows)


def tree_of(units: Iterable[PlacedUnit]) -> UnitTree:
    """Where these units stand."""
    return {each.id: each.parent for each in units}


def units_meant(
    named: Iterable[str],
    chosen: Iterable[int],
    signed: Sequence[PlacedUnit],
    stored: Sequence[PlacedUnit],
) -> frozenset[int]:
    """The units that a complaint is about: those chosen, and those whose names are in its texts.

    Somebody may write what they could have chosen. And they chose by the name that was stored:
    where the roster has it differently, its units of that name are meant as well.
    """
    units, every = frozenset(chosen), (*signed, *stored)
    texts = [text for text in named if text.strip()]
    written = {name for name in {each.name for each in every} if is_named([name], texts)}
    as_signed, as_stored = _labels(signed), _labels(stored)
    shown = {
        as_stored[one][0]
        for one in units
        if one in as_stored and as_stored[one] != as_signed.get(one)
    }
    return units.union(
        (each.id for each in every if each.name in written),
        (each.id for each in signed if tuple(words_of(each.name)) in shown),
    )


def _labels(units: Sequence[PlacedUnit]) -> dict[int, tuple[tuple[str, ...], ...]]:
    """The words that each unit is shown with: its own name, and that of the one above."""
    words = {each.id: tuple(words_of(each.name)) for each in units}
    return {
        each.id: (words[each.id], words.get(each.parent, ()) if each.parent else ())
        for each in units
    }


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


def is_concerned(own: Iterable[int], units: Iterable[int], *trees: UnitTree) -> bool:
    """Whether one of one's own units is among these, above one of them or below.

    Of several trees, each may say what is above a unit: a new unit may stand only in one of them,
    and what is above it be left only in another.
    """
    lines = {other: _upwards(other, trees) for other in units}
    return any(
        one in line or other in _upwards(one, trees) for one in own for other, line in lines.items()
    )


def _upwards(start: int, trees: Sequence[UnitTree]) -> set[int]:
    above: set[int] = set()
    left = [start]
    while left:
        at = left.pop()
        if at not in above:  # a circle is walked once
            above.add(at)
            left += [up for tree in trees if (up := tree.get(at)) is not None]
    return above


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
