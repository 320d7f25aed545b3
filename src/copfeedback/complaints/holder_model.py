"""What is known of somebody's keys, and why they cannot be opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class KeyLocked(Exception):  # noqa: N818 - named for what happened
    """The private key is not open in this session."""


class NoKey(Exception):  # noqa: N818 - named for what happened
    """This person has no keys, or none that could be opened this way."""


class WrongKey(Exception):  # noqa: N818 - named for what happened
    """It is a key, but not the one that opens this."""


class OnRoster(StrEnum):
    """Whether somebody's key is among those that cases may be sealed to."""

    YES = "yes"
    NO_ROSTER = "no_roster"
    NOT_YET = "not_yet"
    ANOTHER_KEY = "another_key"


@dataclass(frozen=True, slots=True)
class KeyState:
    """How it stands with somebody's keys. Without a ``fingerprint`` they have none."""

    fingerprint: str = ""
    made_on: date | None = None
    is_open: bool = False
    has_recovery_key: bool = False
    on_roster: OnRoster = OnRoster.NO_ROSTER
