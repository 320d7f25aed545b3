"""From a text to lines of a width, each in the order it is seen in.

fpdf2 reorders lines of mixed direction one level deep, which puts numbers of a right-to-left
sentence in the wrong place; so lines are broken and ordered here, by the levels of the Unicode
bidirectional algorithm, and fpdf2 is given pieces of a single direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import TextDirection

from copfeedback.printing.faces import Face, faces_for, visible

_LEFTWARDS = re.compile("[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff]")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one font and one direction; ``width`` at a size of one point."""

    text: str
    face: Face
    leftwards: bool
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """The runs from left to right."""

    runs: tuple[Run, ...]

    @property
    def width(self) -> float:
        """In millimetres at a size of one point."""
        return sum(run.width for run in self.runs)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter as it is written: its font, and how deep it is nested in the other direction."""

    character: str
    face: Face
    level: int


def reads_leftwards(text: str) -> bool:
    """Whether a text begins in a script that is written from right to left."""
    return bool(auto_detect_base_direction(text) is TextDirection.RTL)


def isolated(text: str) -> str:
    """A text that keeps its own direction within any other: an address, a number, a code."""
    return f"\u2068{text}\u2069"


@lru_cache(maxsize=5_000)
def broken(text: str, width: float, *, leftwards: bool, bold: bool = False) -> tuple[Line, ...]:
    """The lines of a text: ``width`` is that at a size of one point, ``leftwards`` the direction
    the whole is read in.

    Raises:
        LettersMissing: no font has some of the letters.
    """
    lines: list[Line] = []
    for paragraph in text.splitlines() or [""]:
        letters = _letters(paragraph.replace("\t", " "), leftwards=leftwards, bold=bold)
        lines += [_line(letters[start:end]) for start, end in _breaks(letters, width)]
    return tuple(lines)


def widest_word(text: str, *, leftwards: bool, bold: bool = False) -> float:
    """How wide the longest word is, at a size of one point."""
    words = text.split()
    return max((_measured(_letters(w, leftwards=leftwards, bold=bold)) for w in words), default=0.0)


def _letters(text: str, *, leftwards: bool, bold: bool) -> list[_Letter]:
    fonts = faces_for(text, bold=bold)
    if not leftwards and not _LEFTWARDS.search(text):
        return [_Letter(letter, face, 0) for letter, face in zip(text, fonts, strict=True)]
    direction = TextDirection.RTL if leftwards else TextDirection.LTR
    paragraph = BidiParagraph(text, direction, preserve_bn_chars=True)
    levels = [each.embedding_level for each in paragraph.get_characters_with_embedding_level()]
    return [_Letter(*each) for each in zip(text, fonts, levels, strict=True)]


def _breaks(letters: Sequence[_Letter], width: float) -> Iterator[tuple[int, int]]:
    """Where each line starts and ends; a word that is wider than a line is broken anywhere."""
    text = "".join(letter.character for letter in letters)
    start = end = 0
    used = 0.0
    for word in _WORD.finditer(text):
        gap = _measured(letters[end : word.start()])
        own = _measured(letters[word.start() : word.end()])
        if end > start and used + gap + own > width:
            yield start, end
            start, used = word.start(), own
        elif end == start:
            start, used = word.start(), own
        else:
            used += gap + own
        end = word.end()
        while used > width and end - start > 1:
            fits = _as_far_as_fits(letters, start, end, width)
            yield start, fits
            start, used = fits, _measured(letters[fits:end])
    if end > start or not text.strip():
        yield start, end


def _as_far_as_fits(letters: Sequence[_Letter], start: int, end: int, width: float) -> int:
    for at in range(end - 1, start + 1, -1):
        if _measured(letters[start:at]) <= width:
            return at
    return start + 1


def _runs(letters: Sequence[_Letter]) -> list[tuple[int, Run]]:
    found = []
    for (face, level), group in groupby(letters, key=lambda letter: (letter.face, letter.level)):
        text = visible("".join(letter.character for letter in group))
        leftwards = level % 2 == 1
        if text:
            width = face.width(text, leftwards=leftwards)
            found.append((level, Run(text, face, leftwards, width)))
    return found


def _measured(letters: Sequence[_Letter]) -> float:
    return sum(run.width for _, run in _runs(letters))


def _line(letters: Sequence[_Letter]) -> Line:
    """The runs as they are seen (rule L2 of the algorithm): from the deepest level on, whatever
    stands together at that level or deeper is turned around."""
    runs = _runs(letters)
    for depth in range(max((level for level, _ in runs), default=0), 0, -1):
        turned: list[tuple[int, Run]] = []
        for is_deep, group in groupby(runs, key=lambda run: run[0] >= depth):
            together = list(group)
            turned += reversed(together) if is_deep else together
        runs = turned
    return Line(tuple(run for _, run in runs))
