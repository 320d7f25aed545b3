"""Who is reading, and in which language: asked anew at every rerun.

What the browser sent is read through ``browser`` alone, so that a test can put a reader there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from copfeedback import application
from copfeedback.application import Portal
from copfeedback.complaints.vault import HolderKey
from copfeedback.i18n.catalogues import Speech
from copfeedback.people.model import PUBLIC, SESSION_COOKIE, Actor

LANGUAGE = "lang"
AT_WORK_SECONDS = 60
_SWITCHED = "copfeedback_language"
_SEEN = "copfeedback_seen"
_RENEWED = "copfeedback_renewed"


@dataclass(frozen=True, slots=True)
class Browser:
    """What the browser said when it connected."""

    cookies: Mapping[str, str]
    accept_language: str | None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """The person in front of the page: how to speak to them, and who they are if signed in.

    ``ended`` is whoever was signed in on this very page until their session ended.
    """

    speech: Speech
    actor: Actor | None
    ended: Actor | None = None


def browser() -> Browser:
    """What the browser said; Streamlit keeps it as it was when the connection began."""
    said = st.context
    return Browser(said.cookies, said.headers.get("Accept-Language"), said.ip_address)


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
    actor, _ = _signed_in()
    seen: Actor | None = st.session_state.get(_SEEN)
    if actor is None:
        return Reader(speech(), None, ended=seen)
    if seen is not None and seen.id != actor.id:
        st.session_state.clear()  # somebody else took over the browser: nothing of this is theirs
    st.session_state[_SEEN] = actor
    return Reader(speech(), actor)


def actor() -> Actor:
    """Who presses a button, as of now; nobody's rights outlive their session."""
    return reader().actor or PUBLIC


def token() -> str | None:
    """The token of the reader's session, as of now."""
    return _signed_in()[1]


def holder_key() -> HolderKey | None:
    """The reader's private keys, for this rerun alone: to be kept nowhere.

    None: they have none, or this session does not open them.

    Raises:
        StorageUnavailable: the database cannot be read now.
    """
    actor, token = _signed_in()
    return portal().keys.key_of(token, actor) if actor is not None else None


def _signed_in() -> tuple[Actor | None, str | None]:
    """Who is signed in, and the token that says so."""
    for token in (st.session_state.get(_RENEWED), browser().cookies.get(SESSION_COOKIE)):
        actor = portal().people.actor_of(token) if token else None
        if actor is not None:
            return actor, token
    return None, None


def at_work() -> None:
    """Let the page say once a minute that it is at work, such as the minutes of an open meeting.

    Nobody is signed out for being idle while it is open; the absolute end of a session stays.
    """
    st.fragment(reader, run_every=AT_WORK_SECONDS)()


def renew(token: str) -> None:
    """Go on with this session in place of the one that ended."""
    st.session_state[_RENEWED] = token


def switch_language(tag: str) -> None:
    """Go on in another language without a reload, which would lose what is being entered."""
    st.session_state[_SWITCHED] = tag
    st.query_params.pop(LANGUAGE, None)
