"""All key indicators of a survey on one page, for staff."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.comparison import MEN, WOMEN
from copfeedback.results.domain_wording import DIMENSION_NAMES, domain_name, value_name
from copfeedback.results.figures import published
from copfeedback.results.overview import IndicatorStatus, Overview
from copfeedback.results.participation import Participation
from copfeedback.results.participation_wording import answered_less, left_aside
from copfeedback.results.tabulating import SIDE_BY_SIDE
from copfeedback.results.wording import FAVOURABLE, percent
from copfeedback.surveys.model import Survey
from copfeedback.ui import changes, picture, tables, trend_view
from copfeedback.ui.chart_dots import Series, dots_chart, dots_in_words
from copfeedback.ui.chart_look import looks_of
from copfeedback.ui.pages import TRENDS
from copfeedback.ui.texts import as_words, marked, words


def indicators_table(
    caption: str | Markup, found: Overview, survey: Survey, speech: Speech
) -> Markup:
    """A row an indicator: the latest figures, the gap, and how everyone's changed."""
    _ = speech.gettext
    heads = [
        _("Question"),
        *(domain_name(domain, survey, speech) for domain in SIDE_BY_SIDE),
        _("Gap"),
        _("Since the last wave"),
        _("Since the baseline"),
    ]
    rows = [
        (
            Markup('<a href="./{}?{}">{}</a>').format(
                TRENDS, _query(survey, line), marked(line.indicator.text, speech)
            ),
            [
                *(
                    tables.figure_cell(line.latest.table, domain, FAVOURABLE, speech)
                    for domain in SIDE_BY_SIDE
                ),
                changes.gap_cell(line.gap, speech),
                changes.change_cell(line.since_last, speech),
                changes.change_cell(line.since_baseline or line.since_last, speech),
            ],
        )
        for line in found.lines
    ]
    return tables.plain_table(caption, heads, rows)


def indicators_picture(title: str, found: Overview, survey: Survey, speech: Speech) -> None:
    """Women and men side by side, indicator by indicator."""
    whom = (WOMEN, MEN)
    lines = [
        line
        for line in found.lines
        if any(published(line.latest, domain, FAVOURABLE) for domain in whom)
    ]
    labels = [words(line.indicator.text, speech) for line in lines]
    series = [
        Series(
            domain_name(domain, survey, speech),
            look,
            [published(line.latest, domain, FAVOURABLE) for line in lines],
        )
        for domain, look in zip(whom, looks_of(whom), strict=True)
    ]
    if lines:
        alt = dots_in_words(title, labels, series, speech)
        picture.show(dots_chart(labels, series, speech), "overview", alt, survey.id, speech)


def participation_tables(found: Sequence[Participation], survey: Survey, speech: Speech) -> Markup:
    """Who answered beside who lives there, a table for each margin."""
    return Markup("").join(_participation(each, survey, speech) for each in found if each.groups)


def _participation(found: Participation, survey: Survey, speech: Speech) -> Markup:
    _ = speech.gettext
    heads = [_("Group"), _("People"), _("Of those who answered"), _("Of the population")]
    rows = [
        (
            as_words(value_name(survey, found.dimension, each.value, speech)),
            [
                _("withheld") if each.answered is None else speech.formatting.number(each.answered),
                _share(each.of_answers, speech),
                _share(each.of_people, speech),
            ],
        )
        for each in found.groups
    ]
    told = [
        *answered_less(found, survey, speech, as_words),
        *left_aside(found, survey, speech, as_words),
    ]
    table = tables.plain_table(_(DIMENSION_NAMES[found.dimension]), heads, rows)
    return table + Markup("<p>{}</p>").format(" ".join(told))


def _share(share: float | None, speech: Speech) -> str:
    return "–" if share is None else percent(round(100 * share), speech)


def _query(survey: Survey, line: IndicatorStatus) -> str:
    return urlencode({trend_view.SURVEY: survey.id, trend_view.ITEM: line.indicator.item})


def waves_of(found: Overview, speech: Speech) -> str:
    """The wave the figures are of; several where some questions were left out of the latest."""
    names = dict.fromkeys(words(line.latest.wave.name, speech) for line in found.lines)
    return speech.formatting.listing(list(names))


def link_to_brief(survey: Survey, speech: Speech) -> None:
    """The way to one page to print."""
    query = urlencode({trend_view.SURVEY: survey.id, "lang": speech.tag})
    st.html(
        Markup('<p><a href="./staff/brief?{}">{}</a></p>').format(
            query, speech.gettext("One page to print")
        )
    )
