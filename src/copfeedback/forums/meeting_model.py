"""What meetings, their agendas, and proposals for them are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from copfeedback.forums.model import Topic
from copfeedback.i18n.translations import Translations

DAYTIME = (time(8), time(18))
"""Between these a meeting counts as one in daytime."""


class MeetingKind(StrEnum):
    """How a meeting came about, and who may come."""

    REGULAR = "regular"
    SPECIAL = "special"
    """At short notice, as in a crisis."""
    CLOSED = "closed"
    """Not open to everybody."""


class Aim(StrEnum):
    """What a meeting is for."""

    ACCOUNTABILITY = "accountability"
    PROBLEM_SOLVING = "problem_solving"


class MeetingState(StrEnum):
    """Whether a meeting takes place. Cancelled ones stay visible."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Moved:
    """From when a meeting was moved, and on which day that was told."""

    starts: datetime
    told_on: date


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting.

    ``starts`` and ``ends`` are local times of ``zone``, without offset: when the clocks change,
    the hall opens at the same hour. ``step_free`` is None where nobody has said. ``number`` is the
    meeting's part of its address (its day, and a letter where there are several). ``sequence``
    grows with each change that calendars have to know of; ``version`` with each change at all.
    ``announced_on`` is when the notice went out, ``final_on`` when the agenda became final.
    ``minutes_number`` is the latest approved version of the minutes, 0 before there is one.
    """

    id: int
    forum: str
    number: str
    uid: str
    kind: MeetingKind
    aim: Aim
    starts: datetime
    ends: datetime
    zone: str
    title: Translations | None = None
    place: Translations | None = None
    neutral_ground: bool = False
    step_free: bool | None = None
    interpretation: tuple[str, ...] = ()
    childcare: bool = False
    online: str = ""
    state: MeetingState = MeetingState.PLANNED
    reason: Translations | None = None
    moved: tuple[Moved, ...] = ()
    sequence: int = 0
    version: int = 0
    announced_on: date | None = None
    final_on: date | None = None
    minutes_language: str = "en"
    minutes_number: int = 0

    @property
    def in_daytime(self) -> bool:
        """Whether it takes place between eight in the morning and six in the evening."""
        first, last = DAYTIME
        same_day = self.starts.date() == self.ends.date()
        return same_day and first <= self.starts.time() and self.ends.time() <= last

    @property
    def begins_at(self) -> datetime:
        """When it begins, as a moment."""
        return self.starts.replace(tzinfo=ZoneInfo(self.zone))

    @property
    def ends_at(self) -> datetime:
        """When it ends, as a moment."""
        return self.ends.replace(tzinfo=ZoneInfo(self.zone))


class ItemKind(StrEnum):
    """What an agenda item is for."""

    INFORMATION = "information"
    DISCUSSION = "discussion"
    DECISION = "decision"
    POLICE_REPORT = "police_report"
    QUESTION_TIME = "question_time"


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a figure of a survey was published: the release and the item of it."""

    release: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One point of an agenda.

    ``minutes`` is how long it is meant to take. ``proposal`` is the reference of what a resident
    brought, ``commitment`` the one that comes up again, ``question`` the earlier item that was
    left unanswered, ``problem`` what it works on, ``passed_from`` the forum that passed it up.
    ``origin`` is the reference of what a resident brought where the item is only a copy of that,
    carried on or passed up. ``passed_to`` are the references under which it waits, or waited, to
    be decided on in the forum above.
    """

    id: int
    meeting_id: int
    position: int
    kind: ItemKind
    title: Translations
    text: Translations | None = None
    minutes: int | None = None
    presenter: str = ""
    topic: Topic | None = None
    proposal: str | None = None
    commitment: int | None = None
    question: int | None = None
    finding: Finding | None = None
    problem: int | None = None
    passed_from: str | None = None
    origin: str | None = None
    passed_to: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF that belongs to an agenda item."""

    id: int
    item_id: int
    title: str
    language: str
    size: int
    sha256: str


class ProposalState(StrEnum):
    """What became of what somebody brought."""

    WAITING = "waiting"
    ON_AGENDA = "on_agenda"
    ANSWERED = "answered"
    """In writing."""
    MOVED = "moved"
    """To a later meeting or another forum."""
    DECLINED = "declined"
    COMPLAINT = "complaint"
    """It was about something a person did: erased, and only the way to the complaints remains."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a resident brought to a forum, without a name.

    ``reference`` is what they keep and the public sees. ``text`` is empty once it was erased.
    """

    reference: str
    forum: str
    language: str
    text: str
    topic: Topic | None
    is_question: bool
    received_on: date
    state: ProposalState = ProposalState.WAITING
    answer: Translations | None = None
    decided_on: date | None = None
    meeting_id: int | None = None
    moved_to: str | None = None
    shown: bool = False


class MatterKind(StrEnum):
    """What can be left over from earlier meetings."""

    COMMITMENT = "commitment"
    QUESTION = "question"


class Settlement(StrEnum):
    """What is said of a matter that does not come up again."""

    DONE = "done"
    CONTINUES = "continues"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Matter:
    """Something earlier meetings left open.

    ``id`` is the commitment's, or that of the agenda item whose question was not answered.
    ``put_off`` is on how many agendas it has stood since it first came up.
    """

    kind: MatterKind
    id: int
    title: Translations
    since: date
    put_off: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """An agenda as it stands.

    ``left_over`` is what keeps it from being final, also if it was final before that came up:
    then its ``meeting`` has no day on which it became so. ``settled`` is what was said instead of
    putting a matter on it.
    """

    meeting: Meeting
    items: tuple[AgendaItem, ...] = ()
    papers: Mapping[int, tuple[Paper, ...]] = field(default_factory=dict)
    left_over: tuple[Matter, ...] = ()
    settled: tuple[tuple[Matter, Settlement, Translations | None], ...] = ()

    @property
    def may_be_final(self) -> bool:
        """Whether there is something on it and nothing of earlier meetings is missing."""
        return bool(self.items) and not self.left_over

    @property
    def minutes(self) -> int:
        """How long all items are meant to take together."""
        return sum(item.minutes or 0 for item in self.items)
