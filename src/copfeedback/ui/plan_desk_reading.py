"""What stands in the fields of a plan, read as days and numbers."""

from __future__ import annotations

import math
from datetime import date

from copfeedback.ui import staff

NO_DAY = date.min
"""Instead of a day that cannot be read, or of one that a plan must have."""
_UNREADABLE = -1
_DIGITS = 4


def read_number(typed: str) -> int:
    """A whole number; one below zero where it cannot be read."""
    return int(typed) if typed.isdecimal() and len(typed) <= _DIGITS else _UNREADABLE


def read_amount(typed: str) -> float | None:
    """A number as it is written in whatever language; none for nothing, and no number at all
    (NaN) where it cannot be read.
    """
    if not typed:
        return None
    try:
        return float(typed.replace(",", ".").replace("٫", "."))
    except ValueError:
        return math.nan


def read_day(typed: str) -> date | None:
    """A day; none for nothing, and ``NO_DAY`` where it cannot be read."""
    try:
        return staff.read_day(typed)
    except ValueError:
        return NO_DAY
