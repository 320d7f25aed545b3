"""What both doors say about codes: the access code that lets in, the code to go on later."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.check_digit import NotACode
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.incidents import new_incident
from copfeedback.people.pace import TooFast
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.carried import CarriedUnreadable
from copfeedback.surveys.codes import UnknownCode
from copfeedback.surveys.resuming import UnknownResumeCode

ACCESS, RESUME = "code", "resume"

TOO_FAST = N_(
    "Too many people try this from your connection at the moment. Please wait %(seconds)s "
    "seconds, then try again."
)
NO_STORAGE = N_(
    "We cannot reach our records just now. Please wait a minute, then try again. Incident number: "
    "%(number)s"
)
NEEDED = N_("Please enter the code from your letter or slip. Everybody who was invited has one.")
CODE_SPENT = N_("This code was used by somebody else meanwhile. Each code counts once.")
SLIP = N_("There is a slip in this code. Please compare it with your letter or slip.")
SLIP_IN_NUMBER = N_("There is a slip in this number. Please compare it with what you wrote down.")
SLIPS = {ACCESS: SLIP, RESUME: SLIP_IN_NUMBER}
UNKNOWN_ACCESS = N_(
    "This code opens nothing here. Perhaps it was used already: each code counts once."
)
UNKNOWN_RESUME = N_(
    "Nothing is kept under this number. Perhaps it belongs to another survey, or was kept more "
    "than 14 days ago."
)


_REFUSALS: Mapping[type[Exception], str] = {
    UnknownCode: UNKNOWN_ACCESS,
    UnknownResumeCode: UNKNOWN_RESUME,
    CarriedUnreadable: UNKNOWN_RESUME,
}
REFUSALS: tuple[type[Exception], ...] = (NotACode, TooFast, StorageUnavailable, *_REFUSALS)
"""What somebody at the door can meet, with a sentence for each."""


def refusal(error: Exception, speech: Speech, *, slip: str = "") -> tuple[str, int]:
    """What to say of an error that somebody at the door can meet, and its HTTP status."""
    match error:
        case TooFast():
            return speech.gettext(TOO_FAST) % {
                "seconds": speech.formatting.number(error.seconds)
            }, 429
        case StorageUnavailable():
            return speech.gettext(NO_STORAGE) % {"number": new_incident(error)}, 503
        case _:
            return speech.gettext(_REFUSALS.get(type(error), slip)), 422
