"""Private keys on paper: how they are printed, and read again when somebody types them."""

from __future__ import annotations

from enum import StrEnum
from hashlib import blake2b

from copfeedback.check_digit import NotACode, in_groups, letters_and_digits
from copfeedback.sealing import KEY_BYTES

_CHECK_BYTES = 2


class PaperKey(StrEnum):
    """What a printed key is for; one typed in place of another is noticed."""

    RECOVERY = "recovery"
    """Opens the private key of one person."""
    ORGANISATION = "organisation"
    """Opens every case: the body's last resort, kept where nobody comes near it."""
    REVIEWER = "reviewer"
    """Opens the cases that name everybody in the body."""
    SIGNING = "signing"
    """Signs rosters."""


class NotAKey(Exception):  # noqa: N818 - named for what happened
    """What was typed is no such key, or there is a slip in it."""


def written(kind: PaperKey, key: bytes) -> str:
    """A key of 32 bytes as it is printed: 17 groups of four, the last one against slips."""
    return in_groups((key + _check(kind, key)).hex())


def read_key(kind: PaperKey, typed: object) -> bytes:
    """The key that was typed, however it is grouped.

    Raises:
        NotAKey: it is too long or short, of another kind, or there is a slip in it.
    """
    try:
        whole = bytes.fromhex(letters_and_digits(typed if isinstance(typed, str) else ""))
    except (NotACode, ValueError):
        raise NotAKey from None
    key, check = whole[:KEY_BYTES], whole[KEY_BYTES:]
    if len(key) != KEY_BYTES or check != _check(kind, key):
        raise NotAKey
    return key


def fingerprint(box: bytes, verify: bytes) -> str:
    """What two people read to each other to see that they mean the same pair of keys."""
    return in_groups(blake2b(box + verify, person=b"cop fingerprint", digest_size=8).hexdigest())


def _check(kind: PaperKey, key: bytes) -> bytes:
    person = f"cop {kind}".encode()
    return blake2b(key, person=person, digest_size=_CHECK_BYTES).digest()
