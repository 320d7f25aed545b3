"""Queries of minutes: drafts, approved versions, their translations, and replies to them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from copfeedback.forums.minutes_model import (
    Attendance,
    DraftEntry,
    EntryText,
    Minutes,
    MinutesTranslation,
    Reply,
)
from copfeedback.forums.tables import (
    commitment,
    meeting_attendance,
    minutes_draft,
    minutes_reply,
    minutes_set_aside,
    minutes_translation,
    minutes_version,
)
from copfeedback.people.tables import in_utc, organisation
from copfeedback.stored import from_json, texts_to_json, to_json

_VERSION = frozenset(
    {"meeting_id", "number", "language", "approved_at", "approved_by", "public_on"}
)


def drafts(connection: Connection, meeting_id: int) -> dict[int, DraftEntry]:
    """The drafts of a meeting's minutes by agenda item."""
    wanted = select(minutes_draft).where(minutes_draft.c.meeting_id == meeting_id)
    return {row.item_id: _draft(row) for row in connection.execute(wanted)}


def find_draft(connection: Connection, meeting_id: int, item_id: int) -> DraftEntry:
    """The draft of one entry; version 0 before it was first saved."""
    wanted = select(minutes_draft).where(
        minutes_draft.c.meeting_id == meeting_id, minutes_draft.c.item_id == item_id
    )
    row = connection.execute(wanted).one_or_none()
    return empty_draft(item_id) if row is None else _draft(row)


def has_written(connection: Connection, meeting_id: int, author: str) -> bool:
    """Whether somebody has saved or set aside something of a meeting before."""
    tables = (minutes_draft, minutes_set_aside)
    found = [
        select(each.c.item_id).where(each.c.meeting_id == meeting_id, each.c.author == author)
        for each in tables
    ]
    return any(connection.execute(each.limit(1)).one_or_none() for each in found)


def empty_draft(item_id: int) -> DraftEntry:
    """An entry before it was first saved."""
    return DraftEntry(item_id, 0, EntryText(), "", None)


def keep_draft(connection: Connection, meeting_id: int, draft: DraftEntry) -> None:
    """Keep the next version of an entry; the meeting is locked."""
    row = {
        "version": draft.version,
        "content": to_json(draft.content),
        "author": draft.author,
        "saved_at": draft.saved_at,
    }
    here = (minutes_draft.c.meeting_id == meeting_id, minutes_draft.c.item_id == draft.item_id)
    if draft.version == 1:
        whose = {"meeting_id": meeting_id, "item_id": draft.item_id}
        connection.execute(insert(minutes_draft), row | whose)
    else:
        connection.execute(update(minutes_draft).where(*here).values(row))


def attendance(connection: Connection, meeting_id: int) -> Attendance | None:
    """How many came; None where nobody has said."""
    wanted = select(meeting_attendance.c.content).where(
        meeting_attendance.c.meeting_id == meeting_id
    )
    content = connection.execute(wanted).scalar_one_or_none()
    return None if content is None else from_json(Attendance, content)


def keep_attendance(connection: Connection, meeting_id: int, counted: Attendance) -> None:
    """Keep how many came, in place of what was said before; the meeting is locked."""
    here = meeting_attendance.c.meeting_id == meeting_id
    connection.execute(delete(meeting_attendance).where(here))
    row = {"meeting_id": meeting_id, "content": to_json(counted)}
    connection.execute(insert(meeting_attendance), row)


def versions(connection: Connection, meeting_id: int) -> list[Minutes]:
    """All approved versions, the latest first, those that are not public yet too."""
    wanted = select(minutes_version).where(minutes_version.c.meeting_id == meeting_id)
    rows = connection.execute(wanted.order_by(minutes_version.c.number.desc()))
    return [_minutes(row) for row in rows]


def add_version(connection: Connection, minutes: Minutes) -> None:
    """Keep a new version."""
    row = {name: getattr(minutes, name) for name in _VERSION}
    connection.execute(
        insert(minutes_version), row | {"content": to_json(minutes, without=_VERSION)}
    )


def commitments_by_item(connection: Connection, meeting_id: int) -> dict[int, tuple[int, ...]]:
    """The commitments made at a meeting, by the agenda item they were made under."""
    wanted = select(commitment.c.id, commitment.c.item_id)
    made: dict[int, tuple[int, ...]] = {}
    for row in connection.execute(
        wanted.where(commitment.c.meeting_id == meeting_id).order_by(commitment.c.id)
    ):
        item_id = row.item_id or 0
        made[item_id] = (*made.get(item_id, ()), row.id)
    return made


def translations(connection: Connection, meeting_id: int, number: int) -> list[MinutesTranslation]:
    """The translations of a version, by language."""
    wanted = select(minutes_translation).where(
        minutes_translation.c.meeting_id == meeting_id, minutes_translation.c.number == number
    )
    rows = connection.execute(wanted.order_by(minutes_translation.c.language))
    return [_translation(row) for row in rows]


def keep_translation(connection: Connection, kept: MinutesTranslation) -> None:
    """Keep a translation in place of the one there was; the meeting is locked."""
    connection.execute(
        delete(minutes_translation).where(
            minutes_translation.c.meeting_id == kept.meeting_id,
            minutes_translation.c.number == kept.number,
            minutes_translation.c.language == kept.language,
        )
    )
    row = {
        "meeting_id": kept.meeting_id,
        "number": kept.number,
        "language": kept.language,
        "texts": texts_to_json(kept.texts),
        "translator": kept.by,
        "translated_at": kept.at,
    }
    connection.execute(insert(minutes_translation), row)


def replies(connection: Connection, meeting_id: int) -> list[Reply]:
    """The replies to a meeting's minutes, in the order they came, with who signed them."""
    wanted = (
        select(minutes_reply, organisation.c.name.label("signed_by"))
        .outerjoin(organisation, organisation.c.id == minutes_reply.c.organisation)
        .where(minutes_reply.c.meeting_id == meeting_id)
        .order_by(minutes_reply.c.id)
    )
    return [_reply(row) for row in connection.execute(wanted)]


def add_reply(connection: Connection, reply: Reply, organisation_id: int | None) -> None:
    """Keep a new reply."""
    row = {
        "meeting_id": reply.meeting_id,
        "number": reply.number,
        "organisation": organisation_id,
        "office": reply.office,
        "language": reply.language,
        "text": reply.text,
        "at": reply.at,
    }
    connection.execute(insert(minutes_reply), row)


def signed_by(connection: Connection, reply_id: int) -> int | None:
    """The organisation that signed a reply."""
    wanted = select(minutes_reply.c.organisation).where(minutes_reply.c.id == reply_id)
    organisation_id: int | None = connection.execute(wanted).scalar_one()
    return organisation_id


def _draft(row: Row[Any]) -> DraftEntry:
    content = from_json(EntryText, row.content)
    return DraftEntry(row.item_id, row.version, content, row.author, in_utc(row.saved_at))


def _minutes(row: Row[Any]) -> Minutes:
    columns = {name: getattr(row, name) for name in _VERSION}
    columns["approved_at"] = in_utc(row.approved_at)
    return from_json(Minutes, row.content, **columns)


def _translation(row: Row[Any]) -> MinutesTranslation:
    texts: Mapping[str, str] = json.loads(row.texts)
    at = in_utc(row.translated_at)
    return MinutesTranslation(row.meeting_id, row.number, row.language, texts, row.translator, at)


def _reply(row: Row[Any]) -> Reply:
    return Reply(
        id=row.id,
        meeting_id=row.meeting_id,
        number=row.number,
        organisation=row.signed_by or "",
        office=row.office,
        language=row.language,
        text=row.text,
        at=in_utc(row.at),
    )
