"""What a form is made of: steps, questions, and what can be chosen here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from copfeedback.complaints.grounds import Grounds, read_grounds
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations

Entered = Mapping[str, Sequence[str]]
"""What was entered, by field, exactly as it was entered."""

LINE = 200


class Asks(StrEnum):
    """How a field is answered."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    CHOICES = "choices"
    DAY = "day"
    """A day in three parts: day, month, year."""


class Goes(StrEnum):
    """Where an answer goes."""

    CASE = "case"
    TOLD = "told"
    """Into the narrative."""
    IDENTITY = "identity"
    """Under the identity key: caseworkers cannot open it."""
    COUNTED = "counted"
    """It is only counted, and never kept with the complaint."""


class Listed(StrEnum):
    """Options that differ from place to place."""

    SECTORS = "sectors"
    UNITS = "units"
    GROUNDS = "grounds"


class Telling(StrEnum):
    """The way somebody tells what happened."""

    FREE = "free"
    GUIDED = "guided"
    VOICE = "voice"
    """A recording that is added after sending."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. ``options`` are names by code, ``sentences`` what explains them."""

    name: str
    asks: Asks
    label: str
    hint: str = ""
    maximum: int = LINE
    options: Mapping[Any, str] | Listed | None = None
    sentences: Mapping[Any, str] | None = None
    goes: Goes = Goes.CASE


@dataclass(frozen=True, slots=True)
class Step:
    """The questions of one page. Where ``only_if`` is given, it is shown to those alone whose
    answer to that field is one of these.
    """

    id: str
    title: str
    fields: tuple[Field, ...] = ()
    notes: tuple[str, ...] = ()
    only_if: tuple[str, frozenset[str]] | None = None

    def is_asked(self, entered: Entered) -> bool:
        """Whether somebody who entered this comes to it."""
        if self.only_if is None:
            return True
        name, values = self.only_if
        return bool(values.intersection(entered.get(name, ())))


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose, in the language of the reader."""

    code: str
    name: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What can be chosen here: the public sectors, and the units of the police as far as known."""

    grounds: Grounds
    sectors: tuple[tuple[str, Translations], ...] = ()
    units: tuple[tuple[int, str], ...] = ()

    @classmethod
    def nothing(cls) -> Known:
        """Where nobody entered sectors or units."""
        return cls(read_grounds())

    def options(self, field: Field, speech: Speech) -> list[Option]:
        """What can be chosen of a field."""
        match field.options:
            case Listed.SECTORS:
                return [Option(code, name.read_in(speech.tag).text) for code, name in self.sectors]
            case Listed.UNITS:
                return [Option(str(number), name) for number, name in self.units]
            case Listed.GROUNDS:
                return [
                    Option(each, self.grounds.name(each, speech)) for each in self.grounds.codes
                ]
            case None:
                return []
        explained = field.sentences or {}
        return [
            Option(
                str(code),
                speech.gettext(name),
                speech.gettext(explained[code]) if explained else "",
            )
            for code, name in field.options.items()
        ]

    def codes(self, field: Field) -> frozenset[str]:
        """The codes that a field takes."""
        match field.options:
            case Listed.SECTORS:
                return frozenset(code for code, _ in self.sectors)
            case Listed.UNITS:
                return frozenset(str(number) for number, _ in self.units)
            case Listed.GROUNDS:
                return frozenset(self.grounds.codes)
        return frozenset(map(str, field.options or ()))

    def has(self, field: Field) -> bool:
        """Whether the field can be asked here."""
        return field.options is None or bool(self.codes(field))
