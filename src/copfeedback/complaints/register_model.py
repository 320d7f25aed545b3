"""What the register holds, and when two names written differently are the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from copfeedback.complaints.roster_exclusion import words_of


class RegisterField(StrEnum):
    """What somebody or something is known by."""

    OFFICER = "officer"
    NUMBER = "number"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """Whom a case is about, as far as it is known, and of what, in a few words."""

    officer: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    unit: str = field(default="", repr=False)
    allegation: str = field(default="", repr=False)

    @property
    def named(self) -> Mapping[RegisterField, str]:
        """By what it names somebody or something."""
        return {
            RegisterField.OFFICER: self.officer,
            RegisterField.NUMBER: self.number,
            RegisterField.UNIT: self.unit,
        }


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry, from which case it came and when."""

    case_id: str
    on: date
    entry: RegisterEntry


@dataclass(frozen=True, slots=True)
class Repetition:
    """An officer, a number or a unit, and how many cases are about it.

    ``own_cases`` and ``allegations`` are of those the reader can open.
    """

    what: RegisterField
    written: str = field(repr=False)
    cases: int
    own_cases: tuple[str, ...]
    first_on: date
    last_on: date
    allegations: tuple[str, ...] = field(repr=False)


def normalised(written: str) -> str:
    """The same for everything that means the same: capitals, accents and order do not matter."""
    return " ".join(sorted(words_of(written)))


def matches(found: Repetition, wanted: str) -> bool:
    """Whether all words that are wanted are in its name."""
    return set(wanted.split()) <= set(normalised(found.written).split())
