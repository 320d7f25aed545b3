"""Fieldwork: waves, how far they have come, their codes; managers open and close them here."""

from collections.abc import Sequence

import streamlit as st

from copfeedback.people.access import NotPermitted, require
from copfeedback.people.model import PUBLIC, Permission
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.overview import list_surveys, sectors_to_ask
from copfeedback.surveys.wave_file import describe
from copfeedback.surveys.wave_model import WaveState
from copfeedback.ui import (
    fieldwork,
    fieldwork_codes,
    fieldwork_entry,
    fieldwork_survey,
    frame,
    past_import,
    session,
    staff,
)
from copfeedback.ui.desk import Desk
from copfeedback.ui.fieldwork_form import WaveForm
from copfeedback.ui.pages import FIELDWORK, page_file
from copfeedback.ui.staff import Form
from copfeedback.ui.texts import marked

reader = session.reader()
speech, actor = reader.speech, reader.actor or PUBLIC
_ = speech.gettext
portal = session.portal()
wanted = st.query_params.get(fieldwork.WAVE)
view = st.query_params.get(fieldwork.SHOW, "")


def show_all(waves: Sequence[AskedWave]) -> None:
    """All waves."""
    desk = Desk.at(FIELDWORK)
    frame.heading(_("Fieldwork"))
    staff.outcome(desk, speech)
    fieldwork.show_all(waves, actor, speech)


def add_one(*, is_past: bool) -> None:
    """The form of a new wave or of one held elsewhere, once its questionnaire is chosen."""
    require(actor, Permission.MANAGE_WAVES)
    desk = Desk.at(f"{FIELDWORK}.{wanted}")
    st.page_link(page_file(FIELDWORK), label=_("All waves"))
    frame.heading(_("Bring in responses collected elsewhere") if is_past else _("Add a wave"))
    past_import.outcome(desk, speech)
    form = Form(desk, speech)
    survey = fieldwork_survey.choose(list_surveys(portal.trail, actor), form, actor)
    if survey is not None:
        fields = WaveForm(form, survey, sectors_to_ask(portal.trail, actor))
        if is_past:
            past_import.show(fields)
        else:
            fields.show()
            fieldwork_entry.save_button(fields)


def show_one(asked: AskedWave) -> None:
    """One wave: all of it, the form that changes it, or its codes."""
    desk = Desk.at(f"{FIELDWORK}.{asked.wave.id}.{view}")
    st.page_link(page_file(FIELDWORK), label=_("All waves"))
    if view in {fieldwork.CHANGE, fieldwork.CODES}:
        query = {fieldwork.WAVE: asked.wave.id}
        st.page_link(page_file(FIELDWORK), label=_("Back to the wave"), query_params=query)
        require(actor, Permission.MANAGE_WAVES)
    frame.heading(marked(asked.wave.name, speech), before=marked(asked.survey.title, speech))
    staff.outcome(desk, speech)
    state = asked.wave.state(portal.surveys.today())
    if view == fieldwork.CODES:
        fieldwork_codes.show(asked, actor, desk, speech)
    elif view == fieldwork.CHANGE and state is not WaveState.CLOSED:
        survey = fieldwork_survey.of_wave(asked, actor)
        sectors, is_open = sectors_to_ask(portal.trail, actor), state is WaveState.OPEN
        fields = WaveForm(Form(desk, speech), survey, sectors, describe(asked.wave), is_open)
        fields.show()
        fieldwork_entry.save_button(fields)
    else:
        fieldwork.show_one(asked, actor, desk, speech)


try:
    require(actor, Permission.SEE_FIELDWORK)
    waves = portal.surveys.book.all()
    found = next((asked for asked in waves if asked.wave.id == wanted), None)
    if wanted in {fieldwork.NEW, fieldwork.PAST}:
        add_one(is_past=wanted == fieldwork.PAST)
    elif found is None:
        show_all(waves)
    else:
        show_one(found)
except NotPermitted:
    frame.heading(_("Fieldwork"))
    reason = _("This page is for survey managers, and for staff who may see how far surveys are.")
    staff.refuse(reader, reason, back_to=FIELDWORK)
