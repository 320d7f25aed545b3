"""What the templates of forums are given beside their own matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from markupsafe import Markup

from copfeedback.forums.attendance_figures import AGE_BANDS, GENDER
from copfeedback.forums.when import moment, when
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.results.published import Group
from copfeedback.results.wording import group_name


def forum_words(speech: Speech, today: date) -> dict[str, Any]:
    """How values, moments and languages are said in a language, and which day it is."""

    def spoken(languages: Sequence[str]) -> Markup:
        """Languages in a sentence; a chair may have typed a name in any script."""
        names = (Markup("<bdi>{}</bdi>").format(language_name(each, speech)) for each in languages)
        return Markup(speech.formatting.listing(list(names)))  # noqa: S704 - each is escaped

    return {
        "when": partial(when, tag=speech.tag),
        "moment": partial(moment, tag=speech.tag),
        "name_of": partial(name_of, speech=speech),
        "language_name": partial(language_name, speech=speech),
        "spoken": spoken,
        "reference": lambda digits: f"{digits[:4]} {digits[4:]}",
        "today": today,
    }


def group_or_age(dimension: str, value: str, speech: Speech) -> str:
    """A gender by its name, an age band by its numbers, such as “18–29” and “75+”."""
    if dimension == GENDER:
        return group_name(Group(value), speech)
    firsts = [int(each.removeprefix("from_")) for each in AGE_BANDS]
    at = AGE_BANDS.index(value)
    number = speech.formatting.number
    if at == len(firsts) - 1:
        return f"{number(firsts[at])}+"
    return f"{number(firsts[at])}–{number(firsts[at + 1] - 1)}"
