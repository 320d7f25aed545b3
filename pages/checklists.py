"""Checklists: how they were answered, and the form for whoever may answer."""

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.checklist_model import Checklist
from copfeedback.faults import Unknown
from copfeedback.people.model import PUBLIC
from copfeedback.ui import checklist_form, checklists, frame, session, staff
from copfeedback.ui.pages import CHECKLISTS, page_file
from copfeedback.ui.texts import words

reader = session.reader()
speech = reader.speech
_ = speech.gettext
service = session.portal().checklists
code = st.query_params.get(checklists.CHECKLIST, "")


def find() -> Checklist | None:
    """The checklist that the address asks for."""
    try:
        return service.find(code) if code else None
    except Unknown:
        return None


checklist = find()
if checklist is None:
    frame.heading(_("Checklists"))
    if code:
        st.html(Markup('<p class="note">{}</p>').format(_("There is no such page")))
    checklists.show_all(speech)
else:
    st.page_link(page_file(CHECKLISTS), label=_("Checklists"))
    frame.heading(words(checklist.title, speech))
    asked = staff.asked_id(checklists.ASSESSMENT)
    found = next((each for each in service.assessments(code) if each.id == asked), None)
    if found is not None:
        checklists.show_assessment(checklist, found, speech)
    else:
        checklists.show_one(checklist, speech)
        if checklist_form.may_assess(reader.actor or PUBLIC):
            checklist_form.show_form(checklist, speech)
