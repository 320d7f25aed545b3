"""One evaluation at the full door: how it stands, what was promised, what came out, who answers."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.easy_words import meanings, what_is_looked_at
from copfeedback.evaluations.events import Cancelled, Evaluation, EventKind, Withdrawn
from copfeedback.evaluations.lines import (
    badges,
    promised_sentences,
    standing_sentence,
    withdrawn,
)
from copfeedback.evaluations.model import Criterion
from copfeedback.evaluations.standing import Standing
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import evaluation_parts as parts
from copfeedback.ui import evaluation_parts_history as history
from copfeedback.ui import evaluation_results as results
from copfeedback.ui import evaluation_results_answers as answers
from copfeedback.ui import frame, session
from copfeedback.ui.evaluation_parts import section
from copfeedback.ui.forum_lines import link, words_of
from copfeedback.ui.pages import EVALUATIONS
from copfeedback.ui.texts import marked


def show(code: str, speech: Speech) -> None:
    """Everything about an evaluation.

    Raises:
        Unknown: there is none of this code.
    """
    _, register = speech.gettext, session.portal().evaluations
    evaluation = register.find(code)
    standing, report = register.standing(evaluation), evaluation.report
    asked = [each for each in Criterion if each in evaluation.pledge.questions]
    pledge, attachments = evaluation.pledge, report.attachments if report else ()
    frame.heading(marked(pledge.title, speech), before=link(EVALUATIONS, _("Evaluations"), speech))
    st.html(_standing(evaluation, standing, speech) + history.versions(evaluation, speech))
    if report is not None:
        results.show_lead(evaluation, report, speech)
        results.show(evaluation, report, speech)
    else:
        names = [marked(each.name, speech) for each in pledge.indicators]
        st.html(section(_("In easy words"), what_is_looked_at(names, speech)))
    st.html(
        Markup("").join(
            (
                section(_("Files"), results.files(code, attachments, speech)),
                answers.recommendations(evaluation, speech),
                answers.reviews(evaluation, speech),
                parts.plan(pledge.plan, speech),
                section(
                    _("When figures are gathered"),
                    meanings((each.role for each in pledge.waves), speech),
                    parts.gathering(register.fieldwork(evaluation), speech),
                ),
                section(
                    _("Who commits to it"),
                    parts.stakeholders(evaluation, standing.unsigned, speech),
                ),
                section(
                    _("What the words mean"),
                    meanings((*(each.arm for each in pledge.sites), *asked), speech),
                ),
                parts.promised(pledge, speech),
                history.events(evaluation, speech),
                history.ways(evaluation, speech),
            )
        )
    )


def _standing(evaluation: Evaluation, standing: Standing, speech: Speech) -> Markup:
    """How it stands, what speaks against it, and what was promised at first and since."""
    lines = [
        Markup("<p><b>{}</b></p>").format(standing_sentence(standing, speech)),
        *(Markup("<p>{}</p>").format(each) for each in promised_sentences(standing, speech)),
        *(
            Markup("<p><b>{}</b>: {}</p>").format(each.name, each.why)
            for each in badges(evaluation, standing, speech)
        ),
        _taken_back(evaluation, speech),
    ]
    return Markup('<div class="note">{}</div>').format(Markup("").join(lines))


def _taken_back(evaluation: Evaluation, speech: Speech) -> Markup:
    """Why it was cancelled, or why its results must not be used."""
    told = Markup()
    for event in evaluation.of(EventKind.CANCELLED):
        if isinstance(event.said, Cancelled):
            told += words_of(event.said.reason, speech, speech.gettext("Why it was cancelled"))
    taken = withdrawn(evaluation)
    if taken is not None and isinstance(taken.said, Withdrawn):
        label = speech.gettext("Why the results were withdrawn")
        told += words_of(taken.said.reason, speech, label)
    return told
