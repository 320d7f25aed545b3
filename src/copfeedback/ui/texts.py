"""Putting our texts and the questionnaire's into what Streamlit draws.

Streamlit reads Markdown in labels, and HTML where it is told to. Everything that did not come
from our own code is escaped here for the one or the other.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText, Translations
from copfeedback.ui import session

# No more than what Streamlit gives a meaning inside a label: screen readers are given some labels
# as they are, backslashes and all. Letters in circles are signs to Markdown and letters to Python.
_MARKDOWN = re.compile(
    r"[\\`*\[\]<$~]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])|:(?=[\w-]+[:\[])|-(?=[->])|&(?=#?\w+;)"
)


def as_label(text: str) -> str:
    """A text for a label, in which Streamlit reads Markdown, shown exactly as it is."""
    return _MARKDOWN.sub(r"\\\g<0>", " ".join(text.split()))


def words(texts: Translations | LocalText, speech: Speech) -> str:
    """A text of the questionnaire; one that is not in the reader's language says in which."""
    local = texts.read_in(speech.tag) if isinstance(texts, Translations) else texts
    return as_words(local)


def as_words(local: LocalText) -> str:
    """A text where no HTML can be; one that is not in the reader's language says in which."""
    return session.portal().catalogues.plain(local)


def marked(texts: Translations, speech: Speech) -> Markup:
    """A text of the questionnaire as HTML; one in another language is marked as such."""
    return escape(texts.read_in(speech.tag))
