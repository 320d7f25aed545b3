"""Published figures as plain HTML tables, which every screen reader and every old browser reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.domain_wording import domain_name
from copfeedback.results.figures import estimate_of
from copfeedback.results.model import TrendPoint
from copfeedback.results.published import (
    Domain,
    PublishedRow,
    PublishedTable,
    Release,
    Withheld,
)
from copfeedback.results.wording import (
    FAVOURABLE,
    answer_name,
    fingerprint,
    frozen,
    interval,
    left_out,
    people_asked,
    percent,
    reason,
)
from copfeedback.surveys.model import Question, Survey
from copfeedback.ui.texts import as_words, marked


def domains_in(tables: Sequence[PublishedTable], *dimensions: str) -> list[Domain]:
    """Whom any of these tables has a row for, told apart by these; everyone for none of them."""
    rows = (row for table in tables for row in table.split(*dimensions))
    return list(dict.fromkeys(row.domain for row in rows))


def by_gender(tables: Sequence[PublishedTable]) -> list[Domain]:
    """Everyone and each gender that any of these tables has a row for."""
    return [*domains_in(tables), *domains_in(tables, "gender")]


def trend_table(
    caption: str | Markup,
    points: Sequence[TrendPoint],
    domains: Sequence[Domain],
    code: str,
    survey: Survey,
    speech: Speech,
) -> Markup:
    """One answer over the waves: a row a wave, a column a domain."""
    rows = [
        (
            marked(point.wave.name, speech),
            [figure_cell(point.table, domain, code, speech) for domain in domains],
        )
        for point in points
    ]
    heads = [
        speech.gettext("Wave"),
        *(domain_name(domain, survey, speech, as_words) for domain in domains),
    ]
    return plain_table(Markup("{}").format(caption), heads, rows)


def domains_table(
    caption: str | Markup,
    points: Sequence[TrendPoint],
    domains: Sequence[Domain],
    code: str,
    survey: Survey,
    speech: Speech,
) -> Markup:
    """The same the other way round, for more domains than a page is wide."""
    rows: list[tuple[str | Markup, list[Markup | str]]] = [
        (
            domain_name(domain, survey, speech, as_words),
            [figure_cell(point.table, domain, code, speech) for point in points],
        )
        for domain in domains
    ]
    heads = ["", *(as_words(point.wave.name.read_in(speech.tag)) for point in points)]
    return plain_table(Markup("{}").format(caption), heads, rows)


def crossed_table(
    caption: str | Markup,
    table: PublishedTable,
    domains: Mapping[Domain, Sequence[Domain]],
    heads: Sequence[str],
    code: str,
    survey: Survey,
    speech: Speech,
) -> Markup:
    """One answer by several things at once: a row for each key, and a cell for each of its."""
    rows = [
        (
            domain_name(row, survey, speech, as_words),
            [figure_cell(table, domain, code, speech) for domain in cells],
        )
        for row, cells in domains.items()
    ]
    return plain_table(caption, ["", *heads], rows)


def answers_table(
    caption: str | Markup,
    table: PublishedTable,
    question: Question,
    survey: Survey,
    speech: Speech,
    *,
    codes: Sequence[str] = (),
) -> Markup:
    """Every answer of one wave: a row an answer, a column a gender; in the order of ``codes``."""
    domains = by_gender([table])
    known = dict.fromkeys(code for row in table.rows for code in row.answers)
    shown = [code for code in codes if code in known or not known] or list(known)
    if any(row.favourable for row in table.rows):
        shown.append(FAVOURABLE)
    rows = [
        (
            escape(answer_name(question, code, speech)),
            [figure_cell(table, domain, code, speech, with_base=False) for domain in domains],
        )
        for code in shown
    ]
    bases = [_base(table.row(domain), speech) for domain in domains]
    heads = [
        speech.gettext("Answer"),
        *(domain_name(domain, survey, speech, as_words) for domain in domains),
    ]
    return plain_table(caption, heads, [(speech.gettext("People asked"), bases), *rows])


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


def figure_cell(
    table: PublishedTable | None,
    domain: Domain,
    code: str,
    speech: Speech,
    *,
    with_base: bool = True,
) -> Markup | str:
    """A share with its interval and base, or why there is none."""
    row = table.row(domain) if table is not None else None
    if table is None or row is None:
        return "–"
    if row.withheld is not None:
        return Markup("<small>{}</small>").format(reason(row.withheld, speech))
    estimate = estimate_of(row, code)
    if estimate is None:
        if any(estimate_of(each, code) for each in table.rows) or code in row.answers:
            return Markup("<small>{}</small>").format(reason(Withheld.UNRELIABLE, speech))
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
    head = Markup("").join(
        Markup('<th scope="col">{}</th>').format(text) if text else Markup("<td></td>")
        for text in heads
    )
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
