"""What staff do with their own account: password, second factor, and where they are signed in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from copfeedback.people import session_store, store
from copfeedback.people.access import NotPermitted, require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.people.passwords import hash_password
from copfeedback.people.private_keys import PrivateKeys
from copfeedback.people.proofs import Proofs, WrongCode
from copfeedback.people.second_factor import (
    Offer,
    Proof,
    SecondFactor,
    find_proof,
    hash_recovery_code,
    is_secret,
    new_offer,
    new_recovery_codes,
)
from copfeedback.people.sessions import Lifetime, hash_if_token, hash_token, new_token
from copfeedback.storage.engine import reading


class SecondFactorRequired(Exception):  # noqa: N818 - named for what happened
    """This role cannot do without a second factor."""


class SessionOver(Exception):  # noqa: N818 - named for what happened
    """The session has ended, or the account is no longer active."""


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A place where one is signed in; ``handle`` names it and opens nothing. Times are in UTC."""

    handle: str
    began_at: datetime
    last_used_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class OwnState:
    """How one's account stands; ``wrong_attempts`` counts those since the last sign-in."""

    has_second_factor: bool
    needs_second_factor: bool
    recovery_codes: int
    wrong_attempts: int


@dataclass(frozen=True, slots=True)
class SecondFactorSet:
    """The token the cookie shall hold from now on, and the codes to print."""

    token: str = field(repr=False)
    recovery_codes: list[str] = field(repr=False)


class OwnAccount:
    """The use cases of one's own account.

    A new password or second factor gives the session a new token and ends all others.
    """

    def __init__(
        self,
        trail: Trail,
        lifetime: Lifetime,
        proofs: Proofs,
        issuer: str,
        keys: PrivateKeys | None = None,
    ) -> None:
        """Phones show the secrets they hold as the ``issuer``'s; passwords open ``keys``."""
        self._trail = trail
        self._lifetime = lifetime
        self._proofs = proofs
        self._issuer = issuer
        self._keys = keys

    def state(self, actor: Actor) -> OwnState:
        """How the account stands.

        Raises:
            NotPermitted: nobody is signed in.
            SessionOver: the account is no longer active.
            StorageUnavailable: the database cannot be read now.
        """
        own, recovery = self._see(actor)
        return OwnState(
            has_second_factor=own.factor is not None,
            needs_second_factor=own.needs_second_factor,
            recovery_codes=len(recovery),
            wrong_attempts=own.wrong_attempts,
        )

    def own_sessions(self, actor: Actor, token: object) -> list[OwnSession]:
        """Where one is signed in, the last used one first; ``token`` is that of this session.

        Raises:
            NotPermitted: nobody is signed in.
            StorageUnavailable: the database cannot be read now.
        """
        staff_id = _own_id(actor)
        here = hash_if_token(token)
        with reading(self._trail.engine) as connection:
            kept = session_store.sessions_of(connection, staff_id)
        now = self._trail.now()
        return [
            OwnSession(token_hash.hex(), began_at, last_used_at, token_hash == here)
            for token_hash, began_at, last_used_at in kept
            if not self._lifetime.is_over(began_at, last_used_at, now)
        ]

    def end_own_session(self, actor: Actor, handle: str) -> None:
        """Sign out somewhere; a session that has ended or is somebody else's stays as it is.

        Raises:
            NotPermitted: nobody is signed in.
            StorageUnavailable: it cannot be ended now.
        """
        staff_id = _own_id(actor)
        try:
            token_hash = bytes.fromhex(handle)
        except ValueError:
            return
        with self._doing(actor, Action.END_SESSION) as connection:
            session_store.end_session(connection, token_hash, staff_id)

    def end_other_sessions(self, actor: Actor, token: object) -> None:
        """Sign out everywhere but here.

        Raises:
            NotPermitted: nobody is signed in.
            StorageUnavailable: they cannot be ended now.
        """
        staff_id = _own_id(actor)
        with self._doing(actor, Action.END_SESSION) as connection:
            session_store.end_sessions_of(connection, staff_id, but=hash_if_token(token))

    def change_password(self, actor: Actor, token: object, current: object, new: object) -> str:
        """Take another password; the token to go on with.

        Raises:
            NotPermitted: nobody is signed in.
            WrongCredentials: the current password is wrong.
            WeakPassword: the new one cannot be taken.
            SlowDown: too many wrong passwords, or too many being worked on.
            SessionOver: the session has ended meanwhile.
            StorageUnavailable: it cannot be kept now.
        """
        own, _ = self._see(actor)
        self._proofs.check_password(own, current)
        password_hash = hash_password(new, [own.actor.name])
        wrapped = self._keys.wrap_again(own.actor, current, new) if self._keys else None
        with self._doing(actor, Action.CHANGE_PASSWORD) as connection:
            self._lock(connection, own)
            store.set_password(connection, own.id, password_hash)
            if self._keys and wrapped is not None:
                self._keys.keep(connection, own.id, wrapped)
            return self._renew(connection, own.id, token)

    def offer_second_factor(self, actor: Actor, offered: object = "") -> Offer:
        """A secret for one's phone; it counts from ``confirm_second_factor`` on.

        ``offered`` is the secret of an offer before, which the phone may have by now.

        Raises:
            NotPermitted: nobody is signed in.
        """
        _own_id(actor)
        return new_offer(actor.name, self._issuer, offered)

    def confirm_second_factor(
        self, actor: Actor, token: object, secret: object, code: object, current: object = ""
    ) -> SecondFactorSet:
        """Keep the offered secret, once a code shows that the phone has it.

        Args:
            actor: whoever is signed in.
            token: of this session.
            secret: as it was offered.
            code: what the phone shows for it.
            current: a code of the second factor there is already, if there is one: whoever finds
                an open session must not exchange it.

        Raises:
            NotPermitted: nobody is signed in.
            WrongCode: one of the codes is wrong.
            SlowDown: too many wrong codes.
            SessionOver: the session has ended meanwhile.
            StorageUnavailable: it cannot be kept now.
        """
        own, recovery = self._see(actor)
        if not isinstance(secret, str) or not is_secret(secret):
            raise WrongCode
        shown = find_proof(SecondFactor(secret), (), code, self._trail.now())
        if shown is None or shown.step is None:
            raise WrongCode
        proof = self._proofs.check_code(own, recovery, current) if own.factor is not None else None
        codes = new_recovery_codes()
        with self._doing(actor, Action.SET_SECOND_FACTOR) as connection:
            self._lock(connection, own, proof)
            store.set_second_factor(connection, own.id, SecondFactor(secret, shown.step))
            _keep_recovery_codes(connection, own.id, codes)
            return SecondFactorSet(self._renew(connection, own.id, token), codes)

    def renew_recovery_codes(self, actor: Actor, code: object) -> list[str]:
        """Ten recovery codes in place of those before.

        Raises:
            NotPermitted: nobody is signed in.
            NoSecondFactor: there is nothing to recover.
            WrongCode: the code is wrong.
            SlowDown: too many wrong codes.
            SessionOver: the account is no longer active, or was changed meanwhile.
            StorageUnavailable: they cannot be kept now.
        """
        own, recovery = self._see(actor)
        proof = self._proofs.check_code(own, recovery, code)
        codes = new_recovery_codes()
        with self._doing(actor, Action.RENEW_RECOVERY_CODES) as connection:
            self._lock(connection, own, proof)
            _keep_recovery_codes(connection, own.id, codes)
        return codes

    def remove_second_factor(self, actor: Actor, token: object, code: object) -> str:
        """Do without a second factor from now on; the token to go on with.

        Raises:
            NotPermitted: nobody is signed in.
            SecondFactorRequired: the role cannot do without.
            NoSecondFactor: there is none.
            WrongCode: the code is wrong.
            SlowDown: too many wrong codes.
            SessionOver: the session has ended meanwhile.
            StorageUnavailable: it cannot be removed now.
        """
        own, recovery = self._see(actor)
        if own.needs_second_factor:
            raise SecondFactorRequired
        proof = self._proofs.check_code(own, recovery, code)
        with self._doing(actor, Action.REMOVE_SECOND_FACTOR) as connection:
            known = self._lock(connection, own, proof)
            if known.needs_second_factor:
                raise SecondFactorRequired
            store.remove_second_factor(connection, own.id)
            return self._renew(connection, own.id, token)

    def _doing(self, actor: Actor, action: Action) -> AbstractContextManager[Connection]:
        about, subject = f"staff {actor.id}", Subject(staff=actor.id)
        return self._trail.doing(actor, action, Permission.KEEP_OWN_ACCOUNT, about, subject)

    def _see(self, actor: Actor) -> tuple[store.Account, frozenset[bytes]]:
        staff_id = _own_id(actor)
        with reading(self._trail.engine) as connection:
            own = store.account(connection, staff_id)
            recovery = store.recovery_hashes(connection, own.actor.name) if own else frozenset()
        if own is None or not own.active:
            raise SessionOver
        return own, recovery

    def _lock(
        self, connection: Connection, seen: store.Account, proof: Proof | None = None
    ) -> store.Account:
        known = store.lock_account(connection, seen.id)
        if known is None or not known.is_as_proved(seen):
            raise SessionOver
        if proof is not None and not store.spend(connection, seen.id, proof):
            raise WrongCode
        return known

    def _renew(self, connection: Connection, staff_id: int, token: object) -> str:
        """The same session under a new token; all others end."""
        renewed = new_token()
        if not session_store.rename_session(
            connection, token, staff_id, renewed, self._lifetime, self._trail.now()
        ):
            raise SessionOver
        session_store.end_sessions_of(connection, staff_id, but=hash_token(renewed))
        return renewed


def _own_id(actor: Actor) -> int:
    require(actor, Permission.KEEP_OWN_ACCOUNT, Subject(staff=actor.id))
    if actor.id is None:  # the operator has no account
        raise NotPermitted(Permission.KEEP_OWN_ACCOUNT)
    return actor.id


def _keep_recovery_codes(connection: Connection, staff_id: int, codes: list[str]) -> None:
    hashes = [hashed for hashed in map(hash_recovery_code, codes) if hashed is not None]
    store.set_recovery_codes(connection, staff_id, hashes)
