"""The piece of a text in which somebody finds what they were looking for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copfeedback.folding import Word, without_article, words

_BEFORE, _AFTER = 80, 160
"""Letters around the first word that was found."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; whether it is a word that was looked for."""

    text: str
    found: bool = False


def excerpt(text: str, wanted: Sequence[str]) -> tuple[Piece, ...]:
    """The part of a text around what was found, on one line; its beginning where nothing was."""
    there = list(words(text))
    hits = [word for word in there if _is_wanted(word, wanted)]
    around = hits[0].start if hits else 0
    start = _word_start(text, there, around - _BEFORE)
    end = _word_end(text, there, around + _AFTER)
    pieces = [Piece("…")] if start else []
    at = start
    for word in hits:
        if word.end > end:
            break
        pieces += [Piece(_line(text[at : word.start])), Piece(text[word.start : word.end], True)]
        at = word.end
    pieces.append(Piece(_line(text[at:end])))
    if end < len(text.rstrip()):
        pieces.append(Piece("…"))
    return tuple(piece for piece in pieces if piece.text)


def _is_wanted(word: Word, wanted: Sequence[str]) -> bool:
    forms = {word.folded, without_article(word.folded)}
    return bool(forms & set(wanted)) or any(form.startswith(wanted[-1]) for form in forms)


def _word_start(text: str, there: Sequence[Word], at: int) -> int:
    if at <= 0:
        return 0
    return next((word.start for word in there if word.start >= at), len(text))


def _word_end(text: str, there: Sequence[Word], at: int) -> int:
    if at >= len(text):
        return len(text)
    return max((word.end for word in there if word.end <= at), default=min(at, len(text)))


def _line(text: str) -> str:
    return " ".join(text.split("\n"))
