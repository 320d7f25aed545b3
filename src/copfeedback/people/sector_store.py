"""Queries of the sectors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select, text, update

from copfeedback.i18n.translations import Translations
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.people.tables import sector as table


def take_turn(connection: Connection) -> None:
    """Wait until nobody else changes sectors, and keep others waiting till the transaction ends.

    Two changes, each of them sound, could make a sector part of itself. SQLite has one writer
    anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE sector IN SHARE ROW EXCLUSIVE MODE"))


def all_sectors(connection: Connection) -> dict[str, Sector]:
    """All sectors by code, without their boundaries."""
    bounded = table.c.boundary.is_not(None).label("has_boundary")
    columns = [column for column in table.c if column is not table.c.boundary]
    rows = connection.execute(select(*columns, bounded).order_by(table.c.code))
    return {
        row.code: Sector(
            code=row.code,
            kind=SectorKind(row.kind),
            name=Translations(orjson.loads(row.name)),
            parent=row.parent_code,
            officer=row.officer,
            telephone=row.telephone,
            since=row.since,
            public=row.public,
            has_boundary=row.has_boundary,
        )
        for row in rows
    }


def kinds(connection: Connection) -> dict[str, SectorKind]:
    """What every sector is, by code."""
    rows = connection.execute(select(table.c.code, table.c.kind))
    return {row.code: SectorKind(row.kind) for row in rows}


def keep(connection: Connection, sector: Sector, *, new: bool) -> None:
    """Add a sector, or put it in place of what is kept; a community loses its boundary."""
    row: dict[str, Any] = {
        "parent_code": sector.parent,
        "kind": sector.kind.value,
        "name": orjson.dumps(dict(sector.name)).decode(),
        "officer": sector.officer,
        "telephone": sector.telephone,
        "since": sector.since,
        "public": sector.public,
    }
    if new:
        connection.execute(insert(table), row | {"code": sector.code})
        return
    if sector.kind is SectorKind.COMMUNITY:
        row["boundary"] = None
    connection.execute(update(table).where(table.c.code == sector.code).values(row))


def remove(connection: Connection, code: str) -> None:
    """Forget a sector. The database refuses while others are part of it."""
    connection.execute(delete(table).where(table.c.code == code))


def keep_boundaries(connection: Connection, boundaries: Mapping[str, str]) -> None:
    """Put boundaries, as GeoJSON geometries by code, in place of those that are kept."""
    for code, geometry in boundaries.items():
        connection.execute(update(table).where(table.c.code == code).values(boundary=geometry))
