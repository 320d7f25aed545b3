"""Who may make or change which account, and what an account has to be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection

from copfeedback.people.access import NotPermitted, require
from copfeedback.people.account_model import (
    PORTAL_ROLES,
    NameTaken,
    NewAccount,
    OversightOnly,
    check_codes,
    clean_email,
)
from copfeedback.people.account_store import find_staff_id
from copfeedback.people.model import (
    CASE_ROLES,
    EVERYTHING,
    Actor,
    OrganisationKind,
    Permission,
    Role,
    Subject,
    clean_name,
)
from copfeedback.people.organisation_store import find_organisation, units
from copfeedback.people.organisations import UnknownOrganisation, UnknownUnit


class NotByOneself(NotPermitted):
    """Somebody else has to do this: it would be a decision on oneself, or on one's own one."""


def require_over(actor: Actor, role: Role, organisation_id: int) -> None:
    """Let pass who looks after accounts of this role in this organisation.

    That is the oversight body's own people for whoever comes near complaints, and for all others
    the organisation's manager or an administrator. Administrators and auditors reach beyond any
    organisation, so its manager is not asked about them.

    Raises:
        NotPermitted: the actor does not.
    """
    subject = EVERYTHING if role in PORTAL_ROLES else Subject(organisation=organisation_id)
    require(actor, permission_over(role), subject)


def permission_over(role: Role) -> Permission:
    """What looking after accounts of this role needs."""
    return Permission.MANAGE_CASE_STAFF if role in CASE_ROLES else Permission.MANAGE_STAFF


def organisations_seen(actor: Actor) -> Collection[int] | None:
    """The organisations whose staff the actor may see; None for all.

    Raises:
        NotPermitted: none.
    """
    if actor.may(Permission.SEE_STAFF):
        return None
    looks_after = (Permission.SEE_STAFF, Permission.MANAGE_CASE_STAFF)
    if actor.organisation is None or not any(map(actor.may_somewhere, looks_after)):
        raise NotPermitted(Permission.SEE_STAFF)
    return (actor.organisation,)


def fitting(
    connection: Connection, account: NewAccount, *, besides: int | None = None
) -> NewAccount:
    """The account as it can be kept.

    Args:
        besides: the id of the account that is changed, whose own name is not taken.

    Raises:
        BadName, BadEmail, BadScope: something cannot be written like this.
        UnknownOrganisation: there is no such organisation, or it takes no part any more.
        UnknownUnit: the organisation has no such unit.
        OversightOnly: the role needs an oversight body.
        NameTaken: there is another account of this name.
    """
    check_codes(account.sectors | account.forums)
    cleaned = replace(
        account,
        name=clean_name(account.name),
        email=clean_email(account.email),
        heads_unit=account.heads_unit and account.unit is not None,
    )
    organisation = find_organisation(connection, account.organisation)
    if organisation is None or not organisation.active:
        raise UnknownOrganisation
    if account.near_complaints and organisation.kind is not OrganisationKind.OVERSIGHT:
        raise OversightOnly
    known = {unit.id for unit in units(connection, organisation.id)}
    if account.unit is not None and account.unit not in known:
        raise UnknownUnit
    if find_staff_id(connection, cleaned.name) not in {None, besides}:
        raise NameTaken
    return cleaned
