"""Rows of requests that leave a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from copfeedback.complaints.casework_tables import case_request
from copfeedback.complaints.tables import keyring
from copfeedback.complaints.vault import (
    HolderKey,
    Purpose,
    Tampered,
    Unreadable,
    open_key,
    seal_key,
)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as it is stored; ``reply`` is there once it was answered."""

    id: str
    case_id: str
    sent_on: date
    due_on: date
    answered_on: date | None
    sealed: bytes = field(repr=False)
    reply: bytes | None = field(repr=False)


def add(connection: Connection, row: RequestRow, key: bytes, boxes: dict[str, bytes]) -> None:
    """Keep a request and its key, sealed to each of those it is for."""
    connection.execute(
        insert(case_request),
        {
            "id": row.id,
            "case_id": row.case_id,
            "sent_on": row.sent_on,
            "due_on": row.due_on,
            "answered_on": None,
            "sealed": row.sealed,
            "reply": None,
        },
    )
    for holder, box in boxes.items():
        sealed = seal_key(key, row.id, Purpose.CONTENT, box)
        connection.execute(
            insert(keyring),
            {"case_id": row.case_id, "holder": holder, "purpose": row.id, "sealed": sealed},
        )


def of_case(connection: Connection, case_id: str) -> list[RequestRow]:
    """The requests of a case."""
    return _rows(connection, case_request.c.case_id == case_id)


def to_holder(
    connection: Connection, holder: str, key: HolderKey
) -> list[tuple[RequestRow, bytes]]:
    """What is addressed to somebody, with the key of each; the first due first."""
    found = connection.execute(
        select(case_request, keyring.c.sealed.label("own"))
        .join(
            keyring,
            (keyring.c.case_id == case_request.c.case_id)
            & (keyring.c.purpose == case_request.c.id),
        )
        .where(keyring.c.holder == holder)
        .order_by(case_request.c.due_on, case_request.c.id)
    )
    return [(_row(each), _opened(each.own, each.id, key)) for each in found]


def find(
    connection: Connection, request_id: str, holder: str, key: HolderKey
) -> tuple[RequestRow, bytes] | None:
    """A request that is addressed to somebody, with its key; others wait to change it."""
    query = select(case_request).where(case_request.c.id == request_id).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    own = connection.execute(
        select(keyring.c.sealed).where(
            keyring.c.case_id == row.case_id,
            keyring.c.holder == holder,
            keyring.c.purpose == request_id,
        )
    ).scalar_one_or_none()
    return None if own is None else (_row(row), _opened(own, request_id, key))


def keep_reply(connection: Connection, request_id: str, reply: bytes, on: date) -> None:
    """Keep what was answered."""
    connection.execute(
        update(case_request)
        .where(case_request.c.id == request_id)
        .values(reply=reply, answered_on=on)
    )


def take_back(connection: Connection, case_id: str, request_ids: Iterable[str]) -> None:
    """Destroy requests and their keys."""
    ids = list(request_ids)
    connection.execute(
        delete(keyring).where(keyring.c.case_id == case_id, keyring.c.purpose.in_(ids))
    )
    connection.execute(
        delete(case_request).where(case_request.c.case_id == case_id, case_request.c.id.in_(ids))
    )


def _opened(sealed: bytes, request_id: str, key: HolderKey) -> bytes:
    try:
        return open_key(sealed, request_id, Purpose.CONTENT, key)
    except Unreadable:
        raise Tampered("the key of a request was changed or moved") from None


def _rows(connection: Connection, condition: ColumnElement[bool]) -> list[RequestRow]:
    found = connection.execute(select(case_request).where(condition).order_by(case_request.c.id))
    return [_row(each) for each in found]


def _row(row: Row[Any]) -> RequestRow:
    return RequestRow(
        row.id, row.case_id, row.sent_on, row.due_on, row.answered_on, row.sealed, row.reply
    )
