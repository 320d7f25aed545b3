"""The desk of those who plan: the list of plans, and the form of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.plan_model import Plan
from copfeedback.evaluations.plan_wording import period
from copfeedback.faults import ChangedMeanwhile, Faulty, Unknown
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.profile.service import WrittenMeanwhile
from copfeedback.ui import profile, session
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence
from copfeedback.ui.forum_lines import link
from copfeedback.ui.pages import PLAN_DESK, POLICE_PLAN, page_file
from copfeedback.ui.plan_desk_fields import PlanForm
from copfeedback.ui.staff import Form, button, confirmed
from copfeedback.ui.texts import as_label, words

PLAN = "plan"
"""In the query of the address: the code of a plan."""
NEW = "-"
"""In place of a code: none looks like this."""
NOT_YOURS = N_("This page is for leaders of the police.")
GONE = N_("There is no such plan.")
_FAULTS: Mapping[type[Exception], Fault] = {
    ChangedMeanwhile: profile.FAULTS[WrittenMeanwhile],
    Unknown: Fault(WHOLE, GONE),
}


def show_all(actor: Actor, speech: Speech) -> None:
    """The plans, and the way to each of them and to a new one."""
    _ = speech.gettext
    st.html(Markup("<h2>{}</h2>").format(_("Plans")))
    st.html(link(POLICE_PLAN, _("See what everybody sees"), speech))
    st.page_link(page_file(PLAN_DESK), label=_("Begin a plan"), query_params={PLAN: NEW})
    public = {each.code: each for each in session.portal().plans.public()}
    for each in session.portal().plans.drafts(actor):
        with st.container(key=f"row-{each.code}", gap=None):
            label = as_label(words(each.title, speech) or each.code)
            st.page_link(page_file(PLAN_DESK), label=label, query_params={PLAN: each.code})
            said = [each.code, period(each, speech)]
            if each.code in public:
                number = {"version": speech.formatting.number(public[each.code].number)}
                said.append(_("Version %(version)s") % number)
            else:
                said.append(_("Not public yet"))
            st.html(Markup("<p>{}</p>").format(" · ".join(said)))


def find(actor: Actor, code: str, speech: Speech) -> Plan | None:
    """The draft of a plan, or a new one; None where there is none of this code."""
    if code == NEW:
        return _empty(session.portal().plans.today(), speech)
    try:
        return session.portal().plans.draft(actor, code)
    except Unknown:
        return None


def _empty(today: date, speech: Speech) -> Plan:
    """What the form of a new plan begins with: the year to come."""
    nothing = Translations({speech.tag: ""})
    begins, ends = date(today.year + 1, 1, 1), date(today.year + 1, 12, 31)
    return Plan("", nothing, begins, ends, nothing, nothing, nothing, nothing)


def show_one(plan: Plan, desk: Desk, speech: Speech) -> None:
    """The form of a plan, what it lacks still, and the button that makes it public."""
    _, plans = speech.gettext, session.portal().plans
    form = PlanForm(Form(desk, speech), is_new=not plan.version)
    form.open(plan)
    published = {each.code: each for each in plans.public()}
    form.texts.choose_language()
    form.show(published)
    button(desk, "save", _("Save"), partial(_save, form), _FAULTS, primary=True)
    st.html(Markup("<h2>{}</h2>").format(_("Publish")))
    told = _(
        "Everybody can read it then. It never changes again: what you change later becomes the "
        "next version."
    )
    st.html(Markup("<p>{}</p>").format(told))
    if form.seen.code in published:
        form.changed_field()
    lacking = form.lacking(plans.missing(form.seen)) if form.seen.version else []
    if lacking:
        told = _("Before it can be public, these have to be mended:")
        lines = Markup("").join(Markup("<li>{}</li>").format(each) for each in lacking)
        st.html(Markup("<p>{}</p><ul>{}</ul>").format(told, lines))
    question = _("Publish this? Everybody can read it, and it stays.")
    publish = partial(desk.attempt, partial(_publish, form), _FAULTS)
    confirmed(desk, "publish", _("Save and publish"), question, publish, speech)


def _save(form: PlanForm, actor: Actor) -> Done:
    kept = _kept(form, actor)
    lacking = session.portal().plans.missing(kept)
    said = N_("%(name)s is saved.")
    if lacking:
        said = N_("%(name)s is saved. Before it can be published, something is still missing.")
    return _onward(form, kept, said)


def _kept(form: PlanForm, actor: Actor) -> Plan:
    try:
        kept = session.portal().plans.save(actor, form.read(), form.seen.version)
    except Faulty as faulty:
        raise Refused(dict(form.beside(faulty.problems))) from None
    form.note_kept(kept)
    return kept


def _publish(form: PlanForm, actor: Actor) -> Done:
    kept, changed = _kept(form, actor), form.read_changed()
    try:
        plan = session.portal().plans.publish(actor, kept.code, changed, after=kept.version)
    except Faulty as faulty:
        raise Refused(dict(form.beside(faulty.problems))) from None
    return _onward(form, plan, N_("%(name)s is public."))


def _onward(form: PlanForm, plan: Plan, said: str) -> Done:
    """Say what came of it; whoever began a plan goes on with it."""
    done = Done(Sentence(said, {"name": _name(plan, form.form.speech)}))
    if form.is_new:
        st.query_params[PLAN] = plan.code
        Desk.at(f"{PLAN_DESK}.{plan.code}").done = done
    return done


def _name(plan: Plan, speech: Speech) -> str:
    return str(plan.title.read_in(speech.tag)) or plan.code
