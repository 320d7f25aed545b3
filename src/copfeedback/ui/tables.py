"""Published figures as plain HTML tables, which every screen reader and every old browser reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.results.model import Indicator, TrendPoint
from copfeedback.results.published import (
    NO_ANSWER,
    Estimate,
    Group,
    PublishedRow,
    PublishedTable,
    Release,
    Withheld,
)
from copfeedback.surveys.model import Question, QuestionType
from copfeedback.ui.texts import marked, words

FAVOURABLE = "favourable"
FINGERPRINT_LENGTH = 16

_GROUPS: Mapping[Group, str] = {
    Group.ALL: N_("Everyone"),
    Group.WOMAN: N_("Women"),
    Group.MAN: N_("Men"),
    Group.ANOTHER: N_("Another gender"),
    Group.NOT_STATED: N_("Gender not stated"),
    Group.ANOTHER_OR_NOT_STATED: N_("Another gender or not stated"),
}
_REASONS: Mapping[Withheld, str] = {
    Withheld.TOO_FEW: N_("too few answers"),
    Withheld.PROTECTS_ANOTHER: N_("withheld to protect a small group"),
    Withheld.SENSITIVE: N_("withheld: a sensitive question with few answers"),
}


def group_name(group: Group, speech: Speech) -> str:
    """Whom a row or a line is about."""
    return speech.gettext(_GROUPS[group])


def reason(withheld: Withheld, speech: Speech) -> str:
    """Why a figure is not shown."""
    return speech.gettext(_REASONS[withheld])


def percent(share: int, speech: Speech) -> str:
    """Whole percent as the language writes it."""
    return speech.formatting.percent(share / 100)


def interval(estimate: Estimate, speech: Speech) -> str:
    """The confidence interval in words."""
    return speech.gettext("%(low)s to %(high)s") % {
        "low": percent(estimate.low, speech),
        "high": percent(estimate.high, speech),
    }


def answer_name(question: Question, code: str, speech: Speech) -> str:
    """The words of an answer, or of there being none."""
    if code == FAVOURABLE:
        return speech.gettext("Good answers together")
    if code == NO_ANSWER:
        return speech.gettext("No answer")
    if question.type is QuestionType.SCALE:
        return speech.formatting.number(int(code))
    texts = {choice.code: choice.text for choice in question.choices}
    return words(texts[code], speech) if code in texts else code


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
    return _table(Markup("{}").format(caption), heads, rows)


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
            answer_name(question, code, speech),
            [_cell(table.row(group), code, speech, with_base=False) for group in groups],
        )
        for code in codes
    ]
    bases = [_base(table.row(group), speech) for group in groups]
    heads = [speech.gettext("Answer"), *(group_name(group, speech) for group in groups)]
    return _table(caption, heads, [(speech.gettext("People asked"), bases), *rows])


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
    return _table(caption, heads, rows)


def about_release(release: Release, speech: Speech) -> Markup:
    """When a release was frozen, and how to recognise it."""
    day = speech.formatting.date(release.built_on)
    frozen = speech.gettext("Frozen on %(day)s.") % {"day": day}
    return Markup("{} <bdi>SHA-256: {}</bdi>").format(frozen, release.sha256[:FINGERPRINT_LENGTH])


def counts_table(
    caption: str, counts: Sequence[tuple[str | Markup, str]], speech: Speech
) -> Markup:
    """How many people gave each answer."""
    heads = [speech.gettext("Answer"), speech.gettext("People")]
    return _table(caption, heads, [(name, [count]) for name, count in counts])


def how_to_read(speech: Speech, *, indicative: bool) -> Markup:
    """What the figures mean and what they do not."""
    _ = speech.gettext
    notes = [
        _(
            "In brackets: the range in which the true figure most likely lies (95 % confidence "
            "interval). Numbers of people are rounded to 5."
        )
    ]
    if indicative:
        notes.append(
            _(
                "Indicative: people chose themselves whether to answer, so the ranges are no more "
                "than an indication."
            )
        )
    return Markup('<p class="hint">{}</p>').format(" ".join(notes))


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
    shown = Markup("<bdi>{}</bdi> <small>({})</small>").format(
        percent(estimate.share, speech), interval(estimate, speech)
    )
    base = Markup(" <small>{}</small>").format(_base(row, speech))
    return shown + base if with_base else shown


def _base(row: PublishedRow | None, speech: Speech) -> str:
    if row is None or row.base is None:
        return "–"
    return speech.ngettext(
        "about %(count)s person asked", "about %(count)s people asked", row.base
    ) % {"count": speech.formatting.number(row.base)}


def _table(
    caption: str | Markup,
    heads: Sequence[str],
    rows: Sequence[tuple[str | Markup, Sequence[str | Markup]]],
) -> Markup:
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(text) for text in heads)
    body = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            name, Markup("").join(Markup("<td>{}</td>").format(cell) for cell in cells)
        )
        for name, cells in rows
    )
    return Markup(
        '<div class="figures" tabindex="0" role="region" aria-label="{0}"><table>'
        "<caption>{1}</caption><thead><tr>{2}</tr></thead><tbody>{3}</tbody></table></div>"
    ).format(escape(caption).striptags(), caption, head, body)
