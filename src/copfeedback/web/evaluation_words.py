"""What the pages of evaluations are given beside their own matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from copfeedback.application import Portal
from copfeedback.evaluations import figure_wording, lines, report_wording
from copfeedback.evaluations.earlier_verdicts import differing_sentence
from copfeedback.evaluations.events import Evaluation, Event
from copfeedback.evaluations.said_by import offices_of, said_by
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText, Translations
from copfeedback.web.forum_commitments import public_sectors


def evaluation_words(speech: Speech) -> dict[str, Any]:
    """How values, figures and days are said in a language."""
    return {
        "name_of": partial(name_of, speech=speech),
        "lines": lines,
        "figures": figure_wording,
        "said": report_wording,
        "digits": digits,
        "differing_sentence": partial(differing_sentence, speech=speech),
    }


def around(portal: Portal, evaluation: Evaluation, tag: str) -> dict[str, Any]:
    """What stands at the head of every page about an evaluation."""
    speech = portal.catalogues.speech(tag)
    stands = portal.evaluations.standing(evaluation)
    return {
        **evaluation_words(speech),
        "evaluation": evaluation,
        "standing": stands,
        "badges": lines.badges(evaluation, stands, speech),
        "promised": lines.promised_sentences(stands, speech),
        "root": f"/{tag}/evaluations",
        "here": f"/{tag}/evaluations/{evaluation.code}",
    }


def sector_names(portal: Portal, tag: str) -> Mapping[str, Translations]:
    """What areas and communities are called, by their codes."""
    return {code: each.name for code, each in public_sectors(portal, tag).items()}


def by_whom(
    portal: Portal, evaluation: Evaluation, speech: Speech
) -> Callable[[Event], LocalText | str]:
    """Says of an event who did it, in the reader's language where that is known."""
    forums = (each.name for each in portal.forums.all()) if portal.settings.has_forums else ()
    return partial(said_by, offices=offices_of(evaluation, forums), speech=speech)


def digits(fingerprint: str) -> Markup:
    """A fingerprint, which stays in its order in every script."""
    return Markup('<code dir="ltr" class="digits">{}</code>').format(fingerprint)
