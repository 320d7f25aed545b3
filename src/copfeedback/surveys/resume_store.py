"""The table of answers that somebody put aside, and its queries."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    Column,
    Connection,
    Date,
    ForeignKey,
    LargeBinary,
    String,
    Table,
    delete,
    select,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from copfeedback.storage.schema import metadata

# Both the id and the key of what is sealed come from the resume code, which is kept nowhere.
resumable = Table(
    "resumable",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("wave_id", String(64), ForeignKey("wave.id"), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_on", Date, nullable=False),
    sqlite_with_rowid=False,  # no numbers that would tell which was put aside first
)


def keep(connection: Connection, id_: bytes, wave_id: str, sealed: bytes, expires_on: date) -> None:
    """Put answers aside, in place of those kept under this id."""
    dialect_insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    row = {"id": id_, "wave_id": wave_id, "sealed": sealed, "expires_on": expires_on}
    statement = dialect_insert(resumable)
    again = {"sealed": statement.excluded.sealed, "expires_on": statement.excluded.expires_on}
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=again), row)


def find(connection: Connection, id_: bytes, today: date) -> bytes | None:
    """What is kept under this id."""
    kept = select(resumable.c.sealed).where(resumable.c.id == id_, resumable.c.expires_on >= today)
    sealed: bytes | None = connection.execute(kept).scalar_one_or_none()
    return sealed


def forget(connection: Connection, id_: bytes) -> None:
    """Keep nothing under this id."""
    connection.execute(delete(resumable).where(resumable.c.id == id_))


def forget_expired(connection: Connection, today: date) -> int:
    """Delete what nobody has come back for in time; returns how much it was."""
    return connection.execute(delete(resumable).where(resumable.c.expires_on < today)).rowcount


def forget_wave(connection: Connection, wave_id: str) -> None:
    """Delete what was put aside of a wave."""
    connection.execute(delete(resumable).where(resumable.c.wave_id == wave_id))
