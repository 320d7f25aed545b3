"""The desk of those who plan: plans for policing, and the key figures that plans are judged by."""

import streamlit as st
from markupsafe import Markup

from copfeedback.people.model import PUBLIC, Permission
from copfeedback.ui import frame, kpi_desk, plan_desk, session, staff
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import PLAN_DESK, page_file
from copfeedback.ui.texts import words

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
code = st.query_params.get(plan_desk.PLAN, "")

if not actor.may(Permission.MANAGE_PLANS):
    frame.heading(_("Plans and key figures"))
    staff.refuse(reader, _(plan_desk.NOT_YOURS), back_to=PLAN_DESK)
elif not code:
    frame.heading(_("Plans and key figures"))
    if not kpi_desk.is_asked():
        plan_desk.show_all(actor, speech)
    kpi_desk.show_kpi_desk(actor, speech)
else:
    st.page_link(page_file(PLAN_DESK), label=_("All plans"))
    plan = plan_desk.find(actor, code, speech)
    if plan is None:
        frame.heading(_("Plans and key figures"))
        st.html(Markup("<p>{}</p>").format(_(plan_desk.GONE)))
    else:
        desk = Desk.at(f"{PLAN_DESK}.{code}")
        is_new = code == plan_desk.NEW
        frame.heading(_("Begin a plan") if is_new else words(plan.title, speech) or code)
        staff.outcome(desk, speech)
        plan_desk.show_one(plan, desk, speech)
