"""Which lists to choose from can be searched by typing."""

from __future__ import annotations

from typing import Literal

_LOOKED_THROUGH = 12
"""So many choices are looked through at once."""


def filter_of(count: int) -> Literal["contains"] | None:
    """How a list of so many choices is searched.

    A short one is not: where something can be typed, phones open a keyboard over the choices.
    """
    return "contains" if count > _LOOKED_THROUGH else None
