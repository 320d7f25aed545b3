"""The desk of those who evaluate: pledges and results."""

from copfeedback.people.model import PUBLIC, Permission
from copfeedback.ui import evaluation_desk, frame, session, staff
from copfeedback.ui.pages import EVALUATION_DESK

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext

if actor.may_somewhere(Permission.MANAGE_EVALUATIONS):
    evaluation_desk.show(actor, speech)
else:
    frame.heading(_("Evaluations to work on"))
    staff.refuse(reader, _(evaluation_desk.NOT_YOURS), back_to=EVALUATION_DESK)
