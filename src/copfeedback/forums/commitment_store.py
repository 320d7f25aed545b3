"""Queries of commitments and of what happened to them, which is only ever added to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, func, insert, select

from copfeedback.faults import Unknown
from copfeedback.forums.commitment_model import Commitment, Event, EventKind, Owner
from copfeedback.forums.tables import commitment, commitment_event, forum_proposal, problem_version
from copfeedback.stored import from_json, to_json

_COLUMNS = frozenset(
    {"id", "forum", "owner", "organisation", "sector", "meeting_id", "item_id", "problem"}
    | {"proposal"}
)
_WITHOUT = _COLUMNS | {"events"}
_EVENT = frozenset({"number", "kind", "on"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which commitments; None where any will do."""

    forum: str | None = None
    sector: str | None = None
    owner: Owner | None = None
    organisation: int | None = None
    meeting_id: int | None = None
    problem: int | None = None


def commitments(connection: Connection, wanted: Wanted) -> list[Commitment]:
    """Commitments with all that happened to them, in the order in which they were made."""
    found = select(commitment).order_by(commitment.c.id)
    for name in Wanted.__dataclass_fields__:
        if (value := getattr(wanted, name)) is not None:
            found = found.where(commitment.c[name] == value)
    rows = connection.execute(found).all()
    events = _events_of(connection, found)
    return [_commitment(row, events[row.id]) for row in rows]


def find_commitment(connection: Connection, wanted: int, *, lock: bool = False) -> Commitment:
    """A commitment; with ``lock`` nobody else adds to it before the transaction ends.

    Raises:
        Unknown: there is none.
    """
    found = select(commitment).where(commitment.c.id == wanted)
    row = connection.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        raise Unknown
    return _commitment(row, _events_of(connection, found)[row.id])


def add_commitment(connection: Connection, added: Commitment) -> Commitment:
    """Keep a new commitment; it with its id."""
    row = {name: getattr(added, name) for name in _COLUMNS - {"id"}}
    row["content"] = to_json(added, without=_WITHOUT)
    kept = insert(commitment).values(row).returning(commitment.c.id)
    return replace(added, id=connection.execute(kept).scalar_one())


def add_event(connection: Connection, to: Commitment, event: Event) -> Commitment:
    """Add what happened to a commitment; it with that, under the next number."""
    numbered = replace(event, number=len(to.events) + 1)
    connection.execute(
        insert(commitment_event),
        {
            "commitment_id": to.id,
            "number": numbered.number,
            "kind": numbered.kind,
            "on_day": numbered.on,
            "content": to_json(numbered, without=_EVENT),
        },
    )
    return replace(to, events=(*to.events, numbered))


def is_proposal(connection: Connection, reference: str) -> bool:
    """Whether somebody brought something under this reference."""
    found = exists().where(forum_proposal.c.reference == reference)
    return bool(connection.execute(select(found)).scalar_one())


def is_problem(connection: Connection, problem: int) -> bool:
    """Whether there is such a problem."""
    wanted = select(func.count()).where(problem_version.c.problem_id == problem)
    return connection.execute(wanted).scalar_one() > 0


def _events_of(connection: Connection, of: Select[Any]) -> defaultdict[int, list[Event]]:
    ids = of.with_only_columns(commitment.c.id).order_by(None)
    found = (
        select(commitment_event)
        .where(commitment_event.c.commitment_id.in_(ids))
        .order_by(commitment_event.c.commitment_id, commitment_event.c.number)
    )
    events: defaultdict[int, list[Event]] = defaultdict(list)
    for row in connection.execute(found):
        columns = {"number": row.number, "kind": EventKind(row.kind), "on": row.on_day}
        events[row.commitment_id].append(from_json(Event, row.content, **columns))
    return events


def _commitment(row: Row[Any], events: list[Event]) -> Commitment:
    columns = {name: getattr(row, name) for name in _COLUMNS}
    own = {"owner": Owner(row.owner), "events": tuple(events)}
    return from_json(Commitment, row.content, **{**columns, **own})
