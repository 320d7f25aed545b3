"""The table of paper forms that were entered once, and its queries."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
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

SLIP_LENGTH = 24

# Without who entered it or when. A form goes from here as soon as it was entered twice.
paper_entry = Table(
    "paper_entry",
    metadata,
    Column("wave_id", ForeignKey("wave.id"), primary_key=True),
    Column("slip", String(SLIP_LENGTH), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,  # kept in the order of the slips, not of their entry
)


def keep(connection: Connection, wave_id: str, slip: str, sealed: bytes) -> bool:
    """Keep a form that was entered once; False if this slip waits already."""
    dialect_insert = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    kept = connection.execute(
        dialect_insert(paper_entry).on_conflict_do_nothing().returning(paper_entry.c.slip),
        {"wave_id": wave_id, "slip": slip, "sealed": sealed},
    )
    return kept.first() is not None


def find(connection: Connection, wave_id: str, slip: str) -> bytes | None:
    """What was entered of this slip; nobody else can take it before this commits."""
    waiting = select(paper_entry.c.sealed).where(*_of(wave_id, slip)).with_for_update()
    sealed: bytes | None = connection.execute(waiting).scalar_one_or_none()
    return sealed


def forget(connection: Connection, wave_id: str, slip: str) -> bool:
    """Delete what was entered of this slip; False if nothing was."""
    return connection.execute(delete(paper_entry).where(*_of(wave_id, slip))).rowcount > 0


def slips(connection: Connection, wave_id: str) -> list[str]:
    """The slips that were entered once."""
    rows = select(paper_entry.c.slip).where(paper_entry.c.wave_id == wave_id)
    return list(connection.execute(rows).scalars())


def forget_wave(connection: Connection, wave_id: str) -> None:
    """Delete what waits of a wave."""
    connection.execute(delete(paper_entry).where(paper_entry.c.wave_id == wave_id))


def _of(wave_id: str, slip: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return paper_entry.c.wave_id == wave_id, paper_entry.c.slip == slip
