"""All evaluations at the full door, those that are overdue first, and who keeps their pledges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.easy_words import meanings
from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.league import LeagueRow, league
from copfeedback.evaluations.league_table import league_table
from copfeedback.evaluations.lines import badges, standing_sentence
from copfeedback.evaluations.plain_words import Word
from copfeedback.evaluations.report_wording import counts_sentence
from copfeedback.evaluations.standing import Standing, Status
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.ui import frame, session
from copfeedback.ui.evaluation_parts_history import versions
from copfeedback.ui.forum_lines import link, listed
from copfeedback.ui.pages import CHECKLISTS, EVALUATIONS, INDICATORS, POLICE_PLAN
from copfeedback.ui.texts import marked

CODE = "evaluation"
"""In the query of the address: the code of an evaluation."""
_GROUPS: Mapping[str, tuple[Status, ...]] = {
    N_("Results are overdue"): (Status.OVERDUE, Status.CANCELLED_OWED),
    N_("Results are awaited"): (Status.DUE, Status.IN_FIELD, Status.REGISTERED),
    N_("Results are published"): (Status.PUBLISHED_LATE, Status.PUBLISHED),
    N_("Cancelled"): (Status.CANCELLED,),
}


def show_all(speech: Speech) -> None:
    """Every evaluation in its group, the league, and the ways to what belongs to it."""
    _, register = speech.gettext, session.portal().evaluations
    frame.heading(_("Evaluations"))
    about = _(
        "An evaluation finds out whether a police programme helps. Here you see what was promised "
        "before it began, and what was found, good or bad."
    )
    found = [(each, register.standing(each)) for each in register.all()]
    altered = register.unreadable()
    st.html(
        Markup("<p>{}</p>{}{}{}{}").format(
            about,
            meanings((Word.PLEDGE, Word.INDICATOR, Word.DEVIATION), speech),
            _altered(altered, speech),
            Markup("").join(
                _group(title, statuses, found, speech) for title, statuses in _GROUPS.items()
            )
            or Markup("<p>{}</p>").format(_("There is no evaluation yet.")),
            _league(league(found), speech),
        )
    )
    st.html(_more(speech))


def evaluation_link(code: str, label: str | Markup, speech: Speech) -> Markup:
    """The way to an evaluation."""
    return link(EVALUATIONS, label, speech, **{CODE: code})


def badge_list(evaluation: Evaluation, standing: Standing, speech: Speech) -> Markup:
    """The names of what speaks against an evaluation, in bold, as part of a line."""
    return Markup(" · ").join(
        Markup("<b>{}</b>").format(each.name) for each in badges(evaluation, standing, speech)
    )


def _altered(codes: list[str], speech: Speech) -> Markup:
    if not codes:
        return Markup()
    said = speech.gettext("What is stored of these evaluations was altered: they cannot be read.")
    return Markup('<div class="summary" role="alert"><p>{}</p>{}</div>').format(
        said, listed(Markup("<bdi>{}</bdi>").format(code) for code in codes)
    )


def _group(
    title: str,
    statuses: Iterable[Status],
    found: list[tuple[Evaluation, Standing]],
    speech: Speech,
) -> Markup:
    own = [pair for pair in found if pair[1].status in statuses]
    own.sort(key=lambda pair: (not pair[1].later, -pair[1].days_overdue, pair[1].due))
    lines = listed(_line(evaluation, standing, speech) for evaluation, standing in own)
    return Markup("<h2>{}</h2>{}").format(speech.gettext(title), lines) if lines else lines


def _line(evaluation: Evaluation, standing: Standing, speech: Speech) -> Markup:
    parts = [Markup("<b>{}</b>").format(standing_sentence(standing, speech))]
    if marks := badge_list(evaluation, standing, speech):
        parts.append(marks)
    parts.append(marked(evaluation.pledge.commissioner, speech))
    promised = speech.gettext("first promised for %(day)s") % {
        "day": speech.formatting.date(standing.first_due)
    }
    parts.append(Markup("{}").format(promised))
    if evaluation.report is not None:
        parts.append(Markup("{}").format(counts_sentence(evaluation.report, speech)))
    return Markup("{}<br><small>{}</small>{}").format(
        evaluation_link(evaluation.code, marked(evaluation.pledge.title, speech), speech),
        Markup(" · ").join(parts),
        versions(evaluation, speech),
    )


def _league(rows: list[LeagueRow], speech: Speech) -> Markup:
    if not rows:
        return Markup()
    head = speech.gettext("Who publishes results in time")
    return Markup("<h2>{}</h2>{}").format(head, league_table(rows, speech))


def _more(speech: Speech) -> Markup:
    _, tag = speech.gettext, speech.tag
    plain = Markup('<a href="./{}/{}">{}</a>')
    return Markup("<h2>{}</h2>{}").format(
        _("More"),
        listed(
            (
                link(INDICATORS, _("Key figures"), speech),
                link(POLICE_PLAN, _("Plans"), speech),
                link(CHECKLISTS, _("Checklists"), speech),
                plain.format(tag, "evaluations/check", _("Check that nothing was changed")),
                plain.format(tag, "evaluations.atom", _("Feed of evaluations (Atom)")),
                Markup('<a href="./evaluations/chain.txt">{}</a>').format(
                    _("The whole chain as a text")
                ),
            )
        ),
    )
