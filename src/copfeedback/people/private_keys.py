"""What signing in has to do with people's private keys, whoever keeps them.

A password opens its owner's private key. This feature knows when somebody types one; what the key
is and where it is kept, it does not.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection

from copfeedback.people.model import Actor


class PrivateKeys(Protocol):
    """Keeps private keys under passwords."""

    def unlock(self, who: Actor, password: object) -> bytes | None:
        """The private key of somebody who signs in with their password.

        It is made at the first time. None for whoever has none, or when their password was reset.

        Raises:
            SlowDown: too many passwords are being worked on.
            StorageUnavailable: the database cannot be used now.
        """

    def wrap_again(self, who: Actor, current: object, new: object) -> bytes | None:
        """The private key under another password, to be kept by ``keep``; None if it is locked.

        Raises:
            SlowDown: too many passwords are being worked on.
            StorageUnavailable: the database cannot be read now.
        """

    def keep(self, connection: Connection, staff_id: int, wrapped: bytes) -> None:
        """Keep what ``wrap_again`` gave, in the transaction that changes the password."""

    def lock(self, connection: Connection, staff_id: int) -> None:
        """The password was reset: from now on only a recovery key opens the private key."""
