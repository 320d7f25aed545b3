"""Queries of what was set aside: text of minutes that was written on an older version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from copfeedback.forums.minutes_model import WORDS, EntryText, Manner, SetAside
from copfeedback.forums.tables import minutes_set_aside
from copfeedback.people.tables import in_utc
from copfeedback.stored import from_json, to_json

MOST_ASIDE = 50
"""So many texts of one author are kept beside one entry."""


@dataclass(frozen=True, slots=True)
class _Written:
    """What is set aside, as it is kept."""

    content: EntryText


def set_aside(connection: Connection, meeting_id: int) -> list[SetAside]:
    """What was set aside, the earliest first."""
    wanted = select(minutes_set_aside).where(minutes_set_aside.c.meeting_id == meeting_id)
    return [_aside(row) for row in connection.execute(wanted.order_by(minutes_set_aside.c.id))]


def put_aside(connection: Connection, meeting_id: int, aside: SetAside) -> None:
    """Keep what was written on an older version; the meeting is locked.

    It takes the place of what its author had set aside there where all of that stands in it: they
    have gone on from it. Something else is kept beside it, as it may come from another window.
    """
    row = {
        "meeting_id": meeting_id,
        "item_id": aside.item_id,
        "author": aside.author,
        "content": to_json(_Written(aside.content)),
        "saved_at": aside.saved_at,
    }
    # Before the others go, so that its id is a new one: whoever looks at one of those and drops
    # it does not drop this.
    connection.execute(insert(minutes_set_aside), row)
    *others, newest = _asides_of(connection, meeting_id, aside)
    kept = []
    for each in others:
        if contains(newest.content, each.content):
            drop_aside(connection, meeting_id, each.id)
        else:
            kept.append(each)
    while len(kept) >= MOST_ASIDE:
        gone = _least_needed(kept, newest)
        kept.remove(gone)
        drop_aside(connection, meeting_id, gone.id)


def drop_contained(connection: Connection, meeting_id: int, saved: SetAside) -> None:
    """Forget what its author had set aside, where all of it stands in what they saved now."""
    for kept in _asides_of(connection, meeting_id, saved):
        if contains(saved.content, kept.content):
            drop_aside(connection, meeting_id, kept.id)


def drop_aside(connection: Connection, meeting_id: int, aside_id: int) -> bool:
    """Forget something set aside; whether it was there."""
    done = connection.execute(
        delete(minutes_set_aside).where(
            minutes_set_aside.c.id == aside_id, minutes_set_aside.c.meeting_id == meeting_id
        )
    )
    return done.rowcount == 1


def contains(saved: EntryText, aside: EntryText) -> bool:
    """Whether nothing is lost when only the first is kept."""
    same = aside.manner in (Manner.NONE, saved.manner) and aside.answered in (None, saved.answered)
    return same and all(getattr(aside, name) in getattr(saved, name) for name in WORDS)


def _asides_of(connection: Connection, meeting_id: int, like: SetAside) -> list[SetAside]:
    """What the author of a text has set aside of its entry, the earliest first."""
    wanted = select(minutes_set_aside).where(
        minutes_set_aside.c.meeting_id == meeting_id,
        minutes_set_aside.c.item_id == like.item_id,
        minutes_set_aside.c.author == like.author,
    )
    return [_aside(row) for row in connection.execute(wanted.order_by(minutes_set_aside.c.id))]


def _least_needed(kept: Sequence[SetAside], newest: SetAside) -> SetAside:
    """The earliest text that stands in another one as well; where none does, the earliest."""
    for each in kept:
        others = [other for other in (*kept, newest) if other is not each]
        if any(contains(other.content, each.content) for other in others):
            return each
    return kept[0]


def _aside(row: Row[Any]) -> SetAside:
    written = from_json(_Written, row.content)
    return SetAside(row.id, row.item_id, written.content, row.author, in_utc(row.saved_at))
