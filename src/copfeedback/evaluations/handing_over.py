"""An evaluation whose evaluators are gone goes on with others."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select

from copfeedback.evaluations.model import Pledge
from copfeedback.people.model import PERMISSIONS, Permission
from copfeedback.people.organisation_store import find_organisation
from copfeedback.people.tables import staff

_EVALUATORS = [
    role.value
    for role, permissions in PERMISSIONS.items()
    if Permission.MANAGE_EVALUATIONS in permissions
]


def nobody_evaluates(connection: Connection, organisation: int | None) -> bool:
    """Whether nobody who can sign in works on an organisation's evaluations."""
    known = find_organisation(connection, organisation or 0)
    if known is None or not known.active:
        return True
    found = (
        select(staff.c.id)
        .where(staff.c.organisation_id == organisation, staff.c.active)
        .where(staff.c.role.in_(_EVALUATORS))
    )
    return connection.execute(found.limit(1)).first() is None


def hands_over(before: Pledge, after: Pledge) -> bool:
    """Whether nothing is changed but who evaluates, and how independent they are."""
    others = {"organisation", "evaluator", "independence"}
    same = replace(after, **{each: getattr(before, each) for each in others})
    return same == before and after.organisation != before.organisation
