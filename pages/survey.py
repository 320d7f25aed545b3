"""Answer a survey: choose one, and then a section a screen."""

import streamlit as st
from markupsafe import Markup

from copfeedback.surveys.book import UnknownWave
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.service import NotOpen
from copfeedback.surveys.wave_model import WaveState
from copfeedback.ui import frame, session, survey, waves

speech = session.speech()
_ = speech.gettext
surveys = session.portal().surveys
visits = survey.Visits.of_session()
open_waves = surveys.open_waves()
if not visits.wave_id and len(open_waves) == 1:
    visits.wave_id = open_waves[0].wave.id

if not visits.wave_id:
    frame.heading(_("Surveys you can answer now"))
    waves.list_open(open_waves, speech)
    waves.list_planned(surveys.planned_waves(), speech)
    waves.list_promised(surveys.next_rounds(), speech)
else:
    try:
        asked = surveys.find_open(visits.wave_id)
    except UnknownWave:
        frame.heading(_("There is no such survey"))
        advice = _("Please check the address, or choose one of the surveys that are open.")
        st.html(Markup("<p>{}</p>").format(advice))
        asked = None
    except NotOpen as error:
        asked = None
        planned = error.state is WaveState.PLANNED
        if (ended := visits.end(error.asked)) is not None:
            survey.show(error.asked, ended, speech)
        else:
            waves.tell_not_open(error.asked, planned=planned, speech=speech)
    else:
        if Mode.FULL in asked.wave.plan.modes:
            survey.show(asked, visits.begin(asked), speech)
        else:
            waves.tell_another_way(asked, speech)
    if asked is None or len(open_waves) > 1:
        st.button(
            _("Go to the list of surveys"), on_click=visits.leave, type="tertiary", key="list"
        )
