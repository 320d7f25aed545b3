"""What numbers of those who came to a meeting must be like to be kept."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.faults import Fault, Faulty, Problem
from copfeedback.forums.attendance_figures import AGE_BANDS, GENDERS, UNRECORDED
from copfeedback.forums.minutes_model import Attendance
from copfeedback.forums.model import Side
from copfeedback.results.published import GENDER_OF

MOST = 100_000
_CODES = {
    "sides": frozenset(side.value for side in Side),
    "genders": frozenset([*GENDERS, *GENDER_OF, *UNRECORDED]),
    "age_bands": frozenset([*AGE_BANDS, *UNRECORDED]),
}
"""What the figures of a year can count."""


def check_attendance(counted: Attendance) -> None:
    """Let numbers pass that can be true.

    Raises:
        Faulty: a number is below 0 or absurd, or the parts are more than the total.
    """
    parts: Mapping[str, Mapping[str, int]] = {
        "sides": {side.value: number for side, number in counted.sides.items()},
        "genders": counted.genders,
        "age_bands": counted.age_bands,
    }
    problems = []
    if not 0 <= counted.total <= MOST:
        problems.append(Problem("total", Fault.NUMBER, MOST))
    for field, numbers in parts.items():
        if not numbers.keys() <= _CODES[field]:
            problems.append(Problem(field, Fault.UNKNOWN))
        problems += [
            Problem(f"{field}.{code}", Fault.NUMBER, MOST)
            for code, number in numbers.items()
            if not 0 <= number <= MOST
        ]
        if not problems and sum(numbers.values()) > counted.total:
            problems.append(Problem(field, Fault.SUM, counted.total))
    if problems:
        raise Faulty(problems)
