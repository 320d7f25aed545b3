"""Changes, gaps and pilots against controls, as words and tables."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.change import Change
from copfeedback.results.change_wording import (
    gap_name,
    interval_in_points,
    points_of,
    verdict_name,
)
from copfeedback.results.comparison import (
    CONTROL,
    PILOT,
    Effect,
    Since,
    all_since,
    baseline,
    gender_gap,
    previous,
    programme_effect,
    since,
)
from copfeedback.results.domain_wording import domain_name
from copfeedback.results.figures import published
from copfeedback.results.model import TrendPoint
from copfeedback.results.published import Domain
from copfeedback.surveys.model import Survey
from copfeedback.surveys.wave_model import Arm
from copfeedback.ui.tables import figure_cell, plain_table
from copfeedback.ui.texts import as_words, marked, words


def change_cell(found: Since | None, speech: Speech) -> Markup | str:
    """How a figure changed, as far as that is sure; or why nothing can be said."""
    if found is None:
        return "–"
    if found.breaks:
        return Markup("<small>{}</small>").format(speech.gettext("cannot be compared"))
    if found.change is None:
        return "–"
    return said(verdict_name(found.change, speech), found.change, speech)


def gap_cell(found: Change | None, speech: Speech) -> Markup | str:
    """How far women are from men, as far as that is sure."""
    return "–" if found is None else said(gap_name(found, speech), found, speech)


def said(verdict: str, found: Change, speech: Speech) -> Markup:
    """A verdict with its figures."""
    return Markup(
        '<b>{}</b> <small><bdi>{}</bdi></small> <small class="interval">(<bdi>{}</bdi>)</small>'
    ).format(verdict, points_of(found, speech), interval_in_points(found, speech))


def table(
    points: Sequence[TrendPoint],
    domains: Sequence[Domain],
    code: str,
    survey: Survey,
    speech: Speech,
) -> Markup:
    """How the latest figure of each group changed since the wave before and since the baseline.

    Verdicts of a column are corrected (Holm) for there being several groups.
    """
    before, first = previous(points), baseline(points)
    columns = [(speech.gettext("Since %(wave)s"), before)]
    if first is not before:
        columns.append((speech.gettext("Since the baseline, %(wave)s"), first))
    cells = [
        all_since([since(points, earlier, code, domain) for domain in domains])
        for _head, earlier in columns
    ]
    heads = [
        speech.gettext("Group"),
        *(
            head % {"wave": words(earlier.wave.name, speech)}
            for head, earlier in columns
            if earlier is not None
        ),
    ]
    rows = [
        (
            domain_name(domain, survey, speech, as_words),
            [change_cell(column[at], speech) for column in cells],
        )
        for at, domain in enumerate(domains)
    ]
    return plain_table(speech.gettext("Change in percentage points"), heads, rows)


def gap_table(
    caption: str | Markup, points: Sequence[TrendPoint], code: str, speech: Speech
) -> Markup:
    """The gap between women and men, wave by wave."""
    rows = [
        (marked(point.wave.name, speech), [gap_cell(gender_gap(point, code), speech)])
        for point in points
    ]
    heads = [speech.gettext("Wave"), speech.gettext("Women minus men")]
    return plain_table(caption, heads, rows)


def gap_in_words(title: str, points: Sequence[TrendPoint], code: str, speech: Speech) -> str:
    """The text alternative of the picture of the gap."""
    told = [
        f"{words(point.wave.name, speech)}: {gap_name(found, speech)}, {points_of(found, speech)}"
        for point in points
        if (found := gender_gap(point, code)) is not None
    ]
    return ". ".join([title, *told])


def effect(points: Sequence[TrendPoint], code: str, speech: Speech) -> Markup:
    """Pilot against control, with what it cannot tell; nothing where there are no arms."""
    found = programme_effect(points, code)
    if found is None:
        return Markup("")
    _ = speech.gettext
    waves = (found.earlier, found.later)
    if not any(published(point, arm, code) for point in waves for arm in (PILOT, CONTROL)):
        return Markup("")
    rows = [
        (name, [figure_cell(point.table, arm, code, speech) for point in waves])
        for name, arm in ((_("Pilot"), PILOT), (_("Control"), CONTROL))
    ]
    heads = [_("Areas"), *(words(point.wave.name, speech) for point in waves)]
    compared = plain_table(_("Pilot and control"), heads, rows)
    return Markup("<h2>{}</h2>{}<p>{}</p><p>{}</p>").format(
        _("Pilot against control"),
        compared,
        _verdict(found, speech),
        _caveat(found.later, speech),
    )


def _verdict(found: Effect, speech: Speech) -> Markup | str:
    if found.change is None:
        return speech.gettext("Pilot and control cannot be compared here.")
    told = speech.gettext("The pilot areas changed by so much more than the others:")
    return Markup("{} {}").format(
        told, said(verdict_name(found.change, speech), found.change, speech)
    )


def _caveat(point: TrendPoint, speech: Speech) -> str:
    plan = point.wave.plan
    arms = [plan.arm_of(sector.code) for sector in point.wave.sectors]
    if arms.count(Arm.PILOT) == 1 and arms.count(Arm.CONTROL) == 1:
        return speech.gettext(
            "There is one area on each side. Whatever else happened in one of them cannot be told "
            "from the effect of the programme."
        )
    return speech.gettext(
        "There are few areas on each side. Whatever else happened in some of them may be mistaken "
        "for the effect of the programme."
    )
