"""The thresholds of disclosure control, and how numbers of people are rounded by them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The policy: what ``disclosure.toml`` says, and explains."""

    minimum_base: int
    base_rounding: int
    fieldwork_rounding: int
    safe_range: int
    most_withheld: int
    largest_part: int
    says_nothing: list[str]


THRESHOLDS = Thresholds(
    **tomllib.loads(files(__package__).joinpath("disclosure.toml").read_text(encoding="utf-8"))
)


def to_step(count: int, thresholds: Thresholds = THRESHOLDS) -> int:
    """A number of people, rounded as it may be published."""
    step = thresholds.base_rounding
    return (count + step // 2) // step * step


def rounded(count: int, thresholds: Thresholds = THRESHOLDS) -> int | None:
    """A number of people as it may be published; None for few."""
    return None if 0 < count < thresholds.minimum_base else to_step(count, thresholds)


def rounded_down(count: int, thresholds: Thresholds = THRESHOLDS) -> int:
    """How many have answered, as it may be shown while a wave is open."""
    return count - count % thresholds.fieldwork_rounding
