"""Tables of staff accounts and their sessions, and their queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from copfeedback.people.model import NAME_MAXIMUM, Role
from copfeedback.storage.schema import metadata

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(NAME_MAXIMUM), nullable=False, unique=True),
    Column("role", String(24), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    # A demonstration account can sign in on the machine itself alone.
    Column("demonstration", Boolean, nullable=False),
)

# The cookie holds a random token; here is only its SHA-256, so a stolen database signs in nobody.
staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("last_used_at", DateTime(timezone=True), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Account:
    """A staff account as it is kept."""

    id: int
    name: str
    role: Role
    password_hash: str
    active: bool
    demonstration: bool


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session, and whose it is as of now. Times are in UTC."""

    name: str
    role: Role
    active: bool
    began_at: datetime
    last_used_at: datetime


def add_account(
    connection: Connection, name: str, role: Role, password_hash: str, *, demonstration: bool
) -> None:
    """Keep a new, active account. The database refuses a second one of the same name."""
    connection.execute(
        insert(staff),
        {
            "name": name,
            "role": role.value,
            "password_hash": password_hash,
            "active": True,
            "demonstration": demonstration,
        },
    )


def find_account(connection: Connection, name: str) -> Account | None:
    """The account of this name."""
    row = connection.execute(select(staff).where(staff.c.name == name)).one_or_none()
    if row is None:
        return None
    return Account(
        row.id, row.name, Role(row.role), row.password_hash, row.active, row.demonstration
    )


def any_account(connection: Connection) -> bool:
    """Whether there is an account."""
    return bool(connection.execute(select(exists().select_from(staff))).scalar_one())


def add_session(connection: Connection, token_hash: bytes, staff_id: int, now: datetime) -> None:
    """Begin a session."""
    moment = _utc(now)
    connection.execute(
        insert(staff_session),
        {
            "token_hash": token_hash,
            "staff_id": staff_id,
            "began_at": moment,
            "last_used_at": moment,
        },
    )


def find_session(connection: Connection, token_hash: bytes) -> StoredSession | None:
    """The session of this token, with the role and state its owner has now."""
    row = connection.execute(
        select(
            staff.c.name,
            staff.c.role,
            staff.c.active,
            staff_session.c.began_at,
            staff_session.c.last_used_at,
        )
        .join_from(staff_session, staff)
        .where(staff_session.c.token_hash == token_hash)
    ).one_or_none()
    if row is None:
        return None
    return StoredSession(
        row.name, Role(row.role), row.active, _utc(row.began_at), _utc(row.last_used_at)
    )


def note_use(connection: Connection, token_hash: bytes, now: datetime) -> None:
    """Remember that the session was used, unless a later use is noted already."""
    moment = _utc(now)
    connection.execute(
        update(staff_session)
        .where(staff_session.c.token_hash == token_hash, staff_session.c.last_used_at < moment)
        .values(last_used_at=moment)
    )


def end_session(connection: Connection, token_hash: bytes) -> None:
    """Forget a session."""
    connection.execute(delete(staff_session).where(staff_session.c.token_hash == token_hash))


def end_sessions(connection: Connection, *, begun_by: datetime, unused_since: datetime) -> None:
    """Forget the sessions that began by the one moment or were last used by the other."""
    connection.execute(
        delete(staff_session).where(
            or_(
                staff_session.c.began_at <= _utc(begun_by),
                staff_session.c.last_used_at <= _utc(unused_since),
            )
        )
    )


def _utc(moment: datetime) -> datetime:
    # SQLite keeps no offset: everything goes in as UTC, and what comes back bare is UTC.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
