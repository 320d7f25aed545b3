"""Rows of what is counted of complaints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from copfeedback.complaints.counter_tables import (
    complaint_figures,
    complaint_pending,
    complaint_report,
    complaint_signal,
    complaint_tally,
    recommendation_public,
)
from copfeedback.i18n.translations import Translations


@dataclass(frozen=True, slots=True, order=True)
class Counted:
    """What a count is of: the measure, its month or week, and one or two values."""

    measure: str
    period: str
    value: str
    other: str = ""


def add_counts(connection: Connection, counts: Mapping[Counted, int]) -> None:
    """Raise counts."""
    statement = _dialect_insert(connection, complaint_tally)
    statement = statement.on_conflict_do_update(
        index_elements=["measure", "period", "value", "other"],
        set_={"count": complaint_tally.c.count + statement.excluded["count"]},
    )
    rows = [
        {
            "measure": each.measure,
            "period": each.period,
            "value": each.value,
            "other": each.other,
            "count": counts[each],
        }
        for each in sorted(counts)  # the order in which they came would tell who came together
    ]
    if rows:
        connection.execute(statement, rows)


def counts(connection: Connection, *measures: str) -> dict[Counted, int]:
    """The counts of these measures."""
    rows = connection.execute(
        select(complaint_tally).where(complaint_tally.c.measure.in_(measures))
    )
    return {Counted(*key): count for *key, count in rows}


def lock_pending(connection: Connection, event: str) -> bytes:
    """The sealed record of what waits; nobody else reads it until the transaction ends."""
    statement = _dialect_insert(connection, complaint_pending).on_conflict_do_nothing()
    connection.execute(statement, {"event": event, "sealed": b""})
    return bytes(
        connection.execute(
            select(complaint_pending.c.sealed)
            .where(complaint_pending.c.event == event)
            .with_for_update()
        ).scalar_one()
    )


def pending(connection: Connection) -> dict[str, bytes]:
    """The sealed records of what waits, by the kind of event."""
    rows = connection.execute(select(complaint_pending))
    return {row.event: bytes(row.sealed) for row in rows}


def keep_pending(connection: Connection, event: str, sealed: bytes) -> None:
    """Put another sealed record in place of the one before."""
    connection.execute(
        update(complaint_pending).where(complaint_pending.c.event == event).values(sealed=sealed)
    )


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen text and its SHA-256."""

    content: str
    sha256: str


def frozen_periods(connection: Connection) -> dict[str, Frozen]:
    """The frozen figures by period, the latest first."""
    rows = connection.execute(select(complaint_figures).order_by(complaint_figures.c.period.desc()))
    return {row.period: Frozen(row.content, row.sha256) for row in rows}


def keep_figures(connection: Connection, period: str, built_on: date, frozen: Frozen) -> None:
    """Keep the figures of a period; those that are there stay."""
    statement = _dialect_insert(connection, complaint_figures).on_conflict_do_nothing()
    row = {
        "period": period,
        "built_on": built_on,
        "sha256": frozen.sha256,
        "content": frozen.content,
    }
    connection.execute(statement, row)


@dataclass(frozen=True, slots=True)
class PublicRecommendation:
    """What the body recommended to the police, as it tells everybody, and what they answered."""

    id: int
    month: str
    category: str
    answer: str
    text: Translations


def add_recommendation(
    connection: Connection, month: str, category: str, answer: str, text: Translations
) -> int:
    """Keep a recommendation; its number."""
    added = connection.execute(
        insert(recommendation_public).returning(recommendation_public.c.id),
        {
            "month": month,
            "category": category,
            "answer": answer,
            "text": orjson.dumps(dict(text)).decode(),
        },
    )
    return int(added.scalar_one())


def set_answer(connection: Connection, number: int, answer: str) -> bool:
    """Write what was answered; False when there is no such recommendation."""
    changed = connection.execute(
        update(recommendation_public)
        .where(recommendation_public.c.id == number)
        .values(answer=answer)
    )
    return changed.rowcount == 1


def recommendations(connection: Connection) -> list[PublicRecommendation]:
    """All recommendations, the latest first."""
    rows = connection.execute(
        select(recommendation_public).order_by(
            recommendation_public.c.month.desc(), recommendation_public.c.id.desc()
        )
    )
    return [
        PublicRecommendation(
            row.id, row.month, row.category, row.answer, Translations(orjson.loads(row.text))
        )
        for row in rows
    ]


def add_report(connection: Connection, on: date, frozen: Frozen) -> int:
    """Keep a periodic report; its number."""
    added = connection.execute(
        insert(complaint_report).returning(complaint_report.c.id),
        {"published_on": on, "sha256": frozen.sha256, "content": frozen.content},
    )
    return int(added.scalar_one())


def reports(connection: Connection) -> dict[int, Frozen]:
    """The periodic reports by number, the latest first."""
    rows = connection.execute(select(complaint_report).order_by(complaint_report.c.id.desc()))
    return {row.id: Frozen(row.content, row.sha256) for row in rows}


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at a week that stands out; ``note`` is sealed."""

    staff_id: int
    seen: int
    note: bytes


def looks(connection: Connection) -> dict[tuple[str, str, str], Look]:
    """Who looks at what, by week, measure and value."""
    rows = connection.execute(select(complaint_signal))
    return {
        (row.week, row.measure, row.value): Look(row.staff_id, row.seen, bytes(row.note))
        for row in rows
    }


def keep_look(connection: Connection, at: tuple[str, str, str], look: Look) -> None:
    """Keep who looks at a week, in place of what was kept before."""
    week, measure, value = at
    changes = {"staff_id": look.staff_id, "seen": look.seen, "note": look.note}
    statement = _dialect_insert(connection, complaint_signal).on_conflict_do_update(
        index_elements=["week", "measure", "value"], set_=changes
    )
    connection.execute(statement, {"week": week, "measure": measure, "value": value, **changes})


def _dialect_insert(connection: Connection, table: Any) -> Any:
    is_sqlite = connection.dialect.name == "sqlite"
    return sqlite_insert(table) if is_sqlite else postgresql_insert(table)
