"""What an independent body asks the police about complaints, for whoever answers for them."""

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.ui import case_desk, case_requests, frame, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import CASE_REQUESTS
from copfeedback.ui.staff import Form

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext

frame.heading(_("Requests about complaints"))
try:
    desk = Desk.at(CASE_REQUESTS)
    staff.outcome(desk, speech)
    case_requests.show(actor, Form(desk, speech))
except case_desk.LOCKED_OUT as error:
    case_desk.show_locked(error, speech)
except NotPermitted:
    reason = _("This page is for officers who answer for the police.")
    staff.refuse(reader, reason, back_to=CASE_REQUESTS)
