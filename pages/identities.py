"""Questions who a complainant is, for identity custodians."""

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.ui import case_desk, frame, identities, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import IDENTITIES
from copfeedback.ui.staff import Form

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext

frame.heading(_("Who complains"))
try:
    desk = Desk.at(IDENTITIES)
    staff.outcome(desk, speech)
    identities.show(actor, Form(desk, speech))
except case_desk.LOCKED_OUT as error:
    case_desk.show_locked(error, speech)
except NotPermitted:
    staff.refuse(reader, _("This page is for identity custodians."), back_to=IDENTITIES)
