"""Organisations, and people who work there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from copfeedback.people.accounts import Accounts, NewAccount
from copfeedback.people.audit import Trail
from copfeedback.people.model import CASE_ROLES, OPERATOR, Actor, OrganisationKind, Role
from copfeedback.people.organisations import Organisations

PASSWORD = "four quiet words here"
NAMES = {
    OrganisationKind.POLICE: "City police",
    OrganisationKind.OVERSIGHT: "Oversight body",
    OrganisationKind.MUNICIPALITY: "City council",
    OrganisationKind.NGO: "Neighbours' league",
}


def an_organisation(
    where: Engine | Trail | Any,
    kind: OrganisationKind = OrganisationKind.POLICE,
    name: str | None = None,
) -> int:
    """The organisation of this name, made if there is none.

    ``where`` is an engine, a trail or a portal.
    """
    if isinstance(where, Engine):
        organisations = Organisations(Trail(where, lambda: datetime.now(UTC)))
    else:
        organisations = Organisations(where if isinstance(where, Trail) else where.trail)
    name = name or NAMES[kind]
    for known in organisations.all():
        if known.name == name:
            return known.id
    return organisations.add(OPERATOR, kind, name)


def a_member(
    where: Accounts | Any,
    name: str,
    role: Role,
    *,
    password: str = PASSWORD,
    demonstration: bool = False,
    **changes: Any,
) -> int:
    """A new member's id; ``where`` is a portal or its accounts.

    They work for the police, or for the oversight body if their role is near complaints;
    ``changes`` are fields of ``NewAccount``.
    """
    accounts = where if isinstance(where, Accounts) else where.accounts
    if "organisation" not in changes:
        kind = OrganisationKind.OVERSIGHT if role in CASE_ROLES else OrganisationKind.POLICE
        changes["organisation"] = an_organisation(accounts._trail, kind)
    account = NewAccount(name, role, **changes)
    return accounts.add_staff(OPERATOR, account, password, demonstration=demonstration)


def acting(accounts: Accounts, staff_id: int) -> Actor:
    """The member as an actor, as they are now."""
    (member,) = (one for one in accounts.staff(OPERATOR) if one.id == staff_id)
    return Actor(
        member.name,
        member.role,
        id=member.id,
        organisation=member.organisation,
        manager=member.manager,
        sectors=member.sectors or None,
        forums=member.forums,
    )


ODD_NAMES = [
    "O'Brien",
    'Robert"); DROP TABLE staff;--',
    "<b>Nina</b> & 100 % %s {0}",
    "Zo\u00e9",
    "عبد الله",
    "Олена Коваль-Бондаренко",
    "李小龍",
    "👮🏽",
]
"""Names that are nothing but names, whatever else reads them."""
