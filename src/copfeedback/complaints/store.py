"""Rows of cases, their items, keys and sessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from copfeedback.complaints.model import State
from copfeedback.complaints.tables import (
    complaint_case,
    complaint_chunk,
    complaint_file,
    complaint_item,
    complaint_session,
    keyring,
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What is known of a case without a key. All dates are days."""

    id: str
    lookup: str = field(repr=False)
    state: State
    filed_on: date
    updated_on: date
    decided_on: date | None
    told_on: date | None
    due_on: date | None
    ended_on: date | None
    erase_on: date | None
    hold: bool
    waiting: bool
    item_count: int
    head: bytes
    noted_head: bytes
    box: bytes
    verify: bytes
    salt: bytes
    roster: int


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item as it is stored."""

    number: int
    item_id: str
    on: date
    heading: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Session:
    """Fifteen minutes of somebody who has typed their code."""

    case_id: str
    ends_at: datetime
    sealed_seed: bytes


_COLUMNS = [complaint_case.c[each.name] for each in fields(CaseRow)]


def case_row(row: Row[Any]) -> CaseRow:
    """A row of the table of cases."""
    values = {each.name: getattr(row, each.name) for each in fields(CaseRow)}
    return CaseRow(**{**values, "state": State(values["state"])})


def add_case(connection: Connection, row: CaseRow) -> None:
    """Keep a new case.

    Raises:
        sqlalchemy.exc.IntegrityError: there is one of this id or look-up number.
    """
    connection.execute(
        insert(complaint_case), {each.name: getattr(row, each.name) for each in fields(CaseRow)}
    )


def find_case(connection: Connection, case_id: str, *, lock: bool = False) -> CaseRow | None:
    """The case of this id; ``lock`` keeps others from changing it until the transaction ends."""
    wanted = select(*_COLUMNS).where(complaint_case.c.id == case_id)
    row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    return None if row is None else case_row(row)


def find_by_lookup(connection: Connection, lookup: str) -> CaseRow | None:
    """The case that this look-up number finds."""
    row = connection.execute(
        select(*_COLUMNS).where(complaint_case.c.lookup == lookup)
    ).one_or_none()
    return None if row is None else case_row(row)


def change_case(connection: Connection, case_id: str, changes: Mapping[str, Any]) -> None:
    """Write other values into columns of a case."""
    connection.execute(
        update(complaint_case).where(complaint_case.c.id == case_id).values(**changes)
    )


def move_head(connection: Connection, row: CaseRow, head: bytes) -> bool:
    """Let a case end with another item; False when somebody added one meanwhile."""
    moved = connection.execute(
        update(complaint_case)
        .where(
            complaint_case.c.id == row.id,
            complaint_case.c.item_count == row.item_count,
            complaint_case.c.head == row.head,
            complaint_case.c.state != State.ERASED,
        )
        .values(item_count=row.item_count + 1, head=head)
    )
    return moved.rowcount == 1


def add_item(connection: Connection, case_id: str, item: StoredItem) -> None:
    """Keep an item."""
    connection.execute(
        insert(complaint_item),
        {
            "case_id": case_id,
            "number": item.number,
            "item_id": item.item_id,
            "on": item.on,
            "heading": item.heading,
            "sealed": item.sealed,
        },
    )


def items_of(connection: Connection, case_id: str) -> list[StoredItem]:
    """The items of a case in their order."""
    rows = connection.execute(
        select(complaint_item)
        .where(complaint_item.c.case_id == case_id)
        .order_by(complaint_item.c.number)
    )
    return [StoredItem(row.number, row.item_id, row.on, row.heading, row.sealed) for row in rows]


def reseal_item(connection: Connection, case_id: str, item: StoredItem) -> None:
    """Put an item sealed under another key in the place of the old one."""
    connection.execute(
        update(complaint_item)
        .where(complaint_item.c.case_id == case_id, complaint_item.c.number == item.number)
        .values(heading=item.heading, sealed=item.sealed)
    )


def sealed_key(connection: Connection, case_id: str, holder: str, purpose: str) -> bytes | None:
    """A key of a case as it is sealed to a holder."""
    return connection.execute(
        select(keyring.c.sealed).where(
            keyring.c.case_id == case_id,
            keyring.c.holder == holder,
            keyring.c.purpose == purpose,
        )
    ).scalar_one_or_none()


def keep_key(
    connection: Connection, case_id: str, holder: str, purpose: str, sealed: bytes
) -> None:
    """Keep a key that is sealed to a holder, in place of the one before if there is one."""
    remove_keys(connection, case_id, [holder], purpose)
    connection.execute(
        insert(keyring),
        {"case_id": case_id, "holder": holder, "purpose": purpose, "sealed": sealed},
    )


def remove_keys(connection: Connection, case_id: str, holders: Iterable[str], purpose: str) -> None:
    """Destroy what holders have of a key of a case."""
    connection.execute(
        delete(keyring).where(
            keyring.c.case_id == case_id,
            keyring.c.holder.in_(list(holders)),
            keyring.c.purpose == purpose,
        )
    )


def holders_of(connection: Connection, case_id: str, purpose: str) -> frozenset[str]:
    """Who holds a key of a case."""
    return frozenset(
        connection.execute(
            select(keyring.c.holder).where(
                keyring.c.case_id == case_id, keyring.c.purpose == purpose
            )
        ).scalars()
    )


def shred(connection: Connection, case_id: str, on: date) -> None:
    """Destroy the keys of a case and all that is in it; that there was one stays."""
    connection.execute(delete(keyring).where(keyring.c.case_id == case_id))
    for table in (complaint_item, complaint_session):
        connection.execute(delete(table).where(table.c.case_id == case_id))
    files = select(complaint_file.c.id).where(complaint_file.c.case_id == case_id)
    connection.execute(delete(complaint_chunk).where(complaint_chunk.c.file_id.in_(files)))
    connection.execute(delete(complaint_file).where(complaint_file.c.case_id == case_id))
    nothing = bytes(32)
    gone = {
        "state": State.ERASED,
        "ended_on": on,
        "due_on": None,
        "erase_on": None,
        "waiting": False,
        "item_count": 0,
        "head": nothing,
        "noted_head": nothing,
        "box": nothing,
        "verify": nothing,
        "salt": nothing[:16],
    }
    change_case(connection, case_id, gone)


def chunks_of(connection: Connection, file_id: str) -> list[tuple[int, bytes]]:
    """Number and sealed bytes of the chunks of a file, in their order."""
    rows = connection.execute(
        select(complaint_chunk.c.number, complaint_chunk.c.sealed)
        .where(complaint_chunk.c.file_id == file_id)
        .order_by(complaint_chunk.c.number)
    )
    return [(row.number, row.sealed) for row in rows]


def reseal_chunk(connection: Connection, file_id: str, number: int, sealed: bytes) -> None:
    """Put a chunk sealed under another key in the place of the old one."""
    connection.execute(
        update(complaint_chunk)
        .where(complaint_chunk.c.file_id == file_id, complaint_chunk.c.number == number)
        .values(sealed=sealed)
    )


def add_session(connection: Connection, token_hash: bytes, session: Session) -> None:
    """Begin a session."""
    connection.execute(
        insert(complaint_session),
        {
            "token_hash": token_hash,
            "case_id": session.case_id,
            "ends_at": session.ends_at,
            "sealed_seed": session.sealed_seed,
        },
    )


def find_session(connection: Connection, token_hash: bytes) -> Session | None:
    """The session of this token, whether or not it is over."""
    row = connection.execute(
        select(complaint_session).where(complaint_session.c.token_hash == token_hash)
    ).one_or_none()
    return None if row is None else Session(row.case_id, row.ends_at, row.sealed_seed)


def end_session(connection: Connection, token_hash: bytes) -> None:
    """Forget a session."""
    connection.execute(
        delete(complaint_session).where(complaint_session.c.token_hash == token_hash)
    )


def end_sessions_before(connection: Connection, moment: datetime) -> None:
    """Forget the sessions that are over."""
    connection.execute(delete(complaint_session).where(complaint_session.c.ends_at <= moment))


def unnoted(connection: Connection) -> list[tuple[str, bytes]]:
    """Id and head of the cases whose head the audit trail does not have yet."""
    rows = connection.execute(
        select(complaint_case.c.id, complaint_case.c.head).where(
            complaint_case.c.head != complaint_case.c.noted_head,
            complaint_case.c.state != State.ERASED,
        )
    )
    return [(row.id, row.head) for row in rows]
