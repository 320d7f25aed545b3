"""What waits for somebody's signature, answer or report, at the full door: the late ones first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.answer_rules import Waiting, find_answered, find_doing
from copfeedback.evaluations.answer_wording import (
    account_sentence,
    answer_sentence,
    late_sentence,
)
from copfeedback.evaluations.answering import may_review
from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.lines import withdrawn
from copfeedback.evaluations.wording import name_of
from copfeedback.faults import Unknown
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.ui import (
    evaluation_answers_action,
    evaluation_answers_respond,
    evaluation_answers_review,
    frame,
    session,
    staff,
)
from copfeedback.ui.desk import Desk, Done, Sentence
from copfeedback.ui.evaluation_answers_fields import Fields
from copfeedback.ui.evaluation_answers_place import (
    ACTION,
    CODE,
    FAULTS,
    RECOMMENDATION,
    REVIEW,
    unconfirmed,
    way,
)
from copfeedback.ui.forum_lines import link
from copfeedback.ui.pages import EVALUATION_ANSWERS, EVALUATIONS
from copfeedback.ui.texts import marked, words

_MOST_NAMED = 5
_MOST_SHOWN = 400
"""So many characters of what an evaluation is about; its title leads to all of it."""


def show(actor: Actor, speech: Speech) -> None:
    """What the address asks for, or everything that waits."""
    _ = speech.gettext
    evaluation = _asked()
    query = st.query_params
    if evaluation is None:
        frame.heading(_("Evaluations to sign and answer"))
        _show_all(actor, speech)
        return
    way(_("Evaluations to sign and answer"))
    there = session.portal().answering.states(evaluation)
    place = ".".join((EVALUATION_ANSWERS, evaluation.code, *query.values()))
    form = Fields.at(Desk.at(place), speech)
    answered = find_answered(there, query.get(RECOMMENDATION, ""))
    doing = find_doing(there, query.get(ACTION, ""))
    owner = Subject(organisation=actor.organisation)
    if not actor.may(Permission.ANSWER_EVALUATIONS, owner):
        answered = doing = None
    if answered is not None and answered.organisation == actor.organisation:
        evaluation_answers_respond.show(evaluation, answered, actor, form)
    elif doing is not None and actor.organisation in (doing[0].organisation, doing[1].organisation):
        evaluation_answers_action.show(evaluation, *doing, form)
    elif REVIEW in query and _may_review(actor, evaluation):
        evaluation_answers_review.show(evaluation, actor, form)
    else:
        frame.heading(marked(evaluation.pledge.title, speech))
        told = _("Somebody else answers for this.")
        if withdrawn(evaluation) is not None:
            told = _(
                "The results were withdrawn. There is nothing to answer until they are published "
                "again."
            )
        st.html(Markup('<p class="note">{}</p>').format(told))


def _asked() -> Evaluation | None:
    code = st.query_params.get(CODE, "")
    try:
        return session.portal().evaluations.find(code) if code else None
    except Unknown:
        return None


def _show_all(actor: Actor, speech: Speech) -> None:
    _, portal = speech.gettext, session.portal()
    desk = Desk.at(EVALUATION_ANSWERS)
    staff.outcome(desk, speech)
    to_sign = portal.pledging.to_sign(actor)
    waiting = portal.answering.waiting_for(actor)
    _heading(_("Waits for your signature"), len(to_sign), speech)
    for evaluation, key in to_sign:
        _sign(evaluation, key, desk, speech)
    if actor.may_somewhere(Permission.ANSWER_EVALUATIONS):
        _show_waiting(waiting, speech)
        _show_answered(actor, speech)
    _show_reviews(actor, speech)


def _heading(title: str, count: int, speech: Speech) -> None:
    st.html(Markup("<h2>{} ({})</h2>").format(title, speech.formatting.number(count)))
    if not count:
        st.html(Markup("<p>{}</p>").format(speech.gettext("Nothing.")))


def _sign(evaluation: Evaluation, key: str, desk: Desk, speech: Speech) -> None:
    """The pledge in short, the way to all of it, and the button."""
    _, pledge = speech.gettext, evaluation.pledge
    named = [marked(each.name, speech) for each in pledge.indicators[:_MOST_NAMED]]
    if len(pledge.indicators) > _MOST_NAMED:
        more = _("%(count)s more") % {
            "count": speech.formatting.number(len(pledge.indicators) - _MOST_NAMED)
        }
        named.append(Markup("{}").format(more))
    signer = next(each for each in pledge.stakeholders if each.key == key)
    with st.container(border=True, key=f"sign-{evaluation.code}-{key}"):
        title = link(EVALUATIONS, marked(pledge.title, speech), speech, evaluation=evaluation.code)
        about = Markup('<h3>{}</h3><p class="words" dir="auto">{}</p>')
        st.html(about.format(title, marked(_in_short(pledge.about), speech)))
        staff.facts(
            [
                (_("Commissioned by"), marked(pledge.commissioner, speech)),
                (_("Evaluated by"), marked(pledge.evaluator, speech)),
                (_("Independence"), name_of(pledge.independence, speech)),
                (_("What is looked at"), Markup(" · ").join(named)),
                (_("Results promised for"), speech.formatting.date(pledge.due)),
            ]
        )
        meaning = _(
            "Who signs agrees that the results are published, whatever they show. Everybody can "
            "see the signature, and nobody can take it back."
        )
        st.html(Markup("<p>{}</p>").format(meaning))
        label = _("Sign for: %(office)s") % {"office": words(signer.office, speech)}
        question = _("Sign “%(title)s” for %(office)s? Nobody can take it back.") % {
            "title": words(pledge.title, speech),
            "office": words(signer.office, speech),
        }
        sign = partial(desk.attempt, partial(_do_sign, evaluation, key), FAULTS)
        name = f"sign-{evaluation.code}-{key}"
        staff.confirmed(desk, name, label, question, sign, speech)


def _in_short(texts: Translations) -> Translations:
    return Translations(
        {
            tag: text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN].rstrip()} …"
            for tag, text in texts.items()
        }
    )


def _do_sign(evaluation: Evaluation, key: str, actor: Actor) -> Done:
    session.portal().pledging.sign(actor, evaluation.code, key, after=evaluation.last)
    return Done(Sentence(N_("It is signed. Everybody can see it.")))


def _show_waiting(waiting: Sequence[Waiting], speech: Speech) -> None:
    _ = speech.gettext
    answers = [each for each in waiting if each.doing is None]
    reports = [each for each in waiting if each.doing is not None]
    for title, some in (
        (_("Waits for your answer"), answers),
        (_("Actions to report on"), reports),
    ):
        _heading(title, len(some), speech)
        for each in some:
            _line(each, speech)


def _line(each: Waiting, speech: Speech) -> None:
    recommendation = each.answered.recommendation
    what = recommendation.text if each.doing is None else each.doing.action.what
    key = {RECOMMENDATION: recommendation.key}
    if each.doing is not None:
        key = {ACTION: each.doing.action.key}
    with st.container(key=f"row-{each.evaluation.code}-{'-'.join(key.values())}", gap=None):
        way(words(what, speech), **{CODE: each.evaluation.code}, **key)
        parts = [marked(each.evaluation.pledge.title, speech)]
        if each.days_late:
            late = late_sentence(each.days_late, speech)
            parts.insert(0, Markup("<b>{}</b>").format(late))
        due = speech.gettext("Due on %(day)s") % {"day": speech.formatting.date(each.due)}
        parts.append(Markup("{}").format(due))
        if each.doing is not None:
            told = unconfirmed(each.evaluation, each.doing, speech)
        else:
            told = account_sentence(each.evaluation, each.answered, speech)
        if told:
            parts.append(Markup("{}").format(told))
        st.html(Markup("<p><small>{}</small></p>").format(Markup(" · ").join(parts)))


def _show_answered(actor: Actor, speech: Speech) -> None:
    """What was answered already, which can be answered anew."""
    portal = session.portal()
    found = [
        (evaluation, each)
        for evaluation in portal.evaluations.all()
        for each in portal.answering.states(evaluation)
        if each.current and each.answers and each.organisation == actor.organisation
    ]
    if not found:
        return
    _heading(speech.gettext("Answered"), len(found), speech)
    for evaluation, each in found:
        key = each.recommendation.key
        with st.container(key=f"answered-{evaluation.code}-{key}", gap=None):
            way(
                words(each.recommendation.text, speech),
                **{CODE: evaluation.code, RECOMMENDATION: key},
            )
            parts = [
                Markup("{}").format(answer_sentence(each, speech)),
                marked(evaluation.pledge.title, speech),
            ]
            st.html(Markup("<p><small>{}</small></p>").format(Markup(" · ").join(parts)))


def _show_reviews(actor: Actor, speech: Speech) -> None:
    """Results that can be discussed."""
    found = [each for each in session.portal().evaluations.all() if _may_review(actor, each)]
    if not found:
        return
    _ = speech.gettext
    _heading(_("Results to discuss"), len(found), speech)
    st.html(
        Markup("<p>{}</p>").format(
            _("After you discussed results with others, write down here what you made of them.")
        )
    )
    for each in found:
        way(words(each.pledge.title, speech), **{CODE: each.code, REVIEW: "new"})


def _may_review(actor: Actor, evaluation: Evaluation) -> bool:
    """Whether somebody can write down what was made of results; a chair, of their own forums."""
    if evaluation.report is None:
        return False
    forums = (None, *sorted(actor.forums))
    return any(actor.may(*may_review(actor, evaluation, each)) for each in forums)
