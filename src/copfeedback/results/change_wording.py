"""How changes and gaps are said: the same words in tables, charts and both doors."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.results.change import Change, Verdict

_VERDICTS: Mapping[Verdict, str] = {
    Verdict.UP: N_("up"),
    Verdict.DOWN: N_("down"),
    Verdict.NO_CLEAR_CHANGE: N_("no clear change"),
}
_GAPS: Mapping[Verdict, str] = {
    Verdict.UP: N_("women more than men"),
    Verdict.DOWN: N_("women less than men"),
    Verdict.NO_CLEAR_CHANGE: N_("no clear gap"),
}


def verdict_name(change: Change, speech: Speech) -> str:
    """Which way a figure went, as far as that is sure."""
    return speech.gettext(_VERDICTS[change.verdict])


def gap_name(change: Change, speech: Speech) -> str:
    """Who is above, as far as that is sure."""
    return speech.gettext(_GAPS[change.verdict])


def points_of(change: Change | None, speech: Speech) -> str:
    """A change in percentage points with its sign; nothing for none."""
    if change is None:
        return ""
    return speech.gettext("%(points)s points") % {"points": _signed(change.points, speech)}


def interval_in_points(change: Change | None, speech: Speech) -> str:
    """Its confidence interval in words; nothing for none."""
    if change is None:
        return ""
    return speech.gettext("%(low)s to %(high)s") % {
        "low": _signed(change.low, speech),
        "high": _signed(change.high, speech),
    }


def advice(speech: Speech) -> tuple[str, ...]:
    """How to read changes, in plain words."""
    _ = speech.gettext
    return (
        _(
            "“Up” and “down” are said only of changes that are too large to be chance. “No clear "
            "change” does not mean that nothing changed."
        ),
        of_several(speech),
        _(
            "When more people report crimes, it can also mean that they trust the police more. It "
            "need not mean more crime."
        ),
        _("A figure that changed after a measure did not have to change because of it."),
    )


def of_several(speech: Speech) -> str:
    """Why a change that looks large may not be called one."""
    return speech.gettext(
        "The more figures are compared at once, the larger a change has to be, because some "
        "would look large by chance."
    )


def _signed(points: int, speech: Speech) -> str:
    """A number whose sign stays in front of it from right to left as well."""
    number = speech.formatting.signed(points)
    return f"\u2066{number}\u2069" if speech.direction == "rtl" else number
