"""Writing minutes while a meeting goes on: every few seconds, by several people, losing nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from copfeedback.faults import TEXT_MAXIMUM, Fault, Faulty, Problem, Unknown, clean
from copfeedback.forums import aside_store, minutes_store
from copfeedback.forums.attendance_rules import check_attendance
from copfeedback.forums.meeting_chairing import chairing_meeting, require_meeting_chair
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.minutes_model import (
    GENERAL,
    WORDS,
    Attendance,
    DraftEntry,
    EntryText,
    SetAside,
)
from copfeedback.forums.model import Forum
from copfeedback.forums.store import find_meeting, items
from copfeedback.forums.tables import agenda_item
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor
from copfeedback.people.tables import in_utc
from copfeedback.storage.engine import reading, writing

_NO_VERSION = -1
"""What nothing was written on."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a saving.

    ``version`` is that of the entry now. ``conflict`` is the entry as somebody else has left it,
    where what was sent had been written on an older version: then that was set aside.
    """

    version: int
    conflict: DraftEntry | None = None


class Drafting:
    """Drafts of minutes.

    An entry is saved on top of the version it was written on. Whoever was overtaken, by somebody
    else or by their own saving whose answer they never got, finds in ``Saved.conflict`` what is
    there now; where it is their own text, they go on from its version.
    """

    def __init__(self, trail: Trail, today: Callable[[], date]) -> None:
        self._trail = trail
        self._today = today

    def entries(self, actor: Actor, meeting_id: int) -> list[DraftEntry]:
        """The draft: what belongs to no item first, then each item, also where it is empty.

        What was written on items that were taken off the agenda since comes last.

        Raises:
            NotPermitted: the actor does not chair the meeting's forum.
            Unknown: there is no such meeting.
        """
        self._require(actor, meeting_id)
        with reading(self._trail.engine) as connection:
            return draft_entries(connection, meeting_id)

    def save(
        self, actor: Actor, meeting_id: int, item_id: int, content: EntryText, *, base: int
    ) -> Saved:
        """Keep an entry that was written on its version ``base``.

        Raises:
            NotPermitted: the actor does not chair the meeting's forum.
            Unknown: there is no such meeting, or the item is of another one.
            Faulty: a text is too long.
        """
        self._require(actor, meeting_id)
        cleaned = clean_entry(content)
        with writing(self._trail.engine) as connection:
            find_meeting(connection, meeting_id, lock=True)
            _require_not_elsewhere(connection, meeting_id, item_id)
            wrote_before = minutes_store.has_written(connection, meeting_id, actor.name)
            saved = _save(connection, meeting_id, self._sent(actor, item_id, cleaned), base)
            # Once is enough: the draft itself says who saved an entry last.
            if not wrote_before and minutes_store.has_written(connection, meeting_id, actor.name):
                about = f"meeting {meeting_id}"
                self._trail.append(connection, actor, Action.DRAFT_MINUTES, about)
        return saved

    def fill(self, actor: Actor, meeting_id: int, texts: Mapping[int, EntryText]) -> list[int]:
        """Put texts that come from elsewhere into entries where nothing is written yet.

        Where something is, the text is set aside; gives the items where that happened.
        Raises like ``save``; then nothing was stored.
        """
        cleaned = {item_id: clean_entry(content) for item_id, content in texts.items()}
        aside = []
        with self._doing(actor, Action.DRAFT_MINUTES, meeting_id) as (connection, _, _):
            for item_id, content in cleaned.items():
                _require_not_elsewhere(connection, meeting_id, item_id)
                now = minutes_store.find_draft(connection, meeting_id, item_id)
                base = now.version if now.content == EntryText() else _NO_VERSION
                sent = self._sent(actor, item_id, content)
                if _save(connection, meeting_id, sent, base).conflict is not None:
                    aside.append(item_id)
        return aside

    def set_aside(self, actor: Actor, meeting_id: int) -> list[SetAside]:
        """What was set aside, the earliest first. Raises like ``entries``."""
        self._require(actor, meeting_id)
        with reading(self._trail.engine) as connection:
            return aside_store.set_aside(connection, meeting_id)

    def drop_aside(self, actor: Actor, meeting_id: int, aside_id: int) -> None:
        """Forget something that was set aside.

        Raises:
            NotPermitted: the actor does not chair the meeting's forum.
            Unknown: there is no such meeting, or nothing of this id was set aside there.
        """
        with self._doing(actor, Action.DRAFT_MINUTES, meeting_id) as (connection, _, _):
            if not aside_store.drop_aside(connection, meeting_id, aside_id):
                raise Unknown

    def attendance(self, actor: Actor, meeting_id: int) -> Attendance | None:
        """How many came; None where nobody has said. Raises like ``entries``."""
        self._require(actor, meeting_id)
        with reading(self._trail.engine) as connection:
            return minutes_store.attendance(connection, meeting_id)

    def record_attendance(self, actor: Actor, meeting_id: int, counted: Attendance) -> None:
        """Keep how many came; of a protected forum's meeting the total alone.

        Raises:
            NotPermitted: the actor does not chair the meeting's forum.
            Unknown: there is no such meeting.
            Faulty: a number is below 0, or parts are more than the total.
        """
        check_attendance(counted)
        with self._doing(actor, Action.RECORD_ATTENDANCE, meeting_id) as (connection, forum, _):
            kept = Attendance(counted.total) if forum.protected else counted
            minutes_store.keep_attendance(connection, meeting_id, kept)

    def _require(self, who: Actor, meeting_id: int) -> None:
        require_meeting_chair(self._trail, who, Action.DRAFT_MINUTES, meeting_id, self._today())

    def _doing(
        self, who: Actor, action: Action, meeting_id: int
    ) -> AbstractContextManager[tuple[Connection, Forum, Meeting]]:
        return chairing_meeting(self._trail, who, action, meeting_id, self._today())

    def _sent(self, who: Actor, item_id: int, content: EntryText) -> SetAside:
        return SetAside(0, item_id, content, who.name, in_utc(self._trail.now()))


def draft_entries(connection: Connection, meeting_id: int) -> list[DraftEntry]:
    """The draft of a meeting's minutes in the order of its agenda."""
    drafts = minutes_store.drafts(connection, meeting_id)
    ids = [GENERAL, *(item.id for item in items(connection, [meeting_id]))]
    gone = [each for each in drafts if each not in ids and drafts[each].content != EntryText()]
    return [drafts.get(each) or minutes_store.empty_draft(each) for each in [*ids, *sorted(gone)]]


def clean_entry(content: EntryText) -> EntryText:
    """An entry as it is kept.

    Raises:
        Faulty: a text is too long.
    """
    cleaned = {name: clean(getattr(content, name)) for name in WORDS}
    problems = [
        Problem(name, Fault.TOO_LONG, TEXT_MAXIMUM)
        for name, text in cleaned.items()
        if len(text) > TEXT_MAXIMUM
    ]
    if problems:
        raise Faulty(problems)
    return EntryText(manner=content.manner, answered=content.answered, **cleaned)


def _save(connection: Connection, meeting_id: int, sent: SetAside, base: int) -> Saved:
    """Keep what was written on version ``base`` as the entry, or else set it aside.

    What somebody else wrote last and does not stand in it is set aside for them.
    """
    now = minutes_store.find_draft(connection, meeting_id, sent.item_id)
    if sent.content == now.content:
        aside_store.drop_contained(connection, meeting_id, sent)
        return Saved(now.version)
    if base != now.version or (base == 0 and _is_gone(connection, sent.item_id)):
        aside_store.put_aside(connection, meeting_id, sent)
        return Saved(now.version, now)
    kept = DraftEntry(sent.item_id, base + 1, sent.content, sent.author, sent.saved_at)
    minutes_store.keep_draft(connection, meeting_id, kept)
    if now.saved_at is not None and now.author != sent.author:
        theirs = SetAside(0, sent.item_id, now.content, now.author, now.saved_at)
        if not aside_store.contains(sent.content, theirs.content):
            aside_store.put_aside(connection, meeting_id, theirs)
    aside_store.drop_contained(connection, meeting_id, sent)
    return Saved(kept.version)


def _require_not_elsewhere(connection: Connection, meeting_id: int, item_id: int) -> None:
    """Refuse an item of another meeting; one that was taken off while somebody wrote passes."""
    of = connection.execute(select(agenda_item.c.meeting_id).where(agenda_item.c.id == item_id))
    if of.scalar_one_or_none() not in (None, meeting_id):
        raise Unknown


def _is_gone(connection: Connection, item_id: int) -> bool:
    there = select(agenda_item.c.id).where(agenda_item.c.id == item_id)
    return item_id != GENERAL and connection.execute(there).one_or_none() is None
