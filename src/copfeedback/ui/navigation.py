"""The menu, and the page that was chosen in it."""

from __future__ import annotations

import streamlit as st

from copfeedback.ui import frame, session
from copfeedback.ui.pages import HOME, PAGES, SURVEY
from copfeedback.ui.survey import Visits


def show_portal() -> None:
    """Render the whole page for this reader."""
    reader = session.reader()
    pages = {
        entry.name: st.Page(
            entry.file,
            title=reader.speech.gettext(entry.title),
            url_path=entry.name,
            default=entry.name == HOME,
            # A page that is not offered can still be asked for; it says why it shows nothing.
            visibility="visible" if entry.is_offered(reader.actor) else "hidden",
        )
        for entry in PAGES
    }
    chosen = st.navigation(list(pages.values()), position="top")
    st.set_page_config(page_title=f"{chosen.title} – copfeedback", layout="centered")
    visits = Visits.of_session()
    visit = visits.current if chosen is pages[SURVEY] else None
    frame.banner(reader.speech)
    if visit is None or not visit.is_asking:  # there, the form holds the languages
        frame.languages(reader.speech, in_place=visits.any_unsent)
    chosen.run()
    frame.bottom(reader.speech, visit.place if visit else chosen.url_path)
