"""Queries of assessments: they are only ever added."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select, text

from copfeedback.evaluations.checklist_model import Assessment
from copfeedback.evaluations.tables import checklist_assessment
from copfeedback.stored import from_json, to_json

_COLUMNS = frozenset({"id", "checklist", "organisation", "on"})
_table = checklist_assessment.c


def take_turn(connection: Connection) -> None:
    """Wait until nobody else adds one: an organisation has one of a checklist a day.

    SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE checklist_assessment IN SHARE ROW EXCLUSIVE MODE"))


def assessments(connection: Connection, checklist: str) -> list[Assessment]:
    """All of a checklist that everybody can see, the latest first."""
    wanted = (
        select(checklist_assessment)
        .where(_table.checklist == checklist, _table.public)
        .order_by(_table.on.desc(), _table.id.desc())
    )
    return [_assessment(row) for row in connection.execute(wanted)]


def add_assessment(connection: Connection, made: Assessment) -> Assessment:
    """Keep one for good; it with its id."""
    columns = {name: getattr(made, name) for name in _COLUMNS - {"id"}}
    values = columns | {"public": True, "content": to_json(made, without=_COLUMNS)}
    added = insert(checklist_assessment).values(**values).returning(_table.id)
    return replace(made, id=connection.execute(added).scalar_one())


def _assessment(row: Row[Any]) -> Assessment:
    return from_json(
        Assessment,
        row.content,
        id=row.id,
        checklist=row.checklist,
        organisation=row.organisation,
        on=row.on,
    )
