"""What came of results, said: the same words in both doors and on the page for staff."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.results.followup_model import (
    TEXT_MAXIMUM,
    FollowUpFault,
    FollowUpHistory,
    Status,
)

STATUS_NAMES: Mapping[Status, str] = {
    Status.DONE: N_("Done"),
    Status.UNDER_WAY: N_("Under way"),
    Status.WILL_NOT: N_("Will not be done"),
}
ANSWER_HEADS: Mapping[Status, str] = {
    Status.DONE: N_("We did"),
    Status.UNDER_WAY: N_("We are doing"),
    Status.WILL_NOT: N_("We will not do it, because"),
}
_FAULTS: Mapping[FollowUpFault, str] = {
    FollowUpFault.SAID_MISSING: N_("Please write what people said."),
    FollowUpFault.ANSWER_MISSING: N_("Please write what was or will be done."),
    FollowUpFault.REASON_MISSING: N_("Please write why it will not be done."),
    FollowUpFault.TOO_LONG: N_("Please shorten this to %(count)s characters."),
    FollowUpFault.UNKNOWN_ITEM: N_("This survey has no such question."),
}


def fault_sentence(fault: FollowUpFault, speech: Speech) -> str:
    """What is wrong with an entry, and what to do."""
    return speech.gettext(_FAULTS[fault]) % {"count": speech.formatting.number(TEXT_MAXIMUM)}


def who_and_when(history: FollowUpHistory, speech: Speech) -> str:
    """Who answers, since when, and since when in other words."""
    now, day = history.now, speech.formatting.date
    values = {
        "organisation": now.organisation,
        "day": day(history.first_written_on),
        "changed": day(now.written_on),
    }
    if not now.organisation:
        said = speech.gettext("Written on %(day)s.")
        if history.earlier:
            said = speech.gettext("Written on %(day)s, changed on %(changed)s.")
    else:
        said = speech.gettext("%(organisation)s, %(day)s.")
        if history.earlier:
            said = speech.gettext("%(organisation)s, %(day)s, changed on %(changed)s.")
    return said % values
