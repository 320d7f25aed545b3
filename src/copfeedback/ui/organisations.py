"""Organisations and the tree of their units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.account_model import StaffMember
from copfeedback.people.model import Actor, Organisation, OrganisationKind, Unit
from copfeedback.people.organisations import (
    BadTitle,
    OrganisationInUse,
    TitleTaken,
    UnitCycle,
    UnknownOrganisation,
    UnknownUnit,
)
from copfeedback.people.wording import KIND_NAMES
from copfeedback.ui import session
from copfeedback.ui.accounts import unit_names
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Sentence
from copfeedback.ui.pages import ORGANISATIONS, page_file
from copfeedback.ui.staff import Form, button
from copfeedback.ui.texts import as_label

ORGANISATION = "organisation"
_NEW = "new"
_AT_THE_TOP = "top"

_BAD_TITLE = N_("Write a name of 1 to 120 letters, without line breaks.")
_FAULTS: Mapping[type[Exception], Fault] = {
    BadTitle: Fault("name", _BAD_TITLE),
    TitleTaken: Fault(
        "name", N_("There is an organisation of this name already. Choose another name.")
    ),
    UnknownOrganisation: Fault(WHOLE, N_("There is no such organisation any more.")),
    OrganisationInUse: Fault(
        "active", N_("People of this organisation can still sign in. Close their accounts first.")
    ),
}


def list_all(organisations: Sequence[Organisation], speech: Speech) -> None:
    """All organisations, each with the way to its units."""
    _ = speech.gettext
    if not organisations:
        st.html(Markup("<p>{}</p>").format(_("There is no organisation yet.")))
    for each in organisations:
        with st.container(key=f"row-{each.id}", gap=None):
            st.page_link(
                page_file(ORGANISATIONS),
                label=as_label(each.name),
                query_params={ORGANISATION: str(each.id)},
            )
            st.html(Markup("<p>{}</p>").format(_line(each, speech)))


def _line(organisation: Organisation, speech: Speech) -> str:
    kind, ended = speech.gettext(KIND_NAMES[organisation.kind]), speech.gettext("takes no part")
    return kind if organisation.active else f"{kind} · {ended}"


def add(desk: Desk, speech: Speech) -> None:
    """Add an organisation."""
    _, form = speech.gettext, Form(desk, speech)
    form.text("name", _("Name of the organisation"))
    kinds = {kind.value: _(KIND_NAMES[kind]) for kind in OrganisationKind}
    hint = _("It cannot be changed later. Only an oversight body can have caseworkers.")
    form.choice("kind", _("Kind"), kinds, hint=hint)

    def do(actor: Actor) -> Done:
        name, kind = str(form.typed("name") or ""), OrganisationKind(form.typed("kind"))
        session.portal().organisations.add(actor, kind, name)
        return Done(Sentence(N_("%(name)s is added."), {"name": name.strip()}))

    button(desk, "add", _("Add"), do, _FAULTS, primary=True)


def change(organisation: Organisation, desk: Desk, speech: Speech) -> None:
    """Rename an organisation, or end its part in the portal."""
    _, form = speech.gettext, Form(desk, speech)
    st.html(Markup("<p>{}</p>").format(_line(organisation, speech)))
    form.text("name", _("Name of the organisation"), organisation.name)
    form.tick("active", _("Takes part in the portal"), value=organisation.active)

    def do(actor: Actor) -> Done:
        name, active = str(form.typed("name") or ""), bool(form.typed("active"))
        session.portal().organisations.change(actor, organisation.id, name, active=active)
        return Done(Sentence(N_("The organisation is changed.")))

    button(desk, "save", _("Save"), do, _FAULTS, primary=True)


def tree(units: Sequence[Unit], members: Sequence[StaffMember], speech: Speech) -> Markup:
    """The units below each other, each with whoever heads it."""
    _ = speech.gettext
    heads: dict[int | None, list[str]] = {}
    for member in members:
        if member.heads_unit and member.active:
            heads.setdefault(member.unit, []).append(member.name)
    ids = {unit.id for unit in units}

    def branch(above: int | None) -> Markup:
        lines = Markup("").join(
            Markup("<li>{}{}{}</li>").format(unit.name, headed(unit), branch(unit.id))
            for unit in units
            if (unit.parent if unit.parent in ids else None) == above
        )
        return Markup("<ul>{}</ul>").format(lines) if lines else Markup("")

    def headed(unit: Unit) -> str:
        names = heads.get(unit.id, [])
        by = _("headed by %(names)s") % {"names": speech.formatting.listing(names)}
        return f" – {by}" if names else ""

    return branch(None) or Markup("<p>{}</p>").format(_("It has no units yet."))


def set_unit(organisation: Organisation, units: Sequence[Unit], desk: Desk, speech: Speech) -> None:
    """Add a unit, or rename and move one."""
    _, form = speech.gettext, Form(desk, speech)
    names = unit_names(units)
    known = {str(unit.id): unit for unit in units}
    named = {_NEW: _("A new unit")} | {str(unit.id): name for unit, name in names.items()}
    code = form.choice("unit", _("Which unit?"), named, _NEW) if units else _NEW
    unit = known.get(code)
    form.text(f"title.{code}", _("Name of the unit"), unit.name if unit else "")
    parents = {_AT_THE_TOP: _("No unit above it")} | {
        str(each.id): name for each, name in names.items() if each != unit
    }
    before = str(unit.parent) if unit and unit.parent else _AT_THE_TOP
    hint = _("Heads of the units above can be told of, or kept from, what concerns this unit.")
    if len(parents) > 1:
        form.choice(f"parent.{code}", _("The unit above it"), parents, before, hint=hint)

    def do(actor: Actor) -> Done:
        service = session.portal().organisations
        title = str(form.typed(f"title.{code}") or "")
        above = form.typed(f"parent.{code}") or _AT_THE_TOP
        parent = None if above == _AT_THE_TOP else int(above)
        if unit is None:
            service.add_unit(actor, organisation.id, title, parent)
            return Done(Sentence(N_("The unit is added.")))
        service.change_unit(actor, unit.id, title, parent)
        return Done(Sentence(N_("The unit is changed.")))

    faults: Mapping[type[Exception], Fault] = {
        BadTitle: Fault(f"title.{code}", _BAD_TITLE),
        TitleTaken: Fault(
            f"title.{code}",
            N_("There is a unit of this name in the same place. Choose another name."),
        ),
        UnitCycle: Fault(
            f"parent.{code}", N_("This unit is below the one you change. Choose another one.")
        ),
        UnknownUnit: Fault(f"parent.{code}", N_("There is no such unit any more.")),
        UnknownOrganisation: _FAULTS[UnknownOrganisation],
    }
    label = _("Save the unit") if unit else _("Add the unit")
    button(desk, "unit-save", label, do, faults, primary=True)
