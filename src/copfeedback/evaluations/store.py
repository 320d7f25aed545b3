"""Queries of evaluations: their events, which are only added to, and what is being written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    String,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.exc import IntegrityError

from copfeedback.evaluations.chain import StoredEvent, broken_numbers, read, written
from copfeedback.evaluations.events import Evaluation, Event, EventKind, Said
from copfeedback.evaluations.tables import evaluation_draft, evaluation_event
from copfeedback.faults import ChangedMeanwhile, Unknown

_LOCK = 0x636F_7065  # of PostgreSQL: who adds to the chain waits for whoever is adding to it


def stored_events(connection: Connection, evaluation: str | None = None) -> Iterator[StoredEvent]:
    """Events by number, as they are stored; of one evaluation, or all."""
    column = evaluation_event.c
    wanted = _as_stored.order_by(column.number)
    if evaluation is not None:
        wanted = wanted.where(column.evaluation == evaluation)
    for row in connection.execute(wanted):
        yield _stored(row)


# The day without SQLAlchemy's type: it fails at what is none, and whoever alters an event in SQLite
# can put anything there.
_as_stored = select(
    *(
        type_coerce(each, String).label("on") if each is evaluation_event.c.on else each
        for each in evaluation_event.c
    )
)


def _stored(row: Row[Any]) -> StoredEvent:
    try:
        day = date.fromisoformat(str(row.on))
    except ValueError:
        day = date.min
    return StoredEvent(
        row.number,
        _text(row.evaluation),
        _text(row.kind),
        day,
        _text(row.text),
        _text(row.sha256),
        _text(row.previous_hash),
        _text(row.hash),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else repr(value)


def evaluations(connection: Connection) -> list[Evaluation]:
    """All registered evaluations that can be read, the one that was registered first first."""
    stored = list(stored_events(connection))
    broken, until = broken_numbers(stored), _broken_until(connection)
    found = (
        _put_together(code, events, broken, until) for code, events in _by_code(stored).items()
    )
    readable = [each for each in found if each is not None]
    return sorted(readable, key=lambda each: each.registered.number)


def unreadable(connection: Connection) -> list[str]:
    """The codes of evaluations that were altered so that not even the pledge can be read."""
    stored = _by_code(stored_events(connection))
    return [code for code, events in stored.items() if _put_together(code, events) is None]


def find_evaluation(connection: Connection, code: str) -> Evaluation:
    """A registered evaluation.

    Raises:
        Unknown: there is none, or it was altered so that it cannot be read.
    """
    stored = list(stored_events(connection, code))
    broken = broken_numbers(_with_neighbours(connection, stored))
    found = _put_together(code, stored, broken, _broken_until(connection))
    if found is None:
        raise Unknown
    return found


def _broken_until(connection: Connection) -> int:
    """The number of the last event that the one after it does not follow; 0 where all follow."""
    event, following = evaluation_event.alias(), evaluation_event.alias()
    together = event.outerjoin(following, following.c.number == event.c.number + 1)
    last = select(func.max(evaluation_event.c.number)).scalar_subquery()
    wanted = (
        select(func.max(event.c.number))
        .select_from(together)
        .where(event.c.number < last)
        .where(or_(following.c.number.is_(None), following.c.previous_hash != event.c.hash))
    )
    return connection.execute(wanted).scalar() or 0


def _with_neighbours(connection: Connection, stored: list[StoredEvent]) -> list[StoredEvent]:
    """Events, and those right before and after each: one written anew does not fit them."""
    own = {each.number for each in stored}
    beside = {number + step for number in own for step in (-1, 1)} - own
    wanted = _as_stored.where(evaluation_event.c.number.in_(beside))
    others = (_stored(row) for row in connection.execute(wanted))
    return sorted([*stored, *others], key=lambda each: each.number)


def _by_code(stored: Iterable[StoredEvent]) -> dict[str, list[StoredEvent]]:
    found: dict[str, list[StoredEvent]] = {}
    for each in stored:
        found.setdefault(each.evaluation, []).append(each)
    return found


def _put_together(
    code: str, stored: list[StoredEvent], broken: Collection[int] = (), until: int = 0
) -> Evaluation | None:
    events, lost = [], 0
    for each in stored:
        try:
            events.append(read(each, holds=each.number not in broken))
        except ValueError:
            lost += 1
    if not events or events[0].kind is not EventKind.REGISTERED:
        return None
    return Evaluation(code, tuple(events), lost, events[0].number <= until)


def is_registered(connection: Connection, code: str) -> bool:
    """Whether there is a registered evaluation of this code."""
    wanted = select(evaluation_event.c.number).where(evaluation_event.c.evaluation == code)
    return connection.execute(wanted.limit(1)).first() is not None


def find_stored(connection: Connection, number: int) -> StoredEvent:
    """An event by its number, as it is stored, altered or not.

    Raises:
        Unknown: there is none.
    """
    row = connection.execute(_as_stored.where(evaluation_event.c.number == number)).first()
    if row is None:
        raise Unknown
    return _stored(row)


def find_event(connection: Connection, number: int) -> Event:
    """An event by its number.

    Raises:
        Unknown: there is none, or it was altered so that it cannot be read.
    """
    try:
        return read(find_stored(connection, number))
    except ValueError:
        raise Unknown from None


def head(connection: Connection) -> StoredEvent | None:
    """The last event of all, altered or not; None before there is one."""
    wanted = _as_stored.order_by(evaluation_event.c.number.desc()).limit(1)
    row = connection.execute(wanted).first()
    return None if row is None else _stored(row)


def lock(connection: Connection) -> None:
    """Wait for whoever is adding to the chain; at the beginning of a transaction that will."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def add_event(
    connection: Connection,
    evaluation: str,
    kind: EventKind,
    said: Said,
    *,
    at: datetime,
    on: date,
    by: str,
) -> Event:
    """Add to the chain.

    Raises:
        ChangedMeanwhile: somebody else did at the same moment.
    """
    lock(connection)
    event = written(evaluation, kind, said, at=at, on=on, by=by, after=head(connection))
    values = {each.name: getattr(event, each.name) for each in evaluation_event.columns}
    try:
        connection.execute(insert(evaluation_event), values | {"kind": kind.value})
    except IntegrityError:
        raise ChangedMeanwhile from None
    return event


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written: its canonical JSON is read by whoever knows its kind."""

    evaluation: str
    kind: str
    organisation: int | None
    content: str
    version: int


def drafts(connection: Connection, kind: str) -> list[Draft]:
    """Everything of a kind that is being written, by code."""
    column = evaluation_draft.c
    wanted = select(evaluation_draft).where(column.kind == kind).order_by(column.evaluation)
    return [Draft(*row) for row in connection.execute(wanted)]


def find_draft(connection: Connection, code: str, kind: str) -> Draft | None:
    """What is being written of a kind for an evaluation."""
    column = evaluation_draft.c
    wanted = select(evaluation_draft).where(column.evaluation == code, column.kind == kind)
    row = connection.execute(wanted).first()
    return None if row is None else Draft(*row)


def keep_draft(connection: Connection, draft: Draft) -> Draft:
    """Keep what was read as ``draft.version``, 0 for something new.

    Raises:
        ChangedMeanwhile: somebody else has changed it since.
    """
    column = evaluation_draft.c
    version = draft.version + 1
    values = {"organisation": draft.organisation, "content": draft.content, "version": version}
    if draft.version == 0:
        key = {"evaluation": draft.evaluation, "kind": draft.kind}
        try:
            connection.execute(insert(evaluation_draft), key | values)
        except IntegrityError:
            raise ChangedMeanwhile from None
    else:
        done = connection.execute(
            update(evaluation_draft)
            .where(column.evaluation == draft.evaluation, column.kind == draft.kind)
            .where(column.version == draft.version)
            .values(**values)
        )
        if done.rowcount != 1:
            raise ChangedMeanwhile
    return Draft(draft.evaluation, draft.kind, draft.organisation, draft.content, version)


def drop_draft(connection: Connection, code: str, kind: str) -> None:
    """Take away what was being written."""
    column = evaluation_draft.c
    connection.execute(
        delete(evaluation_draft).where(column.evaluation == code, column.kind == kind)
    )
