"""Evaluations to sign, recommendations to answer, and actions to report on."""

from copfeedback.evaluations.answer_wording import NOT_YOURS
from copfeedback.people.model import PUBLIC, Permission
from copfeedback.ui import evaluation_answers, frame, session, staff
from copfeedback.ui.pages import EVALUATION_ANSWERS

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext

if actor.may_somewhere(Permission.SIGN_EVALUATIONS) or actor.may_somewhere(
    Permission.ANSWER_EVALUATIONS
):
    evaluation_answers.show(actor, speech)
else:
    frame.heading(_("Evaluations to sign and answer"))
    staff.refuse(reader, _(NOT_YOURS), back_to=EVALUATION_ANSWERS)
