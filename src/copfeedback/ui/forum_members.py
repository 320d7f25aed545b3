"""Who belongs to a forum, who came, and how long it has lasted, at the full door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from copfeedback.attendance_wording import group_or_age
from copfeedback.forums.attendance_figures import AGE_BAND, GENDER, Compared
from copfeedback.forums.forum_tree import sides
from copfeedback.forums.model import Forum
from copfeedback.forums.when import how_long
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.results.domain_wording import DIMENSION_NAMES
from copfeedback.results.wording import percent
from copfeedback.ui import forum_lines as lines
from copfeedback.ui import session
from copfeedback.ui.texts import marked

YEARS = 12


def members(forum: Forum, speech: Speech) -> Markup:
    """The seats by side, the communities, and how the forum works."""
    _, number = speech.gettext, speech.formatting.number
    seats = [
        (name_of(side, speech), number(count), Markup("<br>").join(map(_isolated, holders)))
        for side, count, holders in sides(forum)
    ]
    told = Markup("<h2>{}</h2>").format(_("Who belongs"))
    if seats:
        told += _table(_("Seats"), (_("Side"), _("Seats"), _("Who holds them")), seats)
    if forum.communities:
        without = forum.without_seat
        nobody = Markup("{}: <b>{}</b>")
        told += Markup("<h3>{}</h3>{}").format(
            _("Communities of the area"),
            lines.listed(
                nobody.format(marked(each.name, speech), _("nobody speaks for it here yet"))
                if each in without
                else Markup("{} (<bdi>{}</bdi>)").format(
                    marked(each.name, speech), each.organisation
                )
                for each in sorted(forum.communities, key=lambda each: each in without)
            ),
        )
    if forum.rules is not None:
        rules = Markup("<details><summary>{}</summary>{}</details>")
        told += rules.format(_("Rules of procedure"), lines.words_of(forum.rules, speech))
    spoken = speech.formatting.listing([language_name(each, speech) for each in forum.languages])
    return told + Markup("<p>{} {}</p>").format(_("Languages:"), spoken)


def _isolated(name: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(name)


def lasting(forum: Forum, today: date, speech: Speech) -> Markup:
    """Since when it is there, and its meetings by year."""
    _, number = speech.gettext, speech.formatting.number
    told = Markup("<h2>{}</h2>").format(_("How long it has lasted"))
    if forum.founded is not None:
        lasted = {
            "day": speech.formatting.date(forum.founded),
            "long": how_long(forum.founded, forum.ended or today, speech.tag),
        }
        told += Markup("<p>{}</p>").format(_("Since %(day)s: %(long)s") % lasted)
    years = [
        (str(each.year), number(each.held), number(each.minuted), number(each.cancelled))
        for each in session.portal().forums.activity(forum.code)[-YEARS:]
    ]
    heads = (_("Year"), _("Held"), _("With minutes"), _("Cancelled"))
    return told + (_table(_("Meetings by year"), heads, years) if years else Markup())


def attended(forum: Forum, speech: Speech) -> Markup:
    """Who came in the last year of which figures can be seen, beside the population."""
    _, figures = speech.gettext, session.portal().forum_figures
    latest = next(iter(figures.of(forum.code)), None)
    if latest is None:
        return Markup()
    came = _("Few people came; how many is not shown.")
    if latest.total is not None:
        came = speech.ngettext(
            "About %(number)s visit to meetings.",
            "About %(number)s visits to meetings.",
            latest.total,
        ) % {"number": speech.formatting.number(latest.total)}
    counted = _(
        "Whoever came several times counts each time. Numbers are rounded to 5, and not shown "
        "where they could give somebody away."
    )
    title = _("Who came in %(year)s") % {"year": latest.year}
    told = Markup("<h2>{}</h2><p>{} {}</p>").format(title, came, counted)
    for dimension in (GENDER, AGE_BAND):
        compared = figures.against_population(latest, dimension)
        heads = [_("Group"), _("At meetings"), _("Share"), _("Of the population")]
        rows = [_compared(dimension, each, speech) for each in compared]
        if all(each.share is None for each in compared):  # too much is withheld to tell any
            heads, rows = heads[:2], [row[:2] for row in rows]
        told += _table(_(DIMENSION_NAMES[dimension]), heads, rows) if rows else Markup()
    return told


def _compared(dimension: str, each: Compared, speech: Speech) -> tuple[str, ...]:
    count = "–" if each.count is None else speech.formatting.number(each.count)
    shares = (
        "–" if share is None else percent(share, speech) for share in (each.share, each.population)
    )
    return (group_or_age(dimension, each.value, speech), count, *shares)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str | Markup]]) -> Markup:
    """A table whose first column says what each row is."""
    top = Markup("").join(Markup('<th scope="col">{}</th>').format(head) for head in heads)
    body = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            first, Markup("").join(Markup("<td>{}</td>").format(cell) for cell in cells)
        )
        for first, *cells in rows
    )
    return Markup(
        '<div class="figures plain" tabindex="0" role="region" aria-label="{0}"><table><caption>{0}'
        "</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>"
    ).format(title, top, body)
