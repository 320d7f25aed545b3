"""What is done with meetings: they are planned, announced, moved and cancelled, and shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection

from copfeedback.faults import (
    ChangedMeanwhile,
    Fault,
    Faulty,
    Problem,
    Unknown,
    clean_texts,
)
from copfeedback.forums import store
from copfeedback.forums.agenda_writing import HasMinutes
from copfeedback.forums.chairing import chairing
from copfeedback.forums.forum_rules import is_code
from copfeedback.forums.meeting_model import Meeting, MeetingKind, MeetingState, Moved
from copfeedback.forums.meeting_rules import LONGEST, TOLD, MeetingFields, clean_fields
from copfeedback.forums.model import Forum
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor
from copfeedback.storage.engine import reading

_HOST = "@copfeedback"


class NotPlanned(Exception):  # noqa: N818 - named for what happened
    """The meeting was cancelled: it cannot be changed or announced any more."""


class Meetings:
    """The use cases of meetings.

    ``languages`` are the tags of those the portal has. Times are local to each meeting.
    """

    def __init__(self, trail: Trail, today: Callable[[], date], languages: Collection[str]) -> None:
        self._trail = trail
        self._today = today
        self._languages = tuple(languages)

    def public(
        self, code: str | None = None, *, since: date | None = None, until: date | None = None
    ) -> list[Meeting]:
        """All meetings, the latest first: of one forum, or of days (``until`` included).

        Show them through ``shown``.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return store.meetings(
                connection,
                of=code,
                since=None if since is None else _midnight(since),
                until=None if until is None else _midnight(until + timedelta(days=1)),
            )

    def upcoming(self, code: str | None = None) -> list[Meeting]:
        """The meetings that are not over, cancelled ones too, the next first.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        recent = self.public(code, since=self._today() - LONGEST)
        return [each for each in reversed(recent) if not self._is_over(each)]

    def past(self, code: str | None = None) -> list[Meeting]:
        """The meetings that are over, the latest first.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        begun = self.public(code, until=self._today())
        return [each for each in begun if self._is_over(each)]

    def find(self, code: str, number: str) -> Meeting:
        """The meeting of a forum with this part of its address.

        Raises:
            Unknown: there is none.
            StorageUnavailable: the database cannot be read now.
        """
        if not is_code(code):
            raise Unknown
        with reading(self._trail.engine) as connection:
            return store.find_meeting_of(connection, code, number)

    def plan(
        self, actor: Actor, code: str, fields: MeetingFields, *, past: bool = False, uid: str = ""
    ) -> Meeting:
        """Plan a meeting; the meeting as it is kept.

        ``past`` allows one that is over, for records that are brought in; ``uid`` is what a
        calendar knows it by already.

        Raises:
            NotPermitted: the actor does not chair this forum.
            Faulty: with every fault that was found.
            Unknown: there is no such forum.
            StorageUnavailable: it cannot be stored now; nothing was changed.
        """
        today = self._today()
        with chairing(self._trail, actor, Action.SET_MEETING, code, today) as (connection, forum):
            # One at a time: the numbers of a day are given in turn.
            store.find_forum(connection, code, lock=True)
            cleaned = self._cleaned(fields, forum, past=past)
            number = _free_number(cleaned.starts, store.numbers_taken(connection, code))
            kept = {name: getattr(cleaned, name) for name in MeetingFields.__dataclass_fields__}
            planned = Meeting(
                id=0, forum=code, number=number, uid=uid or f"{uuid4()}{_HOST}", **kept
            )
            return store.add_meeting(connection, planned)

    def change(
        self,
        actor: Actor,
        meeting_id: int,
        fields: MeetingFields,
        *,
        after: int,
        reason: Mapping[str, str] | None = None,
    ) -> Meeting:
        """Change a meeting that was read as version ``after``; the meeting as it is kept.

        From when it was moved stays visible, with the ``reason`` for that. Its address stays too.
        Moved to a later day, or past another meeting of the forum, it has another past: its agenda
        is no longer final.

        Raises:
            NotPermitted: the actor does not chair its forum.
            Faulty: with every fault that was found.
            Unknown: there is no such meeting.
            NotPlanned: it was cancelled.
            HasMinutes: it would be moved, and has taken place.
            ChangedMeanwhile: somebody changed it since it was read.
            StorageUnavailable: it cannot be stored now; nothing was changed.
        """
        before = self._read(meeting_id)
        today = self._today()
        with chairing(self._trail, actor, Action.SET_MEETING, before.forum, today) as (
            connection,
            forum,
        ):
            before = _planned(connection, meeting_id, after)
            moved = (fields.starts, fields.zone) != (before.starts, before.zone)
            if moved:
                _require_no_minutes(before)
            cleaned = self._cleaned(fields, forum, past=not moved)
            kept = {name: getattr(cleaned, name) for name in MeetingFields.__dataclass_fields__}
            told = any(kept[name] != getattr(before, name) for name in TOLD)
            later = replace(before, **kept, sequence=before.sequence + told)
            if moved:
                from_when = (*before.moved, Moved(before.starts, today))
                later = replace(later, moved=from_when, reason=_reason(reason))
                others = store.meetings(connection, of=forum.code)
                is_later = later.starts.date() > before.starts.date()
                if is_later or any(_passes(before, later, each) for each in others):
                    later = replace(later, final_on=None)
            return store.change_meeting(connection, later)

    def cancel(
        self, actor: Actor, meeting_id: int, reason: Mapping[str, str] | None, *, after: int
    ) -> Meeting:
        """Cancel a meeting that was read as version ``after``. It stays visible, with the reason.

        Raises:
            NotPermitted: the actor does not chair its forum.
            Faulty: there is no reason, or one too long.
            Unknown: there is no such meeting.
            NotPlanned: it was cancelled already.
            HasMinutes: it has taken place.
            ChangedMeanwhile: somebody changed it since it was read.
            StorageUnavailable: it cannot be stored now; nothing was changed.
        """
        code = self._read(meeting_id).forum
        today = self._today()
        with chairing(self._trail, actor, Action.SET_MEETING, code, today) as (connection, _forum):
            before = _planned(connection, meeting_id, after)
            _require_no_minutes(before)
            cancelled = replace(
                before,
                state=MeetingState.CANCELLED,
                reason=_reason(reason, needed=True),
                sequence=before.sequence + 1,
            )
            return store.change_meeting(connection, cancelled)

    def announce(self, actor: Actor, meeting_id: int) -> Meeting:
        """Let the notice of a meeting go out, whatever its agenda is like yet.

        Raises:
            NotPermitted: the actor does not chair its forum.
            Unknown: there is no such meeting.
            NotPlanned: it was cancelled.
            StorageUnavailable: it cannot be stored now; nothing was changed.
        """
        code = self._read(meeting_id).forum
        today = self._today()
        with chairing(self._trail, actor, Action.SET_MEETING, code, today) as (connection, _forum):
            before = _planned(connection, meeting_id)
            if before.announced_on is not None:
                return before
            return store.change_meeting(connection, replace(before, announced_on=today))

    def _cleaned(self, fields: MeetingFields, forum: Forum, *, past: bool) -> MeetingFields:
        cleaned, problems = clean_fields(fields, self._languages, self._today(), past=past)
        if forum.ended is not None and fields.starts.date() > forum.ended:
            problems.append(Problem("starts", Fault.DATE))
        if problems:
            raise Faulty(problems)
        return cleaned

    def _is_over(self, meeting: Meeting) -> bool:
        """Whether it has ended; only today the hour counts."""
        day, today = meeting.ends.date(), self._today()
        return meeting.ends_at <= self._trail.now() if day == today else day < today

    def _read(self, meeting_id: int) -> Meeting:
        with reading(self._trail.engine) as connection:
            return store.find_meeting(connection, meeting_id)


def shown(meeting: Meeting, forum: Forum) -> Meeting:
    """The meeting as everybody may see it: where, only if everybody may come.

    The place of a closed meeting, or of a protected forum's, is told on request.
    """
    if meeting.kind is MeetingKind.CLOSED or forum.protected is not None:
        return replace(meeting, place=None, online="")
    return meeting


def _planned(connection: Connection, meeting_id: int, after: int | None = None) -> Meeting:
    before = store.find_meeting(connection, meeting_id, lock=True)
    if after is not None and before.version != after:
        raise ChangedMeanwhile
    if before.state is MeetingState.CANCELLED:
        raise NotPlanned
    return before


def _require_no_minutes(meeting: Meeting) -> None:
    if meeting.minutes_number:
        raise HasMinutes


def _reason(reason: Mapping[str, str] | None, *, needed: bool = False) -> Translations | None:
    problems: list[Problem] = []
    cleaned = clean_texts(reason, "reason", problems, needed=needed)
    if problems:
        raise Faulty(problems)
    return cleaned


def _free_number(starts: datetime, taken: Collection[str]) -> str:
    """A meeting's part of its address: its day; with -2 and so on where there are several."""
    day = starts.date().isoformat()
    number, count = day, 1
    while number in taken:
        count += 1
        number = f"{day}-{count}"
    return number


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local, as meetings are kept


def _passes(before: Meeting, later: Meeting, other: Meeting) -> bool:
    """Whether a meeting, moved, comes on the other side of another one."""
    if other.id == before.id or other.state is MeetingState.CANCELLED:
        return False
    return (before.begins_at < other.begins_at) != (later.begins_at < other.begins_at)
