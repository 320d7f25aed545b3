"""In whose name something is said of an evaluation: always an office, never a person."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import PERMISSIONS, Permission
from copfeedback.people.organisation_store import find_organisation
from copfeedback.people.tables import organisation as organisations
from copfeedback.people.tables import staff

_ANSWERING = [
    role.value
    for role, permissions in PERMISSIONS.items()
    if Permission.ANSWER_EVALUATIONS in permissions
]


def absent_organisations(connection: Connection) -> frozenset[int]:
    """Those for which nobody can answer: they are inactive, or none of their staff may sign in."""
    there = select(staff.c.organisation_id).where(
        staff.c.organisation_id.is_not(None), staff.c.active, staff.c.role.in_(_ANSWERING)
    )
    ids = organisations.c.id
    found = select(ids).where(or_(organisations.c.active.is_(False), ids.not_in(there)))
    return frozenset(connection.execute(found).scalars())


def office_name(connection: Connection, organisation: int | None, otherwise: Translations) -> str:
    """The name of an organisation; ``otherwise`` where there is none, as for an operator."""
    known = find_organisation(connection, organisation) if organisation is not None else None
    return known.name if known else otherwise.read_in(SOURCE_LANGUAGE).text
