"""Writing down at the full door what stakeholders made of results together."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.answering import may_review
from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.report_model import Review
from copfeedback.faults import Fault, Faulty, Problem
from copfeedback.i18n.catalogues import N_
from copfeedback.people.model import Actor
from copfeedback.ui import evaluation_telling, frame, session, staff
from copfeedback.ui.desk import Done
from copfeedback.ui.evaluation_answers_fields import Fields
from copfeedback.ui.evaluation_answers_place import FAULTS, back
from copfeedback.ui.forum_lines import link
from copfeedback.ui.pages import EVALUATIONS
from copfeedback.ui.texts import marked, words

_MOST_MEETINGS = 20


def show(evaluation: Evaluation, actor: Actor, form: Fields) -> None:
    """Where results were discussed, and what came of it."""
    _, speech = form.speech.gettext, form.speech
    frame.heading(_("What was made of the results"))
    staff.outcome(form.desk, speech)
    title = marked(evaluation.pledge.title, speech)
    way = link(EVALUATIONS, title, speech, evaluation=evaluation.code)
    st.html(Markup("<p>{}</p>").format(way))
    after = form.seen(evaluation)
    form.texts.choose_language()
    forums = {
        each.code: f"{words(each.name, speech)} ({each.code})"
        for each in session.portal().forums.all()
        if actor.may(*may_review(actor, evaluation, each.code))
    }
    if actor.may(*may_review(actor, evaluation)):
        forums = {"": _("Not at a forum"), **forums}
    forum = form.choice("forum", _("Forum"), forums)
    if forum:
        days = {
            each.number: speech.formatting.date(each.starts.date())
            for each in session.portal().meetings.past(forum)[:_MOST_MEETINGS]
        }
        form.choice("meeting", _("Meeting"), {"": _("Nothing chosen"), **days})
    hint = _("Who took part, as groups and offices and without names, and what they agreed on.")
    form.words("text", _("What was said"), hint=hint, long=True)
    say = partial(form.desk.attempt, partial(_review, form, evaluation.code, after), FAULTS)
    question = _("Publish this? Everybody can read it, and it stays.")
    names = partial(evaluation_telling.show_typed, form.texts, form.local, speech)
    staff.confirmed(form.desk, "publish", _("Publish this"), question, say, speech, names)


def _review(form: Fields, code: str, after: int, actor: Actor) -> Done:
    text, forum = form.typed_words("text"), form.typed("forum") or None
    if text is None:
        raise form.refused([Problem("text", Fault.MISSING)])
    review = Review(text, forum, (form.typed("meeting") or None) if forum else None)
    try:
        session.portal().answering.review(actor, code, review, after=after)
    except Faulty as faulty:
        raise form.refused(faulty) from None
    return back(N_("It is published beside the results."))
