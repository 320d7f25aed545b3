"""Checklists, and how those concerned and those outside answered them over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OrganisationKind


class Seen(StrEnum):
    """Who assesses: whoever is assessed, or somebody else."""

    SELF = "self"
    OUTSIDE = "outside"


class Mark(StrEnum):
    """The answer to a question of a checklist."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Question:
    """A question; ``key`` stays the same when its words change."""

    key: str
    text: Translations


@dataclass(frozen=True, slots=True)
class Checklist:
    """Questions about one subject, in our own words; ``aligned_with`` says with what.

    ``assessed`` is whom they are about: an organisation of this kind assesses itself.
    """

    code: str
    title: Translations
    about: Translations
    aligned_with: Translations
    questions: tuple[Question, ...]
    assessed: OrganisationKind = OrganisationKind.POLICE


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answers of an office on a day; never changed, the next one stands beside it."""

    id: int
    checklist: str
    seen: Seen
    office: str
    on: date
    marks: Mapping[str, Mark]
    notes: Mapping[str, Translations]
    evaluation: str | None = None
    organisation: int | None = None
