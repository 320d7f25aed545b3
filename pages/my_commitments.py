"""What one's organisation or forum promised, for whoever answers for it."""

import streamlit as st
from markupsafe import Markup

from copfeedback.forums.commitment_wording import NOT_YOURS
from copfeedback.people.model import PUBLIC, Permission
from copfeedback.ui import commitment_parts, forum_answers, frame, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import MY_COMMITMENTS, page_file
from copfeedback.ui.staff import Form

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
may = any(map(actor.may_somewhere, (Permission.REPORT_ON_COMMITMENTS, Permission.MANAGE_FORUM)))
number = staff.asked_id(commitment_parts.NUMBER)
own = forum_answers.mine(actor) if may else []
commitment = next((each for each in own if each.id == number), None)

if commitment is not None:
    st.page_link(page_file(MY_COMMITMENTS), label=_("Commitments to answer for"))
    commitment_label = _("Commitment")
    frame.heading(f"{commitment_label} C{commitment.id}")
    desk = Desk.at(f"{MY_COMMITMENTS}.{commitment.id}")
    staff.outcome(desk, speech)
    forum_answers.show_one(commitment, actor, Form(desk, speech))
elif may:
    frame.heading(_("Commitments to answer for"))
    if number is not None:
        st.html(Markup('<p class="note">{}</p>').format(_(NOT_YOURS)))
    forum_answers.show_all(own, speech)
else:
    frame.heading(_("Commitments to answer for"))
    staff.refuse(reader, _(NOT_YOURS), back_to=MY_COMMITMENTS)
