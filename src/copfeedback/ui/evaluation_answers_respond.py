"""Answering a recommendation at the full door, and promising what will be done about it."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.answer_rules import Answered
from copfeedback.evaluations.answer_wording import account_sentence, answer_sentence
from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.report_model import Action, Answer, Response
from copfeedback.evaluations.wording import name_of
from copfeedback.faults import Fault, Faulty, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.ui import evaluation_telling, frame, session, staff
from copfeedback.ui.desk import Desk, Done
from copfeedback.ui.evaluation_answers_fields import Fields, together
from copfeedback.ui.evaluation_answers_place import ACTION, CODE, FAULTS, back, doing_facts, way
from copfeedback.ui.forum_lines import link, words_of
from copfeedback.ui.pages import EVALUATIONS
from copfeedback.ui.texts import marked, words

_NEW = "new_actions"
_MOST_NEW = 20


def show(evaluation: Evaluation, answered: Answered, actor: Actor, form: Fields) -> None:
    """The recommendation, what was said to it so far, and the form of an answer."""
    _, speech, day = form.speech.gettext, form.speech, form.speech.formatting.date
    recommendation = answered.recommendation
    title = marked(evaluation.pledge.title, speech)
    office: str | Markup = marked(recommendation.office, speech)
    if account := account_sentence(evaluation, answered, speech):
        office = Markup("{} · {}").format(office, account)
    frame.heading(_("Answer a recommendation"))
    staff.outcome(form.desk, speech)
    st.html(words_of(recommendation.text, speech))
    staff.facts(
        [
            (_("Evaluation"), link(EVALUATIONS, title, speech, evaluation=evaluation.code)),
            (_("Recommended to"), office),
            (_("To be answered by"), day(recommendation.respond_by)),
            (_("How it stands"), answer_sentence(answered, speech)),
        ]
    )
    _show_earlier(evaluation, answered, speech)
    after = form.seen(evaluation)
    if not answered.current:
        told = _("The results that are public now do not have this recommendation any more.")
        st.html(Markup("<p>{}</p>").format(told))
        return
    if answered.answers:
        told = _("You can answer anew. What was said before stays to be read.")
        st.html(Markup("<p>{}</p>").format(told))
    _show_form(evaluation, answered, actor, form)
    do = partial(_respond, form, evaluation.code, recommendation.key, after)
    publish = partial(form.desk.attempt, do, FAULTS)
    question = _("Publish this answer? Everybody can read it, and it stays.")
    names = partial(evaluation_telling.show_typed, form.texts, form.local, speech)
    staff.confirmed(
        form.desk, "publish", _("Publish this answer"), question, publish, speech, names
    )


def _show_earlier(evaluation: Evaluation, answered: Answered, speech: Speech) -> None:
    """Earlier answers, and what was promised: that goes on, whatever is answered now."""
    _, day = speech.gettext, speech.formatting.date
    for event in answered.answers:
        if isinstance(event.said, Response):
            line = Markup("<p>{}: <b>{}</b> · <bdi>{}</bdi></p>").format(
                day(event.on), name_of(event.said.answer, speech), event.by
            )
            st.html(line + words_of(event.said.reason, speech))
    for doing in answered.actions:
        with st.container(border=True, key=f"promised-{doing.action.key}"):
            way(
                words(doing.action.what, speech),
                **{CODE: evaluation.code, ACTION: doing.action.key},
            )
            staff.facts(doing_facts(evaluation, doing, speech))


def _show_form(evaluation: Evaluation, answered: Answered, actor: Actor, form: Fields) -> None:
    _, desk = form.speech.gettext, form.desk
    form.texts.choose_language()
    options = {"": _("Nothing chosen"), **form.names_of(Answer)}
    form.choice("answer", _("Your answer"), options)
    hint = _("Needed unless you accept all of it and promise an action.")
    form.words("reason", _("Reason"), hint=hint, long=True)
    count = int(desk.entered.setdefault(_NEW, 0 if answered.actions else 1))
    for at in range(count):
        _show_action(at, evaluation, actor, form)
    if count < _MOST_NEW:
        label = _("Add another action")
        st.button(label, key=desk.key("add-action"), on_click=_add_action, args=(desk,))


def _add_action(desk: Desk) -> None:
    desk.entered[_NEW] = int(desk.entered.get(_NEW, 0)) + 1


def _show_action(at: int, evaluation: Evaluation, actor: Actor, form: Fields) -> None:
    _, speech, name = form.speech.gettext, form.speech, f"actions.{at}"
    with st.container(border=True, key=f"action-{at}"):
        number = speech.formatting.number(at + 1)
        head = _("Action %(number)s") % {"number": number}
        st.html(Markup("<h2>{}</h2>").format(head))
        form.words(f"{name}.what", _("What will be done"), long=True)
        form.words(f"{name}.office", _("Office"), hint=_("An office or a unit, never a person."))
        form.day(f"{name}.due", _("By when"))
        form.choice(
            f"{name}.organisation", _("Who reports on it here"), _organisations(actor, speech)
        )
        forums = _forums(evaluation, speech)
        if forums:
            hint = _(
                "Its chair can put it on an agenda, and the forum can make a commitment of it."
            )
            options = {"": _("No"), **forums}
            form.choice(f"{name}.forum", _("Offer it to a forum"), options, hint=hint)


def _organisations(actor: Actor, speech: Speech) -> dict[str, str]:
    """One's own organisation first."""
    own = {"": speech.gettext("Your organisation")}
    others = session.portal().organisations.all()
    return own | {
        str(each.id): each.name for each in others if each.active and each.id != actor.organisation
    }


def _forums(evaluation: Evaluation, speech: Speech) -> dict[str, str]:
    """Those that take part in the evaluation first; forums may have the same name."""
    take_part = {each.forum for each in evaluation.pledge.stakeholders if each.forum}
    sites = {each.sector for each in evaluation.pledge.sites}
    found = session.portal().forums.active()
    found.sort(key=lambda each: (each.code not in take_part, each.sector not in sites))
    return {each.code: f"{words(each.name, speech)} ({each.code})" for each in found}


def _respond(form: Fields, code: str, key: str, after: int, actor: Actor) -> Done:
    problems: list[Problem] = []
    chosen = form.typed("answer")
    if not chosen:
        problems.append(Problem("answer", Fault.MISSING))
    written: dict[int, Action] = {}
    for at in range(int(form.desk.entered.get(_NEW, 0))):
        action = _typed_action(at, form, problems)
        if action is not None:
            written[at] = action
    reason, actions = form.typed_words("reason"), tuple(written.values())
    # Without an answer, what is wrong with any: to accept needs the least.
    said = Response(key, Answer(chosen or Answer.ACCEPTED), reason, actions)
    answering, places = session.portal().answering, list(written)
    if problems:
        found = (_placed(each, places) for each in answering.faults(code, said))
        raise form.refused(together(problems, found))
    try:
        answering.respond(actor, code, said, after=after)
    except Faulty as faulty:
        raise form.refused(_placed(each, places) for each in faulty.problems) from None
    return back(N_("Your answer is published. Everybody can read it beside the results."))


def _typed_action(at: int, form: Fields, problems: list[Problem]) -> Action | None:
    """What was written of a new action; None where nothing was.

    What is missing is empty, or a day long gone: it is then told with everything else.
    """
    name = f"actions.{at}"
    what, office = form.typed_words(f"{name}.what"), form.typed_words(f"{name}.office")
    if what is None and office is None and not form.typed(f"{name}.due"):
        return None
    due = form.typed_day(f"{name}.due", problems)
    if not form.typed(f"{name}.due"):
        problems.append(Problem(f"{name}.due", Fault.MISSING))
    nothing = Translations({form.speech.tag: ""})
    organisation, forum = form.typed(f"{name}.organisation"), form.typed(f"{name}.forum")
    return Action(
        "",
        what or nothing,
        office or nothing,
        due or date.min,
        int(organisation) if organisation.isdecimal() else None,
        forum or None,
    )


def _placed(problem: Problem, places: list[int]) -> Problem:
    """A problem beside the fields of its action: those that were left empty do not count."""
    first, _dot, rest = problem.field.partition(".")
    at, _dot, field = rest.partition(".")
    if first != "actions" or not at.isdecimal():
        return problem
    return Problem(f"actions.{places[int(at)]}.{field}", problem.fault, problem.most)
