"""Published figures as plain HTML tables, which every screen reader and every old browser reads."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.model import Indicator, TrendPoint
from copfeedback.results.published import Estimate, Group, PublishedRow, PublishedTable, Release
from copfeedback.results.wording import (
    FAVOURABLE,
    answer_name,
    fingerprint,
    frozen,
    group_name,
    interval,
    left_out,
    people_asked,
    percent,
    reason,
)
from copfeedback.surveys.model import Question
from copfeedback.ui.texts import marked


def estimate_of(row: PublishedRow, code: str) -> Estimate | None:
    """The published share of an answer, or of the favourable answers together."""
    return row.favourable if code == FAVOURABLE else row.answers.get(code)


def groups_in(tables: Sequence[PublishedTable]) -> list[Group]:
    """The groups that any of these tables has a row for, in the order of the tables."""
    present = {row.group for table in tables for row in table.rows}
    return [group for group in Group if group in present]


def trend_table(
    caption: str, points: Sequence[TrendPoint], groups: Sequence[Group], code: str, speech: Speech
) -> Markup:
    """One answer over the waves: a row a wave, a column a group."""
    rows = [
        (
            marked(point.wave.name, speech),
            [
                _cell(point.table.row(group) if point.table else None, code, speech)
                for group in groups
            ],
        )
        for point in points
    ]
    heads = [speech.gettext("Wave"), *(group_name(group, speech) for group in groups)]
    return plain_table(Markup("{}").format(caption), heads, rows)


def answers_table(
    caption: str | Markup, table: PublishedTable, question: Question, speech: Speech
) -> Markup:
    """Every answer of one wave: a row an answer, a column a group."""
    groups = groups_in([table])
    codes = list(dict.fromkeys(code for row in table.rows for code in row.answers))
    if any(row.favourable for row in table.rows):
        codes.append(FAVOURABLE)
    rows = [
        (
            escape(answer_name(question, code, speech)),
            [_cell(table.row(group), code, speech, with_base=False) for group in groups],
        )
        for code in codes
    ]
    bases = [_base(table.row(group), speech) for group in groups]
    heads = [speech.gettext("Answer"), *(group_name(group, speech) for group in groups)]
    return plain_table(caption, heads, [(speech.gettext("People asked"), bases), *rows])


def indicators_table(
    caption: str | Markup, release: Release, indicators: Sequence[Indicator], speech: Speech
) -> Markup:
    """The key indicators of one wave: a row an indicator, a column a group."""
    published = [
        (indicator, release.tables[indicator.item])
        for indicator in indicators
        if indicator.item in release.tables
    ]
    groups = groups_in([table for _, table in published])
    rows = [
        (
            marked(indicator.text, speech),
            [_cell(table.row(group), FAVOURABLE, speech) for group in groups],
        )
        for indicator, table in published
    ]
    heads = [speech.gettext("Question"), *(group_name(group, speech) for group in groups)]
    return plain_table(caption, heads, rows)


def about_release(release: Release, speech: Speech) -> Markup:
    """When a release was frozen, how to recognise it, and whose answers are not in it."""
    return Markup("{} <bdi>SHA-256: {}</bdi> {}").format(
        frozen(release, speech), fingerprint(release), left_out(release, speech)
    )


def counts_table(
    caption: str, counts: Sequence[tuple[str | Markup, str]], speech: Speech
) -> Markup:
    """How many people gave each answer."""
    heads = [speech.gettext("Answer"), speech.gettext("People")]
    return plain_table(caption, heads, [(name, [count]) for name, count in counts])


def _cell(
    row: PublishedRow | None, code: str, speech: Speech, *, with_base: bool = True
) -> Markup | str:
    if row is None:
        return "–"
    if row.withheld is not None:
        return Markup("<small>{}</small>").format(reason(row.withheld, speech))
    estimate = estimate_of(row, code)
    if estimate is None:
        return "–"
    shown = Markup('<bdi>{}</bdi> <small class="interval">({})</small>').format(
        percent(estimate.share, speech), interval(estimate, speech)
    )
    base = Markup(" <small>{}</small>").format(_base(row, speech))
    return shown + base if with_base else shown


def _base(row: PublishedRow | None, speech: Speech) -> str:
    return "–" if row is None or row.base is None else people_asked(row.base, speech)


def plain_table(
    caption: str | Markup,
    heads: Sequence[str],
    rows: Sequence[tuple[str | Markup, Sequence[str | Markup]]],
) -> Markup:
    """A table: heads for its columns, and rows that each begin with their own head."""
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(text) for text in heads)
    body = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            name, Markup("").join(Markup("<td>{}</td>").format(cell) for cell in cells)
        )
        for name, cells in rows
    )
    return Markup(
        '<div class="figures plain" tabindex="0" role="region" aria-label="{0}"><table>'
        "<caption>{1}</caption><thead><tr>{2}</tr></thead><tbody>{3}</tbody></table></div>"
    ).format(escape(caption).striptags(), caption, head, body)
