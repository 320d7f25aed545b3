"""What a draft of minutes becomes when its chair approves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection

from copfeedback.faults import Faulty, Problem, clean_texts
from copfeedback.forums import minutes_store
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.minutes_model import (
    GENERAL,
    DraftEntry,
    EntryText,
    Minutes,
    MinutesEntry,
)
from copfeedback.forums.model import Forum
from copfeedback.forums.store import items
from copfeedback.i18n.translations import Translations
from copfeedback.stored import to_json

_NEVER = datetime.min.replace(tzinfo=UTC)
"""In minutes before they are approved."""
_OF_APPROVAL = frozenset({"number", "approved_at", "approved_by", "public_on", "reason"})
"""What is said of minutes, not in them."""


def as_minutes(
    connection: Connection, forum: Forum, meeting: Meeting, drafts: Sequence[DraftEntry]
) -> Minutes:
    """What the draft says, with how many came, as far as a forum of its kind tells that."""
    titles = {item.id: item.title for item in items(connection, [meeting.id])}
    made = minutes_store.commitments_by_item(connection, meeting.id)
    counted = None
    if not forum.protected:
        counted = minutes_store.attendance(connection, meeting.id)
    entries = tuple(
        MinutesEntry(
            draft.item_id, titles.get(draft.item_id), draft.content, made.get(draft.item_id, ())
        )
        for draft in drafts
        if draft.item_id != GENERAL or draft.content != EntryText() or GENERAL in made
    )
    return Minutes(
        meeting_id=meeting.id,
        number=0,
        language=meeting.minutes_language,
        entries=entries,
        total=counted.total if counted else None,
        sides=counted.sides if counted else {},
        approved_at=_NEVER,
        approved_by="",
        public_on=_NEVER.date(),
    )


def fingerprint(minutes: Minutes) -> str:
    """What tells apart what minutes say: their words, titles, commitments, and who came."""
    return sha256(to_json(minutes, without=_OF_APPROVAL).encode()).hexdigest()


def says_the_same(older: Minutes, newer: Minutes) -> bool:
    """Whether two versions say the same, whoever approved them when."""
    said = [(each.language, each.entries, each.total, each.sides) for each in (older, newer)]
    return said[0] == said[1]


def needed_reason(reason: Mapping[str, str] | None) -> Translations | None:
    """Why minutes are corrected.

    Raises:
        Faulty: nothing says it, or somebody wrote too much.
    """
    problems: list[Problem] = []
    cleaned = clean_texts(reason, "reason", problems, needed=True)
    if problems:
        raise Faulty(problems)
    return cleaned
