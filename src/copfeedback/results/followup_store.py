"""The table of what came of results: versions are added, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

import orjson
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    text,
)

from copfeedback.i18n.translations import Translations
from copfeedback.people.tables import organisation
from copfeedback.results.followup_model import FollowUp, FollowUpHistory, Reply, Status
from copfeedback.storage.schema import metadata

what_followed = Table(
    "what_followed",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("wave_id", ForeignKey("wave.id"), nullable=False, index=True),
    Column("item", String(64)),
    Column("status", String(16), nullable=False),
    Column("said", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("organisation_id", ForeignKey("organisation.id")),
    Column("written_on", Date, nullable=False),
)


def take_turn(connection: Connection) -> None:
    """Wait until nobody else writes entries, and keep others waiting till the transaction ends.

    Two would get the same number otherwise. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE what_followed IN SHARE ROW EXCLUSIVE MODE"))


def add(
    connection: Connection, entry: int, content: Reply, organisation_id: int | None, day: date
) -> None:
    """Add a version of an entry: its first, or one after those there are."""
    before = connection.execute(
        select(func.max(what_followed.c.version)).where(what_followed.c.id == entry)
    ).scalar_one()
    row = {
        "id": entry,
        "version": (before or 0) + 1,
        "wave_id": content.wave_id,
        "item": content.item,
        "status": content.status.value,
        "said": orjson.dumps(dict(content.said)).decode(),
        "answer": orjson.dumps(dict(content.answer)).decode(),
        "organisation_id": organisation_id,
        "written_on": day,
    }
    connection.execute(insert(what_followed), row)


def next_id(connection: Connection) -> int:
    """The number of the next new entry."""
    return (connection.execute(select(func.max(what_followed.c.id))).scalar_one() or 0) + 1


def find(connection: Connection, entry: int) -> FollowUpHistory | None:
    """One entry with all its versions."""
    return next(_histories(connection, what_followed.c.id == entry), None)


def of_wave(connection: Connection, wave_id: str) -> list[FollowUpHistory]:
    """The entries about a wave, the last written first."""
    return _latest_first(_histories(connection, what_followed.c.wave_id == wave_id))


def of_organisation(connection: Connection, organisation_id: int | None) -> list[FollowUpHistory]:
    """The entries of an organisation, the last written first."""
    own = what_followed.c.organisation_id.is_not_distinct_from(organisation_id)
    return _latest_first(_histories(connection, own))


def _latest_first(found: Iterable[FollowUpHistory]) -> list[FollowUpHistory]:
    return sorted(found, key=lambda each: (each.now.written_on, each.now.id), reverse=True)


def _histories(connection: Connection, condition: ColumnElement[bool]) -> Iterator[FollowUpHistory]:
    rows = connection.execute(
        select(what_followed, func.coalesce(organisation.c.name, "").label("organisation"))
        .outerjoin(organisation, organisation.c.id == what_followed.c.organisation_id)
        .where(condition)
        .order_by(what_followed.c.id, what_followed.c.version.desc())
    )
    versions = (
        FollowUp(
            id=row.id,
            version=row.version,
            content=Reply(
                row.wave_id,
                row.item,
                Status(row.status),
                Translations(orjson.loads(row.said)),
                Translations(orjson.loads(row.answer)),
            ),
            organisation_id=row.organisation_id,
            organisation=row.organisation,
            written_on=row.written_on,
        )
        for row in rows
    )
    for _, each in groupby(versions, key=lambda version: version.id):
        yield FollowUpHistory(tuple(each))
