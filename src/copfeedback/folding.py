"""Words as they are searched: what writers and readers type differently is made the same.

What is folded, and why:

- case, and forms that Unicode calls compatible (ligatures, full-width letters, Arabic
  presentation forms);
- marks above and below letters of Latin, Greek, Hebrew and Arabic script: many keyboards lack
  them. Letters that have no mark but are typed without it, such as ø, ł, đ, ı, go with their
  plain ones;
- Arabic: all forms of alef, hamza and its carriers, ta marbuta and ha, alef maqsura and ya,
  Persian kaf and ya, tatweel, vowel signs. The article, alone or behind a one-letter word, may be
  left out;
- Cyrillic: ё as е, and ґ as г, which Ukrainian was long printed with; stress marks, and the
  apostrophe within a word. Not й, ї, ў, ѓ, ќ: they are letters of their own, and words differ by
  nothing else;
- digits of every script are those from 0 to 9.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WORD = 48
"""Letters of a word that are looked at: what is longer is no word."""

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_INDIC = "\u0900-\u0963\u0966-\u0e7f"
"""Blocks in which marks are vowels and belong to the word."""
_INVISIBLE = "\u00ad\u200c\u200d\u200e\u200f\u2060\u2066-\u2069"
_WORD = re.compile(
    rf"(?:[^\W_]|[{_INDIC}])(?:[^\W_]|[{_MARKS}{_INDIC}{_INVISIBLE}]"
    rf"|(?<=[\u0400-\u04ff])['’ʼʹ`](?=[\u0400-\u04ff]))*"
)
_DROPPED = re.compile(rf"[{_MARKS}{_INVISIBLE}'’ʼʹ`\u0621\u0640\s]")
_OWN_LETTERS = re.compile("[ийїўѓќ]")
_PLAIN = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ς": "σ",
        "ґ": "г",
        "ٱ": "ا",
        "ة": "ه",
        "ۃ": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "ى": "ي",
        "ی": "ي",
        "ے": "ي",
        "ک": "ك",
        "ڪ": "ك",
    }
)
_ARTICLE = re.compile("(?:[وفبك]?ال|و?لل)(?=.{3})")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, and folded."""

    start: int
    end: int
    folded: str


def words(text: str) -> Iterator[Word]:
    """The words of a text in their order."""
    for found in _WORD.finditer(text):
        folded = fold(found.group())
        if folded:
            yield Word(found.start(), found.end(), folded)


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """A word as it is compared; empty where nothing of it counts."""
    plain = unicodedata.normalize("NFKD", word.casefold()).casefold()
    if plain.isascii():
        return plain[:LONGEST_WORD]
    # Cyrillic letters that are written with a mark are put together again before marks go.
    composed = "".join(
        letter if _OWN_LETTERS.fullmatch(letter) else unicodedata.normalize("NFKD", letter)
        for letter in unicodedata.normalize("NFC", plain)
    )
    kept = _DROPPED.sub("", composed).translate(_PLAIN)
    return "".join(map(_digit, kept))[:LONGEST_WORD]


def without_article(folded: str) -> str:
    """A folded word without an Arabic article before it."""
    return _ARTICLE.sub("", folded, count=1) if _ARTICLE.match(folded) else folded


def _digit(sign: str) -> str:
    return sign if sign.isascii() else str(unicodedata.decimal(sign, sign))
