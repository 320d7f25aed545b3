"""The pictures of one question, each with its table: over waves, the gap, answers, pilots."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results import wording
from copfeedback.results.answer_order import answer_order
from copfeedback.results.comparison import MEN, WOMEN, gender_gap
from copfeedback.results.domain_wording import domain_name, split_name, value_name
from copfeedback.results.figures import asked_points, published
from copfeedback.results.items import answer_codes
from copfeedback.results.model import TrendPoint
from copfeedback.results.published import EVERYONE, Domain, PublishedTable
from copfeedback.ui import changes, charts, picture, tables, trend_view, trends
from copfeedback.ui.chart_bars import bars_chart, most_frequent_first
from copfeedback.ui.chart_dots import Series, dots_chart, dots_in_words
from copfeedback.ui.chart_gap import gap_chart
from copfeedback.ui.chart_likert import likert_chart
from copfeedback.ui.chart_look import looks_of, nth_look
from copfeedback.ui.texts import as_words, marked, words
from copfeedback.ui.trend_view import Picked

_LINES_AT_MOST = 5
_WAVES_BESIDE_EACH_OTHER = 3


def over_waves(
    picked: Picked, points: Sequence[TrendPoint], split: tuple[str, ...], speech: Speech
) -> None:
    """The answer over the waves, told apart as the reader wants it, and how it changed."""
    released = [point.table for point in points if point.table]
    domains = tables.domains_in(released, *split)
    if split in {("gender",), ("arm",)}:
        domains = [EVERYONE, *domains]
    title = words(wording.answer_name(picked.question, picked.code, speech), speech)
    caption = _caption(title, picked, points, speech)
    name = f"{picked.survey.id}-{picked.item}"
    if len(split) > 1:
        _crossed(caption, title, picked, points[-1:], domains, split, speech)
    elif len(domains) <= _LINES_AT_MOST:
        shown = (points, domains, picked.code, picked.survey, speech)
        alt = charts.trend_in_words(title, *shown)
        picture.show(charts.trend_chart(*shown), "trend", alt, name, speech)
        st.html(trends.breaks(points, speech) + tables.trend_table(caption, *shown))
    else:
        _beside_each_other(caption, title, picked, points, domains, speech)
    _offer_coarser(released, split, speech)
    if len(asked_points(points)) > 1 and len(split) < 2:  # noqa: PLR2004 - one at a time
        st.html(changes.table(points, domains, picked.code, picked.survey, speech))


def _beside_each_other(
    caption: Markup,
    title: str,
    picked: Picked,
    points: Sequence[TrendPoint],
    domains: Sequence[Domain],
    speech: Speech,
) -> None:
    """Many groups: a row each, the latest waves as dots of their own."""
    shown = asked_points(points)[-_WAVES_BESIDE_EACH_OTHER:]
    labels = [domain_name(domain, picked.survey, speech, as_words) for domain in domains]
    series = [
        Series(
            words(point.wave.name, speech),
            nth_look(at),
            [published(point, domain, picked.code) for domain in domains],
        )
        for at, point in enumerate(shown)
    ]
    alt = dots_in_words(title, labels, series, speech)
    name = f"{picked.survey.id}-{picked.item}"
    picture.show(dots_chart(labels, series, speech), "trend", alt, name, speech)
    table = tables.domains_table(caption, points, domains, picked.code, picked.survey, speech)
    st.html(trends.breaks(points, speech) + table)


def _crossed(
    caption: Markup,
    title: str,
    picked: Picked,
    points: Sequence[TrendPoint],
    domains: Sequence[Domain],
    split: tuple[str, ...],
    speech: Speech,
) -> None:
    """Two or three at a time, of the latest wave: a row a group, women and men side by side."""
    aside = split[0]
    rows = list(
        dict.fromkeys(
            Domain(tuple(part for part in domain.parts if part[0] != aside)) for domain in domains
        )
    )
    values = list(dict.fromkeys(domain.value(aside) or "" for domain in domains))
    looks = looks_of([Domain.of({aside: value}) for value in values])
    labels = [domain_name(row, picked.survey, speech, as_words) for row in rows]
    series = [
        Series(
            as_words(value_name(picked.survey, aside, value, speech)),
            look,
            [
                published(points[-1], Domain.of({**dict(row.parts), aside: value}), picked.code)
                for row in rows
            ],
        )
        for value, look in zip(values, looks, strict=True)
    ]
    alt = dots_in_words(title, labels, series, speech)
    name = f"{picked.survey.id}-{picked.item}"
    picture.show(dots_chart(labels, series, speech), "trend", alt, name, speech)
    st.html(tables.domains_table(caption, points, domains, picked.code, picked.survey, speech))


def _offer_coarser(
    released: Sequence[PublishedTable],
    split: tuple[str, ...],
    speech: Speech,
) -> None:
    """Where something is withheld, the nearest view in which less is."""
    if not released or not split:
        return
    rows = released[-1].split(*split)
    hidden = [row for row in rows if row.withheld]
    if not hidden or (len(split) == 1 and len(hidden) < len(rows)):
        return
    narrower = (split[:at] + split[at + 1 :] for at in reversed(range(len(split))))
    tried = [*narrower, ()]
    coarser = next(
        (each for each in tried if any(not row.withheld for row in released[-1].split(*each))), None
    )
    if coarser is None:
        st.html(Markup("<p>{}</p>").format(speech.gettext("Too few answered to show anything.")))
        return
    st.html(
        Markup("<p>{}</p>").format(
            speech.gettext("Some groups are too small to be shown. With larger groups:")
        )
    )
    st.button(
        split_name(coarser, speech),
        key="trends.coarser",
        on_click=trend_view.show_split,
        args=(coarser,),
    )


def gap(picked: Picked, points: Sequence[TrendPoint], speech: Speech) -> None:
    """By how much women and men differ, wave by wave."""
    if not any(gender_gap(point, picked.code) for point in points):
        return
    title = speech.gettext("Gap between women and men, in percentage points")
    st.html(Markup("<h2>{}</h2>").format(title))
    alt = changes.gap_in_words(title, points, picked.code, speech)
    name = f"{picked.survey.id}-{picked.item}-gap"
    picture.show(gap_chart(points, picked.code, speech), "gap", alt, name, speech)
    st.html(changes.gap_table(_caption(title, picked, points, speech), points, picked.code, speech))


def answers(picked: Picked, points: Sequence[TrendPoint], speech: Speech) -> None:
    """All answers in the latest wave by gender: ordered ones from bad to good, others by size."""
    asked = asked_points(points)
    if not asked or asked[-1].table is None:
        return
    table = asked[-1].table
    order = answer_order(picked.question, picked.item)
    rows = [row for row in tables.by_gender([table]) if _has_figures(table, row)]
    if not rows:
        return
    title = speech.gettext("All answers by gender: %(wave)s") % {
        "wave": words(asked[-1].wave.name, speech)
    }
    codes: Sequence[str] = answer_codes(picked.question)

    def name_of(code: str) -> str:
        return words(wording.answer_name(picked.question, code, speech), speech)

    looks = looks_of(rows)
    series = [
        Series(
            domain_name(domain, picked.survey, speech, as_words),
            look,
            [published(asked[-1], domain, code) for code in codes],
        )
        for domain, look in zip(rows, looks, strict=True)
    ]
    if order is None:
        codes = most_frequent_first(codes, series[0])
        series = [
            Series(each.name, each.look, [published(asked[-1], domain, code) for code in codes])
            for each, domain in zip(series, rows, strict=True)
        ]
        figure = bars_chart([name_of(code) for code in codes], series, speech)
    else:
        codes = (*order.line, *order.beside)
        named = [
            (each.name, {code: published(asked[-1], domain, code) for code in codes})
            for each, domain in zip(series, rows, strict=True)
        ]
        figure = likert_chart(named, order, name_of, speech)
        series = [
            Series(each.name, each.look, list(shares.values()))
            for each, (_, shares) in zip(series, named, strict=True)
        ]
    st.html(Markup("<h2>{}</h2>").format(title))
    alt = dots_in_words(title, [name_of(code) for code in codes], series, speech)
    picture.show(figure, "answers", alt, f"{asked[-1].wave.id}-{picked.item}", speech)
    caption = _caption(title, picked, asked[-1:], speech, with_share=False)
    st.html(
        tables.answers_table(caption, table, picked.question, picked.survey, speech, codes=codes)
    )


def _has_figures(table: PublishedTable, domain: Domain) -> bool:
    row = table.row(domain)
    return row is not None and row.withheld is None


def _caption(
    title: str,
    picked: Picked,
    points: Sequence[TrendPoint],
    speech: Speech,
    *,
    with_share: bool = True,
) -> Markup:
    """What a table and its picture show, of whom and of when."""
    share = trends.share_of(picked, speech) if with_share else ""
    return Markup("{} <br><small>{} {} {}</small>").format(
        title, marked(picked.text, speech), share, trends.coverage(asked_points(points), speech)
    )


def has_gap(split: tuple[str, ...], points: Sequence[TrendPoint]) -> bool:
    """Whether the gap between women and men belongs to what is shown."""
    tables_ = [point.table for point in points if point.table]
    known = {row.domain for table in tables_ for row in table.rows}
    return split == ("gender",) and {WOMEN, MEN} <= known
