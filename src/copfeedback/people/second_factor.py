"""Time-based codes (RFC 6238, by pyotp) and the recovery codes for a lost phone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

import pyotp

STEP_SECONDS = 30
# A clock may be off, and a slow reader may type the code before: RFC 6238, section 5.2.
STEPS_AROUND = (-1, 0, 1)
RECOVERY_CODES = 10
_RECOVERY_BYTES = 10  # 80 bits: no need for salt or slowness to keep their hashes
_LONGEST_TYPED = 64
_SECRET = re.compile(r"[A-Z2-7]{32}", re.ASCII)
_TIME_CODE = re.compile(r"[0-9]{6}", re.ASCII)
_RECOVERY_CODE = re.compile(r"[A-Z2-7]{16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What an account keeps: the secret, and the last time step whose code was used."""

    secret: str = field(repr=False)
    last_step: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A new secret, and the address a phone reads it from (as a QR code)."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """A code that is right; it opens once, so one of the two has to be used up."""

    step: int | None = None
    recovery: bytes | None = field(default=None, repr=False)


_NOBODYS = SecondFactor(pyotp.random_base32())


def new_offer(name: str, issuer: str, offered: object = "") -> Offer:
    """A fresh secret of 160 bits, or the one ``offered`` already if it can be one.

    The phone shows it under the name and whose it is.
    """
    secret = str(offered) if is_secret(offered) else pyotp.random_base32()
    return Offer(secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer))


def is_secret(secret: object) -> bool:
    """Whether this can be a secret that was offered."""
    return isinstance(secret, str) and _SECRET.fullmatch(secret) is not None


def find_proof(
    factor: SecondFactor | None, recovery: Collection[bytes], code: object, now: datetime
) -> Proof | None:
    """What the code proves, or None: wrong, too old, or used before.

    Without a second factor the same work is done, so that the time tells nobody who has one.
    Spaces, hyphens and small letters do not matter, nor the script the digits are in.

    Args:
        factor: the account's, None if it has none.
        recovery: hashes of the recovery codes left.
        code: whatever was typed.
        now: the time of day with its offset.
    """
    typed = _plain(code)
    step = _matching_step(factor or _NOBODYS, typed, now)
    hashed = hash_recovery_code(typed)
    if factor is None:
        return None
    if step is not None:
        return Proof(step=step)
    return Proof(recovery=hashed) if hashed in recovery else None


def new_recovery_codes() -> list[str]:
    """Ten codes to be printed, such as ``k3wx-7aqp-m2fd-zyot``."""
    return [_recovery_code() for _ in range(RECOVERY_CODES)]


def hash_recovery_code(code: str) -> bytes | None:
    """What the database keeps of a recovery code: its SHA-256. None for what cannot be one."""
    plain = _plain(code)
    if _RECOVERY_CODE.fullmatch(plain) is None:
        return None
    return hashlib.sha256(plain.encode()).digest()


def _recovery_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _matching_step(factor: SecondFactor, typed: str, now: datetime) -> int | None:
    this = int(now.timestamp()) // STEP_SECONDS
    generate = pyotp.TOTP(factor.secret).generate_otp
    found = None
    for step in (this + around for around in STEPS_AROUND):
        if hmac.compare_digest(generate(step), typed) and step > factor.last_step:
            found = step
    return found


def _plain(code: object) -> str:
    if not isinstance(code, str) or len(code) > _LONGEST_TYPED:
        return ""
    kept = (
        str(unicodedata.decimal(letter, letter))
        for letter in unicodedata.normalize("NFKC", code).upper()
    )
    plain = "".join(letter for letter in kept if letter.isascii() and letter.isalnum())
    fits = _TIME_CODE.fullmatch(plain) or _RECOVERY_CODE.fullmatch(plain)
    return plain if fits else ""
