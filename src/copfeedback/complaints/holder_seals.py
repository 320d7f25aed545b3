"""The ways to keep a private key: under a password, under a key on paper, for the organisation."""

from __future__ import annotations

import unicodedata

from nacl.public import PublicKey, SealedBox

from copfeedback.complaints.stretching import SALT_BYTES, Stretching, new_salt
from copfeedback.sealing import Seal, Unreadable


def wrap(stretching: Stretching, staff_id: int, seed: bytes, password: object) -> bytes:
    """A fresh salt, and the seed sealed under the password with it.

    Raises:
        SlowDown: too many passwords are being worked on.
    """
    salt = new_salt()
    return salt + _password_seal(stretching, staff_id, salt, password).close(seed)


def unwrap(stretching: Stretching, staff_id: int, wrapped: bytes, password: object) -> bytes | None:
    """The seed that ``wrap`` was given; None with another password.

    Raises:
        SlowDown: too many passwords are being worked on.
    """
    salt, sealed = wrapped[:SALT_BYTES], wrapped[SALT_BYTES:]
    try:
        return _password_seal(stretching, staff_id, salt, password).open(sealed)
    except Unreadable:
        return None


def _password_seal(stretching: Stretching, staff_id: int, salt: bytes, password: object) -> Seal:
    # NFC as in ``passwords``: the same letters from another keyboard are the same password.
    secret = unicodedata.normalize("NFC", str(password))
    return stretching.seal(secret, salt, f"holder {staff_id} by password")


def recovery_seal(key: bytes, staff_id: int) -> Seal:
    """The seal that a recovery key opens."""
    return Seal(key, f"holder {staff_id} by recovery key".encode())


def to_organisation(box: bytes, seed: bytes) -> bytes:
    """The seed as the organisation's offline key opens it."""
    return bytes(SealedBox(PublicKey(box)).encrypt(seed))
