"""What minutes are: drafts, approved versions, their translations, and replies to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from copfeedback.forums.model import Side
from copfeedback.i18n.translations import Translations

GENERAL = 0
"""Instead of the number of an agenda item: what belongs to none."""


class Manner(StrEnum):
    """How a decision was come to."""

    NONE = "none"
    """Nothing was decided."""
    CONSENSUS = "consensus"
    WITH_DISSENT = "with_dissent"
    NO_AGREEMENT = "no_agreement"


@dataclass(frozen=True, slots=True)
class EntryText:
    """What the minutes say of one agenda item, in the language they are kept in.

    ``cannot`` is what the police or another office cannot do, and why. ``answered`` is None where
    no question was asked.
    """

    text: str = ""
    decision: str = ""
    manner: Manner = Manner.NONE
    dissent: str = ""
    affected: str = ""
    cannot: str = ""
    answered: bool | None = None


WORDS = ("text", "decision", "dissent", "affected", "cannot")
"""The fields of ``EntryText`` that are translated."""


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """The draft of one entry. ``version`` grows with each saving, 0 before the first."""

    item_id: int
    version: int
    content: EntryText
    author: str
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class SetAside:
    """What somebody wrote on an older version than the one that was there: kept, not lost."""

    id: int
    item_id: int
    content: EntryText
    author: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many came to a meeting.

    ``sides``, ``genders`` and ``age_bands`` may add up to less than ``total``: the rest was not
    recorded. Genders and ages are never shown by meeting, and not crossed with each other.
    """

    total: int
    sides: Mapping[Side, int] = field(default_factory=dict)
    genders: Mapping[str, int] = field(default_factory=dict)
    age_bands: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MinutesEntry:
    """One entry of approved minutes; ``title`` is that of the item at that time."""

    item_id: int
    title: Translations | None
    content: EntryText
    commitments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Minutes:
    """One approved version of the minutes of a meeting. Every version stays readable.

    ``number`` counts from 1; from 2 on ``reason`` says what was corrected. ``sides`` and ``total``
    are who was there. ``public_on`` is when it may be read (protected forums wait).
    """

    meeting_id: int
    number: int
    language: str
    entries: tuple[MinutesEntry, ...]
    total: int | None
    sides: Mapping[Side, int]
    approved_at: datetime
    approved_by: str
    public_on: date
    reason: Translations | None = None

    def segments(self) -> dict[str, str]:
        """What is to be translated, by a key that stays: ``<item>.<field>``."""
        return {
            f"{entry.item_id}.{name}": text
            for entry in self.entries
            for name in WORDS
            if (text := getattr(entry.content, name))
        }


@dataclass(frozen=True, slots=True)
class MinutesTranslation:
    """The words of a version in another language, by the keys of ``Minutes.segments``."""

    meeting_id: int
    number: int
    language: str
    texts: Mapping[str, str]
    by: str
    at: datetime


class TranslationState(StrEnum):
    """How far the minutes can be read in a language."""

    ORIGINAL = "original"
    COMPLETE = "complete"
    PARTIAL = "partial"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Reply:
    """What an office said to minutes, beside them. It changes nothing in them."""

    id: int
    meeting_id: int
    number: int
    organisation: str
    office: str
    language: str
    text: str
    at: datetime
