"""Queries of plans: versions that were published are only ever added, the draft is number 0."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from copfeedback.evaluations.plan_model import Plan
from copfeedback.evaluations.tables import police_plan
from copfeedback.faults import ChangedMeanwhile, Unknown
from copfeedback.stored import from_json, to_json

DRAFT = 0
_COLUMNS = frozenset({"code", "number", "published_on", "version"})
_table = police_plan.c


def take_turn(connection: Connection) -> None:
    """Wait until nobody else writes of plans: two could be published for the same time.

    SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE police_plan IN SHARE ROW EXCLUSIVE MODE"))


def published(connection: Connection) -> dict[str, Plan]:
    """The latest version of each public plan, by its code."""
    wanted = select(police_plan).where(_table.number != DRAFT).order_by(_table.code, _table.number)
    return {row.code: _plan(row) for row in connection.execute(wanted)}


def drafts(connection: Connection) -> list[Plan]:
    """All drafts by code; every plan has one."""
    wanted = select(police_plan).where(_table.number == DRAFT).order_by(_table.code)
    return [_plan(row) for row in connection.execute(wanted)]


def versions(connection: Connection, code: str) -> list[Plan]:
    """All public versions of a plan, the latest first; none where there is no such plan."""
    wanted = (
        select(police_plan)
        .where(_table.code == code, _table.number != DRAFT)
        .order_by(_table.number.desc())
    )
    return [_plan(row) for row in connection.execute(wanted)]


def find_draft(connection: Connection, code: str) -> Plan:
    """The draft of a plan.

    Raises:
        Unknown: there is no such plan.
    """
    wanted = select(police_plan).where(_table.code == code, _table.number == DRAFT)
    row = connection.execute(wanted).first()
    if row is None:
        raise Unknown
    return _plan(row)


def keep_draft(connection: Connection, plan: Plan, *, after: int) -> Plan:
    """Keep the draft that was read as version ``after``, 0 for a new plan.

    Raises:
        ChangedMeanwhile: somebody else has changed it, or begun a plan of this code.
    """
    kept = replace(plan, number=DRAFT, published_on=None, version=after + 1)
    if after == 0:
        try:
            connection.execute(insert(police_plan), _row(kept))
        except IntegrityError:
            raise ChangedMeanwhile from None
        return kept
    done = connection.execute(
        update(police_plan)
        .where(_table.code == kept.code, _table.number == DRAFT, _table.version == after)
        .values(**_row(kept))
    )
    if done.rowcount != 1:
        raise ChangedMeanwhile
    return kept


def add_version(connection: Connection, plan: Plan) -> None:
    """Keep a public version for good."""
    connection.execute(insert(police_plan), _row(plan))


def _row(plan: Plan) -> dict[str, Any]:
    columns = {name: getattr(plan, name) for name in _COLUMNS}
    return columns | {"content": to_json(plan, without=_COLUMNS)}


def _plan(row: Row[Any]) -> Plan:
    return from_json(
        Plan,
        row.content,
        code=row.code,
        number=row.number,
        published_on=row.published_on,
        version=row.version,
    )
