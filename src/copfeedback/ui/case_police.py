"""What goes to the police and comes back: what they may learn, masked copies, requests, replies."""

from __future__ import annotations

from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.case_errors import Missing
from copfeedback.complaints.case_parts import CaseRequest
from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.police_requests import NewRequest
from copfeedback.complaints.vault import HolderKey
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import case_copies, case_desk, session
from copfeedback.ui.case_desk import act, plain, signed, typed, typed_day
from copfeedback.ui.staff import Form, facts

_NO_COPY = "none"


def show(view: CaseView, form: Form) -> None:
    """In the order in which they come: risk, copy, request, the officer's account."""
    _ = form.speech.gettext
    case_desk.heading(_("1. What the police may learn, and when"))
    _show_plan(view, form)
    case_desk.heading(_("2. A copy without what leads to anybody"))
    case_copies.show(view, form)
    case_desk.heading(_("3. Requests to the police"))
    _show_requests(view, form)
    case_desk.heading(_("4. What the officer says"))
    _show_account(view, form)


def _show_plan(view: CaseView, form: Form) -> None:
    _, speech = form.speech.gettext, form.speech
    for plan in view.disclosures:
        facts(
            [
                (_("Could somebody take revenge?"), plain(plan.risk)),
                (_("What the police may learn"), plain(plan.what)),
                (_("Not before"), speech.formatting.date(plan.not_before)),
                (_("Decided"), signed(plan.on, plan.author, speech)),
            ]
        )
    hint = _("At work, at home, in the street: what could happen, and what guards against it?")
    form.long_text("risk", _("Could somebody take revenge?"), hint=hint)
    form.long_text("what", _("What the police may learn"))
    case_desk.day_field(form, "not_before", _("Not before"))
    do, said = partial(_plan, view.case_id, form), N_("It is decided what the police may learn.")
    act(form, "plan", _("Save"), do, said, field="risk", clears=("risk", "what", "not_before"))


def _show_requests(view: CaseView, form: Form) -> None:
    _, speech = form.speech.gettext, form.speech
    for request in view.requests:
        with st.container(border=True, key=f"request-{request.number}"):
            st.html(_request(request, speech))
            if request.answered_on is None and not request.withdrawn:
                do, said = partial(_withdraw, view.case_id, request.id), N_("It is taken back.")
                act(form, f"withdraw-{request.number}", _("Withdraw the request"), do, said)
    requests = session.portal().casework.requests
    liaisons = requests.liaisons(session.actor(), session.holder_key(), view.case_id)
    if not liaisons:
        case_desk.line(_("There is no police officer who can be asked about this case."))
        return
    if not view.disclosures:
        case_desk.line(_("Decide first, under 1, what the police may learn."))
        return
    if view.disclosures[-1].not_before > case_desk.today():
        case_desk.line(_(case_desk.MISSING[Missing.DISCLOSURE]))
        return
    form.choice("to", _("To whom?"), {str(each.staff_id): each.name for each in liaisons})
    hint = _("They see this text and the copy, and nothing else of the case, not even its number.")
    form.long_text("request", _("What you ask"), hint=hint)
    copies = {_NO_COPY: _("None")} | {
        str(copy.number): case_copies.name(place, speech)
        for place, copy in enumerate(view.copies, 1)
    }
    form.choice("copy", _("With which copy?"), copies)
    case_desk.day_field(form, "due", _("Answer by"))
    do, said = partial(_send, view.case_id, form), N_("The request is with the police.")
    act(
        form,
        "send-request",
        _("Send the request"),
        do,
        said,
        field="request",
        clears=("request", "due"),
        primary=True,
    )


def _request(request: CaseRequest, speech: Speech) -> Markup:
    _ = speech.gettext
    head = _("To %(name)s") % {"name": request.to_name}
    when: Markup | str = case_desk.due(request.due_on, case_desk.today(), speech)
    if request.withdrawn:
        when = _("Taken back")
    elif request.answered_on is not None:
        when = _("Answered on %(day)s") % {"day": speech.formatting.date(request.answered_on)}
    reply = Markup("")
    if request.reply:
        reply = Markup("<h3>{}</h3>{}").format(_("Their reply"), plain(request.reply))
    return Markup("<h3><bdi>{}</bdi></h3>{}<p><small>{} · {}</small></p>{}").format(
        head, plain(request.text), signed(request.on, request.author, speech), when, reply
    )


def _show_account(view: CaseView, form: Form) -> None:
    _, speech = form.speech.gettext, form.speech
    case_desk.line(_("Hear the officer before you find anything: that is fair to both sides."))
    for account in view.accounts:
        who = [(_("By"), account.by)] if account.by else []
        said = account.text or account.none_because
        name = _("What the officer says") if account.text else _("Why there is no account")
        recorded = signed(account.on, account.author, speech)
        facts([*who, (name, plain(said)), (_("Recorded"), recorded)])
    form.long_text("account", _("What the officer says"))
    form.text("account_by", _("By whom?"))
    form.text("account_none", _("Or why there is no account"))
    do, said = partial(_account, view.case_id, form), N_("It is recorded.")
    clears = ("account", "account_by", "account_none")
    act(form, "account-save", _("Record it"), do, said, field="account", clears=clears)


def _plan(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    not_before = typed_day(form, "not_before")
    risk, what = typed(form, "risk"), typed(form, "what")
    session.portal().casework.requests.plan_disclosure(actor, key, case_id, risk, what, not_before)


def _send(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    copy = typed(form, "copy")
    request = NewRequest(
        int(form.typed("to")),
        typed(form, "request"),
        typed_day(form, "due"),
        int(copy) if copy and copy != _NO_COPY else None,
    )
    session.portal().casework.requests.send(actor, key, case_id, request)


def _withdraw(case_id: str, request: str, actor: Actor, key: HolderKey | None) -> None:
    session.portal().casework.requests.withdraw(actor, key, case_id, request)


def _account(case_id: str, form: Form, actor: Actor, key: HolderKey | None) -> None:
    session.portal().casework.decisions.record_account(
        actor,
        key,
        case_id,
        typed(form, "account"),
        by=typed(form, "account_by"),
        none_because=typed(form, "account_none"),
    )
