"""How a response came in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How a response came in."""

    LIGHT = "light"
    FULL = "full"
    KIOSK = "kiosk"
    ASSISTED = "assisted"
    PAPER = "paper"


class HelperKind(StrEnum):
    """Who helped somebody to answer; never who exactly."""

    POLICE = "police"
    NGO = "ngo"
    FAMILY = "family"
    VOLUNTEER = "volunteer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How a response came in: all that is known of it beside the answers.

    ``interpreter`` is the language somebody interpreted into, ``channel`` the way the person was
    reached, which is counted and not kept. ``stratum`` and ``cluster`` come with the access codes
    of a sample.
    """

    language: str
    mode: Mode
    helper: HelperKind | None = None
    interpreter: str = ""
    channel: str = ""
    stratum: str = ""
    cluster: str = ""
