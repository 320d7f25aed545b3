"""The survey's own words on paper: another language is marked, an earlier answer is pointed at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.i18n.translations import LocalText, Translations
from copfeedback.printing.lines import isolated
from copfeedback.surveys.model import MENTION, Question


def local(texts: Translations, speech: Speech) -> LocalText:
    """A text for readers of a language; one that is not in it says in which it is."""
    found = texts.read_in(speech.tag)
    if not found.is_fallback:
        return found
    mark = isolated(f"[{language_name(found.language, speech)}]")
    return LocalText(f"{found.text} {mark}", found.language, is_fallback=True)


def pointing_back(question: Question, numbers: Mapping[str, str], speech: Speech) -> Question:
    """The question, saying where on the paper an earlier answer stands that its words mention."""
    if not question.mentions:
        return question

    def pointed(found: re.Match[str]) -> str:
        if found[1] not in numbers:
            return "…"
        words = speech.gettext("[your answer to question %(number)s]")
        return words % {"number": numbers[found[1]]}

    def filled(texts: Translations) -> Translations:
        return Translations({tag: MENTION.sub(pointed, text) for tag, text in texts.items()})

    return replace(
        question,
        text=filled(question.text),
        hint=filled(question.hint) if question.hint is not None else None,
        choices=tuple(replace(each, text=filled(each.text)) for each in question.choices),
        rows=tuple(replace(each, text=filled(each.text)) for each in question.rows),
    )
