"""The code of a case: 24 digits, which are all a complainant needs and all they have.

Seven digits find the case, sixteen (53 bits) open it, and the last one notices slips (Damm). Digits
survive every script and reading direction.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from copfeedback.check_digit import (
    NotACode,
    in_groups,
    letters_and_digits,
    with_check_digit,
    without_check_digit,
)

__all__ = ["ComplaintCode", "NotACode", "draw_code", "read_code"]

LOOKUP_DIGITS = 7
SECRET_DIGITS = 16
GROUPS = 6
_GROUP_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ComplaintCode:
    """A code. ``lookup`` may be stored; ``secret`` never is."""

    lookup: str
    secret: str = field(repr=False)

    @property
    def written(self) -> str:
        """As it is shown and printed: six groups of four digits."""
        return in_groups(with_check_digit(self.lookup + self.secret))

    def group(self, number: int) -> str:
        """One of the six groups, counted from 1: to be typed back before anything is sent."""
        return self.written.split(" ")[number - 1]


def draw_code() -> ComplaintCode:
    """A code at random."""
    lookup, secret = (
        f"{secrets.randbelow(10**digits):0{digits}}" for digits in (LOOKUP_DIGITS, SECRET_DIGITS)
    )
    return ComplaintCode(lookup, secret)


def read_code(typed: str) -> ComplaintCode:
    """The code that was typed, in digits of any script, however they are grouped.

    Raises:
        NotACode: too few or too many digits, or a slip in them.
    """
    digits = letters_and_digits(typed)
    if not digits.isdecimal() or len(digits) != GROUPS * _GROUP_DIGITS:
        raise NotACode
    plain = without_check_digit(digits)
    return ComplaintCode(plain[:LOOKUP_DIGITS], plain[LOOKUP_DIGITS:])
