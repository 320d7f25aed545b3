"""Weeks that stand out: for the independent body alone."""

import streamlit as st

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC
from copfeedback.ui import early_warning, frame, session, staff
from copfeedback.ui.pages import EARLY_WARNING

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
service = session.portal().early_warning

frame.heading(_("Early warning"))
try:
    signals = service.signals(actor)
    st.html(early_warning.introduction(speech))
    early_warning.show_signals(signals, service.people(actor), speech)
    if motives := service.motives(actor):
        st.html(early_warning.motives(motives, speech))
except NotPermitted:
    staff.refuse(reader, _("This page is for caseworkers."), back_to=EARLY_WARNING)
