"""The accounts of staff: the list, and one account with what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.account_model import (
    CaseRoleStays,
    Deactivated,
    LastAdministrator,
    StaffMember,
    UnknownStaff,
)
from copfeedback.people.account_rules import NotByOneself
from copfeedback.people.model import Actor, Role
from copfeedback.people.organisations import UnknownOrganisation
from copfeedback.people.wording import ROLE_NAMES
from copfeedback.ui import accounts, session, staff
from copfeedback.ui.accounts import AccountForm, Places, looks_after
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Link, Sentence
from copfeedback.ui.pages import PEOPLE, page_file
from copfeedback.ui.staff import Form, button
from copfeedback.ui.texts import as_label, words

STAFF = "staff"
_AT_ONCE = 25

_FAULTS: dict[type[Exception], Fault] = {
    UnknownStaff: Fault(WHOLE, N_("There is no such account any more.")),
    LastAdministrator: Fault(
        WHOLE, N_("This is the only administrator. Make somebody else administrator first.")
    ),
    CaseRoleStays: Fault(
        WHOLE,
        N_("This role cannot be given or taken here. Close the account and invite anew."),
    ),
    Deactivated: Fault(WHOLE, N_("This account is closed. Open it again first.")),
}
_CHANGING: Mapping[type[Exception], Fault] = {**_FAULTS, **accounts.FAULTS}
_REOPENING: Mapping[type[Exception], Fault] = {
    **_FAULTS,
    UnknownOrganisation: Fault(
        WHOLE, N_("Their organisation takes no part any more, so the account stays closed.")
    ),
}
_RESETTING: Mapping[type[Exception], Fault] = {
    **_FAULTS,
    NotByOneself: Fault(WHOLE, N_("Change your own password on the page “My account”.")),
}


def list_all(members: Sequence[StaffMember], desk: Desk, speech: Speech) -> None:
    """The accounts that match what is searched for, a number of them at a time."""
    _, form = speech.gettext, Form(desk, speech)
    hint = _("By name, role, organisation, unit or e-mail. Press Enter to search.")
    sought = form.text("search", _("Search"), hint=hint).casefold().split()
    closed = form.tick("closed", _("Show closed accounts too"))
    places = Places.of(member.organisation for member in members)
    lines = {member: _line(member, places, speech) for member in members}
    found = [
        member
        for member, line in lines.items()
        if (member.active or closed) and _matches(sought, member, line)
    ]
    count = speech.ngettext("%(count)s account", "%(count)s accounts", len(found))
    number = speech.formatting.number(len(found))
    st.html(Markup('<p role="status">{}</p>').format(count % {"count": number}))
    shown = desk.entered.get("shown", _AT_ONCE)
    for member in found[:shown]:
        with st.container(key=f"row-{member.id}", gap=None):
            address = {STAFF: str(member.id)}
            st.page_link(page_file(PEOPLE), label=as_label(member.name), query_params=address)
            st.html(Markup("<p>{}</p>").format(lines[member]))
    if len(found) > shown:
        more = {"shown": shown + _AT_ONCE}
        st.button(_("Show more"), key=desk.key("more"), on_click=desk.entered.update, args=(more,))


def _matches(sought: Sequence[str], member: StaffMember, line: str) -> bool:
    said = f"{member.name} {member.email} {line}".casefold()
    return all(word in said for word in sought)


def _line(member: StaffMember, places: Places, speech: Speech) -> str:
    _ = speech.gettext
    parts = [_(ROLE_NAMES[member.role]), places.of_account(member.account, speech)]
    if member.manager:
        parts.append(_("looks after accounts"))
    if not member.active:
        parts.append(_("closed"))
    return " · ".join(parts)


def show_one(member: StaffMember, actor: Actor, desk: Desk, speech: Speech) -> None:
    """One account, and what this actor can do about it."""
    _ = speech.gettext
    staff.facts(_facts(member, speech))
    if not looks_after(actor, member.role, member.organisation):
        return
    own = member.id == actor.id
    if own:
        note = _("This is your own account. Your role and place are changed by somebody else.")
        st.html(Markup('<p class="note">{}</p>').format(note))
    st.html(Markup("<h2>{}</h2>").format(_("Change the account")))
    fields = AccountForm(Form(desk, speech), actor, member.account, own=own)
    fields.show()
    change = partial(_change, member, fields)
    button(desk, "save", _("Save"), change, _CHANGING, primary=True)
    if not own:
        st.html(Markup("<h2>{}</h2>").format(_("Access")))
        _access(member, desk, speech)


def _facts(member: StaffMember, speech: Speech) -> list[tuple[str, str | Markup]]:
    _, places = speech.gettext, Places.of([member.organisation])
    facts: list[tuple[str, str | Markup]] = [
        (_("State"), _("active") if member.active else _("closed")),
        (_("Role"), _(ROLE_NAMES[member.role])),
        (_("Organisation"), places.of_account(member.account, speech)),
    ]
    if member.manager:
        facts.append((_("Besides"), _("Looks after the accounts of this organisation")))
    if member.role is Role.LEADER:
        facts.append((_("Sectors they lead"), _sectors(member, speech)))
    if member.role is Role.FORUM_CHAIR:
        forums = ", ".join(sorted(member.forums)) or _("none yet")
        facts.append((_("Forums they chair"), forums))
    if member.email:
        facts.append((_("E-mail"), Markup('<bdi dir="ltr">{}</bdi>').format(member.email)))
    factor = _("set up") if member.second_factor else _("not set up")
    return [*facts, (_("Second factor"), factor)]


def _sectors(member: StaffMember, speech: Speech) -> str:
    if not member.sectors:
        return speech.gettext("all")
    trees = session.portal().sectors.public(speech.tag)
    named = {part.sector.code: words(part.sector.name, speech) for tree in trees for part in tree}
    return speech.formatting.listing([named.get(code, code) for code in sorted(member.sectors)])


def _access(member: StaffMember, desk: Desk, speech: Speech) -> None:
    _, name = speech.gettext, {"name": member.name}
    if not member.active and member.near_complaints:
        note = _("Who came near complaints is invited anew: this account stays closed.")
        st.html(Markup("<p>{}</p>").format(note))
    elif not member.active:
        reopen = partial(_reopen, member)
        button(desk, "reopen", _("Open the account again"), reopen, _REOPENING)
    else:
        question = _(
            "Make a link for %(name)s to choose a new password? Once they use it, their second "
            "factor is gone and all their sessions end. Until then the old password works."
        )
        do = partial(desk.attempt, partial(_reset, member, speech), _RESETTING)
        label = _("Link for a new password")
        staff.confirmed(desk, "reset", label, question % name, do, speech)
        question = _("Close the account of %(name)s? All their sessions end at once.")
        do = partial(desk.attempt, partial(_close, member), _FAULTS)
        staff.confirmed(desk, "close", _("Close the account"), question % name, do, speech)


def _change(member: StaffMember, fields: AccountForm, actor: Actor) -> Done:
    session.portal().accounts.change(actor, member.id, fields.typed())
    return Done(Sentence(N_("The account is changed. It holds from their next click on.")))


def _reset(member: StaffMember, speech: Speech, actor: Actor) -> Done:
    service = session.portal().accounts
    issued = service.allow_reset(actor, member.id, gettext=speech.gettext)
    until = {"moment": staff.moment(issued.expires_at, speech)}
    said = (
        Sentence(N_("Whoever opens it chooses a new password. It works once.")),
        Sentence(N_("It works until %(moment)s."), until),
        *staff.how_passed_on(issued, member.email),
    )
    text = N_("%(name)s can choose a new password. Now pass the link on.")
    return Done(Sentence(text, {"name": member.name}), Link(member.name, issued.address, said))


def _close(member: StaffMember, actor: Actor) -> Done:
    session.portal().accounts.deactivate(actor, member.id)
    return Done(Sentence(N_("The account is closed, and all its sessions have ended.")))


def _reopen(member: StaffMember, actor: Actor) -> Done:
    session.portal().accounts.reactivate(actor, member.id)
    return Done(Sentence(N_("The account is open again.")))
