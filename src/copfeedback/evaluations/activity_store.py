"""Queries of activities with the community, and of the frozen figures of those who took part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from copfeedback.evaluations.plan_model import Activity, ActivityKind
from copfeedback.evaluations.tables import activity, activity_figures
from copfeedback.faults import ChangedMeanwhile, Unknown
from copfeedback.stored import from_json, to_json

_COLUMNS = frozenset({"id", "kind", "organisation", "began", "ended", "version"})


@dataclass(frozen=True, slots=True)
class Frozen:
    """The figures of a period, and the SHA-256 they are kept with."""

    content: str
    sha256: str


def activities(connection: Connection) -> list[Activity]:
    """All activities, those that began last first."""
    column = activity.c
    wanted = select(activity).order_by(column.began.desc(), column.id.desc())
    return [_activity(row) for row in connection.execute(wanted)]


def find_activity(connection: Connection, wanted: int) -> Activity:
    """An activity.

    Raises:
        Unknown: there is none.
    """
    row = connection.execute(select(activity).where(activity.c.id == wanted)).one_or_none()
    if row is None:
        raise Unknown
    return _activity(row)


def add_activity(connection: Connection, added: Activity) -> Activity:
    """Keep a new activity; it with its id."""
    kept = replace(added, version=1)
    made = insert(activity).values(_row(kept)).returning(activity.c.id)
    return replace(kept, id=connection.execute(made).scalar_one())


def change_activity(connection: Connection, changed: Activity) -> Activity:
    """Keep what was read as ``changed.version``; it with its new version.

    Raises:
        ChangedMeanwhile: somebody else has changed it since.
    """
    kept = replace(changed, version=changed.version + 1)
    done = connection.execute(
        update(activity)
        .where(activity.c.id == changed.id, activity.c.version == changed.version)
        .values(_row(kept))
    )
    if done.rowcount != 1:
        raise ChangedMeanwhile
    return kept


def frozen_figures(connection: Connection) -> dict[str, Frozen]:
    """The frozen figures by period, the earliest first."""
    wanted = select(activity_figures).order_by(activity_figures.c.period)
    rows = connection.execute(wanted)
    return {row.period: Frozen(row.content, row.seal) for row in rows}


def keep_figures(connection: Connection, period: str, built_on: date, frozen: Frozen) -> None:
    """Keep the figures of a period; those that are there stay."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {"period": period, "built_on": built_on}
    row |= {"content": frozen.content, "seal": frozen.sha256}
    connection.execute(dialect.insert(activity_figures).on_conflict_do_nothing(), row)


def _row(kept: Activity) -> dict[str, Any]:
    columns = {name: getattr(kept, name) for name in _COLUMNS - {"id", "kind"}}
    content = to_json(kept, without=_COLUMNS)
    return {"kind": kept.kind.value, "content": content, **columns}


def _activity(row: Row[Any]) -> Activity:
    columns = {name: getattr(row, name) for name in _COLUMNS - {"kind"}}
    return from_json(Activity, row.content, kind=ActivityKind(row.kind), **columns)
