"""Words and letters by which a text tells who somebody is, in every language of the portal.

Used where answers are masked before they are quoted, and where minutes are looked through before
they are published.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from babel.dates import get_month_names

MONTHS_OF = ("en", "fr", "es", "ru", "uk", "ar", "ar_SY", "ar_MA")
_SHORTEST_MONTH = 3
_MOST_CONFUSED = ("ʼ", "'"), ("’", "'")
"""Apostrophes, which the lists write in one way."""

# A word, with what holds it together, and one that begins with a capital letter.
WORD = r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*"
UPPER = r"A-ZÀ-ÖØ-ÞŒА-ЯЁІЇЄҐ"
LOWER = r"a-zà-öø-ÿœа-яёіїєґ"
CAPITAL = rf"(?<!\w)[{UPPER}](?:['’ʼ][{UPPER}])?[{LOWER}'’ʼ]+(?:-[{UPPER}][{LOWER}'’ʼ]+){{0,3}}"
PARTICLES = r"(?:de|du|des|la|le|les|los|las|del|von|van|al|el|ben|bin|d|l)"
ARABIC = r"[\u0621-\u064a\u064b-\u0652]+"


@cache
def words() -> Mapping[str, Sequence[str]]:
    """The lists of ``words.toml`` by name."""
    text = files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    return {name: tuple(listed) for name, listed in tomllib.loads(text).items()}


def any_of(name: str) -> str:
    """A pattern for one of the words of a list, as a whole word and in either case."""
    parts = []
    for word in sorted(words()[name], key=len, reverse=True):
        for confused, plain in _MOST_CONFUSED:
            word = word.replace(confused, plain)  # noqa: PLW2901 - one after the other
        pattern = re.escape(word.removesuffix("*")).replace("'", "['’ʼ]").replace(r"\ ", r"\s+")
        parts.append(pattern + (r"\w{0,4}" if word.endswith("*") else ""))
    inside = "|".join(parts)
    return rf"(?<!\w)(?i:{inside})(?!\w)"


def any_month() -> str:
    """A pattern for the months of all languages, in every form that Unicode's data know."""
    names = {
        name.rstrip(".")
        for tag in MONTHS_OF
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for name in get_month_names(width, context, tag).values()
        if len(name.rstrip(".")) >= _SHORTEST_MONTH
    }
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))
