"""Messages that are sent again and again, in every language of the portal.

They go out in the complainant's language without anybody translating, with the day filled in. What
matters in a case still has to be written for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.model import Clocks
from copfeedback.i18n.catalogues import N_, Speech


class Template(StrEnum):
    """What a message is for."""

    ACKNOWLEDGED = "acknowledged"
    UPDATE = "update"
    ASK_MORE = "ask_more"
    WAITING_FOR_POLICE = "waiting_for_police"
    DELAYED = "delayed"
    DECISION = "decision"
    REVIEW_BEGUN = "review_begun"
    REVIEW_DECIDED = "review_decided"
    REFERRED = "referred"
    MERGED = "merged"
    CLOSED = "closed"
    IDENTITY_ASKED = "identity_asked"


TEMPLATE_NAMES: Mapping[Template, str] = {
    Template.ACKNOWLEDGED: N_("We have read it"),
    Template.UPDATE: N_("We are still working on it"),
    Template.ASK_MORE: N_("We have a question"),
    Template.WAITING_FOR_POLICE: N_("We wait for the police"),
    Template.DELAYED: N_("We are late"),
    Template.DECISION: N_("There is a decision"),
    Template.REVIEW_BEGUN: N_("The review has begun"),
    Template.REVIEW_DECIDED: N_("The review is decided"),
    Template.REFERRED: N_("Passed on"),
    Template.MERGED: N_("Put together with another"),
    Template.CLOSED: N_("Finished"),
    Template.IDENTITY_ASKED: N_("We ask who you are"),
}
"""Templates to choose from."""

_SENTENCES: Mapping[Template, str] = {
    Template.ACKNOWLEDGED: N_(
        "We have read what you wrote and are looking after it. We will write here again by "
        "%(date)s."
    ),
    Template.UPDATE: N_(
        "We are still working on your complaint. We will write here again by %(date)s."
    ),
    Template.ASK_MORE: N_(
        "We need to know a little more. Please answer here if you can. You do not have to. We will "
        "write here again by %(date)s."
    ),
    Template.WAITING_FOR_POLICE: N_(
        "We asked the police about this and wait for their answer. We did not tell them who you "
        "are. We will write here again by %(date)s."
    ),
    Template.DELAYED: N_(
        "This takes longer than we said. We are sorry. We will write here again by %(date)s."
    ),
    Template.DECISION: N_(
        "We have decided. You can read the decision and our reasons here. If you do not agree, you "
        "can ask for a review until %(date)s. Somebody else will then look at it."
    ),
    Template.REVIEW_BEGUN: N_(
        "Somebody else is now looking at the decision again. They will write here by %(date)s."
    ),
    Template.REVIEW_DECIDED: N_(
        "The review is decided. You can read the decision and the reasons here. If you do not "
        "agree, you can ask again until %(date)s."
    ),
    Template.REFERRED: N_("We cannot deal with this ourselves. We have passed it on to: %(name)s."),
    Template.MERGED: N_(
        "There is another complaint about the same thing. We deal with both together. Nobody "
        "learns from us who you are."
    ),
    Template.CLOSED: N_("This is finished now. Thank you for telling us."),
    Template.IDENTITY_ASKED: N_(
        "It would help us to know who you are. You do not have to say. If you want to, you can add "
        "your name here. Only a few people of our body can then read it."
    ),
}
_REVIEWS = frozenset({Template.DECISION, Template.REVIEW_DECIDED})
_WITHOUT_DAY = frozenset(
    {Template.REFERRED, Template.MERGED, Template.CLOSED, Template.IDENTITY_ASKED}
)


def write(template: Template, speech: Speech, *, by: date | None = None, name: str = "") -> str:
    """The message in a language.

    Args:
        template: what it is for.
        speech: the complainant's language.
        by: the day in it, see ``suggested``; needed unless the template has none.
        name: to whom it was passed on, for REFERRED.
    """
    day = "" if by is None else speech.formatting.date(by)
    return speech.gettext(_SENTENCES[template]) % {"date": day, "name": name}


def suggested(template: Template, view: CaseView, clocks: Clocks, today: date) -> date | None:
    """The day that belongs into a message sent today; None where it has none."""
    if template in _WITHOUT_DAY:
        return None
    if template in _REVIEWS:
        return clocks.review_until(view.told_on or today)
    return today + timedelta(days=clocks.update_days)
