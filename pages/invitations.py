"""Invite people to work with the portal, and see who has not come yet."""

import streamlit as st
from markupsafe import Markup

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC, Permission
from copfeedback.ui import frame, invitations, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import INVITATIONS

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext

frame.heading(_("Invitations"))
try:
    waiting = session.portal().accounts.invitations(actor)
except NotPermitted:
    reason = _("This page is for staff who look after accounts.")
    staff.refuse(reader, reason, back_to=INVITATIONS)
else:
    desk = Desk.at(INVITATIONS)
    staff.outcome(desk, speech)
    st.html(Markup("<h2>{}</h2>").format(_("Open invitations")))
    invitations.list_waiting(waiting, actor, desk, speech)
    if any(map(actor.may_somewhere, (Permission.MANAGE_STAFF, Permission.MANAGE_CASE_STAFF))):
        st.html(Markup("<h2>{}</h2>").format(_("Invite somebody")))
        invitations.form(actor, desk, speech)
