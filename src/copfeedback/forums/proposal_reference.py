"""References of proposals: seven digits and one that notices slips, said as four and four."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from hashlib import blake2b

from sqlalchemy import Connection

from copfeedback.check_digit import (
    NotACode,
    letters_and_digits,
    with_check_digit,
    without_check_digit,
)
from copfeedback.faults import Unknown
from copfeedback.forums.proposal_store import find_proposal

NONCE_BYTES = 16
_DIGITS = 7
_MOST_TRIED = 50


def draw_nonce() -> str:
    """What makes a form different from all others; says nothing of whoever fills it in."""
    return secrets.token_hex(NONCE_BYTES)


def references(nonce: str) -> Iterator[str]:
    """The references that a form can get, the first one first: the next where one is taken."""
    for tried in range(_MOST_TRIED):
        drawn = blake2b(f"{tried}|{nonce}".encode(), person=b"cop proposal").digest()
        number = int.from_bytes(drawn) % 10**_DIGITS
        yield with_check_digit(f"{number:0{_DIGITS}}")


def draw_reference(connection: Connection) -> str:
    """A reference under which nothing is kept."""
    for reference in references(draw_nonce()):
        try:
            find_proposal(connection, reference)
        except Unknown:
            return reference
    raise RuntimeError("no reference is free")


def read_reference(typed: str) -> str:
    """The reference that somebody typed, in digits of any script, with whatever between them.

    Raises:
        NotACode: it can be none.
    """
    digits = letters_and_digits(typed)
    if len(digits) != _DIGITS + 1 or not digits.isascii() or not digits.isdecimal():
        raise NotACode
    without_check_digit(digits)
    return digits
