"""A case as those who handle it read it: its items folded into what stands now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from copfeedback.complaints.case_folding import Folding
from copfeedback.complaints.case_parts import (
    Account,
    Allegation,
    CaseRequest,
    Change,
    Copy,
    Disclosure,
    HateCrime,
    Holder,
    Merger,
    Message,
    Narrative,
    Note,
    OutcomeText,
    Rating,
    Recommendation,
    Referral,
    Release,
    Task,
)
from copfeedback.complaints.casefile import OpenCase, due_on
from copfeedback.complaints.file_store import CaseFile, files_of
from copfeedback.complaints.model import (
    TRANSITIONS,
    Category,
    Channel,
    Clocks,
    Danger,
    Kind,
    Side,
    State,
)


@dataclass(frozen=True)
class CaseView:
    """A case opened for its caseworkers. ``head`` is the hash it ends with, in hex."""

    case_id: str
    head: str
    state: State
    filed_on: date
    updated_on: date
    decided_on: date | None
    told_on: date | None
    due_on: date | None
    ended_on: date | None
    erase_on: date | None
    review_until: date | None
    hold: bool
    waiting: bool
    overdue: bool
    next_states: tuple[State, ...]
    kind: Kind
    channel: Channel | None
    language: str
    danger: Danger | None
    categories: tuple[Category, ...]
    narrative: Narrative
    answers: Mapping[str, tuple[str, ...]] = field(repr=False)
    messages: tuple[Message, ...]
    notes: tuple[Note, ...]
    tasks: tuple[Task, ...]
    files: tuple[CaseFile, ...]
    requests: tuple[CaseRequest, ...]
    disclosures: tuple[Disclosure, ...]
    accounts: tuple[Account, ...]
    allegations: tuple[Allegation, ...]
    outcome: OutcomeText | None
    recommendations: tuple[Recommendation, ...]
    copies: tuple[Copy, ...]
    releases: tuple[Release, ...]
    classification: HateCrime | None
    referral: Referral | None
    mergers: tuple[Merger, ...]
    rating: Rating | None
    history: tuple[Change, ...]
    holders: tuple[Holder, ...]


def view_of(
    opened: OpenCase,
    names: Mapping[bytes, str],
    holders: Iterable[Holder],
    clocks: Clocks,
    today: date,
) -> CaseView:
    """Fold the items of a case.

    Args:
        opened: the case.
        names: who is whose verification key, from a verified roster.
        holders: who can open it.
        clocks: by when what is due.
        today: the day; what is due before it is overdue.
    """
    row, folding, due = opened.row, Folding(opened, names, today), due_on(opened, clocks)
    return CaseView(
        case_id=row.id,
        head=row.head.hex(),
        state=row.state,
        filed_on=row.filed_on,
        updated_on=row.updated_on,
        decided_on=row.decided_on,
        told_on=row.told_on,
        due_on=due,
        ended_on=row.ended_on,
        erase_on=row.erase_on,
        review_until=row.told_on and clocks.review_until(row.told_on),
        hold=row.hold,
        waiting=row.waiting,
        overdue=is_overdue(row.state, due, row.told_on, today),
        next_states=tuple(
            wanted for wanted, sides in TRANSITIONS[row.state].items() if Side.BODY in sides
        ),
        kind=kind_of(opened),
        channel=next(map(Channel, answers_of(opened).get("channel", ())), None),
        language=language_of(opened),
        danger=danger_of(opened),
        categories=categories_of(opened),
        narrative=folding.narrative(),
        answers=answers_of(opened),
        messages=folding.messages(),
        notes=folding.notes(),
        tasks=folding.tasks(),
        files=tuple(files_of(opened)),
        requests=folding.requests(),
        disclosures=folding.disclosures(),
        accounts=folding.accounts(),
        allegations=folding.allegations(),
        outcome=folding.outcome(),
        recommendations=folding.recommendations(),
        copies=folding.copies(),
        releases=folding.releases(),
        classification=folding.classification(),
        referral=folding.referral(),
        mergers=folding.mergers(),
        rating=folding.rating(),
        history=folding.history(),
        holders=tuple(holders),
    )


def is_overdue(state: State, due: date | None, told_on: date | None, today: date) -> bool:
    """Whether the body is late. The time to ask for a review is the complainant's, not its own."""
    waits_for_complainant = state is State.DECIDED and told_on is not None
    return due is not None and due < today and not waits_for_complainant


def answers_of(opened: OpenCase) -> Mapping[str, tuple[str, ...]]:
    """What was answered, each field a tuple; language and channel among them."""
    return answers_in(opened.answers)


def answers_in(content: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """The answers of an item, each field a tuple."""
    return {
        name: (value,) if isinstance(value, str) else tuple(value)
        for name, value in content.items()
    }


def kind_of(opened: OpenCase) -> Kind:
    """What was brought; whoever did not say has complained."""
    return next(map(Kind, answers_of(opened).get("kind", ())), Kind.COMPLAINT)


def language_of(opened: OpenCase) -> str:
    """The language in which it was filed."""
    return next(iter(answers_of(opened).get("language", ())), "")


def danger_of(opened: OpenCase) -> Danger | None:
    """What was said to: are you in danger now?"""
    return next(map(Danger, answers_of(opened).get("danger", ())), None)


def categories_of(opened: OpenCase) -> tuple[Category, ...]:
    """What was said to be wrong."""
    return tuple(map(Category, answers_of(opened).get("categories", ())))
