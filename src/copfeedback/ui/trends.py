"""The trend of one question over the waves of a survey, for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.results import service, wording
from copfeedback.results.counting import answer_codes, favourable_codes, items_with_shares
from copfeedback.results.model import Progress, Reached, Trend, TrendPoint
from copfeedback.results.wording import FAVOURABLE
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.model import Question, QuestionType, Survey
from copfeedback.surveys.packing import NOT_STATED
from copfeedback.surveys.wave_model import Wave
from copfeedback.ui import charts, session, tables
from copfeedback.ui.texts import marked, words

_MARGINS: Mapping[str, str] = {
    "gender": N_("Gender"),
    "age_band": N_("Age"),
    "sector": N_("Area"),
    "mode": N_("Way of answering"),
    "language": N_("Language"),
    "channel": N_("How people were reached"),
}
MODE_NAMES: Mapping[Mode, str] = {
    Mode.LIGHT: N_("Simple site"),
    Mode.FULL: N_("Full site"),
    Mode.KIOSK: N_("Shared device"),
    Mode.ASSISTED: N_("With a helper"),
    Mode.PAPER: N_("On paper"),
}


@dataclass(frozen=True, slots=True)
class Picked:
    """What the reader wants to see: one answer to one question, or its favourable answers."""

    survey: Survey
    item: str
    question: Question
    code: str

    @property
    def text(self) -> Translations:
        """The words of the question, or of the row of a grid."""
        return self.question.text_of(self.item)


def pick(waves: Sequence[AskedWave], speech: Speech) -> Picked:
    """Let the reader choose survey, question and answer; key indicators come first."""
    _ = speech.gettext
    surveys = {asked.survey.id: asked.survey for asked in waves}  # the latest version of each
    survey_id = _choose(
        _("Survey"), {name: words(survey.title, speech) for name, survey in surveys.items()}
    )
    survey = surveys[survey_id]
    questions = items_with_shares(survey)
    indicators = [indicator.item for indicator in service.indicators(survey)]
    names = {
        item: _item_name(questions[item], item, speech)
        for item in [*indicators, *(item for item in questions if item not in indicators)]
    }
    item = _choose(_("Question"), names)
    question = questions[item]
    codes = [FAVOURABLE] if item in indicators else []
    answers = {
        code: words(wording.answer_name(question, code, speech), speech)
        for code in [*codes, *answer_codes(question)]
    }
    return Picked(survey, item, question, _choose(_("Answer"), answers))


def definition(picked: Picked, speech: Speech) -> Markup:
    """What the figures are a share of."""
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
    lines = [
        Markup("<b>{}</b>").format(marked(picked.text, speech)),
        shown % {"answers": answers},
    ]
    if picked.question.aligned_with:
        lines.append(
            _("Aligned with: %(name)s.") % {"name": words(picked.question.aligned_with, speech)}
        )
    return Markup("<p>{}</p>").format(Markup("<br>").join(lines))


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
                    _open_between(point.wave, speech),
                    tables.about_release(point.release, speech),
                ),
                point.table,
                picked.question,
                speech,
            ),
        )
        for point in reversed(trend.points)
        if point.table is not None
    )


def progress(asked: AskedWave, found: Progress, speech: Speech) -> Markup:
    """How many have answered an open wave so far, beside how many are to."""
    _, counted = speech.gettext, found.fieldwork
    total = speech.ngettext(
        "%(count)s person or more has answered so far.",
        "%(count)s people or more have answered so far.",
        counted.total,
    ) % {"count": speech.formatting.number(counted.total)}
    fewer = _("fewer than %(count)s") % {"count": speech.formatting.number(counted.rounding)}
    lines = [
        _("Counts are rounded down to %(count)s.")
        % {"count": speech.formatting.number(counted.rounding)}
    ]
    if found.target is not None:
        lines.append(
            _("The target is %(count)s.") % {"count": speech.formatting.number(found.target)}
        )
    margins = Markup("").join(
        tables.counts_table(
            _(_MARGINS[margin]),
            [
                (
                    _value_name(asked.survey, margin, value, speech),
                    _reached(reached, fewer, speech),
                )
                for value, reached in values.items()
            ],
            speech,
        )
        + _furthest_behind(asked.survey, margin, found.lowest.get(margin, ()), speech)
        for margin, values in found.margins.items()
    )
    return Markup("<details><summary>{}: {}</summary><p>{}</p>{}</details>").format(
        marked(asked.wave.name, speech),
        total if counted.total else fewer,
        " ".join(lines),
        margins,
    )


def _reached(reached: Reached, fewer: str, speech: Speech) -> str:
    count = speech.formatting.number(reached.count) if reached.count else fewer
    if reached.target is None:
        return count
    return speech.gettext("%(count)s of %(target)s") % {
        "count": count,
        "target": speech.formatting.number(reached.target),
    }


def _furthest_behind(survey: Survey, margin: str, lowest: Sequence[str], speech: Speech) -> Markup:
    if not lowest:
        return Markup()
    names = [_value_name(survey, margin, value, speech) for value in lowest]
    told = speech.gettext("Furthest behind: %(names)s") % {
        "names": speech.formatting.listing(names)
    }
    return Markup("<p>{}</p>").format(told)


def _choose(label: str, names: Mapping[str, str]) -> str:
    """A list to choose from; it cannot be empty or left empty."""
    return str(
        st.selectbox(
            label,
            list(names),
            format_func=lambda name: names[name],
            filter_mode=None,
            placeholder="",
        )
    )


def _open_between(wave: Wave, speech: Speech) -> str:
    day = speech.formatting.date
    return speech.gettext("Answered from %(first)s to %(last)s.") % {
        "first": day(wave.opens),
        "last": day(min(wave.closed_on or wave.closes, wave.closes)),
    }


def _item_name(question: Question, item: str, speech: Speech) -> str:
    row = next((row for row in question.rows if row.id == item), None)
    text = words(question.text, speech)
    return f"{words(row.text, speech)} – {text}" if row else text


def _value_name(survey: Survey, margin: str, value: str, speech: Speech) -> str:
    if value == NOT_STATED:
        return speech.gettext("Not stated")
    if margin == "channel":
        return value
    if margin == "mode":
        return speech.gettext(MODE_NAMES[Mode(value)])
    if margin == "language":
        languages = session.portal().catalogues.languages
        return languages[value].name if value in languages else value
    question = survey.question_of_item[margin]
    return words(wording.answer_name(question, value, speech), speech)
