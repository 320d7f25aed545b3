"""What coding is about: themes, texts with their themes, excerpts and where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from copfeedback.i18n.translations import Translations

EXCERPT_MAXIMUM = 280
"""Characters of an excerpt. Longer ones tell a story, and stories are recognised."""
CODE_MAXIMUM = 32
THEMES_MAXIMUM = 100
OMISSION = "[…]"
_JOINERS = "\u200c\u200d"
"""Invisible, but Arabic script and emoji need them."""


class MaskKind(StrEnum):
    """What a masked part of a text was."""

    EMAIL = "email"
    LINK = "link"
    ADDRESS = "address"
    PLATE = "plate"
    DATE = "date"
    TELEPHONE = "telephone"
    NUMBER = "number"
    NAME = "name"
    OTHER = "other"
    """What a person masked by hand."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an excerpt: its words, or what was masked there and then no words at all."""

    words: str = ""
    mask: MaskKind | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """Something that answers to a question are about. One that is retired is offered no more."""

    survey_id: str
    question_id: str
    code: str
    names: Translations
    description: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class CodedText:
    """An answer in somebody's own words, and its themes.

    ``revision`` counts how often it was coded, 0 for not yet; ``coder`` is who did so last.
    """

    id: bytes
    wave_id: str
    question_id: str
    language: str
    text: str
    themes: frozenset[str] = frozenset()
    coder: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class CodingProgress:
    """How many texts a question of a wave has, and how many of them are coded."""

    wave_id: str
    question_id: str
    texts: int
    coded: int


class ExcerptState(StrEnum):
    """Where an excerpt stands."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    CLEARED = "cleared"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A short part of an answer, masked, on its way to being published.

    ``translations`` are by staff. ``decider`` cleared or returned it or took it back, for a
    ``reason``. Of one that was taken back, the words are gone.
    """

    id: int
    text_id: bytes
    wave_id: str
    question_id: str
    language: str
    parts: tuple[Part, ...]
    translations: Translations | None
    state: ExcerptState
    proposer: str
    decider: str = ""
    reason: str = ""

    @property
    def words(self) -> str:
        """What is left to read, without the masked parts."""
        return " ".join(part.words for part in self.parts)


@dataclass(frozen=True, slots=True)
class PublicExcerpt:
    """What everybody sees of an excerpt: nothing of who wrote, proposed or cleared it."""

    question_id: str
    language: str
    parts: tuple[Part, ...]
    translations: Translations | None


def plain(text: str) -> str:
    """A text as excerpts are compared with it and shown.

    Composed (NFC), with one space for any white space, and without invisible characters: they
    could turn the direction of what follows, or hide a number from masking.
    """
    kept = "".join(
        " " if unicodedata.category(each) in {"Cc", "Zl", "Zp"} else each
        for each in unicodedata.normalize("NFC", text)
        if unicodedata.category(each) != "Cf" or each in _JOINERS
    )
    return " ".join(kept.split())


def excerpt_pieces(excerpt: str) -> list[str]:
    """What stands between the omissions of an excerpt, however these are typed."""
    pieces = plain(excerpt).replace("[...]", OMISSION).split(OMISSION)
    return [piece.strip() for piece in pieces if piece.strip()]


def is_taken_from(excerpt: str, text: str) -> bool:
    """Whether an excerpt is a part of a text, or several in their order; never nothing.

    Whole words alone: half a word can say the opposite.
    """
    whole, at = plain(text), 0
    pieces = excerpt_pieces(excerpt)
    for piece in pieces:
        pattern = rf"(?<!\w){re.escape(piece)}(?!\w)"
        found = re.compile(pattern).search(whole, at)
        if found is None:
            return False
        at = found.end()
    return bool(pieces)


def joined(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The same without empty pieces."""
    return tuple(part for part in parts if part.mask is not None or part.words)
