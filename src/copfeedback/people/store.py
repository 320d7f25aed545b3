"""Queries of staff accounts and their sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from copfeedback.people.account_store import FORUM, SECTOR
from copfeedback.people.model import SECOND_FACTOR_ROLES, Actor, Role
from copfeedback.people.second_factor import Proof, SecondFactor
from copfeedback.people.tables import (
    in_utc,
    password_reset,
    recovery_code,
    staff,
    staff_scope,
    staff_session,
)

MOST_ATTEMPTS_COUNTED = 1_000_000


@dataclass(frozen=True, slots=True)
class Account:
    """A staff account as it is kept."""

    id: int
    actor: Actor
    password_hash: str = field(repr=False)
    active: bool
    demonstration: bool
    factor: SecondFactor | None
    wrong_attempts: int

    @property
    def needs_second_factor(self) -> bool:
        """Whether its owner cannot do without: a demonstration of the role can."""
        return self.actor.role in SECOND_FACTOR_ROLES and not self.demonstration

    def is_as_proved(self, seen: Account) -> bool:
        """Whether what its owner proved to know still opens it, as it was ``seen`` then."""
        secret, proved = (
            account.factor.secret if account.factor else None for account in (self, seen)
        )
        return self.active and self.password_hash == seen.password_hash and secret == proved


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session, and whose it is as of now. Times are in UTC."""

    account: Account
    began_at: datetime
    last_used_at: datetime


def find_account(connection: Connection, name: str) -> Account | None:
    """The account of this name."""
    return _account(connection.execute(_accounts().where(staff.c.name == name)).all())


def account(connection: Connection, staff_id: int) -> Account | None:
    """The account of this id."""
    return _account(connection.execute(_accounts().where(staff.c.id == staff_id)).all())


def lock_account(connection: Connection, staff_id: int) -> Account | None:
    """The account of this id, which nobody else changes until the transaction ends."""
    locked = _accounts().where(staff.c.id == staff_id).with_for_update(of=staff)
    return _account(connection.execute(locked).all())


def any_account(connection: Connection) -> bool:
    """Whether there is an account."""
    return bool(connection.execute(select(exists().select_from(staff))).scalar_one())


def set_password(connection: Connection, staff_id: int, password_hash: str) -> None:
    """Keep another password; links to reset the one before lead nowhere from now on."""
    connection.execute(
        update(staff).where(staff.c.id == staff_id).values(password_hash=password_hash)
    )
    connection.execute(delete(password_reset).where(password_reset.c.staff_id == staff_id))


def count_wrong_attempt(connection: Connection, name: str) -> None:
    """Count a wrong attempt to sign in under this name.

    One row is written whether there is an account of the name or not, so that the time of the
    commit does not tell which: for nobody's name, the first account's row as it is.
    """
    named = select(staff.c.id).where(staff.c.name == name).scalar_subquery()
    first = select(func.min(staff.c.id)).scalar_subquery()
    counts = and_(staff.c.name == name, staff.c.wrong_attempts < MOST_ATTEMPTS_COUNTED)
    counted = staff.c.wrong_attempts + case((counts, 1), else_=0)
    connection.execute(
        update(staff)
        .where(staff.c.id == func.coalesce(named, first))
        .values(wrong_attempts=counted)
    )


def forget_wrong_attempts(connection: Connection, staff_id: int) -> None:
    """Count from zero again."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(wrong_attempts=0))


def set_second_factor(connection: Connection, staff_id: int, factor: SecondFactor) -> None:
    """Keep a second factor in place of the one before."""
    connection.execute(
        update(staff)
        .where(staff.c.id == staff_id)
        .values(second_factor=factor.secret, last_step=factor.last_step)
    )


def remove_second_factor(connection: Connection, staff_id: int) -> None:
    """Forget the second factor and the recovery codes that stand in for it."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(second_factor=None))
    connection.execute(delete(recovery_code).where(recovery_code.c.staff_id == staff_id))


def set_recovery_codes(connection: Connection, staff_id: int, hashes: Iterable[bytes]) -> None:
    """Keep recovery codes in place of those before."""
    connection.execute(delete(recovery_code).where(recovery_code.c.staff_id == staff_id))
    connection.execute(
        insert(recovery_code), [{"staff_id": staff_id, "code_hash": each} for each in hashes]
    )


def recovery_hashes(connection: Connection, name: str) -> frozenset[bytes]:
    """The hashes of the recovery codes that the account of this name has left."""
    left = select(recovery_code.c.code_hash).join_from(recovery_code, staff)
    return frozenset(connection.execute(left.where(staff.c.name == name)).scalars())


def spend(connection: Connection, staff_id: int, proof: Proof) -> bool:
    """Use up a code; False when somebody was faster with the same one."""
    if proof.step is not None:
        spent = connection.execute(
            update(staff)
            .where(staff.c.id == staff_id, staff.c.last_step < proof.step)
            .values(last_step=proof.step)
        )
    else:
        spent = connection.execute(
            delete(recovery_code).where(
                recovery_code.c.staff_id == staff_id, recovery_code.c.code_hash == proof.recovery
            )
        )
    return spent.rowcount == 1


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
        _accounts()
        .add_columns(staff_session.c.began_at, staff_session.c.last_used_at)
        .join(staff_session, staff_session.c.staff_id == staff.c.id)
        .where(staff_session.c.token_hash == token_hash)
    ).all()
    found = _account(rows)
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
    token_hash: bytes,
    staff_id: int,
    renamed: bytes,
    sealed_key: bytes | None,
    *,
    begun_after: datetime,
    unused_since: datetime,
) -> bool:
    """Let a session go on under another token; False when it has ended or is somebody else's."""
    done = connection.execute(
        update(staff_session)
        .where(
            staff_session.c.token_hash == token_hash,
            staff_session.c.staff_id == staff_id,
            staff_session.c.began_at > in_utc(begun_after),
            staff_session.c.last_used_at > in_utc(unused_since),
        )
        .values(token_hash=renamed, sealed_key=sealed_key)
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


def _accounts() -> Select[Any]:
    """One row of an account for each of its scopes; one if it has none."""
    return select(staff, staff_scope.c.kind, staff_scope.c.code).select_from(
        staff.outerjoin(staff_scope)
    )


def _account(rows: Sequence[Row[Any]]) -> Account | None:
    if not rows:
        return None
    row = rows[0]
    role = Role(row.role)
    scopes = {
        kind: frozenset(each.code for each in rows if each.kind == kind) for kind in (SECTOR, FORUM)
    }
    actor = Actor(
        name=row.name,
        role=role,
        id=row.id,
        organisation=row.organisation_id,
        manager=row.manager,
        sectors=scopes[SECTOR] or None,
        forums=scopes[FORUM],
        restricted=(
            role in SECOND_FACTOR_ROLES and row.second_factor is None and not row.demonstration
        ),
    )
    factor = SecondFactor(row.second_factor, row.last_step) if row.second_factor else None
    return Account(
        id=row.id,
        actor=actor,
        password_hash=row.password_hash,
        active=row.active,
        demonstration=row.demonstration,
        factor=factor,
        wrong_attempts=row.wrong_attempts,
    )
