"""One's own account: how it stands, and the ways to what can be done with it."""

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.ui import account, frame, session, staff
from copfeedback.ui.pages import ACCOUNT

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext

frame.heading(_("My account"))
try:
    state = session.portal().people.own_account.state(actor)
except NotPermitted:
    staff.refuse(reader, _("This page is for staff."), back_to=ACCOUNT)
else:
    account.show(actor, state, speech)
