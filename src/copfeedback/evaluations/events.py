"""An evaluation as what happened to it: nothing of it is ever changed or taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from copfeedback.evaluations.model import DataSeen, Indicator, Pledge
from copfeedback.evaluations.report_model import Acted, Report, Response, Review
from copfeedback.i18n.translations import Translations


@dataclass(frozen=True, slots=True)
class Registered:
    """That a pledge was made. ``late``: data that it is about were being gathered by then."""

    pledge: Pledge
    late: bool = False


@dataclass(frozen=True, slots=True)
class Amended:
    """That a pledge was changed. After data were seen it is a deviation, and called so."""

    pledge: Pledge
    reason: Translations
    data_seen: DataSeen

    @property
    def is_deviation(self) -> bool:
        """Whether whoever changed it had seen data."""
        return self.data_seen is not DataSeen.NONE


@dataclass(frozen=True, slots=True)
class Signed:
    """That a stakeholder commits to it."""

    stakeholder: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """That it will not go on; ``gathered`` tells whether data had been gathered by then."""

    reason: Translations
    gathered: bool


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That published results must not be used."""

    reason: Translations


Said = Registered | Amended | Signed | Cancelled | Report | Withdrawn | Response | Acted | Review


class EventKind(StrEnum):
    """What happened to an evaluation. Nothing that happened is changed or taken away."""

    REGISTERED = "registered"
    AMENDED = "amended"
    SIGNED = "signed"
    CANCELLED = "cancelled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    RESPONDED = "responded"
    ACTED = "acted"
    REVIEWED = "reviewed"


KINDS: Mapping[EventKind, type[Said]] = {
    EventKind.REGISTERED: Registered,
    EventKind.AMENDED: Amended,
    EventKind.SIGNED: Signed,
    EventKind.CANCELLED: Cancelled,
    EventKind.PUBLISHED: Report,
    EventKind.WITHDRAWN: Withdrawn,
    EventKind.RESPONDED: Response,
    EventKind.ACTED: Acted,
    EventKind.REVIEWED: Review,
}
"""What each kind of event says."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. ``number`` counts through all evaluations from 1.

    ``at`` is a moment in UTC, ``on`` the portal's local day, ``by`` an office, never a person.
    ``text`` is the canonical JSON that ``sha256`` is of; ``hash`` is that of the hash before and
    of ``sha256`` (``chain.py``). ``sound`` is False where what is stored was altered.
    """

    number: int
    evaluation: str
    kind: EventKind
    at: datetime
    on: date
    by: str
    said: Said
    text: str = field(repr=False, default="")
    sha256: str = ""
    previous_hash: str = ""
    hash: str = ""
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A registered evaluation: its events, the earliest first, of which the first registered it.

    ``unreadable`` is how many of its events cannot be read: they were altered, or are gone.
    ``doubtful``: the chain of all evaluations breaks somewhere after its first event, so that
    nobody can tell whether what is before the break was written anew together with its hashes.
    """

    code: str
    events: tuple[Event, ...]
    unreadable: int = 0
    doubtful: bool = False

    @property
    def registered(self) -> Event:
        """The event that registered it."""
        return self.events[0]

    @property
    def first_pledge(self) -> Pledge:
        """The pledge as it was registered."""
        said = self.registered.said
        if not isinstance(said, Registered):
            raise TypeError(f"{self.code}: the first event does not register")
        return said.pledge

    @property
    def pledge(self) -> Pledge:
        """The pledge as it stands, with all amendments."""
        amended = [each.said.pledge for each in self.events if isinstance(each.said, Amended)]
        return amended[-1] if amended else self.first_pledge

    @property
    def amendments(self) -> tuple[Event, ...]:
        """What changed the pledge."""
        return self.of(EventKind.AMENDED)

    @property
    def publications(self) -> tuple[Event, ...]:
        """Every version of the results that was published, withdrawn ones too."""
        return self.of(EventKind.PUBLISHED)

    @property
    def report(self) -> Report | None:
        """The results that are public now; None before, and after they were withdrawn."""
        event = self.publication
        return event.said if event is not None and isinstance(event.said, Report) else None

    @property
    def publication(self) -> Event | None:
        """The event that published what is public now."""
        latest = None
        for event in self.events:
            if event.kind is EventKind.PUBLISHED:
                latest = event
            elif event.kind is EventKind.WITHDRAWN:
                latest = None
        return latest

    @property
    def last(self) -> int:
        """The number of its last event: whoever adds to it says which one they saw."""
        return self.events[-1].number

    @property
    def is_sound(self) -> bool:
        """Whether everything is stored as it was written."""
        return not self.unreadable and all(event.sound for event in self.events)

    @property
    def binding_pledge(self) -> Pledge:
        """The pledge as it stood before anybody had seen data: results are judged by it."""
        before = [
            each.said.pledge
            for each in self.events
            if isinstance(each.said, Amended) and not each.said.is_deviation
        ]
        return before[-1] if before else self.first_pledge

    def until(self, number: int) -> Evaluation:
        """The evaluation as it stood after an event."""
        events = tuple(each for each in self.events if each.number <= number)
        return Evaluation(self.code, events, self.unreadable, self.doubtful)

    def of(self, kind: EventKind) -> tuple[Event, ...]:
        """Its events of a kind."""
        return tuple(each for each in self.events if each.kind is kind)


def owed_indicators(evaluation: Evaluation) -> tuple[Indicator, ...]:
    """Every indicator that was ever registered, each as it was before data had been seen.

    What a deviation adds is worded as it was last. One that was taken out since still gets a
    finding: nobody drops what went badly, and nobody swaps it for something else.
    """
    owed: dict[str, Indicator] = {}
    for event in evaluation.events:
        if isinstance(event.said, Registered | Amended):
            owed |= {each.key: each for each in event.said.pledge.indicators}
    bound = {each.key: each for each in evaluation.binding_pledge.indicators}
    return tuple(bound.get(key, each) for key, each in owed.items())


def promised_keys(evaluation: Evaluation) -> frozenset[str]:
    """The indicators that were promised before data had been seen, at any time."""
    keys = set[str]()
    for event in evaluation.events:
        said = event.said
        if isinstance(said, Registered) or (isinstance(said, Amended) and not said.is_deviation):
            keys |= {each.key for each in said.pledge.indicators}
    return frozenset(keys)
