"""Figures and their changes as a language writes them, in percent or in their own unit."""

from __future__ import annotations

from babel.numbers import format_percent

from copfeedback.evaluations.report_model import Compared, Figure
from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import Group
from copfeedback.results.published_series import Unit
from copfeedback.results.wording import group_name, people_asked

NOTHING = "–"
_DIGITS = 1


def amount(value: float, unit: Unit | None, speech: Speech) -> str:
    """A figure, such as “41 %” or “12 days”."""
    value = _rounded(value)
    if unit is Unit.PERCENT:
        return format_percent(value / 100, locale=speech.tag, decimal_quantization=False)
    number = speech.formatting.number(value)
    if unit is Unit.DAYS:
        return speech.ngettext("%(days)s day", "%(days)s days", int(value)) % {"days": number}
    return number


def points_or_amount(value: float, unit: Unit | None, speech: Speech) -> str:
    """The size of a change: in percentage points for shares."""
    if unit is Unit.PERCENT:
        number = speech.formatting.number(_rounded(value))
        return speech.gettext("%(points)s points") % {"points": number}
    return amount(value, unit, speech)


def signed(value: float, unit: Unit | None, speech: Speech) -> str:
    """A change with its sign, which stays in front of it from right to left as well."""
    number = _isolated(speech.formatting.signed(_rounded(value)), speech)
    if unit is Unit.PERCENT:
        return speech.gettext("%(points)s points") % {"points": number}
    return number


def figure(each: Figure | None, unit: Unit | None, speech: Speech) -> str:
    """A figure, or a dash for one that is not shown."""
    return NOTHING if each is None else amount(each.value, unit, speech)


def change(each: Figure | None, unit: Unit | None, speech: Speech) -> str:
    """A change, or a dash for one that is not shown."""
    return NOTHING if each is None else signed(each.value, unit, speech)


def interval(each: Figure | None, speech: Speech) -> str:
    """The 95 % interval of a change in words; nothing for one that has none."""
    if each is None or each.low is None or each.high is None:
        return ""
    low, high = (
        _isolated(speech.formatting.signed(_rounded(value)), speech)
        for value in (each.low, each.high)
    )
    return speech.gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def base(compared: Compared, speech: Speech, *, people: bool = True) -> str:
    """How many a comparison rests on: the fewer of before and after; nothing if nobody counted.

    ``people``: that many were asked; otherwise they are cases, hours or something else.
    """
    known = [
        each.base for each in (compared.before, compared.after) if each is not None and each.base
    ]
    if not known:
        return ""
    if people:
        return people_asked(min(known), speech)
    return speech.gettext("based on %(count)s") % {"count": speech.formatting.number(min(known))}


def group(compared: Compared, speech: Speech) -> str:
    """Whom figures are of."""
    return group_name(Group(compared.group), speech)


def change_of(
    compared: Compared, unit: Unit | None, speech: Speech, *, against_control: bool = False
) -> str:
    """Before, after, the change and its interval in words; nothing without a change.

    ``against_control``: the change is that in pilot sites, less that in control sites.
    """
    if compared.change is None:
        return ""
    values = {
        "before": figure(compared.before, unit, speech),
        "after": figure(compared.after, unit, speech),
        "change": change(compared.change, unit, speech),
        "interval": interval(compared.change, speech),
    }
    if compared.before is None or compared.after is None:
        said = speech.gettext("The change is %(change)s.")
    elif against_control:
        said = speech.gettext(
            "In pilot sites it was %(before)s before and is %(after)s now. Less the change in "
            "control sites, that is %(change)s."
        )
    else:
        said = speech.gettext("It was %(before)s before and is %(after)s now: %(change)s.")
    if values["interval"]:
        sure = speech.gettext("The true change is very likely in this range: %(interval)s.")
        said = f"{said} {sure}"
    return said % values


def _rounded(value: float) -> float:
    """Without digits that no survey can be sure of, and no zero with a sign."""
    return round(value, _DIGITS) + 0.0


def _isolated(number: str, speech: Speech) -> str:
    return f"\u2066{number}\u2069" if speech.direction == "rtl" else number
