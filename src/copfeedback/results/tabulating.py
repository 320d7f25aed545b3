"""Figures as plain tables with their intervals, the same in both doors; every chart has one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.domain_wording import split_name, value_name
from copfeedback.results.figures import estimate_of
from copfeedback.results.model import Indicator, TrendPoint
from copfeedback.results.published import (
    Domain,
    Estimate,
    Group,
    PublishedRow,
    PublishedTable,
    Release,
    Withheld,
)
from copfeedback.results.wording import (
    FAVOURABLE,
    answer_name,
    group_name,
    interval,
    mean_interval,
    people_asked,
    percent,
    reason,
)
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.model import Question, Survey

MEAN = "mean"
_TOGETHER = frozenset({MEAN, FAVOURABLE})
SIDE_BY_SIDE = tuple(map(Domain.group, (Group.ALL, Group.WOMAN, Group.MAN)))
"""Whom every chart and every overview shows: everyone, women, men."""


def gender_table(
    table: PublishedTable, question: Question, survey: Survey, speech: Speech
) -> Markup:
    """Everyone and the genders side by side: a row an answer. Empty if all are withheld."""
    shown = [row for row in table.by_gender if row.withheld is None]
    if not shown:
        return Markup("")
    heads = [
        Markup("{}<br><small>{}</small>").format(
            domain_markup(row.domain, survey, speech), people_asked(row.base or 0, speech)
        )
        for row in shown
    ]
    rows = [
        (escape(code_name(question, code, speech)), [_cell(row, code, speech) for row in shown])
        for code in _codes(table)
    ]
    return table_of(
        speech.gettext("Share of each answer"), [speech.gettext("Answer"), *heads], rows
    )


def withheld_lines(rows: Sequence[PublishedRow], survey: Survey, speech: Speech) -> Markup:
    """Whom nothing is shown of, and why."""
    return Markup("").join(
        Markup("<p><b>{}</b>: {}</p>").format(
            domain_markup(row.domain, survey, speech), reason(row.withheld, speech)
        )
        for row in rows
        if row.withheld is not None
    )


def split_table(
    table: PublishedTable,
    dimensions: Sequence[str],
    question: Question,
    survey: Survey,
    speech: Speech,
) -> Markup:
    """A split or crossing: a row a domain, and for one that is withheld what is shown instead.

    Of a key indicator or a scale, crossings show the good answers together and the mean: who wants
    the answers one by one takes the open data.
    """
    codes = _codes(table)
    if len(dimensions) > 1 and is_short(table):
        codes = [code for code in codes if code in _TOGETHER]
    heads: list[str | Markup] = [split_name(dimensions, speech), speech.gettext("People asked")]
    heads += [escape(code_name(question, code, speech)) for code in codes]
    rows: list[tuple[str | Markup, list[str | Markup]]] = []
    for row in table.split(*dimensions):
        name = domain_markup(row.domain, survey, speech)
        if row.withheld is None:
            base = speech.formatting.number(row.base or 0)
            rows.append((name, [base, *(_cell(row, code, speech) for code in codes)]))
            continue
        why = reason(row.withheld, speech)
        instead = coarser(table, row.domain)
        if instead is not None:
            other = domain_markup(instead, survey, speech)
            why = Markup(escape(speech.gettext("%(reason)s; shown instead: %(other)s"))) % {  # noqa: S704
                "reason": why,
                "other": other,
            }
        rows.append((name, [Markup('<td colspan="{}">{}').format(len(codes) + 1, why)]))
    return table_of(split_name(dimensions, speech), heads, rows)


def indicator_table(
    asked: AskedWave,
    release: Release,
    indicators: Sequence[Indicator],
    address: str,
    speech: Speech,
) -> Markup:
    """The good answers to the key questions: a row a question, which leads to all its answers."""
    rows = [
        (
            Markup('<a href="{}/{}">{}</a>').format(
                address, indicator.item, indicator.text.read_in(speech.tag)
            ),
            [
                _cell(release.tables[indicator.item].row(domain), FAVOURABLE, speech)
                for domain in SIDE_BY_SIDE
            ],
        )
        for indicator in indicators
        if indicator.item in release.tables
    ]
    heads = [domain_markup(domain, asked.survey, speech) for domain in SIDE_BY_SIDE]
    return table_of(speech.gettext("Key indicators"), [speech.gettext("Question"), *heads], rows)


def wave_table(points: Sequence[TrendPoint], survey: Survey, speech: Speech) -> Markup:
    """The good answers wave by wave."""
    rows = [
        (
            escape(point.wave.name.read_in(speech.tag)),
            [
                _cell(point.table.row(domain) if point.table else None, FAVOURABLE, speech)
                for domain in SIDE_BY_SIDE
            ],
        )
        for point in points
    ]
    heads = [domain_markup(domain, survey, speech) for domain in SIDE_BY_SIDE]
    return table_of(speech.gettext("Good answers together"), [speech.gettext("Wave"), *heads], rows)


def is_short(table: PublishedTable) -> bool:
    """Whether a crossing needs no more than a figure or two for each domain."""
    return not _TOGETHER.isdisjoint(_codes(table))


def coarser(table: PublishedTable, domain: Domain) -> Domain | None:
    """The nearest domain around a withheld one that is shown; None if not even everyone is."""
    for size in reversed(range(len(domain.parts))):
        for parts in combinations(domain.parts, size):
            row = table.row(Domain(parts))
            if row is not None and row.withheld is None:
                return row.domain
    return None


def domain_markup(domain: Domain, survey: Survey, speech: Speech) -> Markup:
    """Whom a row is about; a name in another language is marked as such."""
    if not domain.parts:
        return escape(group_name(Group.ALL, speech))
    return Markup(" · ").join(
        escape(value_name(survey, dimension, value, speech)) for dimension, value in domain.parts
    )


def code_name(question: Question, code: str, speech: Speech) -> object:
    """The words of an answer, or of the mean."""
    return speech.gettext("Average") if code == MEAN else answer_name(question, code, speech)


def table_of(
    caption: str | Markup,
    heads: Sequence[str | Markup],
    rows: Sequence[tuple[str | Markup, Sequence[str | Markup]]],
) -> Markup:
    """A table that can be scrolled where it is wider than the screen.

    Ends of cells and rows are left out, as HTML allows: a large table is a third smaller so.
    """
    head = Markup("").join(Markup('<th scope="col">{}').format(text) for text in heads)
    body = Markup("").join(
        Markup('<tr><th scope="row">{}{}').format(name, Markup("").join(_cells(cells)))
        for name, cells in rows
    )
    return Markup(
        '<div class="table figures" tabindex="0" role="region" aria-label="{}"><table>'
        "<caption>{}</caption><thead><tr>{}<tbody>{}</table></div>"
    ).format(escape(caption).striptags(), caption, head, body)


def _cells(cells: Sequence[str | Markup]) -> Iterator[Markup]:
    for cell in cells:
        whole = isinstance(cell, Markup) and cell.startswith("<td")
        yield cell if whole else Markup("<td>{}").format(cell)  # type: ignore[misc]  # see whole


def _codes(table: PublishedTable) -> list[str]:
    """What there are figures of: the mean, the good answers together, each answer."""
    shown = [row for row in table.rows if row.withheld is None]
    codes = list(dict.fromkeys(code for row in shown for code in row.answers))
    together = {
        MEAN: any(row.mean for row in shown),
        FAVOURABLE: any(row.favourable for row in shown),
    }
    return [*(code for code, there in together.items() if there), *codes]


def _cell(row: PublishedRow | None, code: str, speech: Speech) -> str | Markup:
    if row is None:
        return "–"
    if row.withheld is not None:
        return reason(row.withheld, speech)
    if code == MEAN:
        if row.mean is not None:
            value = speech.formatting.number(row.mean.mean)
            return _figure(value, mean_interval(row.mean, speech))
    elif (estimate := estimate_of(row, code)) is not None:
        return _share(estimate, speech)
    return reason(Withheld.UNRELIABLE, speech)


def _share(estimate: Estimate, speech: Speech) -> Markup:
    return _figure(percent(estimate.share, speech), interval(estimate, speech))


def _figure(value: str, between: str) -> Markup:
    return Markup("{} <small>({})</small>").format(value, between)
