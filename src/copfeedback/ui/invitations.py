"""Inviting people, and the invitations nobody has taken up yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.account_model import (
    Invitation,
    InvitationOver,
    Issued,
    NewAccount,
    NothingToConfirm,
)
from copfeedback.people.account_rules import NotByOneself
from copfeedback.people.model import Actor
from copfeedback.people.wording import ROLE_NAMES
from copfeedback.ui import session, staff
from copfeedback.ui.accounts import FAULTS, AccountForm, Places, looks_after
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Link, Sentence
from copfeedback.ui.staff import Form, button
from copfeedback.ui.texts import as_label

_WAITING_FAULTS: Mapping[type[Exception], Fault] = {
    InvitationOver: Fault(
        WHOLE, N_("This invitation is over: it was used, withdrawn, or is too old.")
    ),
    NothingToConfirm: Fault(WHOLE, N_("Somebody has confirmed this invitation already.")),
    NotByOneself: Fault(WHOLE, N_("Somebody else of your organisation has to confirm it.")),
}


def list_waiting(
    invitations: Sequence[Invitation], actor: Actor, desk: Desk, speech: Speech
) -> None:
    """The open invitations, each with what can be done about it."""
    _ = speech.gettext
    if not invitations:
        st.html(Markup("<p>{}</p>").format(_("No invitation is open.")))
    places = Places.of(each.account.organisation for each in invitations)
    for invitation in invitations:
        account = invitation.account
        with st.container(border=True, gap="xsmall"):
            st.html(
                Markup("<h3>{}</h3><p>{} · {}</p><p>{}</p>").format(
                    account.name,
                    _(ROLE_NAMES[account.role]),
                    places.of_account(account, speech),
                    _state(invitation, actor, speech),
                )
            )
            if looks_after(actor, account.role, account.organisation):
                _buttons(invitation, actor, desk, speech)


def _state(invitation: Invitation, actor: Actor, speech: Speech) -> str:
    _ = speech.gettext
    until = _("Open until %(moment)s.") % {"moment": staff.moment(invitation.expires_at, speech)}
    if not invitation.awaits_confirmation:
        return until
    if actor.id == invitation.invited_by:
        wait = _("Waits until another caseworker or custodian of your organisation confirms it.")
    else:
        wait = _("Waits until a second caseworker or custodian of the organisation confirms it.")
    return f"{wait} {until}"


def _buttons(invitation: Invitation, actor: Actor, desk: Desk, speech: Speech) -> None:
    _, name = speech.gettext, as_label(invitation.account.name)
    with st.container(horizontal=True):
        if invitation.awaits_confirmation and actor.id != invitation.invited_by:
            label, do = _("Confirm: %(name)s") % {"name": name}, partial(_confirm, invitation)
            button(desk, f"confirm-{invitation.id}", label, do, _WAITING_FAULTS, primary=True)
        label, do = _("Withdraw: %(name)s") % {"name": name}, partial(_withdraw, invitation)
        button(desk, f"withdraw-{invitation.id}", label, do, _WAITING_FAULTS)


def _confirm(invitation: Invitation, actor: Actor) -> Done:
    session.portal().accounts.confirm(actor, invitation.id)
    text = N_("The invitation of %(name)s is confirmed. The link opens from now on.")
    return Done(Sentence(text, {"name": invitation.account.name}))


def _withdraw(invitation: Invitation, actor: Actor) -> Done:
    session.portal().accounts.withdraw(actor, invitation.id)
    text = N_("The invitation of %(name)s is withdrawn. The link opens nothing from now on.")
    return Done(Sentence(text, {"name": invitation.account.name}))


def form(actor: Actor, desk: Desk, speech: Speech) -> None:
    """Invite somebody."""
    fields = AccountForm(Form(desk, speech), actor)
    fields.show()

    def invite(now_acting: Actor) -> Done:
        account = fields.typed()
        issued = session.portal().accounts.invite(now_acting, account, gettext=speech.gettext)
        text = N_("%(name)s is invited. Now pass the link on.")
        return Done(Sentence(text, {"name": account.name}), _link(account, issued, speech))

    button(desk, "invite", speech.gettext("Invite"), invite, FAULTS, primary=True)


def _link(account: NewAccount, issued: Issued, speech: Speech) -> Link:
    until = {"moment": staff.moment(issued.expires_at, speech)}
    said = [
        Sentence(N_("Whoever opens it chooses their own password. It works once.")),
        Sentence(N_("It works until %(moment)s."), until),
    ]
    if account.near_complaints:
        said.append(Sentence(N_("It opens after a second person has confirmed the invitation.")))
    said.extend(staff.how_passed_on(issued, account.email))
    return Link(account.name, issued.address, tuple(said))
