"""One question of a release at the full door: its answers as pictures and tables."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results import tabulating
from copfeedback.results.change_wording import of_several
from copfeedback.results.domain_wording import split_name
from copfeedback.results.findings import KeyFinding, of_item, public_trend
from copfeedback.results.items import answer_codes, favourable_codes
from copfeedback.results.model import Publication
from copfeedback.results.published import EVERYONE, PublishedTable
from copfeedback.results.wording import FAVOURABLE
from copfeedback.surveys.model import Question
from copfeedback.ui.results import QUESTION
from copfeedback.ui.selecting import filter_of
from copfeedback.ui.texts import marked, words
from copfeedback.ui.trend_detail import Detail
from copfeedback.ui.trend_view import Picked


def show(
    publications: Sequence[Publication],
    publication: Publication,
    found: Sequence[KeyFinding],
    speech: Speech,
) -> None:
    """Let the reader choose a question, and show it; the address keeps the choice."""
    _, release = speech.gettext, publication.release
    questions = publication.asked.survey.question_of_item
    if not release.tables:
        return
    st.html(Markup("<h2>{}</h2>").format(_("All questions")))
    items = list(release.tables)
    asked_for = st.query_params.get(QUESTION, "")
    item = str(
        st.selectbox(
            _("Question"),
            items,
            index=items.index(asked_for) if asked_for in items else 0,
            format_func=lambda name: words(questions[name].text_of(name), speech),
            key=f"results.{release.id}.question.{speech.tag}",
            filter_mode=filter_of(len(items)),
            placeholder="",
        )
    )
    st.query_params[QUESTION] = item
    table, question = release.tables[item], questions[item]
    finding = next((each for each in found if each.status.indicator.item == item), None)
    sentences = of_item(finding, table.row(EVERYONE), question, speech)
    st.html(
        Markup("<h3>{}</h3><p>{}</p>").format(
            marked(question.text_of(item), speech), " ".join(sentences)
        )
    )
    _pictures(publications, publication, table, question, speech)
    _write(_splits(publication, table, question, speech))


def _write(part: Markup) -> None:
    """Streamlit refuses to write nothing."""
    if part:
        st.html(part)


def _pictures(
    publications: Sequence[Publication],
    publication: Publication,
    table: PublishedTable,
    question: Question,
    speech: Speech,
) -> None:
    """All answers by gender; of a key indicator also how it went over the waves."""
    survey = publication.asked.survey
    if len(answer_codes(question)) == 1 or table.row(EVERYONE) is None:
        # A number has a mean and nothing to draw.
        figures = tabulating.gender_table(table, question, survey, speech)
        _write(figures + tabulating.withheld_lines(table.by_gender, survey, speech))
        return
    trend = public_trend(publications, publication, table.item)
    code = FAVOURABLE if favourable_codes(question, table.item) else answer_codes(question)[0]
    picked = Picked(survey, table.item, question, code)
    detail = Detail(picked, trend.points, ("gender",), speech)
    detail.answers()
    if code == FAVOURABLE and len(trend.points) > 1:
        st.html(Markup("<h2>{}</h2>").format(speech.gettext("Over time")))
        detail.over_waves()
        st.html(Markup('<p class="hint">{}</p>').format(of_several(speech)))


def _splits(
    publication: Publication, table: PublishedTable, question: Question, speech: Speech
) -> Markup:
    return Markup("").join(
        Markup("<details><summary>{}</summary>{}</details>").format(
            split_name(dimensions, speech),
            tabulating.split_table(table, dimensions, question, publication.asked.survey, speech),
        )
        for dimensions in table.splits
        if dimensions not in {(), ("gender",)}
    )
