"""Reporting at the full door on an action that was promised after an evaluation."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.answer_checks import REASON_MAXIMUM
from copfeedback.evaluations.answer_rules import Answered, Doing
from copfeedback.evaluations.answer_wording import WHAT_TO_WRITE
from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.report_model import Acted, Progress
from copfeedback.evaluations.wording import name_of
from copfeedback.faults import Fault, Faulty, Problem, clean_texts
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.ui import evaluation_telling, frame, session, staff
from copfeedback.ui.desk import Done
from copfeedback.ui.evaluation_answers_fields import Fields, together
from copfeedback.ui.evaluation_answers_place import FAULTS, back, doing_facts
from copfeedback.ui.forum_lines import link, words_of
from copfeedback.ui.pages import EVALUATIONS
from copfeedback.ui.texts import marked


def show(evaluation: Evaluation, answered: Answered, doing: Doing, form: Fields) -> None:
    """The action, what was said of it so far, and the form for what became of it."""
    _, speech = form.speech.gettext, form.speech
    frame.heading(_("Report on an action"))
    staff.outcome(form.desk, speech)
    title = marked(evaluation.pledge.title, speech)
    st.html(words_of(doing.action.what, speech))
    staff.facts(
        [
            *doing_facts(evaluation, doing, speech),
            (_("What was recommended"), marked(answered.recommendation.text, speech)),
            (_("Evaluation"), link(EVALUATIONS, title, speech, evaluation=evaluation.code)),
        ]
    )
    _history(doing, speech)
    after = form.seen(evaluation)
    if evaluation.report is None:
        told = _("The results were withdrawn. Nothing can be said of it now.")
        st.html(Markup("<p>{}</p>").format(told))
        return
    form.texts.choose_language()
    # Nothing is said for anybody: least of all that something was done.
    options = {"": _("Nothing chosen"), **form.names_of(doing.sayable)}
    said = form.choice("progress", _("What became of it"), options)
    chosen = Progress(said) if said else None
    if chosen is Progress.MOVED:
        form.day("due", _("To which day?"))
    label = _(WHAT_TO_WRITE[chosen]) if chosen else _("In words")
    form.words("text", label, hint=_("Everybody can read this."), long=True)
    say = partial(_act, form, evaluation.code, doing.action.key, after)
    label = _("Publish this report")
    publish = partial(form.desk.attempt, say, FAULTS)
    question = _("Publish this report? Everybody can read it, and it stays.")
    names = partial(evaluation_telling.show_typed, form.texts, form.local, speech)
    staff.confirmed(form.desk, "publish", label, question, publish, speech, names)


def _history(doing: Doing, speech: Speech) -> None:
    day = speech.formatting.date
    for event in doing.history:
        said = event.said
        if isinstance(said, Acted):
            until = f" ({day(said.due)})" if said.due else ""
            line = Markup("<p>{}: <b>{}</b>{} · <bdi>{}</bdi></p>").format(
                day(event.on), name_of(said.progress, speech), until, event.by
            )
            st.html(line + words_of(said.text, speech))


def _act(form: Fields, code: str, key: str, after: int, actor: Actor) -> Done:
    problems: list[Problem] = []
    chosen, text = form.typed("progress"), form.typed_words("text")
    if not chosen:
        problems.append(Problem("progress", Fault.MISSING))
        clean_texts(text, "text", problems, most=REASON_MAXIMUM, needed=True)
        raise form.refused(problems)
    progress = Progress(chosen)
    due = form.typed_day("due", problems) if progress is Progress.MOVED else None
    acted = Acted(key, progress, text or Translations({form.speech.tag: ""}), due)
    try:
        session.portal().answering.act(actor, code, acted, after=after)
    except Faulty as faulty:
        raise form.refused(together(problems, faulty.problems)) from None
    return back(N_("Your report is published. Everybody can read it beside the results."))
