"""Codes that people type: the digit that notices slips, and reading what was typed."""

from __future__ import annotations

import unicodedata

GROUP = 4
_LONGEST_TYPED = 100
# Damm's: notices every single wrong digit and every two neighbours in the wrong order.
_QUASIGROUP = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


class NotACode(Exception):  # noqa: N818 - named for what happened
    """What was typed can be no code: it is too long or short, or there is a slip in it."""


def with_check_digit(digits: str) -> str:
    """The digits, and one more by which slips are noticed."""
    return f"{digits}{_remainder(digits)}"


def without_check_digit(digits: str) -> str:
    """The digits that ``with_check_digit`` was given.

    Raises:
        NotACode: there is a slip in them.
    """
    if _remainder(digits):
        raise NotACode
    return digits[:-1]


def _remainder(digits: str) -> int:
    remainder = 0
    for digit in digits:
        remainder = _QUASIGROUP[remainder][int(digit)]
    return remainder


def in_groups(digits: str) -> str:
    """The digits as they are shown: four and four."""
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def letters_and_digits(typed: str) -> str:
    """What counts of what was typed: small letters, and digits of any script as 0 to 9.

    Spaces, dashes and whatever else stands between them do not matter.

    Raises:
        NotACode: nobody types so much.
    """
    if len(typed) > _LONGEST_TYPED:
        raise NotACode
    return "".join(
        str(unicodedata.decimal(each)) if each.isdecimal() else each
        for each in unicodedata.normalize("NFKC", typed).casefold()
        if each.isalnum()
    )
