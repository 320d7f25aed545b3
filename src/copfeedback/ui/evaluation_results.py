"""The published results of an evaluation at the full door, what did not improve first."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup, escape

from copfeedback.evaluations import figure_wording
from copfeedback.evaluations.cited import changed_sentence
from copfeedback.evaluations.earlier_verdicts import earlier_verdicts
from copfeedback.evaluations.easy_words import meanings, what_came_out, words_of_findings
from copfeedback.evaluations.events import Evaluation, owed_indicators
from copfeedback.evaluations.model import Criterion, Indicator
from copfeedback.evaluations.plain_words import Word, with_meaning
from copfeedback.evaluations.report_model import (
    DID_NOT_IMPROVE,
    Attachment,
    Finding,
    Measured,
    Report,
    Source,
)
from copfeedback.evaluations.report_wording import (
    added_sentence,
    asks_people,
    counts_sentence,
    elsewhere,
    figures_of,
    finding_sentence,
    more_reports,
    not_improved_sentence,
    of_the_day,
    reached_sentence,
    unit_of,
)
from copfeedback.evaluations.stacked import stacked_table
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published_series import Unit
from copfeedback.ui import picture, session
from copfeedback.ui.evaluation_parts import section
from copfeedback.ui.evaluation_results_chart import ShownChange, changes_chart, changes_in_words
from copfeedback.ui.forum_lines import listed, words_of
from copfeedback.ui.texts import marked, words


def show_lead(evaluation: Evaluation, report: Report, speech: Speech) -> None:
    """What came out in easy words; how many did not improve beside how many did; and in short."""
    by_key = indicators_of(evaluation)
    found = [(_name(each, by_key, speech), each.verdict) for each in report.promised]
    st.html(
        Markup('{}<div class="note" id="results"><p><b>{}</b> {}</p>{}</div>{}').format(
            section(
                speech.gettext("In easy words"),
                what_came_out(found, speech),
                words_of(report.easy, speech),
            ),
            counts_sentence(report, speech),
            not_improved_sentence(report, speech),
            meanings([Word.INDICATOR], speech),
            section(speech.gettext("In short"), words_of(report.summary, speech)),
        )
    )


def show(evaluation: Evaluation, report: Report, speech: Speech) -> None:
    """Findings with their picture and table, answers, method, limits, and what is advised."""
    _ = speech.gettext
    by_key = indicators_of(evaluation)
    found = in_order(report)
    before = {
        each.indicator: _before(earlier_verdicts(evaluation, report, each, speech))
        for each in found
    }
    used = words_of_findings((each, by_key.get(each.indicator)) for each in found)
    st.html(Markup("<h2>{}</h2>{}").format(_("What was found"), meanings(used, speech)))
    if told := _changed(found, by_key, speech):
        st.html(told)
    _picture(evaluation, found, by_key, speech)
    st.html(
        Markup("").join(
            (
                _table(found, by_key, before, speech),
                *(
                    _finding(each, by_key.get(each.indicator), before[each.indicator], speech)
                    for each in found
                ),
                section(_("Answers to what was asked"), _answers(report, speech)),
                section(_("What else changed"), words_of(report.unintended, speech)),
                section(
                    _("How it was found out"),
                    words_of(report.method, speech),
                    words_of(report.limits, speech, _("What it cannot tell")),
                    Markup("<p>{}</p>").format(elsewhere(speech)),
                    words_of(report.withheld, speech, _("What is held back")),
                    words_of(report.resources, speech, _("What it costs")),
                ),
                section(
                    _("What is advised"),
                    Markup("<p><b>{}</b></p>").format(name_of(report.decision, speech)),
                    words_of(report.decision_why, speech),
                ),
            )
        )
    )


def _changed(found: list[Finding], by_key: dict[str, Indicator], speech: Speech) -> Markup:
    """Which figures rest on what was corrected or withdrawn since; nothing where none does."""
    cited = session.portal().cited.at_once()
    lines = [
        Markup("{}: {}").format(_name(each, by_key, speech), changed_sentence(changed, speech))
        for each in found
        for changed in cited.changes(each, by_key.get(each.indicator))
    ]
    if not lines:
        return Markup()
    return Markup('<div class="summary"><p><b>{}</b></p>{}</div>').format(
        speech.gettext("Published figures were changed since:"), listed(lines)
    )


def files(code: str, attachments: tuple[Attachment, ...], speech: Speech) -> Markup:
    """The files that belong to a report."""
    return listed(
        Markup('<a href="./evaluations/{}/files/{}.pdf"><bdi lang="{}">{}</bdi></a> ({})').format(
            code, each.sha256, each.language, each.title, speech.formatting.size(each.size)
        )
        for each in attachments
    )


def indicators_of(evaluation: Evaluation) -> dict[str, Indicator]:
    """Every indicator that was promised before the results, by key: later ones change nothing."""
    event = evaluation.publication
    stood = evaluation if event is None else evaluation.until(event.number)
    return {each.key: each for each in owed_indicators(stood)}


def in_order(report: Report) -> list[Finding]:
    """The findings, those that did not improve first."""
    return sorted(report.findings, key=lambda each: each.verdict not in DID_NOT_IMPROVE)


def _picture(
    evaluation: Evaluation, found: list[Finding], by_key: dict[str, Indicator], speech: Speech
) -> None:
    """The changes in percentage points; those in other units stand in the table alone."""
    shown = []
    for each in found:
        indicator, compared = by_key.get(each.indicator), figures_of(each)
        if indicator is None or compared is None or compared.change is None:
            continue
        if _unit(indicator) is Unit.PERCENT:
            name = words(indicator.name, speech)
            shown.append(ShownChange(name, each.verdict, compared.change))
    figure = changes_chart(shown, speech)
    if figure.data:
        title = speech.gettext("Change in percentage points")
        alt = changes_in_words(title, shown, speech)
        st.html(Markup('<p class="hint">{}</p>').format(title))
        picture.show(figure, f"changes-{evaluation.code}", alt, evaluation.code, speech)


def _before(said: list[str]) -> Markup:
    """What earlier versions said of a finding, beside what this one says."""
    return Markup("").join(Markup(" <small>({})</small>").format(each) for each in said)


def _table(
    found: list[Finding],
    by_key: dict[str, Indicator],
    before: Mapping[str, Markup],
    speech: Speech,
) -> Markup:
    _ = speech.gettext
    rows: list[tuple[str | Markup, list[str | Markup]]] = []
    for each in found:
        indicator = by_key.get(each.indicator)
        unit, compared = _unit(indicator), figures_of(each)
        name = _name(each, by_key, speech)
        verdict = Markup("<b>{}</b>").format(name_of(each.verdict, speech))
        verdict += before[each.indicator]
        told = figure_wording.cells(compared, unit, speech, people=asks_people(indicator))
        if indicator is not None and indicator.qualitative:
            told = figure_wording.words_only()
        elif indicator is not None and indicator.unit is not None and unit is None:
            name += Markup(" <small>({})</small>").format(marked(indicator.unit, speech))
        if indicator is not None and each.measured is not None and each.measured.control:
            told[-1] += Markup(" <small>{}</small>").format(name_of(indicator.design, speech))
        rows.append((name, [verdict, *told]))
    heads = [
        _("What is looked at"),
        _("What was found"),
        _("Before"),
        _("After"),
        _("How it changed"),
    ]
    table = stacked_table(_("Everything that was looked at"), heads, rows)
    return table + Markup('<p class="hint">{} {}</p>').format(
        _(
            "In brackets: the range in which the true figure most likely lies (95 percent "
            "confidence interval). Numbers of people are rounded to 5."
        ),
        _("A dash: there is nothing to count, or it is not shown to protect people."),
    )


def _finding(each: Finding, indicator: Indicator | None, before: Markup, speech: Speech) -> Markup:
    _ = speech.gettext
    unit = _unit(indicator)
    name = marked(indicator.name, speech) if indicator else Markup("{}").format(each.indicator)
    parts = [
        Markup("<p><b>{}</b>{}</p>").format(name_of(each.verdict, speech), before),
        _sentence(finding_sentence(each, unit, speech)),
        _sentence(reached_sentence(indicator, each, speech) if indicator else ""),
    ]
    if each.measured is not None and each.measured.missing is not None:
        parts.append(_sentence(name_of(each.measured.missing, speech)))
    if each.measured is not None and each.measured.deviates:
        parts.append(_sentence(_("The pledge was changed after data had been seen.")))
    parts.append(_sentence(added_sentence(each, speech)))
    if indicator is not None and indicator.rises_with_trust:
        parts.append(_sentence(more_reports(speech)))
    parts += [
        words_of(each.text, speech),
        words_of(each.reason, speech, _("Why it was not measured")),
        words_of(each.evidence, speech, _("What it rests on")),
    ]
    if each.outside is not None and each.outside_by_gender:
        apart = Measured((each.outside, *each.outside_by_gender))
        parts.append(figures_and_sources(apart, unit, speech, people=False))
    if each.measured is not None:
        people = asks_people(indicator)
        parts.append(figures_and_sources(each.measured, unit, speech, people=people))
    return Markup("<article><h3>{}</h3>{}</article>").format(name, Markup("").join(parts))


def figures_and_sources(
    measured: Measured, unit: Unit | None, speech: Speech, *, people: bool
) -> Markup:
    """The figures by gender and of the control sites, and the releases they were fetched from.

    ``people``: they are what people answered, and rest on those who were asked.
    """
    _ = speech.gettext
    tables = []
    heads = [_("Group"), _("Before"), _("After"), _("How it changed")]
    for caption, rows in (
        (_("By gender"), measured.compared if len(measured.compared) > 1 else ()),
        (_("Control sites"), measured.control),
    ):
        if rows:
            lines = [
                (
                    figure_wording.group(each, speech),
                    figure_wording.cells(each, unit, speech, people=people),
                )
                for each in rows
            ]
            tables.append(stacked_table(caption, heads, lines))
    sources = listed(_source(each, speech) for each in measured.sources)
    if not tables and not sources:
        return Markup()
    return Markup("<details><summary>{}</summary>{}{}</details>").format(
        _("The figures and where they come from"), Markup("").join(tables), sources
    )


def _source(source: Source, speech: Speech) -> Markup:
    said = (
        Markup('<bdi dir="ltr">SHA-256: <code>{}</code></bdi>').format(source.sha256)
        if source.sha256
        else of_the_day(source, speech)
    )
    return Markup('<bdi dir="ltr">{}</bdi> <small>{}</small>').format(source.id, said)


def _name(each: Finding, by_key: dict[str, Indicator], speech: Speech) -> Markup:
    """What the indicator of a finding is called."""
    indicator = by_key.get(each.indicator)
    return marked(indicator.name, speech) if indicator else escape(each.indicator)


def _answers(report: Report, speech: Speech) -> Markup:
    return Markup("").join(
        words_of(report.answers[each], speech, with_meaning(each, speech))
        for each in Criterion
        if each in report.answers
    )


def _unit(indicator: Indicator | None) -> Unit | None:
    return unit_of(indicator, session.portal().published_series) if indicator else None


def _sentence(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text) if text else Markup()
