"""Passwords: which are taken, and Argon2id to keep and check them (PyNaCl, libsodium)."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id

from copfeedback.people.password_advice import advice_for
from copfeedback.people.throttle import SlowDown

MINIMUM_CHARACTERS = 12
MAXIMUM_BYTES = 1024

# RFC 9106, section 4, the choice where memory is limited: three passes over 64 MiB. That is
# libsodium's INTERACTIVE memory (64 MiB) with its MODERATE number of passes (3, not 2), in the
# one lane that libsodium has; about 0.1 s on one core.
OPERATIONS = 3
MEMORY = 64 * 1024 * 1024

# Each computation fills a core and 64 MiB, whoever asks for it. Beyond those who wait, at most
# about 1.5 s, a storm of sign-ins is told to come back instead of piling up in memory.
AT_ONCE = 2
MAY_WAIT = 30
_computing = threading.BoundedSemaphore(AT_ONCE)
_places = threading.BoundedSemaphore(AT_ONCE + MAY_WAIT)


class PasswordFault(StrEnum):
    """Why a password cannot be taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    TOO_EASY = "too_easy"


_SAID = {
    PasswordFault.TOO_SHORT: f"a password has at least {MINIMUM_CHARACTERS} characters",
    PasswordFault.TOO_LONG: f"a password has at most {MAXIMUM_BYTES} bytes",
    PasswordFault.NOT_TEXT: "a password is text",
    PasswordFault.TOO_EASY: "a password is hard to guess",
}


class WeakPassword(Exception):  # noqa: N818 - named for what happened
    """The password cannot be taken; ``fault`` says why.

    ``advice`` holds message ids of what to do better, when it is too easy to guess.
    """

    def __init__(self, fault: PasswordFault, advice: tuple[str, ...] = ()) -> None:
        super().__init__(_SAID[fault])
        self.fault = fault
        self.advice = advice


def hash_password(password: object, words: Iterable[str] = ()) -> str:
    """The Argon2id hash to keep, with its salt and limits written in it.

    ``words`` are those others know of its owner, such as their name: a password made of them is
    easy to guess.

    Raises:
        WeakPassword: shorter than 12 characters, longer than 1,024 bytes, easy to guess, or no
            text.
        SlowDown: too many passwords are being worked on.
    """
    encoded = _encode(password)
    text = encoded.decode()
    if len(text) < MINIMUM_CHARACTERS:
        raise WeakPassword(PasswordFault.TOO_SHORT)
    if advice := advice_for(text, words):
        raise WeakPassword(PasswordFault.TOO_EASY, advice)
    with _turn():
        return bytes(argon2id.str(encoded, OPERATIONS, MEMORY)).decode()


def is_right(password_hash: str | None, password: object) -> bool:
    """Whether this is the password of the hash.

    Without a hash (nobody has this name) the same work is done, so that the time tells nobody
    which names exist. What can be no password at all is refused at once, whatever the name.

    Raises:
        SlowDown: too many passwords are being worked on.
    """
    try:
        encoded = _encode(password)
    except WeakPassword:
        return False
    with _turn():
        try:
            argon2id.verify((password_hash or _dummy_hash()).encode(), encoded)
        except InvalidkeyError:
            return False
    return True


def _encode(password: object) -> bytes:
    # NFC as in RFC 8265: the same letters from another keyboard are the same password.
    if not isinstance(password, str):
        raise WeakPassword(PasswordFault.NOT_TEXT)
    if len(password) > MAXIMUM_BYTES:  # before any work: a megabyte costs nothing
        raise WeakPassword(PasswordFault.TOO_LONG)
    try:
        encoded = unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError:
        raise WeakPassword(PasswordFault.NOT_TEXT) from None
    if len(encoded) > MAXIMUM_BYTES:
        raise WeakPassword(PasswordFault.TOO_LONG)
    return encoded


def _dummy_hash() -> str:
    # Well-formed, and its digest is drawn at random instead of computed: no password has it.
    salt, digest = (b64encode(secrets.token_bytes(size)).rstrip(b"=").decode() for size in (16, 32))
    return f"$argon2id$v=19$m={MEMORY // 1024},t={OPERATIONS},p=1${salt}${digest}"


@contextmanager
def _turn() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise SlowDown(1)
    try:
        with _computing:
            yield
    finally:
        _places.release()
