"""You said, we did, we did not: what became of proposals and of what surveys found."""

import streamlit as st
from markupsafe import Markup

from copfeedback.ui import forum_stories, frame, session

speech = session.speech()
_ = speech.gettext

frame.heading(_("You said, we did, we did not"))
about = _("What residents proposed and asked, what surveys found, and what became of it.")
st.html(Markup("<p>{}</p>").format(about))
forum_stories.show(speech)
