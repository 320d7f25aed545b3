"""Whom a figure is about, said: the same words in tables, charts and both doors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.results.published import NO_ARM, Domain, Group
from copfeedback.results.wording import answer_name, group_name
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.model import Survey
from copfeedback.surveys.packing import NOT_STATED
from copfeedback.surveys.wave_model import Arm
from copfeedback.surveys.wave_wording import ARM_NAMES

DIMENSION_NAMES: Mapping[str, str] = {
    "gender": N_("Gender"),
    "age_band": N_("Age"),
    "sector": N_("Area"),
    "mode": N_("Way of answering"),
    "arm": N_("Pilot and control"),
}
MODE_NAMES: Mapping[Mode, str] = {
    Mode.LIGHT: N_("Simple site"),
    Mode.FULL: N_("Full site"),
    Mode.KIOSK: N_("Shared device"),
    Mode.ASSISTED: N_("With a helper"),
    Mode.PAPER: N_("On paper"),
}


def split_name(dimensions: Sequence[str], speech: Speech) -> str:
    """What a table is told apart by, such as “Gender × Age”; everyone for nothing."""
    if not dimensions:
        return group_name(Group.ALL, speech)
    return " × ".join(speech.gettext(DIMENSION_NAMES[name]) for name in dimensions)


def domain_name(
    domain: Domain, survey: Survey, speech: Speech, plain: Callable[[LocalText], str] = str
) -> str:
    """Whom a row or a line is about; ``plain`` writes a name that may be in another language."""
    if not domain.parts:
        return group_name(Group.ALL, speech)
    return " · ".join(
        plain(value_name(survey, dimension, value, speech)) for dimension, value in domain.parts
    )


def value_name(survey: Survey, dimension: str, value: str, speech: Speech) -> LocalText:
    """A value of a dimension; its code if the questionnaire does not know it (any more)."""
    question = survey.question_of_item.get(dimension)
    if dimension == "gender":
        ours = group_name(Group(value), speech)
    elif value == NOT_STATED:
        ours = speech.gettext("Not stated")
    elif dimension == "mode":
        ours = speech.gettext(MODE_NAMES[Mode(value)])
    elif value == NO_ARM:
        ours = speech.gettext("Elsewhere or not stated")
    elif dimension == "arm":
        ours = speech.gettext(ARM_NAMES[Arm(value)])
    elif question is not None and value in question.codes:
        return answer_name(question, value, speech)
    else:
        ours = value
    return LocalText(ours, speech.tag, is_fallback=False)
