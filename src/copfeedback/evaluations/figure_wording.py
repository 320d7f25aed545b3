"""Figures and their changes as a language writes them, in percent or in their own unit.

Estimates, changes and the ends of their ranges have as many digits as one another, on every page,
in every table and for programs (``published_series.rounded``), and what they mean is computed from
them as they are shown. What somebody promised, such as a target, is said as it was promised.
"""

from __future__ import annotations

from babel.numbers import format_percent
from markupsafe import Markup

from copfeedback.evaluations.report_model import Compared, Figure
from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import Group
from copfeedback.results.published_series import Unit, rounded
from copfeedback.results.wording import group_name, people_asked

NOTHING = "–"
_PROMISED = 2
"""So many digits of what was promised are said at the most."""


def amount(value: float, unit: Unit | None, speech: Speech) -> str:
    """A figure, such as “41 %” or “12 days”."""
    return _in_unit(rounded(value, unit), unit, speech)


def promised_amount(value: float, unit: Unit | None, speech: Speech) -> str:
    """A figure that is to be reached, as it was promised."""
    return _in_unit(round(value, _PROMISED), unit, speech)


def _in_unit(value: float, unit: Unit | None, speech: Speech) -> str:
    if unit is Unit.PERCENT:
        return format_percent(value / 100, locale=speech.tag, decimal_quantization=False)
    number = speech.formatting.number(value)
    if unit is Unit.DAYS:
        return speech.ngettext("%(days)s day", "%(days)s days", int(value)) % {"days": number}
    return number


def points_or_amount(value: float, unit: Unit | None, speech: Speech) -> str:
    """The size of a change: in percentage points for shares."""
    return _in_points(rounded(value, unit), unit, speech)


def promised_points_or_amount(value: float, unit: Unit | None, speech: Speech) -> str:
    """The size of a change that is to be reached, as it was promised."""
    return _in_points(round(value, _PROMISED), unit, speech)


def _in_points(value: float, unit: Unit | None, speech: Speech) -> str:
    if unit is Unit.PERCENT:
        return speech.gettext("%(points)s points") % {"points": speech.formatting.number(value)}
    return _in_unit(value, unit, speech)


def signed(value: float, unit: Unit | None, speech: Speech) -> str:
    """A change with its sign, which stays in front of it from right to left as well."""
    number = _isolated(speech.formatting.signed(rounded(value, unit)), speech)
    if unit is Unit.PERCENT:
        return speech.gettext("%(points)s points") % {"points": number}
    return number


def figure(each: Figure | None, unit: Unit | None, speech: Speech) -> str:
    """A figure, or a dash for one that is not shown."""
    return NOTHING if each is None else amount(each.value, unit, speech)


def change(each: Figure | None, unit: Unit | None, speech: Speech) -> str:
    """A change, or a dash for one that is not shown."""
    return NOTHING if each is None else signed(each.value, unit, speech)


def interval(each: Figure | None, unit: Unit | None, speech: Speech) -> str:
    """The 95 % interval of a change in words; nothing for one that has none."""
    if each is None or each.low is None or each.high is None:
        return ""
    low, high = (
        _isolated(speech.formatting.signed(rounded(value, unit)), speech)
        for value in (each.low, each.high)
    )
    return speech.gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def base(each: Figure | None, speech: Speech, *, people: bool = True) -> str:
    """How many a figure rests on; nothing if nobody counted.

    ``people``: that many were asked; otherwise they are cases, hours or something else.
    """
    if each is None or not each.base:
        return ""
    if people:
        return people_asked(each.base, speech)
    return speech.gettext("based on %(count)s") % {"count": speech.formatting.number(each.base)}


def figure_cell(
    each: Figure | None, unit: Unit | None, speech: Speech, *, people: bool = True
) -> Markup | str:
    """A figure with its range and what it rests on; a dash for one that is not shown."""
    if each is None:
        return NOTHING
    beside = [base(each, speech, people=people)]
    if each.low is not None and each.high is not None:
        ends = {"low": amount(each.low, unit, speech), "high": amount(each.high, unit, speech)}
        beside.insert(0, speech.gettext("%(low)s to %(high)s") % ends)
    return _cell(figure(each, unit, speech), speech.formatting.apart(filter(None, beside)))


def change_cell(each: Figure | None, unit: Unit | None, speech: Speech) -> Markup | str:
    """A change with its range; a dash for one that is not shown."""
    if each is None:
        return NOTHING
    return _cell(change(each, unit, speech), interval(each, unit, speech))


def _cell(shown: str, beside: str) -> Markup:
    told = Markup("<bdi>{}</bdi>").format(shown)
    return told + Markup(" <small>(<bdi>{}</bdi>)</small>").format(beside) if beside else told


def cells(
    compared: Compared | None, unit: Unit | None, speech: Speech, *, people: bool = True
) -> list[Markup | str]:
    """Before, after and the change, each with its range and what it rests on."""
    if compared is None:
        return [NOTHING] * 3
    return [
        figure_cell(compared.before, unit, speech, people=people),
        figure_cell(compared.after, unit, speech, people=people),
        change_cell(compared.change, unit, speech),
    ]


def words_only() -> list[Markup | str]:
    """In the place of figures, where words alone were asked for: there is no figure to miss."""
    return [""] * 3


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
        "interval": interval(compared.change, unit, speech),
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


def _isolated(number: str, speech: Speech) -> str:
    return f"\u2066{number}\u2069" if speech.direction == "rtl" else number
