"""Key figures at the full door: the board, one of them over time, and what is done together."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations import kpi_wording as said
from copfeedback.evaluations.kpi_tables import cell, figure_of, groups_of, point_table
from copfeedback.evaluations.kpis import ORDER, Shown
from copfeedback.evaluations.plan_model import Activity
from copfeedback.evaluations.stacked import stacked_table
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import Domain, Group
from copfeedback.results.published_series import Series, Unit
from copfeedback.results.wording import group_name
from copfeedback.ui import frame, picture, session
from copfeedback.ui.chart_counts import counts_chart, counts_in_words
from copfeedback.ui.chart_dots import Series as Dots
from copfeedback.ui.chart_dots import dots_chart, dots_in_words
from copfeedback.ui.chart_look import look_of
from copfeedback.ui.commitment_parts import people_said, sectors_by_code
from copfeedback.ui.forum_lines import link
from copfeedback.ui.pages import INDICATORS, page_file
from copfeedback.ui.selecting import filter_of
from copfeedback.ui.texts import as_label, marked, words

FIGURE, LIST = "figure", "list"
"""What the address asks for: the code of a key figure, or the list of activities."""
A_PAGE = 25
_COMPARED = 2
_CHARTED = (Group.ALL, Group.WOMAN, Group.MAN)


def show_board(speech: Speech) -> None:
    """All key figures in use: what comes of it, how well it is done, and what is done."""
    _ = speech.gettext
    frame.heading(_("Key figures"))
    about = _(
        "What the police are judged by. How much is done says little by itself, so what comes of "
        "it stands first."
    )
    choose = _("Choose a name to see all figures, and where they come from.")
    st.html(Markup("<p>{} {}</p>").format(about, choose))
    together = _("What police and community do together")
    st.page_link(page_file(INDICATORS), label=together, query_params={LIST: "activities"})
    board = session.portal().kpis.board()
    for kind in ORDER:
        lines = [_line(each, speech) for each in board if each.kpi.kind is kind]
        if lines:
            head = Markup("<h2>{}</h2>").format(name_of(kind, speech))
            st.html(head + Markup("").join(lines))
    table = _("All key figures as a table (CSV)")
    st.html(
        Markup('{}<p><a href="./{}/indicators.csv">{}</a></p>').format(
            _notes(speech, unfinished=True), speech.tag, table
        )
    )


def show_one(shown: Shown, speech: Speech) -> None:
    """A key figure with all its figures, its target, and where they come from."""
    _, kpi, series = speech.gettext, shown.kpi, shown.series
    st.page_link(page_file(INDICATORS), label=_("Key figures"))
    frame.heading(marked(kpi.name, speech))
    st.html(
        Markup('<p class="step">{}</p>{}{}<p>{}{}</p><p>{}. {}</p>').format(
            name_of(kpi.kind, speech),
            people_said(marked(kpi.definition, speech)),
            Markup()
            if kpi.active
            else Markup('<p class="note">{}</p>').format(
                _("This key figure is not in use any more.")
            ),
            _latest(shown, speech),
            _moved(shown, speech),
            name_of(kpi.direction, speech),
            _target(shown, speech),
        )
    )
    if series is not None and series.points:
        name = words(kpi.name, speech)
        _draw(name, kpi.code, series, speech)
        told = point_table(series, speech)
        st.html(stacked_table(marked(kpi.name, speech), told.heads, told.rows))
        breaks = said.break_sentences(shown.points, speech)
        notes = (Markup('<p class="note">{}</p>').format(each) for each in breaks)
        st.html(Markup("").join(notes) + _notes(speech))
    st.html(_source(shown, speech) + _versions(shown, speech))


def show_activities(speech: Speech) -> None:
    """What police and community do together, the latest first."""
    _, number = speech.gettext, speech.formatting.number
    st.page_link(page_file(INDICATORS), label=_("Key figures"))
    frame.heading(_("What police and community do together"))
    about = _(
        "As the police and their partners recorded it, with what came of it. How many took part is "
        "told for a whole year only."
    )
    st.html(Markup("<p>{}</p>").format(about))
    found = session.portal().activities.all()
    if not found:
        st.html(Markup("<p>{}</p>").format(_("Nothing has been recorded yet.")))
    pages, at = -(-len(found) // A_PAGE), 1
    if pages > 1:
        page_of = _("Page %(page)s of %(pages)s")
        at = st.selectbox(
            as_label(_("Pages of this list")),
            range(1, pages + 1),
            format_func=lambda page: page_of % {"page": number(page), "pages": number(pages)},
            key=f"activities.page.{pages}.{speech.tag}",
            filter_mode=filter_of(pages),
            placeholder="",
        )
    for each in found[(at - 1) * A_PAGE : at * A_PAGE]:
        st.html(activity_lines(each, speech))


def activity_lines(activity: Activity, speech: Speech) -> Markup:
    """An activity as everybody sees it."""
    _ = speech.gettext
    sectors = sectors_by_code(speech.tag)
    about = [Markup("{}").format(name_of(activity.kind, speech)), marked(activity.office, speech)]
    if activity.sector in sectors:
        about.append(marked(sectors[activity.sector].name, speech))
    about.append(Markup("{}").format(said.activity_days(activity, speech)))
    parts = [
        Markup('<h2>{}</h2><p class="step">{}</p>').format(
            marked(activity.name, speech), Markup(" · ").join(about)
        )
    ]
    if activity.partners:
        told = people_said(marked(activity.partners, speech))
        parts.append(Markup("<p><b>{}</b></p>{}").format(_("Partners"), told))
    outcome = Markup("<p>{}</p>").format(_("Nothing has been said yet."))
    if activity.outcome:
        outcome = people_said(marked(activity.outcome, speech))
    parts.append(Markup("<p><b>{}</b></p>{}").format(_("What came of it"), outcome))
    if activity.evidence:
        parts.append(
            Markup('<p><a href="{0}" rel="noreferrer nofollow">{1}: <bdi>{0}</bdi></a></p>').format(
                activity.evidence, _("Evidence")
            )
        )
    return Markup("").join(parts)


def show_gone(speech: Speech) -> None:
    """There is no such key figure."""
    _ = speech.gettext
    frame.heading(_("This is not there"))
    st.page_link(page_file(INDICATORS), label=_("Key figures"))


def _line(shown: Shown, speech: Speech) -> Markup:
    kpi = shown.kpi
    name = link(INDICATORS, marked(kpi.name, speech), speech, **{FIGURE: kpi.code})
    return Markup('<h3>{}</h3><p class="hint">{}</p><p>{}{}{}</p><p>{}</p>').format(
        name,
        marked(kpi.definition, speech),
        _latest(shown, speech),
        _genders(shown, speech),
        _moved(shown, speech),
        _target(shown, speech),
    )


def _latest(shown: Shown, speech: Speech) -> Markup:
    if shown.series is None or shown.latest is None:
        return Markup("<b>{}</b>").format(speech.gettext("No figures yet."))
    mark = " *" if said.is_unfinished(shown.latest) else ""
    figure = cell(shown.latest.figure, shown.series, speech)
    return Markup("<b>{}</b> · {}{}").format(figure, said.period_name(shown.latest, speech), mark)


def _genders(shown: Shown, speech: Speech) -> Markup:
    if shown.series is None or shown.latest is None:
        return Markup()
    return Markup("").join(
        Markup("<br><small>{}: {}</small>").format(
            group_name(group, speech), cell(figure, shown.series, speech)
        )
        for group, figure in shown.latest.by_gender.items()
    )


def _moved(shown: Shown, speech: Speech) -> Markup:
    if shown.series is None or shown.moved is None:
        return Markup()
    return Markup("<br>{}").format(said.moved_words(shown.moved, shown.series.unit, speech))


def _target(shown: Shown, speech: Speech) -> Markup:
    unit = shown.series.unit if shown.series else None
    target = said.target_words(shown.kpi, unit, speech)
    if not target:
        return Markup("{}").format(speech.gettext("No target is set."))
    found = said.reached_words(shown.reached, speech)
    more = Markup(" · <b>{}</b>").format(found) if found else ""
    return Markup("{} {}{}").format(speech.gettext("Target:"), target, more)


def _draw(name: str, key: str, series: Series, speech: Speech) -> None:
    points = [each for each in series.points if each.figure is not None]
    if len(points) < _COMPARED:
        return
    periods = [said.period_name(each, speech) for each in points]
    if series.unit is not Unit.PERCENT:
        counts = [round(each.figure.value) if each.figure else None for each in points]
        rows = list(zip(periods, counts, strict=True))
        chart, alt = counts_chart(rows, speech), counts_in_words(name, rows, speech)
    else:
        dots = [
            Dots(
                group_name(group, speech),
                look_of(Domain.group(group), 0),
                [said.estimate_of(figure_of(each, group)) for each in points],
            )
            for group in groups_of(series)
            if group in _CHARTED
        ]
        chart, alt = dots_chart(periods, dots, speech), dots_in_words(name, periods, dots, speech)
    picture.show(chart, f"kpi-{key}", alt, key, speech)


def _notes(speech: Speech, *, unfinished: bool = False) -> Markup:
    _ = speech.gettext
    notes = [
        _(
            "In brackets: the range in which the true figure most likely lies (95 percent "
            "confidence interval). Numbers of people are rounded to 5."
        ),
        _("A dash: there is nothing to count, or it is not shown to protect people."),
    ]
    if unfinished:
        notes.append(_("* Not over yet: there is more to come."))
    return Markup('<p class="hint">{}</p>').format(" ".join(notes))


def _source(shown: Shown, speech: Speech) -> Markup:
    _, series = speech.gettext, shown.series
    told = Markup("<h2>{}</h2><p>{} {}</p>").format(
        _("Where the figures come from"),
        said.source_words(shown.kpi.series, speech),
        marked(series.definition, speech) if series else "",
    )
    if series is not None and series.page:
        told += Markup('<p><a href="./{}/{}">{}</a></p>').format(
            speech.tag, series.page, _("See the source")
        )
    if shown.latest is not None and shown.latest.sha256:
        told += Markup('<p class="hint"><bdi>{}</bdi> <bdi>SHA-256: {}</bdi></p>').format(
            shown.latest.source, shown.latest.sha256[:16]
        )
    return told


def _versions(shown: Shown, speech: Speech) -> Markup:
    if shown.since is None:
        return Markup()
    since = speech.gettext("Defined like this since %(day)s.")
    lines = (Markup("<li>{}</li>").format(e) for e in said.earlier_targets(shown, speech))
    return Markup("<h2>{}</h2><p>{}</p><ul>{}</ul>").format(
        speech.gettext("What was changed"),
        since % {"day": speech.formatting.date(shown.since)},
        Markup("").join(lines),
    )
