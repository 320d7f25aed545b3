"""Queries of forums, meetings and agendas, which all of the feature uses."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from copfeedback.faults import ChangedMeanwhile, Unknown
from copfeedback.forums.meeting_model import AgendaItem, Meeting, MeetingState, Paper
from copfeedback.forums.model import Forum
from copfeedback.forums.tables import agenda_item, agenda_paper, forum, forum_meeting
from copfeedback.stored import from_json, to_json

_FORUM = frozenset({"code", "parent", "sector", "version"})
_MEETING = frozenset({"id", "forum", "number", "starts", "state", "minutes_number", "version"})
_ITEM = frozenset(
    {"id", "meeting_id", "position", "proposal", "commitment", "question", "problem", "version"}
)


def forums(connection: Connection) -> list[Forum]:
    """All forums, ended ones too, by code."""
    return [_forum(row) for row in connection.execute(select(forum).order_by(forum.c.code))]


def find_forum(connection: Connection, code: str, *, lock: bool = False) -> Forum:
    """A forum.

    Raises:
        Unknown: there is none.
    """
    return _forum(_one(connection, select(forum).where(forum.c.code == code), lock=lock))


def add_forum(connection: Connection, added: Forum) -> None:
    """Keep a new forum."""
    values = {name: getattr(added, name) for name in _FORUM}
    content = to_json(added, without=_FORUM)
    connection.execute(insert(forum), {**values, "version": 1, "content": content})


def change_forum(connection: Connection, changed: Forum) -> None:
    """Keep a forum that was read as ``changed.version``.

    Raises:
        ChangedMeanwhile: it has another version by now.
    """
    values = {"parent": changed.parent, "sector": changed.sector}
    content = to_json(changed, without=_FORUM)
    done = connection.execute(
        update(forum)
        .where(forum.c.code == changed.code, forum.c.version == changed.version)
        .values(**values, content=content, version=changed.version + 1)
    )
    _changed_one(done.rowcount)


def meetings(
    connection: Connection,
    *,
    of: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    at_most: int | None = None,
) -> list[Meeting]:
    """Meetings, the latest first; of one forum, or that start in a time (local, end excluded)."""
    found = select(forum_meeting).order_by(forum_meeting.c.starts.desc(), forum_meeting.c.id.desc())
    if of is not None:
        found = found.where(forum_meeting.c.forum == of)
    if since is not None:
        found = found.where(forum_meeting.c.starts >= since)
    if until is not None:
        found = found.where(forum_meeting.c.starts < until)
    return [_meeting(row) for row in connection.execute(found.limit(at_most))]


def find_meeting(connection: Connection, meeting_id: int, *, lock: bool = False) -> Meeting:
    """A meeting.

    Raises:
        Unknown: there is none.
    """
    wanted = select(forum_meeting).where(forum_meeting.c.id == meeting_id)
    return _meeting(_one(connection, wanted, lock=lock))


def find_meeting_of(connection: Connection, code: str, number: str) -> Meeting:
    """The meeting with this part of its address.

    Raises:
        Unknown: the forum has none.
    """
    wanted = select(forum_meeting).where(
        forum_meeting.c.forum == code, forum_meeting.c.number == number
    )
    return _meeting(_one(connection, wanted))


def numbers_taken(connection: Connection, code: str) -> set[str]:
    """The numbers of all meetings of a forum."""
    wanted = select(forum_meeting.c.number).where(forum_meeting.c.forum == code)
    return set(connection.execute(wanted).scalars())


def add_meeting(connection: Connection, added: Meeting) -> Meeting:
    """Keep a new meeting; it with its id."""
    content = to_json(added, without=_MEETING)
    values = {name: getattr(added, name) for name in _MEETING - {"id"}}
    row = {**values, "version": 1, "content": content}
    done = connection.execute(insert(forum_meeting), row)
    return replace(added, id=_new_id(done), version=1)


def change_meeting(connection: Connection, changed: Meeting) -> Meeting:
    """Keep a meeting that was read as ``changed.version``; it with its new version.

    Raises:
        ChangedMeanwhile: it has another version by now.
    """
    values: dict[str, Any] = {
        "number": changed.number,
        "starts": changed.starts,
        "state": changed.state,
        "minutes_number": changed.minutes_number,
        "content": to_json(changed, without=_MEETING),
        "version": changed.version + 1,
    }
    done = connection.execute(
        update(forum_meeting)
        .where(forum_meeting.c.id == changed.id, forum_meeting.c.version == changed.version)
        .values(values)
    )
    _changed_one(done.rowcount)
    return replace(changed, version=changed.version + 1)


def items(connection: Connection, meeting_ids: Collection[int]) -> list[AgendaItem]:
    """The agenda items of meetings, in their order."""
    found = (
        select(agenda_item)
        .where(agenda_item.c.meeting_id.in_(meeting_ids))
        .order_by(agenda_item.c.meeting_id, agenda_item.c.position, agenda_item.c.id)
    )
    return [_item(row) for row in connection.execute(found)]


def find_item(connection: Connection, item_id: int, *, lock: bool = False) -> AgendaItem:
    """An agenda item.

    Raises:
        Unknown: there is none.
    """
    return _item(
        _one(connection, select(agenda_item).where(agenda_item.c.id == item_id), lock=lock)
    )


def add_item(connection: Connection, added: AgendaItem) -> AgendaItem:
    """Put an item at the end of its agenda; it with its id and position."""
    last = connection.execute(
        select(func.max(agenda_item.c.position)).where(agenda_item.c.meeting_id == added.meeting_id)
    ).scalar_one()
    placed = replace(added, position=(last or 0) + 1, version=1)
    row = {name: getattr(placed, name) for name in _ITEM - {"id"}}
    row["content"] = to_json(placed, without=_ITEM)
    return replace(placed, id=_new_id(connection.execute(insert(agenda_item), row)))


def change_item(connection: Connection, changed: AgendaItem) -> AgendaItem:
    """Keep an item that was read as ``changed.version``; it with its new version.

    Raises:
        ChangedMeanwhile: it has another version by now, or is gone.
    """
    later = replace(changed, version=changed.version + 1)
    values = {name: getattr(later, name) for name in _ITEM - {"id"}}
    values["content"] = to_json(later, without=_ITEM)
    done = connection.execute(
        update(agenda_item)
        .where(agenda_item.c.id == changed.id, agenda_item.c.version == changed.version)
        .values(values)
    )
    _changed_one(done.rowcount)
    return later


def remove_item(connection: Connection, item_id: int) -> None:
    """Take an item off its agenda, with its papers."""
    connection.execute(delete(agenda_paper).where(agenda_paper.c.item_id == item_id))
    connection.execute(delete(agenda_item).where(agenda_item.c.id == item_id))


def place_items(connection: Connection, ordered: Iterable[int]) -> None:
    """Give items the positions in which their ids stand here."""
    for position, item_id in enumerate(ordered, 1):
        connection.execute(
            update(agenda_item).where(agenda_item.c.id == item_id).values(position=position)
        )


def papers(connection: Connection, item_ids: Collection[int]) -> list[Paper]:
    """The papers of items, without the files themselves, in the order they came."""
    columns = [each for each in agenda_paper.c if each is not agenda_paper.c.pdf]
    found = select(*columns).where(agenda_paper.c.item_id.in_(item_ids)).order_by(agenda_paper.c.id)
    return [Paper(**row) for row in connection.execute(found).mappings()]


def _forum(row: Row[Any]) -> Forum:
    return from_json(Forum, row.content, **{name: getattr(row, name) for name in _FORUM})


def _meeting(row: Row[Any]) -> Meeting:
    columns = {name: getattr(row, name) for name in _MEETING}
    return from_json(Meeting, row.content, **columns | {"state": MeetingState(row.state)})


def _item(row: Row[Any]) -> AgendaItem:
    return from_json(AgendaItem, row.content, **{name: getattr(row, name) for name in _ITEM})


def _one(connection: Connection, wanted: Select[Any], *, lock: bool = False) -> Row[Any]:
    row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if row is None:
        raise Unknown
    return row


def _changed_one(rows: int) -> None:
    if rows != 1:
        raise ChangedMeanwhile


def _new_id(done: Any) -> int:
    (new,) = done.inserted_primary_key
    return int(new)
