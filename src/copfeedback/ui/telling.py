"""What in a text could tell who a person is, shown before the text is published."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.telling.places import Excerpt
from copfeedback.telling_wording import telling_sentence
from copfeedback.ui import forum_lines


def show(lines: Collection[Markup], speech: Speech) -> None:
    """What was found, below a heading."""
    st.html(
        Markup("<h2>{}</h2>{}").format(
            speech.gettext("What should be looked at"), told(lines, speech)
        )
    )


def told(lines: Collection[Markup], speech: Speech) -> Markup:
    """What was found, a line for each; without any, that nobody should rely on it."""
    _ = speech.gettext
    sentence = _(
        "Nothing was found that tells who a person is. No program finds everything: please read "
        "it all once more."
    )
    if lines:
        sentence = _(
            "These words may tell who a person is. Change them, or leave them where you are sure."
        )
    return Markup("<p>{}</p>{}").format(sentence, forum_lines.listed(lines))


def line(where: str | Markup, found: Excerpt[Any], speech: Speech) -> Markup:
    """Where something stands, why it should be looked at, and what it is."""
    return Markup("{}<br>{}<br><bdi>{}<mark>{}</mark>{}</bdi>").format(
        where, telling_sentence(found.kind, speech), found.before, found.words, found.after
    )
