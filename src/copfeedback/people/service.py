"""How staff get in and out: people sign in and out, and a token says who they are."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sqlalchemy import Engine

from copfeedback.people import session_store, store
from copfeedback.people.access import NotPermitted
from copfeedback.people.again import Again
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import (
    CASE_ROLES,
    NO_SINGLE_SIGN_ON,
    Actor,
    BadName,
    clean_name,
)
from copfeedback.people.own_account import OwnAccount, SecondFactorRequired, SessionOver
from copfeedback.people.passwords import PasswordFault, WeakPassword, is_right
from copfeedback.people.private_keys import PrivateKeys
from copfeedback.people.proofs import NoSecondFactor, Proofs, WrongCode, WrongCredentials
from copfeedback.people.second_factor import Proof, find_proof
from copfeedback.people.sessions import (
    Lifetime,
    hash_if_token,
    hash_token,
    new_token,
    session_seal,
)
from copfeedback.people.throttle import SlowDown, Throttle
from copfeedback.settings import Settings
from copfeedback.storage.engine import StorageUnavailable, reading, writing

__all__ = [
    "BadName",
    "DemonstrationNotLocal",
    "NoSecondFactor",
    "NotAdmitted",
    "NotPermitted",
    "PasswordFault",
    "People",
    "SecondFactorRequired",
    "SessionOver",
    "SignedIn",
    "SlowDown",
    "WeakPassword",
    "WrongCode",
    "WrongCredentials",
]


class DemonstrationNotLocal(Exception):  # noqa: N818 - named for what happened
    """A demonstration account, whose password is public, was tried from another machine."""


class NotAdmitted(Exception):  # noqa: N818 - named for what happened
    """This account is not active, or signs in with its own password alone."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has signed in, and the token their cookie shall hold.

    ``wrong_attempts`` is how many there were under this name since the last sign-in: the owner
    knows whether they were their own.
    """

    token: str = field(repr=False)  # kept out of logs and error pages
    actor: Actor
    wrong_attempts: int = 0


class People:
    """The use cases of signing in and out.

    Slowing down of wrong attempts, the limit on password computations and the tickets of
    ``again`` hold per process. ``own_account`` is what people do with their own account.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        trail: Trail,
        *,
        keys: PrivateKeys | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``monotonic`` counts seconds for waits; the time of day is the trail's.

        ``keys`` are the private keys that passwords open, where there are any.
        """
        self._engine = engine
        self._trail = trail
        self._keys = keys
        self._throttle = Throttle(monotonic)
        self._proofs = Proofs(trail, monotonic)
        self._lifetime = Lifetime.of(settings)
        self.again = Again(monotonic)
        issuer = urlsplit(settings.public_address).hostname or "copfeedback"
        self.own_account = OwnAccount(trail, self._lifetime, self._proofs, issuer, keys)

    def has_staff(self) -> bool:
        """Whether anybody could sign in yet; no permission is needed to ask.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._engine) as connection:
            return store.any_account(connection)

    def sign_in(
        self,
        name: object,
        password: object,
        *,
        code: object = "",
        client: str,
        local: bool,
        ticket: object = "",
    ) -> SignedIn:
        """Begin a session under a new token.

        Args:
            name: whatever the form held, as ``password`` and ``code``.
            password: the account's.
            code: of the second factor, or a recovery code; does not matter without one.
            client: the address the request came from.
            local: whether that is this machine itself.
            ticket: of a page that waits for its reader, see ``again``.

        Raises:
            WrongCredentials: no active account has this name, password and code; which of them
                is wrong is never told.
            SlowDown: too many wrong attempts; come back after its seconds.
            DemonstrationNotLocal: right, but a demonstration account signs in here alone.
            StorageUnavailable: the database cannot be used now; the attempt does not count.
        """
        try:
            cleaned = clean_name(name)
        except BadName:
            cleaned = ""  # nobody's: all such names are one account to the throttle
        self._throttle.admit(cleaned, client)
        found, recovery, right = self._check_password(cleaned, password, client)
        if found is not None and right and found.factor is not None:
            self._proofs.admit(cleaned)
        factor = found.factor if found is not None else None
        proof = find_proof(factor, recovery, code, self._trail.now())
        if found is None or not right or (factor is not None and proof is None):
            self._proofs.count_wrong(cleaned)
            raise WrongCredentials
        if found.demonstration and not local:
            self._throttle.succeeded(cleaned, client)
            raise DemonstrationNotLocal
        try:
            key = self._keys.unlock(found.actor, password) if self._keys else None
            signed_in = self._begin(found, proof, key)
        except WrongCredentials:
            self._proofs.count_wrong(cleaned)
            raise
        except (StorageUnavailable, SlowDown):
            self._throttle.withdraw(cleaned, client)
            raise
        self._throttle.succeeded(cleaned, client)
        self._proofs.succeeded(cleaned)
        self.again.bind(ticket, found.id, signed_in.token)
        return signed_in

    def admit(self, staff_id: int, *, code: object = "", ticket: object = "") -> SignedIn:
        """Begin a session for somebody whom a trusted directory has named.

        Args:
            staff_id: whose account it is.
            code: of the second factor, or a recovery code; does not matter without one.
            ticket: of a page that waits for its reader, see ``again``.

        Raises:
            NotAdmitted: the account is not active, or signs in with its own password alone.
            WrongCode: the account has a second factor, and this is not its code.
            SlowDown: too many wrong codes.
            StorageUnavailable: the database cannot be used now.
        """
        with reading(self._engine) as connection:
            found = store.account(connection, staff_id)
            recovery = store.recovery_hashes(connection, found.actor.name) if found else frozenset()
        if found is None or not found.active or found.demonstration:
            raise NotAdmitted
        if found.actor.role in _OWN_PASSWORD_ALONE:
            raise NotAdmitted
        # The directory stands in for the password, never for the second factor.
        proof = None if found.factor is None else self._proofs.check_code(found, recovery, code)
        try:
            signed_in = self._begin(found, proof)
        except WrongCredentials:
            raise (NotAdmitted if proof is None else WrongCode) from None
        self.again.bind(ticket, staff_id, signed_in.token)
        return signed_in

    def actor_of(self, token: object) -> Actor | None:
        """Who holds this token, or None: no such session, ended, or no longer active.

        To be asked at every request and rerun: the answer changes when a session ends. Never
        raises for rubbish.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        token_hash = hash_if_token(token)
        if token_hash is None:
            return None
        with reading(self._engine) as connection:
            session = session_store.find_session(connection, token_hash)
        if session is None:
            return None
        now = self._trail.now()
        over = self._lifetime.is_over(session.began_at, session.last_used_at, now)
        # Who they are is known by now. That the house-keeping has to wait (the database takes no
        # writes this moment) is no reason to turn anybody away, or to let anybody in.
        with contextlib.suppress(StorageUnavailable):
            if over or not session.account.active:
                with writing(self._engine) as connection:
                    session_store.end_session(connection, token_hash)
            elif self._lifetime.is_use_due(session.last_used_at, now):
                with writing(self._engine) as connection:
                    session_store.note_use(connection, token_hash, now)
        return None if over or not session.account.active else session.account.actor

    def sign_out(self, token: object) -> None:
        """End the session of this token, if there is one.

        Raises:
            StorageUnavailable: it cannot be ended now.
        """
        token_hash = hash_if_token(token)
        if token_hash is None:
            return
        with writing(self._engine) as connection:
            session = session_store.find_session(connection, token_hash)
            if session is not None and session_store.end_session(connection, token_hash):
                actor = session.account.actor
                self._trail.append(connection, actor, Action.SIGN_OUT, f"staff {actor.id}")

    def _check_password(
        self, name: str, password: object, client: str
    ) -> tuple[store.Account | None, frozenset[bytes], bool]:
        try:
            with reading(self._engine) as connection:
                found = store.find_account(connection, name)
                recovery = store.recovery_hashes(connection, name)
            right = is_right(found.password_hash if found else None, password)
        except (StorageUnavailable, SlowDown):
            self._throttle.withdraw(name, client)
            raise
        return found, recovery, right and found is not None and found.active

    def _begin(
        self, seen: store.Account, proof: Proof | None, key: bytes | None = None
    ) -> SignedIn:
        """A session for the account as it was seen; refused if it is another one by now."""
        token = new_token()
        now = self._trail.now()
        with writing(self._engine) as connection:
            known = store.lock_account(connection, seen.id)
            if known is None or not known.is_as_proved(seen):
                raise WrongCredentials
            if proof is not None and not store.spend(connection, known.id, proof):
                raise WrongCredentials
            session_store.end_sessions(
                connection,
                begun_by=now - self._lifetime.absolute,
                unused_since=now - self._lifetime.idle,
            )
            sealed_key = session_seal(token).close(key) if key is not None else None
            session_store.add_session(connection, hash_token(token), known.id, now, sealed_key)
            store.forget_wrong_attempts(connection, known.id)
            self._trail.append(connection, known.actor, Action.SIGN_IN, f"staff {known.id}")
        return SignedIn(token, known.actor, known.wrong_attempts)


_OWN_PASSWORD_ALONE = NO_SINGLE_SIGN_ON | CASE_ROLES
