"""Queries of problems: versions are only ever added, and the latest counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, text, tuple_

from copfeedback.faults import Unknown
from copfeedback.forums.meeting_model import AgendaItem, Meeting
from copfeedback.forums.problem_model import Problem
from copfeedback.forums.store import find_item, find_meeting
from copfeedback.forums.tables import agenda_item, problem_version
from copfeedback.stored import from_json, to_json

_COLUMNS = frozenset({"id", "version", "forum"})
_table = problem_version.c


def take_turn(connection: Connection) -> None:
    """Wait until nobody else writes of problems: two would open one under the same number.

    SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE problem_version IN SHARE ROW EXCLUSIVE MODE"))


def problems(connection: Connection, code: str | None = None) -> list[Problem]:
    """The latest version of each problem, or of those of a forum, as they were opened."""
    latest = select(_table.problem_id, func.max(_table.version)).group_by(_table.problem_id)
    found = (
        select(problem_version)
        .where(tuple_(_table.problem_id, _table.version).in_(latest))
        .order_by(_table.problem_id)
    )
    if code is not None:
        found = found.where(_table.forum == code)
    return [_problem(row) for row in connection.execute(found)]


def versions(connection: Connection, problem_id: int) -> list[Problem]:
    """All versions of a problem, the latest first.

    Raises:
        Unknown: there is no such problem.
    """
    found = (
        select(problem_version)
        .where(_table.problem_id == problem_id)
        .order_by(_table.version.desc())
    )
    rows = connection.execute(found).all()
    if not rows:
        raise Unknown
    return [_problem(row) for row in rows]


def add_version(connection: Connection, written: Problem, at: datetime) -> Problem:
    """Keep a version; it with its number, and with an id where it is the first."""
    last = select(func.max(_table.problem_id))
    new = written.id or (connection.execute(last).scalar_one() or 0) + 1
    kept = replace(written, id=new, version=written.version + 1)
    connection.execute(
        insert(problem_version),
        {
            "problem_id": kept.id,
            "version": kept.version,
            "forum": kept.forum,
            "content": to_json(kept, without=_COLUMNS),
            "written_at": at,
        },
    )
    return kept


def _problem(row: Row[tuple[object, ...]]) -> Problem:
    return from_json(Problem, row.content, id=row.problem_id, version=row.version, forum=row.forum)


def items_on(connection: Connection, problem_id: int) -> list[tuple[AgendaItem, Meeting]]:
    """The agenda items that work on a problem, the latest meeting first."""
    found = select(agenda_item.c.id).where(agenda_item.c.problem == problem_id)
    items = [find_item(connection, each) for each in connection.execute(found).scalars()]
    with_meetings = [(each, find_meeting(connection, each.meeting_id)) for each in items]
    return sorted(with_meetings, key=lambda pair: pair[1].starts, reverse=True)
