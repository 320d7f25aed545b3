"""Themes and excerpts of answers in people's own words at the full door."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.free_text import showing
from copfeedback.results.free_text.model import Part
from copfeedback.results.free_text.own_words import read_own_words
from copfeedback.surveys.book import AskedWave
from copfeedback.ui import session


def own_words(asked: AskedWave, speech: Speech) -> Markup:
    """The section of a wave's results; empty while there is nothing to show."""
    portal = session.portal()
    found = read_own_words(portal.coding, portal.excerpts, asked)
    return showing.own_words_part(found, speech, portal.catalogues.languages)


def quoted(parts: Sequence[Part], language: str, speech: Speech) -> Markup:
    """Words somebody wrote, in their language and direction, with what was masked in brackets."""
    return showing.quoted(parts, language, speech, session.portal().catalogues.languages)
