"""Queries of staff sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from copfeedback.people.sessions import Lifetime, hash_if_token, hash_token, sealed_again
from copfeedback.people.store import Account, account_of, accounts_with_scopes
from copfeedback.people.tables import in_utc, staff, staff_session


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session, and whose it is as of now. Times are in UTC."""

    account: Account
    began_at: datetime
    last_used_at: datetime


def add_session(
    connection: Connection,
    token_hash: bytes,
    staff_id: int,
    now: datetime,
    sealed_key: bytes | None = None,
) -> None:
    """Begin a session, with its owner's private key as only their cookie opens it."""
    moment = in_utc(now)
    connection.execute(
        insert(staff_session),
        {
            "token_hash": token_hash,
            "staff_id": staff_id,
            "began_at": moment,
            "last_used_at": moment,
            "sealed_key": sealed_key,
        },
    )


def find_session(connection: Connection, token_hash: bytes) -> StoredSession | None:
    """The session of this token, with the role and state its owner has now."""
    rows = connection.execute(
        accounts_with_scopes()
        .add_columns(staff_session.c.began_at, staff_session.c.last_used_at)
        .join(staff_session, staff_session.c.staff_id == staff.c.id)
        .where(staff_session.c.token_hash == token_hash)
    ).all()
    found = account_of(rows)
    if found is None:
        return None
    return StoredSession(found, in_utc(rows[0].began_at), in_utc(rows[0].last_used_at))


def session_key(connection: Connection, token_hash: bytes, staff_id: int) -> bytes | None:
    """The sealed private key of this person's session; None if it has none, or has ended."""
    sealed: bytes | None = connection.execute(
        select(staff_session.c.sealed_key).where(
            staff_session.c.token_hash == token_hash, staff_session.c.staff_id == staff_id
        )
    ).scalar_one_or_none()
    return sealed


def set_session_key(
    connection: Connection, token_hash: bytes, staff_id: int, sealed_key: bytes
) -> bool:
    """Keep a private key in this person's session; False when it has ended."""
    done = connection.execute(
        update(staff_session)
        .where(staff_session.c.token_hash == token_hash, staff_session.c.staff_id == staff_id)
        .values(sealed_key=sealed_key)
    )
    return done.rowcount == 1


def sessions_of(connection: Connection, staff_id: int) -> list[tuple[bytes, datetime, datetime]]:
    """Hash, beginning and last use of this person's sessions, the last used one first."""
    rows = connection.execute(
        select(staff_session)
        .where(staff_session.c.staff_id == staff_id)
        .order_by(staff_session.c.last_used_at.desc(), staff_session.c.token_hash)
    )
    return [(row.token_hash, in_utc(row.began_at), in_utc(row.last_used_at)) for row in rows]


def note_use(connection: Connection, token_hash: bytes, now: datetime) -> None:
    """Remember that the session was used, unless a later use is noted already."""
    moment = in_utc(now)
    connection.execute(
        update(staff_session)
        .where(staff_session.c.token_hash == token_hash, staff_session.c.last_used_at < moment)
        .values(last_used_at=moment)
    )


def rename_session(
    connection: Connection,
    token: object,
    staff_id: int,
    renewed: str,
    lifetime: Lifetime,
    now: datetime,
) -> bool:
    """Let a session go on under another token, with the private key in it.

    Returns:
        False when the session has ended or is somebody else's.
    """
    token_hash = hash_if_token(token)
    if token_hash is None:
        return False
    sealed_key = session_key(connection, token_hash, staff_id)
    done = connection.execute(
        update(staff_session)
        .where(
            staff_session.c.token_hash == token_hash,
            staff_session.c.staff_id == staff_id,
            staff_session.c.began_at > in_utc(now - lifetime.absolute),
            staff_session.c.last_used_at > in_utc(now - lifetime.idle),
        )
        .values(
            token_hash=hash_token(renewed),
            sealed_key=sealed_key and sealed_again(sealed_key, str(token), renewed),
        )
    )
    return done.rowcount == 1


def end_session(connection: Connection, token_hash: bytes, staff_id: int | None = None) -> bool:
    """Forget a session, if it is this person's; whether there was one."""
    wanted = delete(staff_session).where(staff_session.c.token_hash == token_hash)
    if staff_id is not None:
        wanted = wanted.where(staff_session.c.staff_id == staff_id)
    return connection.execute(wanted).rowcount == 1


def end_sessions_of(connection: Connection, staff_id: int, but: bytes | None = None) -> None:
    """Forget all sessions of this person, except the one whose token has this hash."""
    wanted = delete(staff_session).where(staff_session.c.staff_id == staff_id)
    if but is not None:
        wanted = wanted.where(staff_session.c.token_hash != but)
    connection.execute(wanted)


def end_sessions(connection: Connection, *, begun_by: datetime, unused_since: datetime) -> None:
    """Forget the sessions that began by the one moment or were last used by the other."""
    connection.execute(
        delete(staff_session).where(
            or_(
                staff_session.c.began_at <= in_utc(begun_by),
                staff_session.c.last_used_at <= in_utc(unused_since),
            )
        )
    )
