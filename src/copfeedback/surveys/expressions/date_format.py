"""Days written out as a form asks for, in digits only: the language has no language of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from copfeedback.surveys.expressions.faults import ExpressionError

_CODE = re.compile(r"%(.?)", re.DOTALL)
_WRITTEN: Mapping[str, Callable[[date], str]] = {
    "Y": lambda day: f"{day.year:04d}",
    "y": lambda day: f"{day.year % 100:02d}",
    "m": lambda day: f"{day.month:02d}",
    "n": lambda day: str(day.month),
    "d": lambda day: f"{day.day:02d}",
    "e": lambda day: str(day.day),
    "%": lambda _: "%",
}


def check_format(format_: str, column: int) -> None:
    """See that only days, months and years are asked for.

    Raises:
        ExpressionError: something else is.
    """
    for code in _CODE.findall(format_):
        if code not in _WRITTEN:
            fault = f"“%{code}” cannot be written in every language"
            raise ExpressionError(fault, column, "use %Y, %y, %m, %n, %d and %e")


def formatted(day: date, format_: str) -> str:
    """The day as the format says."""
    return _CODE.sub(lambda found: _WRITTEN[found[1]](day), format_)
