"""A case as its complainant sees it: where it stands, what is next, and what they can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from copfeedback.complaints.casefile import OpenCase, due_on
from copfeedback.complaints.model import (
    TRANSITIONS,
    Clocks,
    ItemKind,
    Result,
    Side,
    State,
    Verdict,
)
from copfeedback.complaints.questions import IDENTITY_FIELDS
from copfeedback.complaints.vault import Item


@dataclass(frozen=True, slots=True)
class OwnMessage:
    """A message of either side. ``translated_by`` is empty where nobody translated it."""

    number: int
    on: date
    side: Side
    language: str
    text: str = field(repr=False)
    translated_by: str = ""


@dataclass(frozen=True, slots=True)
class OwnFinding:
    """What was found of one allegation, and why, in the complainant's language."""

    allegation: str = field(repr=False)
    verdict: Verdict
    reason: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """What was decided."""

    findings: tuple[OwnFinding, ...]
    results: tuple[Result, ...]
    text: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class OwnCase:
    """What a complainant is shown. The narrative is not in it.

    ``next_on`` is the day by which something happens next. ``moved_to`` is the case that goes on
    in place of this one, ``referred_to`` the agency that has it now. ``head`` is the hash the case
    ends with: if it ever ends with another one without a word, something was taken away.
    """

    case_id: str
    state: State
    filed_on: date
    next_on: date | None
    messages: tuple[OwnMessage, ...]
    file_names: tuple[str, ...]
    has_identity: bool
    erase_on: date | None
    on_hold: bool
    review_until: date | None
    may_review: bool
    may_withdraw: bool
    may_rate: bool
    decision: OwnDecision | None
    referred_to: str
    moved_to: str
    language: str
    head: str


def own_case(opened: OpenCase, clocks: Clocks, today: date) -> OwnCase:
    """What the complainant sees of their case today."""
    row = opened.row
    told = row.told_on is not None
    until = clocks.review_until(row.told_on) if row.told_on is not None else None
    may_review = row.state is State.DECIDED and until is not None and today <= until
    return OwnCase(
        case_id=row.id,
        state=row.state,
        filed_on=row.filed_on,
        next_on=due_on(opened, clocks) if row.state is not State.DECIDED or not told else None,
        messages=tuple(
            OwnMessage(
                number=item.place.number,
                on=opened.dated[item.place.number],
                side=item.place.side,
                language=str(item.content["language"]),
                text=str(item.content["text"]),
                translated_by=str(item.content.get("translated_by") or ""),
            )
            for item in opened.of_kind(ItemKind.MESSAGE)
        ),
        file_names=tuple(
            str(item.content["name"])
            for item in opened.of_kind(ItemKind.ATTACHMENT)
            if item.place.side is Side.COMPLAINANT
        ),
        has_identity=any(field.name in _identity(opened) for field in IDENTITY_FIELDS),
        erase_on=row.erase_on,
        on_hold=row.hold,
        review_until=until if may_review else None,
        may_review=may_review,
        may_withdraw=Side.COMPLAINANT in TRANSITIONS[row.state].get(State.WITHDRAWN, ()),
        may_rate=told and not opened.of_kind(ItemKind.RATING),
        decision=_decision(opened) if told else None,
        referred_to=_last(opened, ItemKind.REFERRAL, "to"),
        moved_to=_last(opened, ItemKind.MERGER, "into"),
        language=str(opened.answers.get("language", "")),
        head=row.head.hex(),
    )


def consent_of(opened: OpenCase) -> dict[str, Any]:
    """What is under the identity key besides who somebody is: it stays when they take that back."""
    own = {field.name for field in IDENTITY_FIELDS}
    return {name: value for name, value in _identity(opened).items() if name not in own}


def _identity(opened: OpenCase) -> dict[str, Any]:
    found = opened.of_kind(ItemKind.IDENTITY)
    return found[-1].content if found else {}


def _decision(opened: OpenCase) -> OwnDecision | None:
    """What was decided last; what is found in a review shows once that is decided and told."""
    decided = max(
        (
            item.place.number
            for item in opened.of_kind(ItemKind.STATE)
            if item.content["to"] == State.DECIDED
        ),
        default=0,
    )
    outcomes = _until(opened, ItemKind.OUTCOME, decided)
    if not outcomes:
        return None
    allegations = {
        item.place.number: str(item.content["text"]) for item in opened.of_kind(ItemKind.ALLEGATION)
    }
    found = {
        int(item.content["allegation"]): item for item in _until(opened, ItemKind.FINDING, decided)
    }
    outcome = outcomes[-1].content
    return OwnDecision(
        findings=tuple(
            OwnFinding(
                allegation=allegations.get(allegation, ""),
                verdict=Verdict(item.content["verdict"]),
                reason=str(item.content["reason"]),
                language=str(item.content["language"]),
            )
            for allegation, item in found.items()
        ),
        results=tuple(Result(each) for each in outcome["results"]),
        text=str(outcome["text"]),
        language=str(outcome["language"]),
    )


def _until(opened: OpenCase, kind: ItemKind, number: int) -> list[Item]:
    return [item for item in opened.of_kind(kind) if item.place.number <= number]


def _last(opened: OpenCase, kind: ItemKind, name: str) -> str:
    found = opened.of_kind(kind)
    return str(found[-1].content.get(name, "")) if found else ""
