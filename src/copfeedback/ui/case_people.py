"""Who can read a case: those who hold a key to it, and who the complainant is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.case_parts import Holder, Release, ReleaseStep
from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.vault import HolderKey
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.people.wording import ROLE_NAMES
from copfeedback.ui import case_desk, session
from copfeedback.ui.case_desk import act, asked_back, signed, typed
from copfeedback.ui.identities import identity_facts
from copfeedback.ui.staff import Form, facts

_STEPS: Mapping[ReleaseStep, str] = {
    ReleaseStep.ASKED: N_("Asked who the complainant is"),
    ReleaseStep.RELEASED: N_("Told who the complainant is"),
    ReleaseStep.REFUSED: N_("Not told who the complainant is"),
}


def show(view: CaseView, form: Form) -> None:
    """Holders, adding and removing one, stepping back oneself, and the complainant's name."""
    _, speech = form.speech.gettext, form.speech
    case_desk.heading(_("Who can read this case"))
    lines = Markup("").join(
        Markup("<li>{}</li>").format(_holder(each, speech)) for each in view.holders
    )
    st.html(Markup("<ul>{}</ul>").format(lines))
    _show_adding(view.case_id, form)
    _show_removing(view, form)
    case_desk.heading(_("If you should not handle this case"))
    case_desk.line(
        _("If you know somebody in it, or others could doubt that you are fair: step back.")
    )
    form.text("recuse", _("Why you step back"))
    asked_back(
        form,
        "recuse-now",
        _("Step back"),
        _("You will not be able to open this case any more. Step back?"),
        partial(_recuse, view.case_id, form),
        N_("You have stepped back. The case got a new key."),
        field="recuse",
    )
    case_desk.heading(_("Who the complainant is"))
    _show_identity(view, form)


def _holder(each: Holder, speech: Speech) -> str | Markup:
    _ = speech.gettext
    if each.holder == "organisation":
        return _("The recovery key of the organisation, which is kept on paper")
    if each.holder == "reviewer":
        return _("The reviewer from outside")
    role = _(ROLE_NAMES[each.role]) if each.role is not None else ""
    return Markup("<bdi>{}</bdi> · {}").format(each.name, role)


def _show_adding(case_id: str, form: Form) -> None:
    _ = form.speech.gettext
    case_desk.heading(_("Add somebody"))
    members = session.portal().casework.members
    found = members.may_join(session.actor(), session.holder_key(), case_id)
    if not found:
        case_desk.line(_("Nobody else can be added. Whoever the case is about is left out."))
        return
    options = {str(each.staff_id): f"{each.name} – {_(ROLE_NAMES[each.role])}" for each in found}
    form.choice("joins", _("Who?"), options)
    form.text("joins_why", _("Why?"))
    do = partial(_add, case_id, form)
    said = N_("They can open the case now.")
    act(form, "join", _("Add"), do, said, field="joins_why", clears=("joins_why",))


def _show_removing(view: CaseView, form: Form) -> None:
    _, mine = form.speech.gettext, session.actor().id
    options = {
        str(each.staff_id): each.name
        for each in view.holders
        if each.staff_id is not None and each.staff_id != mine
    }
    if not options:
        return
    case_desk.heading(_("Remove somebody"))
    form.choice("leaves", _("Who is to be removed?"), options)
    form.text("leaves_why", _("Why are they to be removed?"))
    asked_back(
        form,
        "leave",
        _("Remove"),
        _("The case gets a new key, and this person cannot open it any more. Remove them?"),
        partial(_remove, view.case_id, form),
        N_("They cannot open the case any more. It got a new key."),
        field="leaves_why",
    )


def _show_identity(view: CaseView, form: Form) -> None:
    _, speech = form.speech.gettext, form.speech
    case_desk.line(
        _(
            "Name and contact are sealed apart. Only an identity custodian can open them. Ask if "
            "the case cannot be handled without them; the complainant may have stayed anonymous."
        )
    )
    for release in view.releases:
        st.html(_release(release, speech))
        if release.identity:
            facts(identity_facts(release.identity, speech))
        elif release.step is ReleaseStep.RELEASED:
            case_desk.line(_("The complainant gave no name."))
    form.text("ask", _("Why you need to know who it is"))
    do, said = partial(_ask, view.case_id, form), N_("The custodians see your question.")
    act(form, "ask-now", _("Ask the identity custodian"), do, said, field="ask", clears=("ask",))


def _release(release: Release, speech: Speech) -> Markup:
    return Markup('<h3>{}</h3><p dir="auto">{}</p><p><small>{}</small></p>').format(
        speech.gettext(_STEPS[release.step]),
        release.reason,
        signed(release.on, release.author, speech),
    )


def _add(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    who, why = int(form.typed("joins")), typed(form, "joins_why")
    session.portal().casework.members.add(actor, key, case_id, who, why)


def _remove(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    who, why = int(form.typed("leaves")), typed(form, "leaves_why")
    session.portal().casework.members.remove(actor, key, case_id, who, why)


def _recuse(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    session.portal().casework.members.recuse(actor, key, case_id, typed(form, "recuse"))


def _ask(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    session.portal().casework.identities.ask(actor, key, case_id, typed(form, "ask"))
