"""Showing that one is whose account it is: by its password, by a code."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from copfeedback.people import store
from copfeedback.people.audit import Trail
from copfeedback.people.passwords import is_right
from copfeedback.people.second_factor import Proof, find_proof
from copfeedback.people.throttle import Throttle
from copfeedback.storage.engine import StorageUnavailable, writing


class WrongCredentials(Exception):  # noqa: N818 - named for what happened
    """No active account has this name, password and code; which is wrong is never told."""


class WrongCode(Exception):  # noqa: N818 - named for what happened
    """The code is wrong, too old, or was used before."""


class NoSecondFactor(Exception):  # noqa: N818 - named for what happened
    """The account has no second factor."""


class Proofs:
    """What is tried by whoever knows the password already, or found an open session.

    Such attempts are slowed down per account, from wherever they come. A stranger gets none, and
    so cannot keep the owner waiting here.
    """

    def __init__(self, trail: Trail, monotonic: Callable[[], float]) -> None:
        """``monotonic`` counts seconds for waits; the time of day is the trail's."""
        self._trail = trail
        self._throttle = Throttle(monotonic)

    def admit(self, name: str) -> None:
        """Let an attempt in, and count it as wrong until it has ``succeeded``.

        Raises:
            SlowDown: too many wrong ones.
        """
        self._throttle.admit(name, name)

    def succeeded(self, name: str) -> None:
        """It was right: the slips before are forgotten."""
        self._throttle.succeeded(name, name)

    def check_password(self, own: store.Account, password: object) -> None:
        """Let pass whoever knows the password.

        Raises:
            WrongCredentials: it is another one.
            SlowDown: too many wrong ones, or too many passwords being worked on.
        """
        name = own.actor.name
        self.admit(name)
        if not is_right(own.password_hash, password):
            self.count_wrong(name)
            raise WrongCredentials
        self.succeeded(name)

    def check_code(self, own: store.Account, recovery: frozenset[bytes], code: object) -> Proof:
        """What the code proves; it is still to be spent.

        Raises:
            NoSecondFactor: the account has none.
            WrongCode: it is wrong, too old, or was used before.
            SlowDown: too many wrong ones.
        """
        if own.factor is None:
            raise NoSecondFactor
        name = own.actor.name
        self.admit(name)
        proof = find_proof(own.factor, recovery, code, self._trail.now())
        if proof is None:
            self.count_wrong(name)
            raise WrongCode
        self.succeeded(name)
        return proof

    def count_wrong(self, name: str) -> None:
        """Count for the owner to be told; what is said must not depend on whether it can be."""
        with contextlib.suppress(StorageUnavailable), writing(self._trail.engine) as connection:
            store.count_wrong_attempt(connection, name)
