"""The trend of one question in words and tables, for staff."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results import wording
from copfeedback.results.change_wording import advice
from copfeedback.results.items import favourable_codes
from copfeedback.results.model import Trend, TrendPoint
from copfeedback.results.published import EVERYONE
from copfeedback.results.wording import FAVOURABLE
from copfeedback.surveys.model import QuestionType
from copfeedback.ui import charts, tables
from copfeedback.ui.texts import marked, words
from copfeedback.ui.trend_view import Picked


def definition(picked: Picked, speech: Speech) -> Markup:
    """What the figures are a share of."""
    lines = [
        Markup("<b>{}</b>").format(marked(picked.text, speech)),
        share_of(picked, speech),
    ]
    if picked.question.aligned_with:
        lines.append(
            speech.gettext("Aligned with: %(name)s.")
            % {"name": words(picked.question.aligned_with, speech)}
        )
    return Markup("<p>{}</p>").format(Markup("<br>").join(lines))


def share_of(picked: Picked, speech: Speech) -> str:
    """The share that is shown, and of whom."""
    _ = speech.gettext
    shown = _("Shown is the share who answered %(answers)s, among everyone who was asked.")
    if picked.question.type is QuestionType.RANKING:
        shown = _("Shown is the share who put %(answers)s first, among everyone who was asked.")
    codes: Sequence[str] = (picked.code,)
    if picked.code == FAVOURABLE:
        shown = _("Key indicator: the share who answered %(answers)s, among everyone asked.")
        codes = favourable_codes(picked.question, picked.item)
    named = (wording.answer_name(picked.question, code, speech) for code in codes)
    answers = speech.formatting.listing(
        [_("“%(words)s”") % {"words": words(name, speech)} for name in named]
    )
    return shown % {"answers": answers}


def coverage(points: Sequence[TrendPoint], speech: Speech) -> str:
    """When the waves were answered, and by how many: what every figure here rests on."""
    told = []
    for point in points:
        base = point.release.bases.get(EVERYONE)
        told.append(
            " ".join(
                (
                    f"{words(point.wave.name, speech)}:",
                    wording.answered_between(point.wave, speech),
                    "" if base is None else wording.people_answered(base, speech),
                    "" if point.public else speech.gettext("Not public yet."),
                )
            ).strip()
        )
    return " ".join(told)


def breaks(points: Sequence[TrendPoint], speech: Speech) -> Markup:
    """Where the lines of the chart break, and why."""
    told = Markup("").join(
        Markup("<li>{}.</li>").format(
            wording.cannot_be_compared(
                words(before.wave.name, speech),
                words(after.wave.name, speech),
                after.breaks,
                speech,
            )
        )
        for before, after in charts.broken_between(points)
    )
    if not told:
        return told
    why = speech.gettext("Where a line breaks, figures before and after it cannot be compared:")
    return Markup("<p>{}</p><ul>{}</ul>").format(why, told)


def wave_tables(trend: Trend, picked: Picked, speech: Speech) -> Markup:
    """Every answer of each wave, to be opened one by one; the latest first."""
    return Markup("").join(
        Markup("<details><summary>{}</summary>{}</details>").format(
            marked(point.wave.name, speech),
            tables.answers_table(
                Markup("{} <br><small>{} {}</small>").format(
                    marked(picked.text, speech),
                    wording.answered_between(point.wave, speech),
                    tables.about_release(point.release, speech),
                ),
                point.table,
                picked.question,
                picked.survey,
                speech,
            ),
        )
        for point in reversed(trend.points)
        if point.table is not None
    )


def reading_advice(speech: Speech, *, indicative: bool) -> Markup:
    """How to read figures and changes, in plain words."""
    lines = (wording.how_to_read(speech, indicative=indicative), *advice(speech))
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup("<h2>{}</h2><ul>{}</ul>").format(speech.gettext("How to read this"), items)
