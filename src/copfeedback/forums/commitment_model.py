"""What a commitment is: who owes what by when, and what became of it, which is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from copfeedback.forums.meeting_model import Finding
from copfeedback.i18n.translations import Translations


class Owner(StrEnum):
    """Which side owes it."""

    POLICE = "police"
    MUNICIPALITY = "municipality"
    AGENCY = "agency"
    COMMUNITY = "community"


class EventKind(StrEnum):
    """What happened to a commitment. Nothing that happened is changed or taken away."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    MOVED = "moved"
    """To another day."""
    CONTINUED = "continued"
    """A meeting was told why it is not done yet."""
    DONE = "done"
    REOPENED = "reopened"
    """It was said to be done and was not."""
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    ``text`` is the reason or the evidence, ``due`` the new day, ``by`` the office or forum that
    says so, never a person. ``by_forum`` tells whether the forum's chair recorded it for an owner
    who has no account.
    """

    number: int
    kind: EventKind
    on: date
    by: str
    by_forum: bool = False
    text: Translations | None = None
    due: date | None = None


class Status(StrEnum):
    """How a commitment stands."""

    PROPOSED = "proposed"
    NO_ANSWER = "no_answer"
    """The day by which it should have been accepted or declined is over."""
    ACCEPTED = "accepted"
    LATE = "late"
    DONE = "done"
    DECLINED = "declined"
    DROPPED = "dropped"


OPEN = frozenset({Status.PROPOSED, Status.NO_ANSWER, Status.ACCEPTED, Status.LATE})

ALLOWED: Mapping[EventKind, frozenset[Status]] = {
    EventKind.ACCEPTED: frozenset({Status.PROPOSED, Status.NO_ANSWER}),
    EventKind.DECLINED: frozenset({Status.PROPOSED, Status.NO_ANSWER}),
    EventKind.MOVED: OPEN,
    EventKind.CONTINUED: OPEN,
    EventKind.DONE: OPEN,
    EventKind.REOPENED: frozenset({Status.DONE}),
    EventKind.DROPPED: OPEN,
}
"""In which states something may happen."""
NEED_TEXT = frozenset(EventKind) - {EventKind.ACCEPTED}
"""What is only taken with a reason, or for ``DONE`` with evidence."""


class NotPossibleNow(Exception):  # noqa: N818 - named for what happened
    """As the commitment stands, this cannot happen to it."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment.

    ``first_due`` is the day that was promised first and stays. ``organisation`` is the id of the
    one whose officers answer for it, None where it has no accounts. ``office`` is what the public
    is told, never a person. ``item`` is the agenda item it was made under.
    """

    id: int
    forum: str
    owner: Owner
    office: Translations
    what: Translations
    first_due: date
    proposed_on: date
    decide_by: date
    organisation: int | None = None
    sector: str | None = None
    meeting_id: int | None = None
    item_id: int | None = None
    problem: int | None = None
    proposal: str | None = None
    finding: Finding | None = None
    quick_win: bool = False
    events: tuple[Event, ...] = ()

    @property
    def due(self) -> date:
        """The day that counts now."""
        moved = [event.due for event in self.events if event.due is not None]
        return moved[-1] if moved else self.first_due

    @property
    def times_moved(self) -> int:
        """How often its day was put off."""
        return sum(event.kind is EventKind.MOVED for event in self.events)

    @property
    def done_on(self) -> date | None:
        """When it was done."""
        done = [event for event in self.events if event.kind in _DONE_OR_NOT]
        return done[-1].on if done and done[-1].kind is EventKind.DONE else None

    def status(self, today: date) -> Status:
        """How it stands on a day."""
        kinds = [event.kind for event in self.events]
        if EventKind.DROPPED in kinds:
            return Status.DROPPED
        if EventKind.DECLINED in kinds:
            return Status.DECLINED
        if self.done_on is not None:
            return Status.DONE
        if EventKind.ACCEPTED not in kinds:
            return Status.PROPOSED if today <= self.decide_by else Status.NO_ANSWER
        return Status.ACCEPTED if today <= self.due else Status.LATE

    def require_possible(self, kind: EventKind, today: date) -> None:
        """Let pass, or refuse what cannot happen now.

        Raises:
            NotPossibleNow: it cannot.
        """
        if self.status(today) not in ALLOWED[kind]:
            raise NotPossibleNow(f"{self.status(today)}: {kind}")


_DONE_OR_NOT = frozenset({EventKind.DONE, EventKind.REOPENED})


FEW = 20
"""Of fewer commitments no percentage is said: one more or less would change it much."""


@dataclass(frozen=True, slots=True)
class Record:
    """How a side keeps its word: how many commitments ended, or stand, in each way.

    ``kept`` were done by the day promised first, ``kept_late`` after it; ``late`` are open and past
    their day; ``broken`` were dropped after they had been accepted.
    """

    kept: int = 0
    kept_late: int = 0
    late: int = 0
    broken: int = 0
    running: int = 0
    declined: int = 0
    no_answer: int = 0

    @property
    def due(self) -> int:
        """How many of those accepted should have been kept by now."""
        return self.kept + self.kept_late + self.late + self.broken

    @property
    def kept_percent(self) -> int | None:
        """How many of those were kept in time, in whole percent; None where they are few."""
        return None if self.due < FEW else round(100 * self.kept / self.due)


def record_of(commitments: Iterable[Commitment], today: date) -> Record:
    """How a side keeps its word."""
    counts = dict.fromkeys(Record.__dataclass_fields__, 0)
    for each in commitments:
        counts[_standing(each, today)] += 1
    return Record(**counts)


def _standing(commitment: Commitment, today: date) -> str:
    status = commitment.status(today)
    if status is Status.DONE:
        done_on = commitment.done_on
        return "kept" if done_on is not None and done_on <= commitment.first_due else "kept_late"
    if status is Status.DROPPED:
        accepted = any(event.kind is EventKind.ACCEPTED for event in commitment.events)
        return "broken" if accepted else "declined"
    named = {
        Status.LATE: "late",
        Status.DECLINED: "declined",
        Status.NO_ANSWER: "no_answer",
    }
    return named.get(status, "running")


_FIRST = (Status.LATE, Status.NO_ANSWER, Status.PROPOSED, Status.ACCEPTED)


def in_order(found: Iterable[Commitment], today: date) -> list[Commitment]:
    """Late ones first, what is over last; the longest overdue first, the latest made first."""

    def place(each: Commitment) -> tuple[int, int, int]:
        status = each.status(today)
        if status in OPEN:
            return _FIRST.index(status), each.due.toordinal(), each.id
        return len(_FIRST), -each.proposed_on.toordinal(), -each.id

    return sorted(found, key=place)
