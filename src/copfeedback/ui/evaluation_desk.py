"""The desk of those who evaluate: their evaluations with the next step of each, and one of them."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.lines import standing_sentence
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.evaluations.standing import Standing, Status
from copfeedback.faults import Faulty, Unknown
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Actor
from copfeedback.ui import (
    evaluation_desk_draft,
    evaluation_desk_registered,
    evaluation_desk_section,
    frame,
    session,
    staff,
)
from copfeedback.ui.desk import Desk, Done
from copfeedback.ui.evaluation_desk_next import THINGS, next_step, show_next_step, title_of
from copfeedback.ui.evaluation_desk_place import (
    CANCEL,
    CHANGE,
    FAULTS,
    HAND_OVER,
    NEW,
    REPORT,
    Place,
    done,
    onward,
    way,
)
from copfeedback.ui.evaluation_desk_written import may_evaluate, registered, written
from copfeedback.ui.evaluation_list import evaluation_link
from copfeedback.ui.evaluation_pledge_form import PledgeFields
from copfeedback.ui.evaluation_pledge_form_sections import SECTIONS
from copfeedback.ui.evaluation_report import show_report_desk
from copfeedback.ui.pages import EVALUATION_DESK, page_file
from copfeedback.ui.texts import marked, words

NOT_YOURS = N_("This page is for whoever evaluates.")


def show(actor: Actor, speech: Speech) -> None:
    """The page of the desk that the address asks for."""
    place = Place.asked()
    try:
        if not place.code:
            _show_all(actor, speech)
        elif place.code == NEW:
            _show_new(place, speech)
        elif place.view == REPORT:
            show_report_desk(actor, place.code, speech)
        else:
            _show_one(place, actor, speech)
    except NotPermitted:
        _refuse(speech.gettext(NOT_YOURS), speech)
    except Unknown:
        _refuse(speech.gettext("There is no such evaluation."), speech)


def _refuse(why: str, speech: Speech) -> None:
    frame.heading(speech.gettext("Evaluations to work on"))
    st.html(Markup("<p>{}</p>").format(why))
    st.page_link(page_file(EVALUATION_DESK), label=speech.gettext("All of yours"))


def _show_all(actor: Actor, speech: Speech) -> None:
    """What somebody is writing, and what they promised, each with its one next step."""
    _, portal = speech.gettext, session.portal()
    frame.heading(_("Evaluations to work on"))
    staff.outcome(Desk.at(Place("").name), speech)
    way(Place(NEW), _("Begin an evaluation"))
    drafts = portal.pledging.drafts(actor)
    if drafts:
        st.html(Markup("<h2>{}</h2>").format(_("Not registered yet")))
    for draft in drafts:
        _draft_row(draft, speech)
    every = portal.evaluations.all()
    own = [each for each in every if may_evaluate(actor, each)]
    if own:
        st.html(Markup("<h2>{}</h2>").format(_("Registered")))
    stand = [(each, portal.evaluations.standing(each)) for each in own]
    for evaluation, standing in sorted(
        stand, key=lambda pair: (not pair[1].later, -pair[1].days_overdue, pair[1].due)
    ):
        _row(evaluation, standing, speech)
    left = [
        each
        for each in every
        if not may_evaluate(actor, each) and portal.pledging.may_hand_over(actor, each)
    ]
    if left:
        st.html(Markup("<h2>{}</h2>").format(_("Nobody evaluates these any more")))
    for evaluation in left:
        way(Place(evaluation.code), words(evaluation.pledge.title, speech))
    if not drafts and not own and not left:
        st.html(Markup("<p>{}</p>").format(_("There is none yet.")))


def _draft_row(draft: DraftPledge, speech: Speech) -> None:
    place = Place(draft.code)
    missing = session.portal().pledging.faults(draft)
    with st.container(key=f"row-{draft.code}", gap=None):
        way(place, _title(draft.title, draft.code, speech))
        show_next_step(next_step(place, draft, missing, speech), place, speech)


def _row(evaluation: Evaluation, standing: Standing, speech: Speech) -> None:
    place = Place(evaluation.code)
    with st.container(key=f"row-{evaluation.code}", gap=None):
        way(place, words(evaluation.pledge.title, speech))
        st.html(Markup("<p>{}</p>").format(standing_sentence(standing, speech)))
        _next_step(place, evaluation, standing, speech)


def _next_step(place: Place, evaluation: Evaluation, standing: Standing, speech: Speech) -> None:
    """The one thing to do next; nothing once the results are public, and nothing is missing."""
    _ = speech.gettext
    step = Markup("<p><b>{}</b>{}</p>")
    if standing.later or standing.status in (
        Status.DUE,
        Status.OVERDUE,
        Status.CANCELLED_OWED,
    ):
        st.html(step.format(_("Next step"), ""))
        way(place.to(REPORT), _("Write the results"))
    elif standing.status in (Status.REGISTERED, Status.IN_FIELD):
        if not standing.unsigned:
            waiting = _("Wait until all figures are gathered")
            st.html(step.format(_("Next step"), f": {waiting}"))
            return
        offices = [words(each.office, speech) for each in standing.unsigned]
        names = speech.formatting.listing(offices)
        asking = _("Ask for the signatures that are missing")
        asking = f"{asking}: {names}"
        where = _("They sign on the page “%(page)s”.") % {
            "page": _("Evaluations to sign and answer")
        }
        public = evaluation_link(evaluation.code, _("See what everybody sees"), speech)
        st.html(step.format(_("Next step"), f": {asking}"))
        st.html(Markup("<p>{} {}</p>").format(where, public))


def _show_new(place: Place, speech: Speech) -> None:
    _, desk = speech.gettext, Desk.at(place.name)
    st.page_link(page_file(EVALUATION_DESK), label=_("All of yours"))
    frame.heading(_("Begin an evaluation"))
    staff.outcome(desk, speech)
    form = PledgeFields.at(desk, speech)
    form.texts.choose_language()
    hint = _("Small letters, digits and hyphens, such as old-town. It is the address.")
    form.from_left("code", hint=hint)
    form.words("title", None)
    begin = partial(_begin, form)
    staff.button(desk, "begin", _("Begin"), begin, FAULTS, primary=True)


def _begin(form: PledgeFields, actor: Actor) -> Done:
    code = form.typed("code")
    try:
        session.portal().pledging.begin(actor, code, form.typed_words("title", None))
    except Faulty as faulty:
        raise form.refused(faulty.problems) from None
    return onward(Place(code), done(N_("Saved.")))


def _show_one(place: Place, actor: Actor, speech: Speech) -> None:
    made = registered(place.code)
    if made is not None and not _may_work(actor, made):
        _show_others(made, speech)
        return
    draft = written(actor, place.code, made)
    if not _is_there(place, draft, made, actor):
        raise Unknown
    desk = _desk_of(place)
    title = made.pledge.title if made is not None else draft.title
    named = _title(title, place.code, speech)
    with st.container(horizontal=True, key="desk-way"):
        st.page_link(page_file(EVALUATION_DESK), label=speech.gettext("All of yours"))
        if place.view:
            way(place.to(), named)
        if made is not None and place.view not in ("", CHANGE, CANCEL):
            way(place.to(CHANGE), speech.gettext("Change the pledge"))
        if place.about:
            way(place.to(place.view), title_of(place.view, speech))
    frame.heading(_heading(place, title, speech))
    staff.outcome(desk, speech)
    if place.view not in ("", CHANGE, CANCEL):
        evaluation_desk_section.show(place, draft, made, desk, speech)
    elif made is None:
        evaluation_desk_draft.show(place, draft, desk, speech)
    else:
        _show_registered(place, made, actor, desk, speech)


def _desk_of(place: Place) -> Desk:
    """What is written in a form is there again for whoever looked elsewhere without saving it."""
    is_form = place.view in SECTIONS or (place.view in THINGS and bool(place.about))
    desk = Desk.at(place.name, stays=is_form)
    if is_form:
        desk.done = None  # said already where saving led to
    return desk


def _show_registered(
    place: Place, made: Evaluation, actor: Actor, desk: Desk, speech: Speech
) -> None:
    if place.view == CHANGE:
        evaluation_desk_registered.show_change(place, made, actor, desk, speech)
    elif place.view == CANCEL:
        evaluation_desk_registered.show_cancel(place, made, desk, speech)
    elif may_evaluate(actor, made):
        standing = session.portal().evaluations.standing(made)
        evaluation_desk_registered.show(place, made, standing, speech)
    else:
        evaluation_desk_registered.show_hand_over(place, made, speech)


def _may_work(actor: Actor, evaluation: Evaluation) -> bool:
    """Whether anything can be changed by them; others are shown where to read it."""
    pledging = session.portal().pledging
    return may_evaluate(actor, evaluation) or pledging.may_hand_over(actor, evaluation)


def _show_others(evaluation: Evaluation, speech: Speech) -> None:
    """What somebody is shown whose organisation does not evaluate it."""
    st.page_link(page_file(EVALUATION_DESK), label=speech.gettext("All of yours"))
    frame.heading(marked(evaluation.pledge.title, speech))
    st.html(Markup("<p>{}</p>").format(speech.gettext("Only whoever evaluates can change it.")))
    public = evaluation_link(evaluation.code, speech.gettext("See what everybody sees"), speech)
    st.html(Markup("<p>{}</p>").format(public))


def _is_there(place: Place, draft: DraftPledge, made: Evaluation | None, actor: Actor) -> bool:
    """Whether there is a page that an address names; handing over is one of its sections."""
    if made is not None and not may_evaluate(actor, made):
        return place.view in ("", CHANGE, HAND_OVER) and not place.about
    if place.view in ("", CHANGE, CANCEL):
        return not place.view or made is not None
    if place.view in THINGS:
        count = len(THINGS[place.view].of(draft))
        known = place.about.isdecimal() and int(place.about) < count
        return place.about in ("", NEW) or known
    return place.view in SECTIONS


def _heading(place: Place, title: Translations | None, speech: Speech) -> str | Markup:
    """What a page is called."""
    _ = speech.gettext
    if not place.view:
        return marked(title, speech) if title else place.code
    if place.view in THINGS and place.about == NEW:
        return _(THINGS[place.view].add)
    known = {CHANGE: _("Change the pledge"), CANCEL: _("Cancel the evaluation")}
    return known.get(place.view) or title_of(place.view, speech)


def _title(title: Translations | None, code: str, speech: Speech) -> str:
    return words(title, speech) if title else code
