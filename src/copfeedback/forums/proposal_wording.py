"""What both doors say to somebody who brings something to a forum."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import Faulty
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.pace import TooFast
from copfeedback.storage.engine import StorageUnavailable

NOT_SENT: tuple[type[Exception], ...] = (Faulty, TooFast, StorageUnavailable)
"""What can keep something from being taken; nothing was stored then."""

TITLE = N_("Propose a topic or ask a question")
IS_ABOUT_SOMEBODY = N_("Is it about something that a person did?")
SUCH_AS = N_("For example an officer who treated somebody badly, or an official who wanted money.")
PLEASE_CHOOSE = N_("Please choose one of the two.")
YES_OR_NO: Mapping[str, str] = {"yes": N_("Yes"), "no": N_("No")}

SAFER = N_("There is a safer way to tell this.")
READ_BY_CHAIR = N_("What you send to a forum is read by its chair, and may become public.")
COMPLAIN = N_("Complain about the police, or thank them")
FIND_HELP = N_("Where to find help")
GO_ON = N_("Send something to the forum anyway")

KIND = N_("What do you want to send?")
KINDS: Mapping[str, str] = {"topic": N_("A topic for a meeting"), "question": N_("A question")}
TOPIC = N_("What is it about?")
NOTHING_CHOSEN = N_("Nothing chosen")
TEXT = N_("Your words")
NO_NAMES = N_("Please write no names, neither your own nor anybody else's.")
WHO_READS = N_(
    "The chair of the forum reads this. You need no account, and nothing is kept about you. "
    "Everybody can read the answer."
)
SHOWN_OR_NOT = N_("The chair decides whether your words are shown as well.")
NEVER_SHOWN = N_("Your own words are never shown: this is a protected forum.")

TAKEN = N_("Thank you")
KEEP = N_("Keep this number. With it you can read here what becomes of what you sent:")
LOOK_UP = N_("See what became of it")
NUMBER = N_("Your number")
EIGHT_DIGITS = N_("Eight digits, such as %(example)s.")
EXAMPLE = "1234 5678"
NOT_FOUND = N_("There is nothing under this number. Please check it.")
WAS_COMPLAINT = N_("This was about something that a person did. So it was deleted here.")
OFFERED = N_(
    "This comes from an evaluation, “%(title)s” (%(code)s). What an office means to do is put "
    "before the forum, which can make a commitment of it. Office: %(office)s. By: %(day)s."
)
TELL_IT_THERE = N_(
    "You can tell it where only those who look into complaints can read it, and they can write "
    "back without knowing who you are."
)

_TOO_FAST = N_(
    "Too many people try this from your connection at the moment. Please wait %(seconds)s seconds, "
    "then try again."
)
_FAILED = N_("What you entered is still here. Please wait a minute, then try again.")


def not_sent(error: Exception, speech: Speech) -> tuple[str, int]:
    """What to say of an error of ``NOT_SENT``, and the status that goes with it."""
    match error:
        case Faulty():
            return fault_sentence(error.problems[0], speech), 422
        case TooFast():
            seconds = speech.formatting.number(error.seconds)
            return speech.gettext(_TOO_FAST) % {"seconds": seconds}, 429
        case _:
            return speech.gettext(_FAILED), 503
