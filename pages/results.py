"""What came of every survey: the key indicators by gender, or the day they are promised for."""

import streamlit as st
from markupsafe import Markup

from copfeedback.ui import frame, results, session, waves

speech = session.speech()
_ = speech.gettext
portal = session.portal()
closed = portal.surveys.closed_waves()

frame.heading(_("Results"))
if not closed:
    st.html(Markup("<p>{}</p>").format(_("No survey has ended yet.")))
for place, asked in enumerate(closed):
    release = portal.results.release_of(asked.wave.id)
    if release is None:
        st.html(results.awaited(asked, portal.surveys.today(), speech))
    else:
        st.html(results.released(asked, release, speech, opened=place == 0))
waves.list_promised(portal.surveys.next_rounds(), speech)
