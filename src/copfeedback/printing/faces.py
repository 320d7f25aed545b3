"""The letters a page can be printed with, and how wide words are in them."""

from __future__ import annotations

from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import uharfbuzz

FONTS = Path(__file__).with_name("fonts")
_FIRST = "NotoSans"
MILLIMETRES_A_POINT = 25.4 / 72

_INVISIBLE = frozenset(
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
"""Marks that steer the direction of a text: they have done so once it is laid out."""


class LettersMissing(Exception):  # noqa: N818 - named for what happened
    """A text holds letters that no font of ours has; ``letters`` are some of them."""

    def __init__(self, letters: str) -> None:
        super().__init__(f"no font for the letters {letters}: add one to {FONTS.name}/")
        self.letters = letters


class Face:
    """One font in one weight."""

    def __init__(self, family: str, *, bold: bool) -> None:
        self.family = family
        self.style = "B" if bold else ""
        self.path = FONTS / f"{family}-{'Bold' if bold else 'Regular'}.ttf"

    @cached_property
    def _loaded(self) -> Any:
        return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(self.path)))

    @cached_property
    def letters(self) -> frozenset[str]:
        """All it can print."""
        return frozenset(map(chr, self._loaded.unicodes))

    @cached_property
    def _font(self) -> Any:
        return uharfbuzz.Font(self._loaded)

    @lru_cache(maxsize=20_000)  # noqa: B019 - there is a handful of faces, for ever
    def width(self, text: str, *, leftwards: bool) -> float:
        """How wide a text in one direction is, in millimetres at a size of one point."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if leftwards else "ltr"
        uharfbuzz.shape(self._font, buffer)
        advance = sum(position.x_advance for position in buffer.glyph_positions or ())
        return float(advance / self._loaded.upem * MILLIMETRES_A_POINT)


@cache
def faces(*, bold: bool) -> tuple[Face, ...]:
    """All fonts in a weight; the one for most letters first."""
    families = sorted(path.name.partition("-")[0] for path in FONTS.glob("*-Regular.ttf"))
    families.sort(key=lambda family: family != _FIRST)
    return tuple(Face(family, bold=bold) for family in families)


def faces_for(text: str, *, bold: bool) -> list[Face]:
    """The font for each letter: the one before as long as it has it, so that words stay whole.

    Raises:
        LettersMissing: no font has some of the letters.
    """
    known = faces(bold=bold)
    now, chosen, missing = known[0], [], []
    for letter in text:
        if letter not in now.letters and letter not in _INVISIBLE:
            found = next((face for face in known if letter in face.letters), None)
            if found is None:
                missing.append(letter)
            now = found or now
        chosen.append(now)
    if missing:
        raise LettersMissing("".join(sorted(set(missing)))[:20])
    return chosen


def visible(text: str) -> str:
    """The text without marks that print nothing."""
    return "".join(letter for letter in text if letter not in _INVISIBLE)
