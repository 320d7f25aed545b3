"""Plans for policing, for everybody: all of them, or the one that the address asks for."""

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.plan_model import Plan
from copfeedback.faults import Unknown
from copfeedback.ui import frame, police_plan, session
from copfeedback.ui.pages import POLICE_PLAN, page_file
from copfeedback.ui.texts import words

speech = session.speech()
_ = speech.gettext
code = st.query_params.get(police_plan.PLAN, "")


def find() -> list[Plan]:
    """All versions of the plan that the address asks for, the latest first."""
    try:
        return session.portal().plans.versions(code) if code else []
    except Unknown:
        return []


versions = find()
if versions:
    st.page_link(page_file(POLICE_PLAN), label=_("Plans"))
    frame.heading(words(versions[0].title, speech))
    police_plan.show_one(versions, speech)
else:
    frame.heading(_("Plans"))
    if code:
        st.html(Markup('<p class="note">{}</p>').format(_("There is no such page")))
    police_plan.show_all(speech)
