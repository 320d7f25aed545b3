"""Evaluations: all of them, or the one that the address asks for."""

import streamlit as st
from markupsafe import Markup

from copfeedback.faults import Unknown
from copfeedback.ui import evaluation_list, evaluation_page, frame, session
from copfeedback.ui.pages import EVALUATIONS, page_file

speech = session.speech()
_ = speech.gettext
code = st.query_params.get(evaluation_list.CODE, "")
try:
    if code:
        evaluation_page.show(code, speech)
    else:
        evaluation_list.show_all(speech)
except Unknown:
    frame.heading(_("This is not there"))
    gone = _("There is no such evaluation, or it was altered so that it cannot be read.")
    st.html(Markup("<p>{}</p>").format(gone))
    st.page_link(page_file(EVALUATIONS), label=_("Evaluations"))
