"""Argon2id: making a key of a secret that people can type, a few at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from nacl.pwhash import argon2id
from nacl.utils import random as random_bytes

from copfeedback.people.throttle import SlowDown
from copfeedback.sealing import KEY_BYTES, Seal

# As for passwords (people/passwords): RFC 9106, section 4, where memory is limited: three passes
# over 64 MiB, about 0.1 s on one core.
OPERATIONS = 3
MEMORY = 64 * 1024 * 1024
SALT_BYTES = 16
MAY_WAIT = 30


class Stretching:
    """Lets ``at_once`` computations run; up to 30 more wait, and the rest is told to come back."""

    def __init__(
        self, at_once: int, *, operations: int | None = None, memory: int | None = None
    ) -> None:
        """``operations`` and ``memory`` (bytes) are those above unless others are given."""
        self._operations = OPERATIONS if operations is None else operations
        self._memory = MEMORY if memory is None else memory
        self._computing = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + MAY_WAIT)

    @property
    def cost(self) -> dict[str, int]:
        """How many passes over how many bytes of memory a key takes."""
        return {"operations": self._operations, "memory": self._memory}

    def seal(self, secret: str, salt: bytes, about: str) -> Seal:
        """The seal that this secret opens, bound to what it is about.

        Raises:
            SlowDown: too many are being worked on.
        """
        return Seal(self.key(secret, salt), about.encode())

    def key(self, secret: str, salt: bytes) -> bytes:
        """A key of 32 bytes from a secret and its salt.

        Raises:
            SlowDown: too many are being worked on.
        """
        with self._turn():
            return bytes(
                argon2id.kdf(KEY_BYTES, secret.encode(), salt, self._operations, self._memory)
            )

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise SlowDown(2)
        try:
            with self._computing:
                yield
        finally:
            self._places.release()


def new_salt() -> bytes:
    """A fresh salt."""
    return bytes(random_bytes(SALT_BYTES))
