"""Queries of what an agenda has besides its items: papers, settlements, and what minutes say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from copfeedback.faults import Unknown
from copfeedback.forums import store
from copfeedback.forums.meeting_model import (
    AgendaItem,
    MatterKind,
    Meeting,
    Paper,
    Settlement,
)
from copfeedback.forums.minutes_model import MinutesEntry
from copfeedback.forums.tables import (
    agenda_item,
    agenda_paper,
    agenda_settlement,
    minutes_draft,
    minutes_version,
)
from copfeedback.i18n.translations import Translations
from copfeedback.stored import from_json, texts_from_json, texts_to_json


@dataclass(frozen=True, slots=True)
class Settled:
    """What was said at a meeting of a matter instead of putting it on the agenda."""

    meeting_id: int
    kind: MatterKind
    matter: int
    result: Settlement
    reason: Translations | None
    on: date


@dataclass(frozen=True, slots=True)
class _Said:
    entries: tuple[MinutesEntry, ...] = ()


def settlements(connection: Connection, meeting_ids: Collection[int]) -> list[Settled]:
    """All that was settled at meetings."""
    found = (
        select(agenda_settlement)
        .where(agenda_settlement.c.meeting_id.in_(meeting_ids))
        .order_by(agenda_settlement.c.meeting_id, agenda_settlement.c.matter)
    )
    return [
        Settled(
            row.meeting_id,
            MatterKind(row.kind),
            row.matter,
            Settlement(row.result),
            texts_from_json(row.reason),
            row.on_day,
        )
        for row in connection.execute(found)
    ]


def keep_settlement(connection: Connection, settled: Settled) -> None:
    """Keep what was said of a matter, instead of what this meeting said of it before."""
    drop_settlement(connection, settled.meeting_id, settled.kind, settled.matter)
    connection.execute(
        insert(agenda_settlement),
        {
            "meeting_id": settled.meeting_id,
            "kind": settled.kind,
            "matter": settled.matter,
            "result": settled.result,
            "reason": texts_to_json(settled.reason),
            "on_day": settled.on,
        },
    )


def drop_settlement(connection: Connection, meeting_id: int, kind: MatterKind, matter: int) -> None:
    """Forget what a meeting said of a matter."""
    connection.execute(
        delete(agenda_settlement).where(
            agenda_settlement.c.meeting_id == meeting_id,
            agenda_settlement.c.kind == kind,
            agenda_settlement.c.matter == matter,
        )
    )


def answers(
    connection: Connection, meetings: Collection[Meeting]
) -> dict[int, tuple[bool | None, ...]]:
    """What each version of the minutes of meetings says of an item: was its question answered?

    The latest version comes last.
    """
    approved = [each.id for each in meetings if each.minutes_number]
    found = (
        select(minutes_version.c.content)
        .where(minutes_version.c.meeting_id.in_(approved))
        .order_by(minutes_version.c.meeting_id, minutes_version.c.number)
    )
    said: defaultdict[int, list[bool | None]] = defaultdict(list)
    for content in connection.execute(found).scalars():
        for entry in from_json(_Said, content).entries:
            said[entry.item_id].append(entry.content.answered)
    return {item: tuple(each) for item, each in said.items()}


def items_of_proposal(connection: Connection, reference: str) -> list[AgendaItem]:
    """The items under which something that a resident brought stands, the first one first."""
    of_it = agenda_item.c.proposal == reference
    found = select(agenda_item.c.id).where(of_it).order_by(agenda_item.c.id)
    return [store.find_item(connection, each) for each in connection.execute(found).scalars()]


def has_draft(connection: Connection, item_id: int) -> bool:
    """Whether somebody has written minutes of an item."""
    wanted = select(minutes_draft.c.version).where(minutes_draft.c.item_id == item_id)
    return connection.execute(wanted).first() is not None


def add_paper(connection: Connection, paper: Paper, pdf: bytes) -> Paper:
    """Keep a paper; it with its id."""
    row = {name: getattr(paper, name) for name in ("item_id", "title", "language", "size")}
    row |= {"sha256": paper.sha256, "pdf": pdf}
    done: Any = connection.execute(insert(agenda_paper), row)
    (new,) = done.inserted_primary_key
    return replace(paper, id=int(new))


def find_paper(connection: Connection, paper_id: int) -> tuple[Paper, bytes]:
    """A paper and the file itself.

    Raises:
        Unknown: there is none.
    """
    found = select(agenda_paper).where(agenda_paper.c.id == paper_id)
    row = connection.execute(found).mappings().one_or_none()
    if row is None:
        raise Unknown
    columns = dict(row)
    pdf = columns.pop("pdf")
    return Paper(**columns), pdf


def remove_paper(connection: Connection, paper_id: int) -> None:
    """Take a paper away."""
    connection.execute(delete(agenda_paper).where(agenda_paper.c.id == paper_id))
