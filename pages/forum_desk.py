"""The chair's desk: meetings, their minutes, and what residents bring."""

from copfeedback.people.model import PUBLIC, Permission
from copfeedback.ui import forum_desk, forum_desk_place, frame, session, staff
from copfeedback.ui.pages import FORUM_DESK

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext

if actor.may_somewhere(Permission.MANAGE_FORUM):
    forum_desk.show(actor, speech)
else:
    frame.heading(_("Chair's desk"))
    staff.refuse(reader, _(forum_desk_place.NOT_YOURS), back_to=FORUM_DESK)
