"""Officers and units that come up in more than one complaint."""

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.ui import case_desk, frame, register, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import REGISTER
from copfeedback.ui.staff import Form

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext

frame.heading(_("Officers and units that come up again"))
try:
    register.show_search(actor, Form(Desk.at(REGISTER), speech))
except case_desk.LOCKED_OUT as error:
    case_desk.show_locked(error, speech)
except NotPermitted:
    staff.refuse(reader, _("This page is for caseworkers."), back_to=REGISTER)
