"""One's own key: whether it is there, open and on the roster, and the ways to a recovery key."""

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.ui import frame, keys, session, staff
from copfeedback.ui.pages import KEYS

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext

frame.heading(_("My key"))
try:
    state = session.portal().keys.state_of(actor, session.token())
except NotPermitted:
    staff.refuse(reader, _("This page is for those who work on complaints."), back_to=KEYS)
else:
    keys.show(state, speech)
