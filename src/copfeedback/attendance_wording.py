"""How both doors name the groups in the yearly figures of forums."""

from __future__ import annotations

from copfeedback.forums.attendance_figures import AGE_BANDS, GENDER
from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import Group
from copfeedback.results.wording import group_name


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
