"""An evaluation: what was promised before it, what happened since, and how it stands.

How it stands is computed from what happened; nobody can type it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from copfeedback.evaluations.report_model import Acted, Report, Response, Review
from copfeedback.i18n.translations import Translations


class NotPossibleNow(Exception):  # noqa: N818 - named for what happened
    """As the evaluation stands, this cannot happen to it; nothing was stored."""


class Independence(StrEnum):
    """How far whoever evaluates stands from what is evaluated."""

    SELF = "self"
    """Whoever runs the programme evaluates it: there is no independent evaluation."""
    EXTERNAL = "external"
    """Somebody else, chosen and paid by whoever runs it."""
    INDEPENDENT = "independent"
    """Somebody else, whom those who run it neither chose nor pay."""


class Timing(StrEnum):
    """Whether a programme goes on, or this is the last word on it."""

    INTERIM = "interim"
    FINAL = "final"


class Criterion(StrEnum):
    """What an evaluation asks: the six criteria of the OECD's Development Assistance Committee.

    OECD, Better Criteria for Better Evaluation (2019); coherence is the sixth, added then.
    """

    RELEVANCE = "relevance"
    COHERENCE = "coherence"
    EFFECTIVENESS = "effectiveness"
    EFFICIENCY = "efficiency"
    IMPACT = "impact"
    SUSTAINABILITY = "sustainability"


class Design(StrEnum):
    """What a figure is compared with."""

    CHANGE = "change"
    """With the figure before."""
    DIFFERENCE_IN_DIFFERENCES = "difference_in_differences"
    """Its change in pilot sites, less that in control sites."""


class Direction(StrEnum):
    """Which way a figure should go."""

    UP = "up"
    DOWN = "down"


class Degree(StrEnum):
    """How much there is of something at a site."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class SiteArm(StrEnum):
    """What a site is there for."""

    PILOT = "pilot"
    CONTROL = "control"


class WaveRole(StrEnum):
    """Which figures a wave of a survey gives."""

    BASELINE = "baseline"
    MIDLINE = "midline"
    ENDLINE = "endline"


class DataSeen(StrEnum):
    """How much of the data whoever changed a pledge had seen by then."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What will be looked at. ``key`` stays the same through all amendments.

    A quantitative one has a ``series``, the name of a published one (``series.py``), or none where
    its figures come from outside and are entered with evidence. ``least`` is the smallest change
    that counts, in the unit of the series (percentage points for shares): a success is a change of
    that size in the expected ``direction``. A qualitative one has no direction, but says in
    ``looked_for``, ``evidence`` and ``method`` what would be a finding. ``rises_with_trust`` marks
    those of reporting: more of it may be good news.
    """

    key: str
    name: Translations
    criterion: Criterion
    qualitative: bool = False
    definition: Translations | None = None
    unit: Translations | None = None
    source: Translations | None = None
    series: str | None = None
    design: Design = Design.CHANGE
    direction: Direction | None = None
    least: float | None = None
    success: Translations | None = None
    by_gender: bool = True
    rises_with_trust: bool = False
    looked_for: Translations | None = None
    evidence: Translations | None = None
    method: Translations | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Where the programme runs, or is compared with. ``sector`` is a sector's code."""

    sector: str
    arm: SiteArm
    mixed: Degree | None = None
    """How mixed the people who live there are."""
    conflict: Degree | None = None
    crime: Degree | None = None
    minorities: bool = False
    """Whether people live there who are disadvantaged or belong to minorities."""
    asked: bool = False
    """Whether people there were asked before it was chosen."""
    why: Translations | None = None


@dataclass(frozen=True, slots=True)
class PlannedWave:
    """When figures are gathered. ``wave`` is a wave's id, None until there is one.

    A baseline may be ``existing``: gathered before the pledge, and known when it was made.
    """

    role: WaveRole
    opens: date
    closes: date
    wave: str | None = None
    existing: bool = False


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """Somebody who commits to the pledge with a signature: an organisation, or a forum."""

    key: str
    office: Translations
    organisation: int | None = None
    forum: str | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """What can go wrong, what is done about it, and whose task that is (an office)."""

    what: Translations
    answer: Translations
    owner: Translations


@dataclass(frozen=True, slots=True)
class Pledge:
    """What is promised. ``organisation`` is the evaluator's, whose accounts may work on it.

    ``commissioner_organisation`` answers for the programme, where it has accounts. ``began`` is
    the day the programme began. ``due`` is the day, in the portal's time zone, by the end of which
    the results are to be public, whatever they show. ``held_back`` says what will not be published
    and why, ``consulted`` who was asked beforehand and what that changed.
    """

    title: Translations
    about: Translations
    commissioner: Translations
    evaluator: Translations
    independence: Independence
    timing: Timing
    due: date
    questions: Mapping[Criterion, Translations]
    indicators: tuple[Indicator, ...]
    waves: tuple[PlannedWave, ...] = ()
    sites: tuple[Site, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()
    risks: tuple[Risk, ...] = ()
    organisation: int | None = None
    commissioner_organisation: int | None = None
    began: date | None = None
    plan: str | None = None
    resources: Translations | None = None
    held_back: Translations | None = None
    consulted: Translations | None = None

    def indicator(self, key: str) -> Indicator | None:
        """The indicator of a key."""
        return next((each for each in self.indicators if each.key == key), None)


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


class Status(StrEnum):
    """How an evaluation stands."""

    REGISTERED = "registered"
    IN_FIELD = "in_field"
    DUE = "due"
    """Nothing more is gathered; the results are awaited."""
    OVERDUE = "overdue"
    PUBLISHED = "published"
    PUBLISHED_LATE = "published_late"
    CANCELLED_OWED = "cancelled_owed"
    """Cancelled when data had been gathered: the results are owed still."""
    CANCELLED = "cancelled"
    """Cancelled before anything was gathered."""


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """When figures are really gathered: a wave's own days where there is one, else as planned."""

    role: WaveRole
    opens: date
    closes: date
    existing: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How an evaluation stands on a day.

    ``first_due`` is the day promised first. ``due`` is the one that counts: changes made before
    anything was gathered, and in time, move it. ``announced`` is the latest day that was named.
    ``days_overdue`` counts from ``due``, 0 when it is not. ``unsigned`` are the stakeholders whose
    signature is missing.
    """

    status: Status
    first_due: date
    due: date
    announced: date
    days_overdue: int = 0
    times_moved: int = 0
    registered_late: bool = False
    published_on: date | None = None
    unsigned: tuple[Stakeholder, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A registered evaluation: its events, the earliest first, of which the first registered it.

    ``unreadable`` is how many of its events were altered so that they cannot be read.
    """

    code: str
    events: tuple[Event, ...]
    unreadable: int = 0

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
        return Evaluation(self.code, events, self.unreadable)

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


_LONGEST_MOVE = timedelta(days=366)
"""So far the day that counts can be moved from the first one: nobody postpones for ever."""


def signed_before_last_change(evaluation: Evaluation) -> tuple[Stakeholder, ...]:
    """The stakeholders who signed, but nothing since the pledge was changed last."""
    still = _signed(evaluation)
    signed: dict[str, int] = {
        event.said.stakeholder: event.number
        for event in evaluation.events
        if isinstance(event.said, Signed) and event.said.stakeholder in still
    }
    changed = evaluation.amendments[-1].number if evaluation.amendments else 0
    return tuple(
        each
        for each in evaluation.pledge.stakeholders
        if each.key in signed and signed[each.key] < changed
    )


def standing(evaluation: Evaluation, fieldwork: Sequence[Fieldwork], today: date) -> Standing:
    """How an evaluation stands on a day, from what happened and when figures are gathered."""
    first, pledge = evaluation.first_pledge, evaluation.pledge
    signed = _signed(evaluation)
    due, latest = first.due, first.due + _LONGEST_MOVE
    days = [first.due]
    for event in evaluation.amendments:
        if not isinstance(event.said, Amended):
            continue
        if event.said.pledge.due != days[-1]:
            days.append(event.said.pledge.due)
        if not event.said.is_deviation and event.on <= due:
            due = min(event.said.pledge.due, latest)
    published = _published_on(evaluation)
    registered = evaluation.registered.said
    status = _status(evaluation, fieldwork, today, due, published)
    owed = status in (Status.OVERDUE, Status.CANCELLED_OWED)
    return Standing(
        status,
        first.due,
        due,
        pledge.due,
        max(0, (today - due).days) if owed else 0,
        len(days) - 1,
        isinstance(registered, Registered) and registered.late,
        published,
        tuple(each for each in pledge.stakeholders if each.key not in signed),
    )


def _signed(evaluation: Evaluation) -> set[str]:
    """The keys of those who signed; a key that was given to somebody else since counts for none."""
    signed, named = set[str](), dict[str, Stakeholder]()
    for event in evaluation.events:
        if isinstance(event.said, Registered | Amended):
            after = {each.key: each for each in event.said.pledge.stakeholders}
            signed -= {key for key in signed if not _is_same(named.get(key), after.get(key))}
            named = after
        elif isinstance(event.said, Signed):
            signed.add(event.said.stakeholder)
    return signed


def _is_same(one: Stakeholder | None, other: Stakeholder | None) -> bool:
    if one is None or other is None:
        return False
    return (one.organisation, one.forum) == (other.organisation, other.forum)


def _published_on(evaluation: Evaluation) -> date | None:
    """The day of the first results that were not withdrawn since; a new version keeps it."""
    since = None
    for event in evaluation.events:
        if event.kind is EventKind.PUBLISHED and since is None:
            since = event.on
        elif event.kind is EventKind.WITHDRAWN:
            since = None
    return since


def _status(
    evaluation: Evaluation,
    fieldwork: Sequence[Fieldwork],
    today: date,
    due: date,
    published: date | None,
) -> Status:
    if published is not None:
        return Status.PUBLISHED if published <= due else Status.PUBLISHED_LATE
    for event in evaluation.of(EventKind.CANCELLED):
        # Whoever is late already cannot get rid of that by calling it off.
        owed = event.on > due or (isinstance(event.said, Cancelled) and event.said.gathered)
        return Status.CANCELLED_OWED if owed else Status.CANCELLED
    if today > due:
        return Status.OVERDUE
    own = [each for each in fieldwork if not each.existing]
    if any(each.opens <= today for each in own) and any(today <= each.closes for each in own):
        return Status.IN_FIELD
    if own and all(each.closes < today for each in own):
        return Status.DUE
    return Status.REGISTERED


RETROSPECT_YEARS = 2
"""A final evaluation of a programme that is younger comes too early to tell what it achieved.

OSCE, Police and Community: two to five years are to pass.
"""
