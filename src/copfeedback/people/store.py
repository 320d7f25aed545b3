"""Queries of staff accounts, as their owners prove to be theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
    select,
    update,
)

from copfeedback.people.account_store import FORUM, SECTOR
from copfeedback.people.model import SECOND_FACTOR_ROLES, Actor, Role
from copfeedback.people.second_factor import Proof, SecondFactor
from copfeedback.people.tables import (
    password_reset,
    recovery_code,
    staff,
    staff_scope,
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


def find_account(connection: Connection, name: str) -> Account | None:
    """The account of this name."""
    return account_of(connection.execute(accounts_with_scopes().where(staff.c.name == name)).all())


def account(connection: Connection, staff_id: int) -> Account | None:
    """The account of this id."""
    return account_of(
        connection.execute(accounts_with_scopes().where(staff.c.id == staff_id)).all()
    )


def lock_account(connection: Connection, staff_id: int) -> Account | None:
    """The account of this id, which nobody else changes until the transaction ends."""
    locked = accounts_with_scopes().where(staff.c.id == staff_id).with_for_update(of=staff)
    return account_of(connection.execute(locked).all())


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


def accounts_with_scopes() -> Select[Any]:
    """One row of an account for each of its scopes; one if it has none."""
    return select(staff, staff_scope.c.kind, staff_scope.c.code).select_from(
        staff.outerjoin(staff_scope)
    )


def account_of(rows: Sequence[Row[Any]]) -> Account | None:
    """The account of such rows."""
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
