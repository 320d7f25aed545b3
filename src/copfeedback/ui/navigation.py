"""The menu, and the page that was chosen in it."""

from __future__ import annotations

from copy import copy
from functools import cache

import streamlit as st

from copfeedback.people.model import Actor
from copfeedback.ui import again, complaint_form, forum_proposal, frame, session
from copfeedback.ui.desk import Desk
from copfeedback.ui.pages import (
    COMPLAINT,
    FORUM_PROPOSAL,
    HOME,
    MICRODATA,
    SURVEY,
    PageEntry,
    pages_of,
)
from copfeedback.ui.survey import Visits


def show_portal() -> None:
    """Render the whole page for this reader."""
    session.portal().profile.look_up()
    reader = session.reader()
    entries = pages_of(session.portal().settings)
    # A page that is not offered can still be asked for; it says why it shows nothing.
    pages = {
        # Streamlit notes on a page that it may run now, so each reader has a copy.
        entry.name: copy(_page(entry, reader.speech.gettext(entry.title)))
        for entry in entries
    }
    # Streamlit's own menu hides behind an English icon on a phone, draws its side bar over a page
    # that runs from right to left, and loads a font of 375 KB for the icon.
    chosen = st.navigation(list(pages.values()), position="hidden")
    entry = next(entry for entry in entries if pages[entry.name] is chosen)
    tab = reader.speech.gettext(entry.tab or entry.title)
    st.set_page_config(page_title=f"{tab} – {frame.brand(reader.speech)}", layout="centered")
    offered = [entry for entry in entries if _is_offered(entry, reader.actor)]
    frame.masthead(reader.speech)
    frame.menu(
        [pages[entry.name] for entry in offered if not entry.is_for_staff],
        [pages[entry.name] for entry in offered if entry.is_for_staff],
        reader.speech,
    )
    visits = Visits.of_session()
    visit = visits.current if entry.name == SURVEY else None
    frame.banner(reader.speech)
    holds_languages = entry.name == COMPLAINT or (visit is not None and visit.is_asking)
    if not holds_languages:  # there, the form does
        unsent = visits.any_unsent or complaint_form.is_unsent() or forum_proposal.is_unsent()
        in_place = unsent or entry.is_for_staff
        frame.languages(reader.speech, in_place=in_place)
    place = visit.place if visit else chosen.url_path
    if entry.name == COMPLAINT:
        place += complaint_form.screen()
    if entry.name == FORUM_PROPOSAL:
        place += forum_proposal.screen()
    else:
        forum_proposal.forget_what_was_sent()
    if not entry.is_for_staff:
        chosen.run()
    elif reader.ended:
        place += "/ended"
        again.ask(reader.ended, chosen.title, reader.speech)
    else:
        _show_address()
        with st.container(key="staff-page", gap="small"):
            chosen.run()
        place += f"/{Desk.screen()}"
    frame.bottom(reader, place)


@cache
def _page(entry: PageEntry, title: str) -> st.Page:
    """A page as Streamlit has it, made once: it looks for the file of each."""
    return st.Page(entry.file, title=title, url_path=entry.name, default=entry.name == HOME)


def _is_offered(entry: PageEntry, actor: Actor | None) -> bool:
    """Whether the menu shows a page; that of single answers depends on whom somebody works for."""
    if not entry.is_offered(actor):
        return False
    if entry.name == MICRODATA:
        return actor is not None and session.portal().microdata.is_for(actor)
    return True


def _show_address() -> None:
    """Let the browser's address say which view of the page this is.

    A link from one view of a page to another leaves the address as it was, and the next press of
    a button would ask for the view that stands there.
    """
    st.query_params.from_dict(st.query_params.to_dict())
