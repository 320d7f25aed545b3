"""The menu, and the page that was chosen in it."""

from __future__ import annotations

import streamlit as st

from copfeedback.ui import frame, session
from copfeedback.ui.pages import HOME, PAGES, SURVEY
from copfeedback.ui.survey import Visits


def show_portal() -> None:
    """Render the whole page for this reader."""
    reader = session.reader()
    # A page that is not offered can still be asked for; it says why it shows nothing.
    pages = {
        entry.name: st.Page(
            entry.file,
            title=reader.speech.gettext(entry.title),
            url_path=entry.name,
            default=entry.name == HOME,
        )
        for entry in PAGES
    }
    # Streamlit's own menu hides behind an English icon on a phone, draws its side bar over a page
    # that runs from right to left, and loads a font of 375 KB for the icon.
    chosen = st.navigation(list(pages.values()), position="hidden")
    st.set_page_config(page_title=f"{chosen.title} – copfeedback", layout="centered")
    offered = [pages[entry.name] for entry in PAGES if entry.is_offered(reader.actor)]
    frame.menu(offered, reader.speech)
    visits = Visits.of_session()
    visit = visits.current if chosen is pages[SURVEY] else None
    frame.banner(reader.speech)
    if visit is None or not visit.is_asking:  # there, the form holds the languages
        frame.languages(reader.speech, in_place=visits.any_unsent)
    chosen.run()
    frame.bottom(reader, visit.place if visit else chosen.url_path)
