"""What came of every survey: the key indicators by gender, or the day they are promised for."""

import streamlit as st
from markupsafe import Markup

from copfeedback.ui import frame, session, tables
from copfeedback.ui.texts import marked

speech = session.speech()
_ = speech.gettext
portal = session.portal()
today = portal.surveys.today()
closed = portal.surveys.closed_waves()

frame.heading(_("Results"))
if not closed:
    st.html(Markup("<p>{}</p>").format(_("No survey has ended yet.")))
for asked in closed:
    wave = asked.wave
    title = Markup("{} – {}").format(marked(asked.survey.title, speech), marked(wave.name, speech))
    st.html(Markup("<h2>{}</h2>").format(title))
    release = portal.results.release_of(wave.id)
    if release is None:
        overdue = today > wave.results_due
        promise = (
            _("The results were promised for %(day)s and are overdue.")
            if overdue
            else _("The results are promised for %(day)s.")
        )
        day = speech.formatting.date(wave.results_due)
        st.html(Markup("<p>{}</p>").format(promise % {"day": day}))
        continue
    caption = Markup("{}<br><small>{}</small>").format(
        _("Key indicators"), tables.about_release(release, speech)
    )
    indicators = portal.results.indicators(asked.survey)
    st.html(tables.indicators_table(caption, release, indicators, speech))
    st.html(tables.how_to_read(speech, indicative=release.indicative))
