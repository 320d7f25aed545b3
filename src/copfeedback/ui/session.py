"""Who is reading, and in which language: asked anew at every rerun.

What the browser sent is read through ``browser`` alone, so that a test can put a reader there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from copfeedback import application
from copfeedback.application import Portal
from copfeedback.i18n.catalogues import Speech
from copfeedback.people.model import SESSION_COOKIE, Actor

LANGUAGE = "lang"
_SWITCHED = "copfeedback_language"


@dataclass(frozen=True, slots=True)
class Browser:
    """What the browser said when it connected."""

    cookies: Mapping[str, str]
    accept_language: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """The person in front of the page: how to speak to them, and who they are if signed in."""

    speech: Speech
    actor: Actor | None


def browser() -> Browser:
    """What the browser said; Streamlit keeps it as it was when the connection began."""
    return Browser(st.context.cookies, st.context.headers.get("Accept-Language"))


def portal() -> Portal:
    """The portal this process serves."""
    return application.portal()


def speech() -> Speech:
    """The reader's language: what they chose on this page, else before, else their browser's."""
    catalogues = portal().catalogues
    said = browser()
    chosen = (
        st.session_state.get(_SWITCHED)
        or st.query_params.get(LANGUAGE)
        or said.cookies.get(LANGUAGE)
    )
    language = catalogues.languages.wanted(chosen=chosen, accept_language=said.accept_language)
    return catalogues.speech(language.tag)


def reader() -> Reader:
    """The reader of this rerun. A session that has ended since is noticed here.

    Raises:
        StorageUnavailable: they hold a staff session, and the database cannot be read now.
    """
    token = browser().cookies.get(SESSION_COOKIE)
    return Reader(speech(), portal().people.actor_of(token) if token else None)


def switch_language(tag: str) -> None:
    """Go on in another language without a reload, which would lose what is being entered."""
    st.session_state[_SWITCHED] = tag
    st.query_params.pop(LANGUAGE, None)
