"""What can be said of a commitment, in the words of both doors."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.forums.commitment_model import EventKind
from copfeedback.i18n.catalogues import N_

SAYING: Mapping[EventKind, str] = {
    EventKind.ACCEPTED: N_("Accept it"),
    EventKind.DECLINED: N_("Decline it, with the reason"),
    EventKind.MOVED: N_("Put it off to another day, with the reason"),
    EventKind.CONTINUED: N_("Say why it is not done yet"),
    EventKind.DONE: N_("Say that it is done, with evidence"),
    EventKind.REOPENED: N_("Open it again: it was not done"),
    EventKind.DROPPED: N_("Drop it, with the reason"),
}
CHANGED = N_(
    "Something has happened to this commitment since you opened the page. Please look at it again: "
    "what you wrote is still here."
)
NOT_YOURS = N_("This page is for those who answer for a commitment.")
IN_ITS_NAME = N_("It will be shown in the name of your organisation, never in yours.")
BY_FORUM = N_("It will be shown as recorded by the forum.")
KEPT = N_("Your answer is kept, and everybody can read it.")

_WORDS: Mapping[EventKind, str] = {
    EventKind.ACCEPTED: N_("A word on it, if you like"),
    EventKind.DONE: N_("What was done, and how everybody can see that"),
}
_WHY = N_("Why")


def what_to_write(kind: EventKind) -> str:
    """What to write when this is said; untranslated."""
    return _WORDS.get(kind, _WHY)
