"""Whom staff work for: some things are not for the police they are about."""

from __future__ import annotations

from sqlalchemy import Connection

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Actor, Organisation, OrganisationKind
from copfeedback.people.organisation_store import find_organisation


class NotIndependent(NotPermitted):
    """What the actor wants is not for whoever works for the police, or not independently."""


def employer_of(connection: Connection, who: Actor) -> Organisation | None:
    """The organisation of an account; None for the portal itself and an operator at a shell."""
    if who.organisation is None:
        return None
    return find_organisation(connection, who.organisation)


def works_for_police(connection: Connection, who: Actor) -> bool:
    """Whether the account is one of the police."""
    employer = employer_of(connection, who)
    return employer is not None and employer.kind is OrganisationKind.POLICE
