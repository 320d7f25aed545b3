"""Complaints in numbers: a quarter, what was recommended, and the body's reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.figure_wording import (
    ANSWER_NAMES,
    FigureTable,
    FigureWords,
    figure_words,
)
from copfeedback.complaints.figures import Answer
from copfeedback.complaints.model import Category
from copfeedback.complaints.periodic_report import BadReport, Report
from copfeedback.complaints.wording import CATEGORY_NAMES
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.results.published import CountRelease
from copfeedback.ui import picture, session, staff, tables
from copfeedback.ui.chart_counts import counts_chart, counts_in_words
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Sentence
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.pages import COMPLAINT_FIGURES, page_file
from copfeedback.ui.staff import Form, button
from copfeedback.ui.texts import as_label, marked, words

QUARTER, REPORT = "quarter", "report"
"""What the address asks for; without either, the latest quarter is shown."""
_COMPARED = 2
_FAULTS: Mapping[type[Exception], Fault] = {
    BadReport: Fault(
        WHOLE, N_("A report needs a title and a text in the same languages, and a quarter.")
    )
}


def in_words(speech: Speech) -> FigureWords:
    """How to say figures to this reader."""
    portal = session.portal()
    return figure_words(portal.catalogues, portal.sectors.public(), speech.tag)


def show_quarter(release: CountRelease, speech: Speech) -> None:
    """A quarter in sentences, pictures and tables."""
    said = in_words(speech)
    st.html(
        Markup('<h2>{}</h2><p>{}</p><p class="hint">{} <bdi>SHA-256: {}</bdi></p>').format(
            said.quarter(release.period),
            " ".join(said.totals(release)),
            said.how_to_read(),
            release.sha256[:16],
        )
    )
    for at, table in enumerate(said.tables(release)):
        _show_table(f"{release.period}-{at}", table, speech)


def _show_table(key: str, table: FigureTable, speech: Speech) -> None:
    st.html(Markup('<h3>{}</h3><p class="hint">{}</p>').format(table.title, table.note))
    if sum(bool(count) for _, count in table.bars) >= _COMPARED:
        alt = counts_in_words(table.title, table.bars, speech)
        picture.show(counts_chart(table.bars, speech), key, alt, key, speech)
    st.html(tables.plain_table(table.title, ["", *table.heads], table.rows))


def list_others(released: Sequence[CountRelease], shown: CountRelease, speech: Speech) -> None:
    """The way to the other quarters."""
    others = [each for each in released if each is not shown]
    if others:
        st.html(Markup("<h2>{}</h2>").format(speech.gettext("Other quarters")))
    for each in others:
        st.page_link(
            page_file(COMPLAINT_FIGURES),
            label=as_label(in_words(speech).quarter(each.period)),
            query_params={QUARTER: each.period},
        )


def recommendations(speech: Speech) -> Markup:
    """What was recommended to the police, and what they answered."""
    _, said = speech.gettext, in_words(speech)
    entries = [
        Markup('<p class="step">{} · {}</p><p>{}</p><p><b>{}</b> {}</p>').format(
            said.month(each.month),
            _(CATEGORY_NAMES[Category(each.category)]),
            marked(each.text, speech),
            _("Answer of the police:"),
            _(ANSWER_NAMES[Answer(each.answer)]),
        )
        for each in session.portal().figures.recommendations()
    ]
    nothing = Markup("<p>{}</p>").format(_("Nothing has been published yet."))
    head = Markup("<h2>{}</h2>").format(_("What was recommended to the police"))
    return head + (Markup("").join(entries) or nothing)


def list_reports(reports: Sequence[Report], speech: Speech) -> None:
    """The reports of the body, the latest first."""
    _ = speech.gettext
    nothing = "" if reports else _("Nothing has been published yet.")
    st.html(Markup("<h2>{}</h2><p>{}</p>").format(_("Reports"), nothing))
    for each in reports:
        title = as_label(words(each.title, speech))
        st.page_link(
            page_file(COMPLAINT_FIGURES),
            label=f"{title} ({speech.formatting.date(each.published_on)})",
            query_params={REPORT: str(each.number)},
        )


def show_report(report: Report, speech: Speech) -> None:
    """A report, and the figures it is about."""
    st.html(
        Markup('<p class="step">{} <bdi>SHA-256: {}</bdi></p><dl><dd>{}</dd></dl>').format(
            speech.formatting.date(report.published_on),
            report.sha256[:16],
            marked(report.text, speech),
        )
    )
    for each in report.figures:
        show_quarter(each, speech)


def write_report(periods: Sequence[str], desk: Desk, speech: Speech) -> None:
    """The form of a report, for whoever works for the independent body."""
    _, form, said = speech.gettext, Form(desk, speech), in_words(speech)
    st.html(
        Markup("<h2>{}</h2><p>{}</p>").format(
            _("Write a report"),
            _("It is public at once and for good. Name nobody, and nothing that leads to a case."),
        )
    )
    staff.outcome(desk, speech)
    form.ticks("periods", _("About which quarters"), {each: said.quarter(each) for each in periods})
    texts = LocalTexts(form)
    texts.choose_language()
    texts.line("title", _("Title"), None)
    texts.line("text", _("Text"), None, long=True)
    publish = partial(_publish, form, texts, periods)
    button(desk, "publish", _("Publish"), publish, _FAULTS, primary=True)


def _publish(form: Form, texts: LocalTexts, periods: Sequence[str], actor: Actor) -> Done:
    chosen = sorted(form.typed_ticks("periods", [f"{each}" for each in periods]))
    session.portal().complaint_reports.publish(
        actor, chosen, texts.needed("title", None), texts.needed("text", None)
    )
    return Done(Sentence(N_("The report is public.")))
