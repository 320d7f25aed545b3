"""The accounts of staff: who there is, and one account with what can be done about it."""

import streamlit as st
from markupsafe import Markup

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.ui import frame, people, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import PEOPLE, page_file

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
wanted = staff.asked_id(people.STAFF)

try:
    members = session.portal().accounts.staff(actor)
except NotPermitted:
    frame.heading(_("Staff accounts"))
    reason = _("This page is for staff who look after accounts.")
    staff.refuse(reader, reason, back_to=PEOPLE)
else:
    member = next((member for member in members if member.id == wanted), None)
    if wanted is None:
        frame.heading(_("Staff accounts"))
        people.list_all(members, Desk.at(PEOPLE, stays=True), speech)
    else:
        desk = Desk.at(f"{PEOPLE}.{wanted}")
        st.page_link(page_file(PEOPLE), label=_("All staff accounts"))
        frame.heading(member.name if member else _("There is no such account"))
        staff.outcome(desk, speech)
        if member is None:
            advice = _("Perhaps it is of another organisation. Go on from the list of people.")
            st.html(Markup("<p>{}</p>").format(advice))
        else:
            people.show_one(member, actor, desk, speech)
