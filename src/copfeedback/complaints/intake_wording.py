"""What both doors say while somebody writes a complaint, and when it cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.complaints.filing import CodeTaken, DoorClosed, WhyClosed
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.incidents import new_incident
from copfeedback.people.pace import TooFast
from copfeedback.people.throttle import SlowDown
from copfeedback.storage.engine import StorageUnavailable

NOT_SENT: tuple[type[Exception], ...] = (
    CodeTaken,
    DoorClosed,
    TooFast,
    SlowDown,
    StorageUnavailable,
)
"""What can keep a complaint from being taken; nothing was stored then."""

WHY_CLOSED: Mapping[WhyClosed, str] = {
    WhyClosed.NO_ROSTER: N_("Nobody can be written to here yet: it is still being set up."),
    WhyClosed.TOO_FEW_CASEWORKERS: N_(
        "Nobody can be written to here yet: there are too few people to deal with it."
    ),
    WhyClosed.NOBODY_LEFT: N_(
        "This is about everybody here who could read it. Nothing was stored. Please turn to one of "
        "the other offices named under “Who runs this”."
    ),
    WhyClosed.LANGUAGE: N_(
        "Nobody can be written to in this language yet. Please try another language."
    ),
}
MADE_UP = N_("This is a demonstration. Nobody reads what you send here. Write nothing real.")
NOTHING_YET = N_(
    "Nothing is stored before you press “Send” at the end. You can leave out everything but what "
    "happened. You need not say who you are."
)
NOBODY_AT_NIGHT = N_("Nobody watches this page at night. If you are in danger, call one of these:")
NOBODY_TO_CALL = N_("Nobody watches this page at night. Nobody is listed here whom you could call.")
GROWN_UP = N_("Please ask a grown-up whom you trust to fill this in with you.")
VOICE = N_("You can add the recording right after you have sent this.")
WRITE_DOWN = N_(
    "Write these six numbers on paper. With them you can read the answer, without a name. Nobody "
    "can give them to you again."
)
TYPE_BACK = N_("So that we know you have it: type number %(number)s again")
NOT_THE_GROUP = N_("This is not number %(number)s. Please look again.")
THERE = N_("We have it")
LOOK_AGAIN = N_("Look again on %(day)s.")
ADD_FILES = N_("You can add pictures, papers or a recording:")
ADD_RECORDING = N_("Now add your recording:")
CASE_NUMBER = N_("Number of your case, to tell others about it; it opens nothing:")
SEAL = N_("Seal of what you sent:")
HAVE_IT = N_("I have written it down")
RECORDED = N_(
    "You write down what somebody told you. Write it in their words, and give them the code at the "
    "end. Keep no copy of either."
)
PASSED_ON = N_(
    "You pass on what somebody told you. It goes to the independent body alone: no copy is kept "
    "here, and you cannot look at it again. Give the person the code at the end, and keep none."
)
ANOTHER_CODE = N_("Somebody else got this code meanwhile. Please write down the new one.")
_TOO_FAST = N_(
    "Too many people try this from your connection at the moment. Please wait %(seconds)s "
    "seconds, then try again."
)
_FAILED = N_("We could not store your answers just now.")
_NOT_LOST = N_(
    "Nothing is lost: please wait a minute and press “Send” again. They count once, however often "
    "you send them."
)
_INCIDENT = N_("Incident number: %(number)s")


def within(days: int, speech: Speech) -> str:
    """By when somebody in danger is answered."""
    return speech.ngettext(
        "An answer here can take up to %(days)s day.",
        "An answer here can take up to %(days)s days.",
        days,
    ) % {"days": speech.formatting.number(days)}


def not_sent(error: Exception, speech: Speech) -> tuple[str, int]:
    """Why it was not taken, and the HTTP status that says so."""
    _ = speech.gettext
    match error:
        case CodeTaken():
            return _(ANOTHER_CODE), 409
        case DoorClosed():
            return _(WHY_CLOSED[error.reason]), 503
        case TooFast() | SlowDown():
            seconds = speech.formatting.number(error.seconds)
            return _(_TOO_FAST) % {"seconds": seconds}, 429
        case _:
            incident = _(_INCIDENT) % {"number": new_incident(error)}
            return " ".join([_(_FAILED), _(_NOT_LOST), incident]), 503
