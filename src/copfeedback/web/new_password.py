"""A new password, typed twice: what to tell whoever chose one that cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.passwords import PasswordFault, WeakPassword
from copfeedback.people.throttle import SlowDown
from copfeedback.web.forms import first

_FAULTS: Mapping[PasswordFault, str] = {
    PasswordFault.TOO_SHORT: N_("The new password has fewer than 12 characters."),
    PasswordFault.TOO_LONG: N_("The new password is too long."),
    PasswordFault.NOT_TEXT: N_("The new password holds something that is no text."),
    PasswordFault.TOO_EASY: N_("The new password is easy to guess."),
}


class NotTheSame(Exception):  # noqa: N818 - named for what happened
    """The two fields hold different passwords."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, what to do better, and the status of the answer that says so."""

    sentence: str
    advice: tuple[str, ...] = ()
    status: int = 422


def new_password(form: Mapping[str, list[str]]) -> str:
    """The password that was typed twice.

    Raises:
        NotTheSame: something else was typed the second time.
    """
    password = first(form, "password")
    if password != first(form, "again"):
        raise NotTheSame
    return password


def problem_with(error: NotTheSame | WeakPassword | SlowDown, speech: Speech) -> Problem:
    """What to tell whoever chose it."""
    _ = speech.gettext
    if isinstance(error, NotTheSame):
        return Problem(_("The two new passwords are not the same."))
    if isinstance(error, SlowDown):
        return Problem(slow_down_sentence(error, speech), status=429)
    return Problem(_(_FAULTS[error.fault]), tuple(map(_, error.advice)))


def slow_down_sentence(error: SlowDown, speech: Speech) -> str:
    """When to come back."""
    return speech.ngettext(
        "Too many attempts. Please try again in %(seconds)s second.",
        "Too many attempts. Please try again in %(seconds)s seconds.",
        error.seconds,
    ) % {"seconds": speech.formatting.number(error.seconds)}
