"""What staff look at before results become public: every table as it will be shown."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import Speech
from copfeedback.results import tabulating
from copfeedback.results.domain_wording import (
    DIMENSION_NAMES,
    domain_name,
    split_name,
    value_name,
)
from copfeedback.results.model import Indicator
from copfeedback.results.published import EVERYONE, PublishedTable, Release, Withheld
from copfeedback.results.release_wording import REMARKS, shown_count, withheld_counts
from copfeedback.results.releases import Preview
from copfeedback.results.service import indicators
from copfeedback.results.weighting import Remark
from copfeedback.results.wording import FAVOURABLE, answer_name, how_to_read, reason, weighting
from copfeedback.surveys.model import Question, Survey
from copfeedback.ui import tables
from copfeedback.ui.desk import Desk
from copfeedback.ui.staff import Form
from copfeedback.ui.texts import as_words, marked, words


def show(preview: Preview, desk: Desk, speech: Speech) -> None:
    """What is shown and what is not, beside earlier results; then one question at a time."""
    _, release, survey = speech.gettext, preview.release, preview.standing.asked.survey
    st.html(Markup("<h2>{}</h2>").format(_("What is shown")))
    margins = [_(DIMENSION_NAMES[each]) for each in release.weighted_to]
    about = tables.about_release(release, speech)
    st.html(Markup("<p>{} {}</p>").format(about, weighting(release, margins, speech)))
    beside = [each for each in (preview.previous, preview.wave_before) if each is not None]
    for remark in preview.life.remarks:
        st.html(Markup("<p>{}</p>").format(_remark(*remark, survey, speech)))
    st.html(_counts(release, beside, speech))
    known = indicators(survey)
    if known:
        st.html(_indicators(release, beside, known, speech))
    how = how_to_read(speech, indicative=release.indicative)
    st.html(Markup('<p class="hint">{}</p>').format(how))
    if release.tables:
        _show_question(release, survey, desk, speech)


def _remark(code: str, margin: str, values: Sequence[str], survey: Survey, speech: Speech) -> str:
    """What weighting could not do as planned."""
    question = survey.question_of_item.get(margin)
    named = [
        as_words(
            answer_name(question, value, speech)
            if question is not None and value in question.codes
            else value_name(survey, margin, value, speech)
        )
        for value in values
    ]
    return speech.gettext(REMARKS[Remark(code)]) % {
        "margin": speech.gettext(DIMENSION_NAMES.get(margin, margin)),
        "values": speech.formatting.listing(named),
    }


def _counts(release: Release, beside: Sequence[Release], speech: Speech) -> Markup:
    """How much is shown and how much is not, and why."""
    _, number = speech.gettext, speech.formatting.number
    all_ = [release, *beside]
    counted = [withheld_counts(each) for each in all_]
    rows = [(_("Groups with figures"), [number(shown_count(each)) for each in all_])]
    for why in Withheld:
        if any(why in each for each in counted):
            shown = [number(each.get(why, 0)) for each in counted]
            rows.append((_("Not shown: %(reason)s") % {"reason": reason(why, speech)}, shown))
    heads = ["", *map(_name, all_)]
    return tables.plain_table(_("What is shown, and what is not"), heads, rows)


def _name(release: Release) -> Markup:
    return Markup("<bdi>{}</bdi>").format(release.id)


def _indicators(
    release: Release, beside: Sequence[Release], known: Sequence[Indicator], speech: Speech
) -> Markup:
    rows = [
        (
            marked(each.text, speech),
            [
                tables.figure_cell(one.tables.get(each.item), EVERYONE, FAVOURABLE, speech)
                for one in (release, *beside)
            ],
        )
        for each in known
    ]
    heads = [speech.gettext("Question"), *map(_name, (release, *beside))]
    return tables.plain_table(speech.gettext("Key indicators"), heads, rows)


def _show_question(release: Release, survey: Survey, desk: Desk, speech: Speech) -> None:
    _, questions = speech.gettext, survey.question_of_item
    names = {
        item: f"{place}. {words(questions[item].text_of(item), speech)}"
        for place, item in enumerate(release.tables, 1)
        if item in questions
    }
    item = Form(desk, speech).choice("question", _("Question"), names)
    if item not in names:
        return
    table, question = release.tables[item], questions[item]
    caption = marked(question.text_of(item), speech)
    st.html(tables.answers_table(caption, table, question, survey, speech))
    if not any(row.answers or row.mean for row in table.by_gender):
        # A table without any line cannot say why it has none.
        st.html(tabulating.withheld_lines(table.by_gender, survey, speech) or "–")
    for split in table.splits:
        if split not in {(), ("gender",)}:
            st.html(_split(table, split, question, survey, speech))


def _split(
    table: PublishedTable,
    split: tuple[str, ...],
    question: Question,
    survey: Survey,
    speech: Speech,
) -> Markup:
    """A row for each group, a column for each answer."""
    rows = table.split(*split)
    codes = list(dict.fromkeys(code for row in rows for code in row.answers))
    if any(row.favourable for row in rows):
        codes.append(FAVOURABLE)
    heads = ["", *(as_words(answer_name(question, code, speech)) for code in codes)]
    lines = [
        (
            escape(domain_name(row.domain, survey, speech, as_words)),
            [tables.figure_cell(table, row.domain, code, speech) for code in codes]
            or [reason(row.withheld, speech) if row.withheld else "–"],
        )
        for row in rows
    ]
    name = split_name(split, speech)
    return Markup("<details><summary>{}</summary>{}</details>").format(
        name, tables.plain_table(name, heads, lines)
    )
