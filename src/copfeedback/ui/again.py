"""What a staff page shows once its session has ended, and how to go on with it.

The page itself is not run, so it shows nothing to anybody who may no longer see it. Streamlit keeps
what its fields hold meanwhile: every field of a staff page says ``persist_state="page"``.
"""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.people.model import Actor
from copfeedback.ui import frame, session

_TICKET = "copfeedback_ticket"
_TRIED = "copfeedback_tried"


def ask(ended: Actor, title: str, speech: Speech) -> None:
    """Ask whoever had this page open to sign in again, in a tab of its own."""
    _ = speech.gettext
    frame.heading(_("Your session has ended"), before=title)
    if st.session_state.pop(_TRIED, False):
        waiting = _("You are not signed in as %(name)s yet. Press “Sign in again” first.")
        st.html(
            Markup('<div class="summary" role="alert"><p>{}</p></div>').format(
                waiting % {"name": ended.name}
            )
        )
    steps = (
        _("Press “Sign in again”. A new tab opens. Sign in there as %(name)s."),
        _("Then come back to this tab and press “Continue”."),
    )
    st.html(
        Markup('<p class="note">{}</p><ol>{}</ol>').format(
            _("What you entered on this page is still here. Do not reload the page."),
            Markup("").join(
                Markup("<li>{}</li>").format(step % {"name": ended.name}) for step in steps
            ),
        )
    )
    with st.container(horizontal=True):
        query = urlencode({"lang": speech.tag, "ticket": _ticket(ended)})
        st.link_button(_("Sign in again"), f"./staff/sign-in?{query}", type="primary")
        st.button(_("Continue"), key="continue", on_click=_go_on)


def _ticket(ended: Actor) -> str:
    """What names this page at sign-in; it opens nothing to whoever else gets hold of it."""
    tickets = session.portal().people.again
    ticket: str | None = st.session_state.get(_TICKET)
    if ticket is None or not tickets.is_open(ticket):
        ticket = st.session_state[_TICKET] = tickets.ask(ended)
    return ticket


def _go_on() -> None:
    ticket: str | None = st.session_state.get(_TICKET)
    token = session.portal().people.again.token_of(ticket) if ticket else None
    if token is None:
        st.session_state[_TRIED] = True
    else:
        session.renew(token)
