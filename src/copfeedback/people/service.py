"""What staff do to get in and out: accounts are added, people sign in and out."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from copfeedback.people import store
from copfeedback.people.access import NotPermitted, require
from copfeedback.people.model import Actor, BadName, Permission, Role, clean_name
from copfeedback.people.passwords import PasswordFault, WeakPassword, hash_password, is_right
from copfeedback.people.sessions import Lifetime, hash_if_token, hash_token, new_token
from copfeedback.people.throttle import SlowDown, Throttle
from copfeedback.settings import Settings
from copfeedback.storage.engine import StorageUnavailable, reading, writing

__all__ = [
    "BadName",
    "DemonstrationNotLocal",
    "NameTaken",
    "NotPermitted",
    "PasswordFault",
    "People",
    "SignedIn",
    "SlowDown",
    "WeakPassword",
    "WrongCredentials",
]


class NameTaken(Exception):  # noqa: N818 - named for what happened
    """There is an account of this name already."""


class WrongCredentials(Exception):  # noqa: N818 - named for what happened
    """No active account has this name and password; which of the two is wrong is never told."""


class DemonstrationNotLocal(Exception):  # noqa: N818 - named for what happened
    """A demonstration account, whose password is public, was tried from another machine."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has signed in, and the token their cookie shall hold."""

    token: str = field(repr=False)  # kept out of logs and error pages
    actor: Actor


class People:
    """The use cases of staff accounts and sessions.

    Slowing down of wrong attempts and the limit on password computations hold per process.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        now: Callable[[], datetime],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``now`` is the time of day with its offset; ``monotonic`` counts seconds for waits."""
        self._engine = engine
        self._now = now
        self._throttle = Throttle(monotonic)
        self._lifetime = Lifetime(
            idle=timedelta(minutes=settings.session_idle_minutes),
            absolute=timedelta(hours=settings.session_absolute_hours),
        )

    def add_staff(
        self, actor: Actor, name: str, role: Role, password: str, *, demonstration: bool = False
    ) -> None:
        """Add an active account.

        Raises:
            NotPermitted: the actor may not manage staff.
            BadName: the name has not 1 to 64 visible characters.
            WeakPassword: the password cannot be taken.
            NameTaken: there is an account of this name.
            SlowDown: too many passwords are being worked on.
            StorageUnavailable: it cannot be stored now.
        """
        require(actor, Permission.MANAGE_STAFF)
        cleaned = clean_name(name)
        password_hash = hash_password(password)
        try:
            with writing(self._engine) as connection:
                store.add_account(
                    connection, cleaned, role, password_hash, demonstration=demonstration
                )
        except IntegrityError:
            raise NameTaken from None

    def has_staff(self) -> bool:
        """Whether anybody could sign in yet; no permission is needed to ask.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._engine) as connection:
            return store.any_account(connection)

    def sign_in(self, name: object, password: object, *, client: str, local: bool) -> SignedIn:
        """Begin a session under a new token.

        ``name`` and ``password`` may be whatever a form held. ``client`` is the address the
        request came from, ``local`` whether that is this machine itself.

        Raises:
            WrongCredentials: no active account has this name and password.
            SlowDown: too many wrong attempts; come back after its seconds.
            DemonstrationNotLocal: right, but a demonstration account signs in here alone.
            StorageUnavailable: the database cannot be used now; the attempt does not count.
        """
        account = self._identify(name, password, client)
        if account.demonstration and not local:
            raise DemonstrationNotLocal
        return SignedIn(self._begin_session(account.id), Actor(account.name, account.role))

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
            session = store.find_session(connection, token_hash)
        if session is None:
            return None
        now = self._now()
        over = self._lifetime.is_over(session.began_at, session.last_used_at, now)
        # Who they are is known by now. That the house-keeping has to wait (the database takes no
        # writes this moment) is no reason to turn anybody away, or to let anybody in.
        with contextlib.suppress(StorageUnavailable):
            if over or not session.active:
                self._end_session(token_hash)
            elif self._lifetime.is_use_due(session.last_used_at, now):
                with writing(self._engine) as connection:
                    store.note_use(connection, token_hash, now)
        return None if over or not session.active else Actor(session.name, session.role)

    def sign_out(self, token: object) -> None:
        """End the session of this token, if there is one.

        Raises:
            StorageUnavailable: it cannot be ended now.
        """
        token_hash = hash_if_token(token)
        if token_hash is not None:
            self._end_session(token_hash)

    def _identify(self, name: object, password: object, client: str) -> store.Account:
        try:
            cleaned = clean_name(name)
        except BadName:
            cleaned = ""  # nobody's: all such names are one account to the throttle
        self._throttle.admit(cleaned, client)
        try:
            account = self._find_account(cleaned)
            right = is_right(account.password_hash if account else None, password)
        except (StorageUnavailable, SlowDown):
            self._throttle.withdraw(cleaned, client)
            raise
        if account is None or not right or not account.active:
            raise WrongCredentials
        self._throttle.succeeded(cleaned, client)
        return account

    def _find_account(self, name: str) -> store.Account | None:
        with reading(self._engine) as connection:
            return store.find_account(connection, name)

    def _begin_session(self, staff_id: int) -> str:
        token = new_token()
        now = self._now()
        with writing(self._engine) as connection:
            store.end_sessions(
                connection,
                begun_by=now - self._lifetime.absolute,
                unused_since=now - self._lifetime.idle,
            )
            store.add_session(connection, hash_token(token), staff_id, now)
        return token

    def _end_session(self, token_hash: bytes) -> None:
        with writing(self._engine) as connection:
            store.end_session(connection, token_hash)
