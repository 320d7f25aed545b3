"""Names of people in what is to join the chain: shown with the question whether to publish it."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import session, telling
from copfeedback.ui.local_texts import LocalTexts


def show(said: object, speech: Speech) -> None:
    """What in a pledge, a report or a draft of one could tell who a person is."""
    portal = session.portal()
    languages = portal.catalogues.languages
    lines = [
        telling.line(languages[each.where].name, each, speech)
        for each in portal.evaluations.telling(said)
    ]
    st.html(telling.told(lines, speech))


def show_typed(
    texts: LocalTexts, names: Collection[str], speech: Speech, beside: object = None
) -> None:
    """The same of what stands in fields now, and of what is published with it."""
    show((beside, tuple(texts.read(name, None) for name in sorted(names))), speech)
