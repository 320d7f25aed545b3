"""The fields of an account, whether somebody is invited or changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.access import NotPermitted
from copfeedback.people.account_model import (
    BadEmail,
    BadScope,
    NameTaken,
    NewAccount,
    OversightOnly,
)
from copfeedback.people.account_rules import NotByOneself, require_over
from copfeedback.people.model import (
    CASE_ROLES,
    Actor,
    BadName,
    Organisation,
    Permission,
    Role,
    Unit,
)
from copfeedback.people.organisations import UnknownOrganisation, UnknownUnit
from copfeedback.people.wording import ROLE_NAMES, ROLE_TASKS
from copfeedback.ui import session
from copfeedback.ui.desk import WHOLE, Fault
from copfeedback.ui.staff import Form, split_list
from copfeedback.ui.texts import words

NO_UNIT = ""

FAULTS: Mapping[type[Exception], Fault] = {
    BadName: Fault("name", N_("Write a name of 1 to 64 letters, without line breaks.")),
    NameTaken: Fault(
        "name", N_("There is an account or an open invitation of this name. Choose another name.")
    ),
    BadEmail: Fault("email", N_("Write an address such as name@example.org, or leave it empty.")),
    BadScope: Fault("forums", N_("Write short names with commas between them.")),
    UnknownOrganisation: Fault(
        "organisation", N_("This organisation takes no part any more. Choose another one.")
    ),
    UnknownUnit: Fault("unit", N_("The organisation no longer has this unit. Choose another one.")),
    OversightOnly: Fault("role", N_("Only an independent oversight body has this role.")),
    NotByOneself: Fault(WHOLE, N_("Nobody changes their own role. Ask somebody else to do it.")),
}
"""What to say when an account cannot be as it was entered."""


@dataclass(frozen=True)
class AccountForm:
    """What an account is to be; ``before`` is what it is now, or None for somebody new.

    ``own`` is the account of whoever is here: they change its name and e-mail alone.
    """

    form: Form
    actor: Actor
    before: NewAccount | None = None
    own: bool = False

    def show(self) -> None:
        """Show the fields, with what was typed so far."""
        _, before = self.form.speech.gettext, self.before
        hint = _("1 to 64 letters. Residents never see it.")
        self.form.text("name", _("Name to sign in with"), before.name if before else "", hint=hint)
        hint = _("You may leave this empty. Links are sent there, if the portal can send e-mail.")
        self.form.text("email", _("E-mail"), before.email if before else "", hint=hint)
        if self.own:
            return
        if before is not None and before.near_complaints:
            self._place(before.organisation)
            return
        organisation = self._organisation()
        role = self._role(organisation)
        self._place(organisation)
        self._scope(role)

    def typed(self) -> NewAccount:
        """The account as it stands in the fields when a button is pressed."""
        typed, before = self.form.typed, self.before
        name, email = str(typed("name") or ""), str(typed("email") or "")
        if before is not None and self.own:
            return replace(before, name=name, email=email)
        if before is not None and before.near_complaints:
            role, organisation = before.role, before.organisation
        else:
            role, organisation = Role(typed("role")), int(typed("organisation"))
        unit = typed(f"unit.{organisation}")
        is_leader, is_chair = role is Role.LEADER, role is Role.FORUM_CHAIR
        forums = split_list(str(typed("forums") or "")) if is_chair else []
        return NewAccount(
            name,
            role,
            organisation,
            unit=int(unit) if unit else None,
            heads_unit=bool(unit and typed(f"heads.{organisation}")),
            manager=bool(typed("manager")),
            sectors=self.form.typed_ticks("sectors", self._sectors()) if is_leader else frozenset(),
            forums=frozenset(forums),
            email=email,
        )

    def _organisation(self) -> int:
        offered = {
            str(each.id): each.name
            for each in session.portal().organisations.all()
            if each.active and self._roles(each.id)
        }
        before = self.before.organisation if self.before else self.actor.organisation
        label = self.form.speech.gettext("Organisation")
        return int(self.form.choice("organisation", label, offered, str(before)))

    def _role(self, organisation: int) -> Role:
        _ = self.form.speech.gettext
        offered = {role.value: _(ROLE_NAMES[role]) for role in self._roles(organisation)}
        before = self.before.role.value if self.before else ""
        role = Role(self.form.choice("role", _("Role"), offered, before))
        st.html(Markup('<p class="hint">{}</p>').format(_(ROLE_TASKS[role])))
        return role

    def _roles(self, organisation: int) -> list[Role]:
        """What somebody there can be made; nobody is changed into handling complaints."""
        return [
            role
            for role in Role
            if looks_after(self.actor, role, organisation)
            and not (self.before is not None and role in CASE_ROLES)
        ]

    def _place(self, organisation: int) -> None:
        _, before = self.form.speech.gettext, self.before
        units = session.portal().organisations.units(organisation)
        if units:
            named = {NO_UNIT: _("No unit")} | {
                str(unit.id): name for unit, name in unit_names(units).items()
            }
            unit = str(before.unit) if before and before.unit else NO_UNIT
            if self.form.choice(f"unit.{organisation}", _("Unit"), named, unit) != NO_UNIT:
                heads = before.heads_unit if before else False
                self.form.tick(f"heads.{organisation}", _("Heads this unit"), value=heads)
        manages = before.manager if before else False
        label = _("Looks after the accounts of this organisation")
        self.form.tick("manager", label, value=manages)

    def _scope(self, role: Role) -> None:
        _, before = self.form.speech.gettext, self.before
        sectors = self._sectors() if role is Role.LEADER else {}
        if sectors:
            hint = _("Tick none to let them see all sectors.")
            ticked = before.sectors if before else ()
            self.form.ticks("sectors", _("Sectors they lead"), sectors, ticked, hint=hint)
        if role is Role.FORUM_CHAIR:
            hint = _("The short names of the forums, with commas between them.")
            forums = ", ".join(sorted(before.forums)) if before else ""
            self.form.text("forums", _("Forums they chair"), forums, hint=hint)

    def _sectors(self) -> dict[str, str]:
        """The sectors the actor may see by code, and those the account has already."""
        sectors, speech = session.portal().sectors, self.form.speech
        if self.actor.may(Permission.MANAGE_SECTORS):
            known = sectors.all(self.actor)
        else:
            known = [part.sector for tree in sectors.public(speech.tag) for part in tree]
        named = {each.code: words(each.name, speech) for each in known}
        ticked = self.before.sectors if self.before else frozenset()
        return named | {code: code for code in sorted(ticked - named.keys())}


def looks_after(actor: Actor, role: Role, organisation: int) -> bool:
    """Whether to offer an account of this role to this actor; the service decides."""
    try:
        require_over(actor, role, organisation)
    except NotPermitted:
        return False
    return True


def unit_names(units: Sequence[Unit]) -> dict[Unit, str]:
    """The units in the order of their tree, each under the names of those above it."""
    by_id = {unit.id: unit for unit in units}

    def path(unit: Unit) -> tuple[str, ...]:
        line, above = [unit.name], unit.parent
        while above in by_id and len(line) <= len(by_id):
            line.insert(0, by_id[above].name)
            above = by_id[above].parent
        return tuple(line)

    return {unit: " › ".join(path(unit)) for unit in sorted(units, key=path)}


@dataclass(frozen=True)
class Places:
    """Organisations and units by what people call them."""

    organisations: Mapping[int, Organisation]
    units: Mapping[int, str]

    @classmethod
    def of(cls, organisations: Iterable[int]) -> Places:
        """These organisations with their units."""
        service, wanted = session.portal().organisations, set(organisations)
        known = {each.id: each for each in service.all()}
        units = {
            unit.id: name
            for organisation in wanted
            for unit, name in unit_names(service.units(organisation)).items()
        }
        return cls(known, units)

    def of_account(self, account: NewAccount, speech: Speech) -> str:
        """Where somebody works, in one line."""
        _ = speech.gettext
        organisation = self.organisations.get(account.organisation)
        unit = self.units.get(account.unit or 0, "")
        if unit and account.heads_unit:
            unit = _("%(unit)s (head)") % {"unit": unit}
        # Names of either direction, each kept together in a line of the other one.
        named = filter(None, [organisation.name if organisation else "", unit])
        return " · ".join(f"\u2068{name}\u2069" for name in named)
