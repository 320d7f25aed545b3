"""Continuity: what earlier meetings left open, which an agenda has to deal with to be final.

A matter is a commitment that is still open, or a question that was not answered. It comes up at
each later meeting until it is answered for good; a meeting may also say why it goes on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Connection

from copfeedback.forums import agenda_store, commitment_store, proposal_store, store
from copfeedback.forums.agenda_store import Settled
from copfeedback.forums.commitment_model import OPEN, Commitment
from copfeedback.forums.commitment_store import Wanted
from copfeedback.forums.meeting_model import (
    AgendaItem,
    Matter,
    MatterKind,
    Meeting,
    MeetingState,
    Settlement,
)
from copfeedback.i18n.translations import Translations

Key = tuple[MatterKind, int]
"""A kind, and the id of the commitment or of the item whose question it is."""


def begins_before(one: Meeting, other: Meeting) -> bool:
    """Whether a meeting comes before another one, as they are planned now."""
    return (one.begins_at, one.id) < (other.begins_at, other.id)


def takes_no_more(meeting: Meeting, now: datetime, today: date) -> bool:
    """Whether a meeting is over, or will not take place. Only on its day the hour counts."""
    if meeting.state is MeetingState.CANCELLED:
        return True
    day = meeting.ends.date()
    return meeting.ends_at <= now if day == today else day < today


def key_of(item: AgendaItem) -> Key | None:
    """The matter that an item brings up again; None where it is about something new."""
    if item.commitment is not None:
        return MatterKind.COMMITMENT, item.commitment
    return None if item.question is None else (MatterKind.QUESTION, item.question)


@dataclass
class Gate:
    """What stands between an agenda and being final, read once in a transaction."""

    meeting: Meeting
    now: datetime
    today: date
    meetings: Mapping[int, Meeting]
    """All of the forum."""
    items: Mapping[int, AgendaItem]
    """Of all meetings of the forum."""
    settled: Collection[Settled]
    answers: Mapping[int, tuple[bool | None, ...]]
    """What each version of the minutes says of an item, the latest last."""
    commitments: Mapping[int, Commitment]
    questions: Mapping[str, bool]
    """What residents asked, by reference: whether it was answered in writing, or declined."""

    @classmethod
    def read(cls, connection: Connection, meeting: Meeting, now: datetime, today: date) -> Gate:
        """Everything that the forum of a meeting has left open, or dealt with, so far."""
        known = {each.id: each for each in store.meetings(connection, of=meeting.forum)}
        found = commitment_store.commitments(connection, Wanted(forum=meeting.forum))
        return cls(
            meeting,
            now,
            today,
            known,
            {each.id: each for each in store.items(connection, known)},
            agenda_store.settlements(connection, known),
            agenda_store.answers(connection, known.values()),
            {each.id: each for each in found},
            proposal_store.questions(connection, meeting.forum),
        )

    def left_over(self) -> tuple[Matter, ...]:
        """What is neither on the agenda nor settled at the meeting; the oldest first."""
        on_it = {key_of(each) for each in self.items.values() if self._is_here(each.meeting_id)}
        dealt_with = on_it | {key for key, each in self._settled_here.items() if self._holds(each)}
        left = [self.matter(key) for key in self._open if key not in dealt_with]
        return tuple(sorted(left, key=lambda each: (each.since, each.kind, each.id)))

    def settled_matters(self) -> tuple[tuple[Matter, Settlement, Translations | None], ...]:
        """What was said at the meeting of matters that are not on its agenda."""
        return tuple(
            (self.matter(key), each.result, each.reason)
            for key, each in self._settled_here.items()
            if self._holds(each) and self._is_known(key)
        )

    def awaits_another(self) -> bool:
        """Whether an earlier meeting has not ended, which may still leave something open."""
        return any(self._is_awaited(each) for each in self.meetings.values())

    def is_open(self, key: Key) -> bool:
        """Whether this was left open by an earlier meeting."""
        return key in self._open

    def put_off(self, key: Key) -> int:
        """At how many earlier meetings it came up again: on the agenda, or to say it goes on."""
        on_agendas = {each.meeting_id for each in self.items.values() if key_of(each) == key}
        said = {each.meeting_id for each in self.settled if (each.kind, each.matter) == key}
        return sum(self._is_earlier(each) for each in on_agendas | said)

    def matter(self, key: Key) -> Matter:
        """Something with the words it is known by, and since when it has been open."""
        kind, of = key
        if kind is MatterKind.COMMITMENT:
            promised = self.commitments[of]
            return Matter(kind, of, promised.what, promised.proposed_on, self.put_off(key))
        first = self._asked[of][0]
        since = self.meetings[first.meeting_id].starts.date()
        return Matter(kind, of, first.title, since, self.put_off(key))

    def _is_known(self, key: Key) -> bool:
        kind, of = key
        return of in (self.commitments if kind is MatterKind.COMMITMENT else self._asked)

    def _is_here(self, meeting_id: int) -> bool:
        return meeting_id == self.meeting.id

    def _is_awaited(self, other: Meeting) -> bool:
        is_over = takes_no_more(other, self.now, self.today)
        return not is_over and begins_before(other, self.meeting)

    def _is_earlier(self, meeting_id: int) -> bool:
        return begins_before(self.meetings[meeting_id], self.meeting)

    @cached_property
    def _settled_here(self) -> dict[Key, Settled]:
        here = (each for each in self.settled if self._is_here(each.meeting_id))
        return {(each.kind, each.matter): each for each in here}

    def _holds(self, settled: Settled) -> bool:
        """Whether it still is as it was said: what was done may have been opened again."""
        goes_on = settled.result is Settlement.CONTINUES
        return goes_on or (settled.kind, settled.matter) not in self._open

    @cached_property
    def _open(self) -> set[Key]:
        promised = {
            (MatterKind.COMMITMENT, each.id)
            for each in self.commitments.values()
            if each.status(self.today) in OPEN and self._was_made_before(each)
        }
        return promised | {(MatterKind.QUESTION, each) for each in self._open_questions()}

    def _was_made_before(self, commitment: Commitment) -> bool:
        """Whether it comes up here: noted under a meeting to come, it was made before that one."""
        was_before = commitment.proposed_on < self.meeting.starts.date()
        noted = self.meetings.get(commitment.meeting_id or 0)
        if noted is None:
            return was_before
        return self._is_earlier(noted.id) or (was_before and not self._was_held(noted))

    def _was_held(self, meeting: Meeting) -> bool:
        is_planned = meeting.state is MeetingState.PLANNED
        return is_planned and takes_no_more(meeting, self.now, self.today)

    def _open_questions(self) -> Iterator[int]:
        """The first items of questions that earlier meetings did not answer."""
        ended = {
            each.matter
            for each in self.settled
            if each.kind is MatterKind.QUESTION and each.result is not Settlement.CONTINUES
        }
        for first, items in self._asked.items():
            if first in ended or any(self._is_answered(each) for each in items):
                continue
            if any(self._was_left(each) for each in items if self._is_earlier(each.meeting_id)):
                yield first

    @cached_property
    def _asked(self) -> Mapping[int, list[AgendaItem]]:
        """The items of each question, by the id of the first, in the order they were made."""
        asked: defaultdict[int, list[AgendaItem]] = defaultdict(list)
        for item in sorted(self.items.values(), key=lambda each: each.id):
            asked[item.id if item.question is None else item.question].append(item)
        return dict(asked)

    def _is_answered(self, item: AgendaItem) -> bool:
        in_writing = item.proposal is not None and self.questions.get(item.proposal, False)
        return in_writing or self.answers.get(item.id, (None,))[-1] is True

    def _was_left(self, item: AgendaItem) -> bool:
        """Whether a question was to be answered under an item and the meeting is over without.

        What minutes once called unanswered does not become nothing by a correction.
        """
        if False in self.answers.get(item.id, ()):
            return True
        is_question = item.question is not None or (item.proposal or "") in self.questions
        held = self.meetings[item.meeting_id]
        is_over = held.minutes_number > 0 or takes_no_more(held, self.now, self.today)
        return is_question and is_over
