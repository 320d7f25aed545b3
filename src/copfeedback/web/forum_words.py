"""What the templates of forums are given beside their own matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from copfeedback.check_digit import in_groups
from copfeedback.forums.model import Forum
from copfeedback.forums.when import moment, when
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name


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
        "reference": _reference,
        "today": today,
    }


def _reference(digits: str) -> Markup:
    """The number of a proposal in groups, which stay in their order in every script."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(in_groups(digits))


def left_nowhere(response: Response, forum: Forum | None) -> Response:
    """The response; one about a protected forum is kept by no browser."""
    if forum is not None and forum.protected is not None:
        response.headers["Cache-Control"] = "no-store"
    return response
