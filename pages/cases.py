"""The inbox of complaints, for those who handle them."""

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.ui import case_desk, cases, frame, session, staff
from copfeedback.ui.pages import CASES

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext


def show() -> None:
    """One page of the inbox; it is gone from memory when this returns."""
    wanted, number = cases.asked(), staff.asked_id(cases.PAGE) or 1
    inbox = session.portal().casework.inbox
    found = inbox.page(actor, session.holder_key(), wanted, number)
    cases.show_ways(wanted, speech)
    cases.show_rows(found, wanted, speech)
    cases.show_other_ways(speech)


frame.heading(_("Cases"))
try:
    show()
except case_desk.LOCKED_OUT as error:
    case_desk.show_locked(error, speech)
except NotPermitted:
    reason = _("This page is for caseworkers.")
    staff.refuse(reader, reason, back_to=CASES)
