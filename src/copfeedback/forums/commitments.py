"""What is done with commitments: made, answered for, moved, kept; and who keeps their word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy import Connection

from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown, clean_texts
from copfeedback.forums.chairing import chairing, may_chair
from copfeedback.forums.commitment_entry import NewCommitment, checked, day_problem
from copfeedback.forums.commitment_model import (
    NEED_TEXT,
    OPEN,
    Commitment,
    Event,
    EventKind,
    Owner,
    Record,
    Status,
    in_order,
    record_of,
)
from copfeedback.forums.commitment_store import (
    Wanted,
    add_commitment,
    add_event,
    commitments,
    find_commitment,
)
from copfeedback.forums.commitment_voices import answers_for, is_for_forum, sayable
from copfeedback.forums.store import find_forum, forums
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.people.organisation_store import find_organisation
from copfeedback.storage.engine import reading

REASON_MAXIMUM = 4_000


class Commitments:
    """The use cases of commitments. Nothing that happened is ever changed or taken away.

    ``is_release`` tells whether results of a survey were published under a code.
    """

    def __init__(
        self, trail: Trail, today: Callable[[], date], is_release: Callable[[str], bool]
    ) -> None:
        self._trail = trail
        self._is_release = is_release
        self.today = today

    def make(self, actor: Actor, new: NewCommitment) -> Commitment:
        """Write down what was promised. It waits for an answer of whoever is to keep it.

        The same promise written down twice on a day is one, while it is open.

        Raises:
            NotPermitted: the actor does not chair the forum.
            Faulty: with every fault that was found; nothing was stored.
            Unknown: there is no such forum.
            StorageUnavailable: it cannot be stored now.
        """
        today = self.today()
        with chairing(self._trail, actor, Action.MAKE_COMMITMENT, new.forum, today) as (
            connection,
            forum,
        ):
            # Of two that are sent at once the second sees the first.
            find_forum(connection, forum.code, lock=True)
            made = checked(connection, forum, new, today, self._is_release)
            return _there_already(connection, made, today) or add_commitment(connection, made)

    def find(self, commitment_id: int, *, with_held_back: bool = False) -> Commitment:
        """A commitment that everybody may see.

        ``with_held_back`` also what a protected forum holds back still: for staff alone.

        Raises:
            Unknown: there is none, or it is held back.
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            found = find_commitment(connection, commitment_id)
            if not with_held_back and self._is_held_back(connection, found):
                raise Unknown
            return found

    def all(
        self,
        *,
        forum: str | None = None,
        sector: str | None = None,
        owner: Owner | None = None,
        organisation: int | None = None,
        meeting_id: int | None = None,
        problem: int | None = None,
        with_held_back: bool = False,
    ) -> list[Commitment]:
        """Commitments in the order of the board: late ones first, what is over last.

        Protected forums hold what was promised back as long as their minutes;
        ``with_held_back`` for the forum's own desk.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        wanted = Wanted(forum, sector, owner, organisation, meeting_id, problem)
        with reading(self._trail.engine) as connection:
            found = commitments(connection, wanted)
            if not with_held_back:
                delays = {each.code: each.delay_days for each in forums(connection)}
                found = [each for each in found if not self._waits(each, delays[each.forum])]
        return in_order(found, self.today())

    def open_of(self, connection: Connection, forum: str) -> list[Commitment]:
        """What a forum waits for, the oldest first; within a transaction."""
        today = self.today()
        found = commitments(connection, Wanted(forum=forum))
        return [each for each in found if each.status(today) in OPEN]

    def waiting_for(self, who: Actor) -> list[Commitment]:
        """What the organisation of an officer owes, what waits for an answer first.

        Nothing for whoever answers for no organisation. What is over comes last.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        subject = Subject(organisation=who.organisation)
        if who.organisation is None or not who.may(Permission.REPORT_ON_COMMITMENTS, subject):
            return []
        with reading(self._trail.engine) as connection:
            found = commitments(connection, Wanted(organisation=who.organisation))
        today = self.today()
        unanswered = {Status.PROPOSED, Status.NO_ANSWER}
        return sorted(in_order(found, today), key=lambda each: each.status(today) not in unanswered)

    def of_chair(self, who: Actor) -> list[Commitment]:
        """What a chair's forums wait for; what nobody but the chair can answer comes first.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            found = [
                each
                for forum in forums(connection)
                if forum.code in who.forums and may_chair(connection, who, forum, self.today())
                for each in self.open_of(connection, forum.code)
            ]
        return sorted(in_order(found, self.today()), key=lambda each: each.organisation is not None)

    def find_own(self, who: Actor, commitment_id: int) -> Commitment:
        """A commitment for which somebody answers, or that was made to a forum they chair.

        Raises ``Unknown`` where there is none, or it is not theirs; and as ``all`` does.
        """
        found = self.find(commitment_id, with_held_back=True)
        if not (answers_for(who, found) or self._chairs(who, found)):
            raise Unknown
        return found

    def sayable(self, who: Actor, of: Commitment) -> list[EventKind]:
        """What somebody can say of a commitment as it stands. Raises like ``all``."""
        return sayable(who, of, self.today(), chairs=self._chairs(who, of))

    def happened(
        self,
        actor: Actor,
        commitment_id: int,
        kind: EventKind,
        *,
        text: Mapping[str, str] | None = None,
        due: date | None = None,
        after: int | None = None,
    ) -> Commitment:
        """Add what happened to a commitment; it with that.

        The officers of the organisation that owes it say so from their own accounts. The forum's
        chair says what ``BY_CHAIR`` has, and everything for an owner without accounts. ``text`` is
        the reason or the evidence, ``due`` the new day. ``after`` is how many things had happened
        when the actor looked: the same form sent twice counts once.

        Raises:
            NotPermitted: it is not the actor's to say.
            Unknown: there is no such commitment.
            Faulty: a reason, evidence or day is missing or wrong.
            NotPossibleNow: as the commitment stands, this cannot happen to it.
            ChangedMeanwhile: something else has happened to it.
            StorageUnavailable: it cannot be stored now.
        """
        with self._speaking(actor, commitment_id, kind) as (connection, by, by_forum):
            found = find_commitment(connection, commitment_id, lock=True)
            if after is not None and len(found.events) != after:
                raise ChangedMeanwhile
            event = Event(0, kind, self.today(), by, by_forum, due=due)
            return self._add(connection, found, event, text)

    def add_event(
        self,
        connection: Connection,
        commitment_id: int,
        kind: EventKind,
        *,
        text: Mapping[str, str] | None = None,
    ) -> Commitment:
        """Add what a meeting was told, within a transaction of the forum's chair.

        Raises:
            Unknown: there is no such commitment.
            Faulty: the reason or evidence is missing or wrong.
            NotPossibleNow: as the commitment stands, this cannot happen to it.
        """
        found = find_commitment(connection, commitment_id, lock=True)
        event = Event(0, kind, self.today(), found.forum, by_forum=True)
        return self._add(connection, found, event, text)

    def records(self, of: Iterable[Commitment]) -> Mapping[Owner, Record]:
        """How each side keeps its word."""
        found, today = list(of), self.today()
        return {
            owner: record_of((each for each in found if each.owner is owner), today)
            for owner in Owner
        }

    def _chairs(self, who: Actor, of: Commitment) -> bool:
        with reading(self._trail.engine) as connection:
            return may_chair(connection, who, find_forum(connection, of.forum), self.today())

    @contextmanager
    def _speaking(
        self, actor: Actor, commitment_id: int, kind: EventKind
    ) -> Iterator[tuple[Connection, str, bool]]:
        """A transaction of whoever may say this; by whom it is said, and whether by the forum."""
        with reading(self._trail.engine) as connection:
            found = find_commitment(connection, commitment_id)
        subject = Subject(organisation=found.organisation)
        about, action = f"commitment {commitment_id}", Action.REPORT_ON_COMMITMENT
        if found.organisation is None or is_for_forum(actor, found, kind):
            with chairing(self._trail, actor, action, found.forum, self.today(), about) as chaired:
                yield chaired[0], found.forum, True
            return
        permission = Permission.REPORT_ON_COMMITMENTS
        with self._trail.doing(actor, action, permission, about, subject) as connection:
            organisation = find_organisation(connection, found.organisation)
            yield connection, "" if organisation is None else organisation.name, False

    def _add(
        self,
        connection: Connection,
        found: Commitment,
        event: Event,
        text: Mapping[str, str] | None,
    ) -> Commitment:
        today = self.today()
        found.require_possible(event.kind, today)
        problems: list[Problem] = []
        said = clean_texts(
            text, "text", problems, most=REASON_MAXIMUM, needed=event.kind in NEED_TEXT
        )
        due = event.due if event.kind is EventKind.MOVED else None
        if event.kind is EventKind.MOVED:
            problem = day_problem(due, "due", today)
            if problem is None and due == found.due:
                problem = Problem("due", Fault.TAKEN)
            problems += [] if problem is None else [problem]
        if problems:
            raise Faulty(problems)
        kept = Event(0, event.kind, event.on, event.by, event.by_forum, said, due)
        return add_event(connection, found, kept)

    def _is_held_back(self, connection: Connection, found: Commitment) -> bool:
        return self._waits(found, find_forum(connection, found.forum).delay_days)

    def _waits(self, found: Commitment, delay_days: int) -> bool:
        return self.today() < found.proposed_on + timedelta(days=delay_days)


def _there_already(connection: Connection, made: Commitment, today: date) -> Commitment | None:
    """The commitment of today that says the same and is open, where there is one."""

    def said(each: Commitment) -> tuple[object, ...]:
        whose = (each.owner, each.organisation, each.office)
        return (*whose, each.meeting_id, each.item_id, each.what, each.first_due, each.proposed_on)

    wanted = Wanted(made.forum, owner=made.owner, meeting_id=made.meeting_id)
    for each in commitments(connection, wanted):
        if said(each) == said(made) and each.status(today) in OPEN:
            return each
    return None
