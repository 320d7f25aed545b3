"""Queries of accounts and of the links for a new password."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, select, text, update

from copfeedback.people.account_model import NewAccount, StaffMember
from copfeedback.people.model import Role
from copfeedback.people.tables import (
    in_utc,
    password_reset,
    recovery_code,
    staff,
    staff_scope,
    staff_session,
)

SECTOR, FORUM = "sector", "forum"
_LOCK = 0x636F_7073  # of PostgreSQL; any number nobody else in the database uses


def take_turn(connection: Connection) -> None:
    """Let one transaction at a time change accounts.

    What is checked (a free name, an unused link, another administrator) then still holds when it
    is written. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def add_account(
    connection: Connection, account: NewAccount, password_hash: str, *, demonstration: bool = False
) -> int:
    """Keep a new, active account; its id. The database refuses a second one of the same name."""
    values = _columns(account) | {
        "password_hash": password_hash,
        "active": True,
        "demonstration": demonstration,
        "last_step": 0,
        "wrong_attempts": 0,
    }
    staff_id: int = connection.execute(
        insert(staff).values(values).returning(staff.c.id)
    ).scalar_one()
    _add_scopes(connection, staff_id, account)
    return staff_id


def change_account(connection: Connection, staff_id: int, account: NewAccount) -> None:
    """Keep another name, place and scope."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(_columns(account)))
    connection.execute(delete(staff_scope).where(staff_scope.c.staff_id == staff_id))
    _add_scopes(connection, staff_id, account)


def _columns(account: NewAccount) -> dict[str, Any]:
    return {
        "name": account.name,
        "role": account.role.value,
        "organisation_id": account.organisation,
        "unit_id": account.unit,
        "heads_unit": account.heads_unit,
        "manager": account.manager,
        "email": account.email,
    }


def _add_scopes(connection: Connection, staff_id: int, account: NewAccount) -> None:
    rows = [
        {"staff_id": staff_id, "kind": kind, "code": code}
        for kind, codes in ((SECTOR, account.sectors), (FORUM, account.forums))
        for code in codes
    ]
    if rows:
        connection.execute(insert(staff_scope), rows)


def set_active(connection: Connection, staff_id: int, *, active: bool) -> None:
    """Open the account again, or close it and end its sessions and links for a new password."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(active=active))
    if not active:
        _sign_out(connection, staff_id)


def set_password(connection: Connection, staff_id: int, password_hash: str) -> None:
    """Begin anew with this password alone: no second factor, no session, no link is left."""
    connection.execute(
        update(staff)
        .where(staff.c.id == staff_id)
        .values(password_hash=password_hash, second_factor=None, last_step=0)
    )
    connection.execute(delete(recovery_code).where(recovery_code.c.staff_id == staff_id))
    _sign_out(connection, staff_id)


def _sign_out(connection: Connection, staff_id: int) -> None:
    for table in (staff_session, password_reset):
        connection.execute(delete(table).where(table.c.staff_id == staff_id))


def find_staff_id(connection: Connection, name: str) -> int | None:
    """The id of the account of this name."""
    return connection.execute(select(staff.c.id).where(staff.c.name == name)).scalar_one_or_none()


def find_member(connection: Connection, staff_id: int) -> StaffMember | None:
    """The account of this id."""
    row = connection.execute(select(staff).where(staff.c.id == staff_id)).one_or_none()
    if row is None:
        return None
    return _member(row, _scopes(connection, staff_id))


def members(
    connection: Connection, organisation_ids: Collection[int] | None = None
) -> list[StaffMember]:
    """The accounts of these organisations, or of all, by name."""
    wanted = select(staff).order_by(staff.c.name)
    if organisation_ids is not None:
        wanted = wanted.where(staff.c.organisation_id.in_(organisation_ids))
    scopes = _scopes(connection)
    return [_member(row, scopes) for row in connection.execute(wanted)]


def _scopes(
    connection: Connection, staff_id: int | None = None
) -> Mapping[tuple[int, str], set[str]]:
    wanted = select(staff_scope)
    if staff_id is not None:
        wanted = wanted.where(staff_scope.c.staff_id == staff_id)
    codes: dict[tuple[int, str], set[str]] = {}
    for row in connection.execute(wanted):
        codes.setdefault((row.staff_id, row.kind), set()).add(row.code)
    return codes


def _member(row: Row[Any], scopes: Mapping[tuple[int, str], set[str]]) -> StaffMember:
    return StaffMember(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        organisation=row.organisation_id,
        unit=row.unit_id,
        heads_unit=row.heads_unit,
        manager=row.manager,
        sectors=frozenset(scopes.get((row.id, SECTOR), ())),
        forums=frozenset(scopes.get((row.id, FORUM), ())),
        email=row.email,
        active=row.active,
        second_factor=row.second_factor is not None,
    )


def has_other_administrator(connection: Connection, staff_id: int) -> bool:
    """Whether an active account but this one can look after the portal."""
    found = exists().where(
        staff.c.role == Role.ADMINISTRATOR.value, staff.c.active, staff.c.id != staff_id
    )
    return bool(connection.execute(select(found)).scalar_one())


def add_reset(connection: Connection, token_hash: bytes, staff_id: int, now: datetime) -> None:
    """Keep a link for a new password; the ones before it are over."""
    connection.execute(delete(password_reset).where(password_reset.c.staff_id == staff_id))
    connection.execute(
        insert(password_reset),
        {"token_hash": token_hash, "staff_id": staff_id, "made_at": in_utc(now)},
    )


def find_reset(connection: Connection, token_hash: bytes) -> tuple[int, datetime] | None:
    """Whom the link of this token is for, and since when, if they are active."""
    row = connection.execute(
        select(password_reset.c.staff_id, password_reset.c.made_at)
        .join_from(password_reset, staff)
        .where(password_reset.c.token_hash == token_hash, staff.c.active)
    ).one_or_none()
    return None if row is None else (row.staff_id, in_utc(row.made_at))
