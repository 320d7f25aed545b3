"""Incidents: a number for the person, the place in the code for the log, and no values."""

from __future__ import annotations

import logging
import secrets
import traceback

_log = logging.getLogger("copfeedback.incident")


def new_incident(error: Exception) -> str:
    """Log an error under a number that a person can read out; values never reach the log."""
    number = "".join(secrets.choice("23456789") for _ in range(8))
    _log.error("incident %s: %s", number, place_of(error))
    return number


def place_of(error: BaseException) -> str:
    """What kind of error it is and where in the code it was raised, without its text."""
    places = " < ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
    )
    return f"{type(error).__name__} at {places}"
