"""Queries of the notices of forums."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from copfeedback.faults import Unknown
from copfeedback.forums.notice_model import Notice, NoticeKind
from copfeedback.forums.tables import forum_notice
from copfeedback.i18n.translations import Translations
from copfeedback.stored import texts_to_json


def notices(connection: Connection, code: str | None) -> list[Notice]:
    """The notices of a forum, or of all, the latest first, without those taken back."""
    found = (
        select(forum_notice)
        .where(forum_notice.c.taken_back_on.is_(None))
        .order_by(forum_notice.c.on_day.desc(), forum_notice.c.id.desc())
    )
    if code is not None:
        found = found.where(forum_notice.c.forum == code)
    return [_notice(row) for row in connection.execute(found)]


def find_notice(connection: Connection, notice_id: int) -> Notice:
    """A notice that was not taken back.

    Raises:
        Unknown: there is none.
    """
    wanted = select(forum_notice).where(
        forum_notice.c.id == notice_id, forum_notice.c.taken_back_on.is_(None)
    )
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise Unknown
    return _notice(row)


def add_notice(
    connection: Connection,
    code: str,
    kind: NoticeKind,
    on: date,
    title: Translations,
    text: Translations,
    pinned_until: date | None,
) -> Notice:
    """Keep a new notice; it with its id."""
    row = {
        "forum": code,
        "kind": kind.value,
        "on_day": on,
        "pinned_until": pinned_until,
        "title": texts_to_json(title),
        "text": texts_to_json(text),
    }
    (added,) = connection.execute(insert(forum_notice), row).inserted_primary_key or (0,)
    return Notice(int(added), code, kind, on, title, text, pinned_until)


def pin(connection: Connection, notice: Notice, until: date | None) -> Notice:
    """Let a notice stand on top up to another day, or no more; it with that."""
    connection.execute(
        update(forum_notice).where(forum_notice.c.id == notice.id).values(pinned_until=until)
    )
    return replace(notice, pinned_until=until)


def take_back(connection: Connection, notice_id: int, on: date) -> None:
    """Show a notice no more; that it was there stays known."""
    connection.execute(
        update(forum_notice).where(forum_notice.c.id == notice_id).values(taken_back_on=on)
    )


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        forum=row.forum,
        kind=NoticeKind(row.kind),
        on=row.on_day,
        title=Translations(json.loads(row.title)),
        text=Translations(json.loads(row.text)),
        pinned_until=row.pinned_until,
    )
