"""What both doors say to whoever comes back with their code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from copfeedback.check_digit import NotACode
from copfeedback.complaints.copies import KEYRING_DAYS
from copfeedback.complaints.following import BadText, SessionEnded, UnknownComplaintCode
from copfeedback.complaints.model import NotAllowedNow, State
from copfeedback.complaints.own_case import OwnCase
from copfeedback.complaints.wording import STATE_SENTENCES
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.incidents import new_incident
from copfeedback.people.pace import TooFast
from copfeedback.people.throttle import SlowDown
from copfeedback.storage.engine import StorageUnavailable

_SLIP = N_(
    "There is a slip in these numbers, or some are missing. Please compare them with what you "
    "wrote down."
)
_UNKNOWN = N_("These numbers open nothing. Please compare them with what you wrote down.")
_TOO_FAST = N_(
    "Too many people try this from your connection at the moment. Please wait %(seconds)s "
    "seconds, then try again."
)
_BUSY = N_("Many people are here just now. Please wait %(seconds)s seconds, then try again.")
_NO_STORAGE = N_(
    "We cannot reach our records just now. Please wait a minute, then try again. Incident number: "
    "%(number)s"
)
_BAD_TEXT = N_("Please write something here, and not more than 20,000 letters.")
_NOT_NOW = N_("This is not possible any more.")

CODE_ERRORS: tuple[type[Exception], ...] = (
    NotACode,
    UnknownComplaintCode,
    TooFast,
    SlowDown,
    StorageUnavailable,
)
STEP_ERRORS: tuple[type[Exception], ...] = (BadText, NotAllowedNow, StorageUnavailable)
"""What a step can meet beside ``SessionEnded``."""

ENDED = N_("The 15 minutes are over. Please type your numbers again.")
STILL_HERE = N_("What you wrote is still here. It is sent when you type your numbers again.")
LEFT = N_(
    "You have left. It opens here again only with your numbers. The history of this device may "
    "show that you were here."
)

SAID: Mapping[str, str] = {
    "message": N_("Your message is there."),
    "identity": N_("We have noted that."),
    "file": N_("Your file is there."),
    "review": N_("You asked for a review. Somebody else will look at the decision."),
    "withdraw": N_("You took it back. We do nothing more about it."),
    "erase": N_("It will be erased. Until then you can call that off."),
    "keep": N_("It will not be erased."),
    "rate": N_("Thank you"),
}
"""What is said after a step, by its name."""


def refusal(error: Exception, speech: Speech) -> tuple[str, int]:
    """What to say of an error somebody can meet here, and the HTTP status that goes with it."""
    said, status = next(
        (found for kind, found in _REFUSALS.items() if isinstance(error, kind)), (_BAD_TEXT, 422)
    )
    words = speech.gettext(said)
    if isinstance(error, TooFast | SlowDown):
        words %= {"seconds": speech.formatting.number(error.seconds)}
    elif isinstance(error, StorageUnavailable):
        words %= {"number": new_incident(error)}
    return words, status


_REFUSALS: Mapping[type[Exception], tuple[str, int]] = {
    NotACode: (_SLIP, 422),
    UnknownComplaintCode: (_UNKNOWN, 422),
    TooFast: (_TOO_FAST, 429),
    SlowDown: (_BUSY, 503),
    StorageUnavailable: (_NO_STORAGE, 503),
    SessionEnded: (ENDED, 403),
    NotAllowedNow: (_NOT_NOW, 409),
}


_NOT_TOLD = N_("There is a decision. We are writing to you about it.")


def sentence_of(own: OwnCase) -> str:
    """Where it stands, in plain words that are still to be translated."""
    if own.state is State.DECIDED and own.decision is None:
        return _NOT_TOLD
    return STATE_SENTENCES[own.state]


def what_is_next(own: OwnCase, today: date, speech: Speech) -> str:
    """By when something happens, in plain words; empty when nothing is to come."""
    _ = speech.gettext
    if own.next_on is None:
        return ""
    if own.next_on < today:
        return _(
            "We should have written by %(day)s. We are late, and we are sorry. You can write to us "
            "here."
        ) % {"day": speech.formatting.date(own.next_on)}
    said = {
        State.RECEIVED: N_("You get a first answer here by %(day)s."),
        State.DECIDED: N_("You can read the decision here by %(day)s."),
    }.get(own.state, N_("You hear from us here by %(day)s."))
    return _(said) % {"day": speech.formatting.date(own.next_on)}


def erased_for_good_on(erase_on: date) -> date:
    """The day from which no backup opens an erased case."""
    return erase_on + timedelta(days=KEYRING_DAYS)
