"""Staff sessions: the random token in the cookie, its hash in the database, and when it ends."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from copfeedback.sealing import KEY_BYTES, Seal, Unreadable
from copfeedback.settings import Settings

TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)  # 32 bytes in URL-safe base64
_LONGEST_BETWEEN_NOTES = timedelta(minutes=1)


def new_token() -> str:
    """A fresh token: 32 random bytes as URL-safe text."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> bytes:
    """What the database keeps of a token: its SHA-256.

    The hash needs no salt and no slowness: nobody can guess 256 random bits.
    """
    return hashlib.sha256(token.encode()).digest()


def hash_if_token(token: object) -> bytes | None:
    """The hash of what a cookie held; None for what cannot be a token."""
    if not isinstance(token, str) or _TOKEN.fullmatch(token) is None:
        return None
    return hash_token(token)


def session_seal(token: str) -> Seal:
    """The seal of what a session keeps, which nothing but the cookie opens.

    The key is another hash of the token than the database has.
    """
    key = hashlib.blake2b(token.encode(), person=b"cop session key", digest_size=KEY_BYTES)
    return Seal(key.digest(), b"staff session")


def sealed_again(sealed_key: bytes, token: str, renewed: str) -> bytes | None:
    """What a session keeps, for its new token; nothing where it was damaged."""
    try:
        return session_seal(renewed).close(session_seal(token).open(sealed_key))
    except Unreadable:
        return None


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts: ``idle`` without use, ``absolute`` in any case."""

    idle: timedelta
    absolute: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Lifetime:
        """As long as the settings say."""
        return cls(
            idle=timedelta(minutes=settings.session_idle_minutes),
            absolute=timedelta(hours=settings.session_absolute_hours),
        )

    def is_over(self, began_at: datetime, last_used_at: datetime, now: datetime) -> bool:
        """Whether the session has ended."""
        return now - began_at >= self.absolute or now - last_used_at >= self.idle

    def is_use_due(self, last_used_at: datetime, now: datetime) -> bool:
        """Whether this use should be noted.

        At most once a minute, so that not every rerun writes. A session may therefore end up to
        a minute early, never late; with a very short idle time notes are taken more often.
        """
        return now - last_used_at >= min(_LONGEST_BETWEEN_NOTES, self.idle / 4)
