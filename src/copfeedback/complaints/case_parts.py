"""The parts of a case as those who handle it read them; each was written once and stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from copfeedback.complaints.case_errors import BadWords
from copfeedback.complaints.model import Category, Result, Side, State, Verdict
from copfeedback.people.model import Role

WORDS_MAXIMUM = 20_000
"""Longest text, in characters."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text, its language, and who translated it; empty where nobody did."""

    text: str = field(repr=False)
    language: str
    translated_by: str = ""


def clean_words(text: str) -> str:
    """The text without spaces around it.

    Raises:
        BadWords: nothing is left of it, or it is too long.
    """
    cleaned = text.strip()
    if not 0 < len(cleaned) <= WORDS_MAXIMUM:
        raise BadWords
    return cleaned


@dataclass(frozen=True, slots=True)
class Written:
    """When something was written and by whom: a name of the roster, empty for the complainant."""

    number: int
    on: date
    author: str


@dataclass(frozen=True, slots=True)
class Translation(Written):
    """What an interpreter made of a text of the case."""

    of: int
    text: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class Narrative(Written):
    """What somebody told; ``recorded`` when they spoke it, and the text is empty."""

    text: str = field(repr=False)
    language: str
    recorded: bool
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True)
class Message(Written):
    """What the complainant and the body write to each other."""

    side: Side
    text: str = field(repr=False)
    language: str
    translated_by: str
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True)
class Note(Written):
    """What those who handle the case note for each other."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Task(Written):
    """What is to be done, by which member of staff and by when."""

    text: str = field(repr=False)
    who: int
    by: date
    finished_on: date | None = None
    finished_by: str = ""
    said: str = field(default="", repr=False)
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Disclosure(Written):
    """What the police may learn and from when on; ``risk`` is what was thought of retaliation."""

    risk: str = field(repr=False)
    what: str = field(repr=False)
    not_before: date


@dataclass(frozen=True, slots=True)
class CaseRequest(Written):
    """What the police were asked; ``to`` is the liaison's number on the roster."""

    id: str
    to: int
    to_name: str
    text: str = field(repr=False)
    copy: str = field(repr=False)
    due_on: date
    key: bytes = field(repr=False)
    answered_on: date | None = None
    reply: str = field(default="", repr=False)
    overdue: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Account(Written):
    """What the officer says about it; or ``none_because``, why there is no such account."""

    text: str = field(repr=False)
    by: str = field(repr=False)
    none_because: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finding(Written):
    """What was found of an allegation, with the reason told to the complainant."""

    verdict: Verdict
    reason: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class NewAllegation:
    """One thing somebody is said to have done; ``replaces`` is one that was put wrongly."""

    text: str = field(repr=False)
    language: str
    category: Category
    officers: str = field(default="", repr=False)
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Allegation(Written):
    """An allegation as it stands, with the latest finding."""

    text: str = field(repr=False)
    language: str
    category: Category
    officers: str = field(repr=False)
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class OutcomeText(Written):
    """What came of the complaint, in the complainant's language."""

    results: tuple[Result, ...]
    text: str = field(repr=False)
    language: str


class Accepted(StrEnum):
    """What the police say to a recommendation."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class PoliceAnswer:
    """The police's answer to a recommendation, and the day they gave it."""

    reply: Accepted
    text: str = field(repr=False)
    on: date


@dataclass(frozen=True, slots=True)
class NewRecommendation:
    """What the body advises to whom, and by when it wants an answer.

    ``publish`` says that its words hold nothing that leads to anybody, and may be told everybody.
    """

    words: Words
    to: str = field(repr=False)
    answer_by: date
    publish: bool = False


@dataclass(frozen=True, slots=True)
class Recommendation(Written):
    """A recommendation with the answer to it."""

    text: str = field(repr=False)
    language: str
    to: str = field(repr=False)
    answer_by: date
    publish: bool
    answer: PoliceAnswer | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Copy(Written):
    """A copy of item ``of`` without what leads to anybody."""

    of: int
    text: str = field(repr=False)


class ReleaseStep(StrEnum):
    """How far a caseworker's question came who the complainant is."""

    ASKED = "asked"
    RELEASED = "released"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Release(Written):
    """A step of telling caseworkers who the complainant is, and why."""

    request: str
    step: ReleaseStep
    reason: str = field(repr=False)
    identity: Mapping[str, str] = field(default_factory=dict, repr=False)
    key: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class HateCrime:
    """Whether it is recorded as a hate crime: the offence itself, and the bias behind it."""

    is_one: bool
    offence: str = field(repr=False)
    motives: tuple[str, ...] = field(repr=False)
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Referral(Written):
    """To which body the case went on, and why."""

    to: str = field(repr=False)
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Merger(Written):
    """``into``: this case goes on in ``case_id``; otherwise that one came into this."""

    case_id: str
    into: bool


@dataclass(frozen=True, slots=True)
class Rating:
    """How the complainant found the handling, 1 to 5."""

    on: date
    score: int
    text: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class Change(Written):
    """One step from state to state."""

    side: Side
    before: State | None
    after: State
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who can open the case; ``holder`` as the keyring names them."""

    holder: str
    staff_id: int | None = None
    name: str = ""
    role: Role | None = None
