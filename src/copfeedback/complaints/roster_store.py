"""Queries of rosters, and of the accounts that can be on one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, insert, or_, select

from copfeedback.complaints.holder_tables import vault_holder
from copfeedback.complaints.roster_exclusion import PlacedUnit
from copfeedback.complaints.roster_file import SignedRoster
from copfeedback.complaints.roster_tables import roster
from copfeedback.complaints.vault import PublicKeys
from copfeedback.people.model import CASE_ROLES, OrganisationKind, Role
from copfeedback.people.tables import organisation, staff, unit


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An active account that has keys."""

    staff_id: int
    name: str
    role: Role
    unit: int | None
    public: PublicKeys


def latest(connection: Connection) -> tuple[int, SignedRoster] | None:
    """The roster with the highest version, as it is stored: nothing of it is checked."""
    row = connection.execute(
        select(roster).order_by(roster.c.version.desc()).limit(1)
    ).one_or_none()
    return None if row is None else (row.version, SignedRoster(row.content, row.signature))


def add_roster(connection: Connection, version: int, signed: SignedRoster, on: date) -> None:
    """Keep a roster that was checked."""
    connection.execute(
        insert(roster),
        {
            "version": version,
            "content": signed.content,
            "signature": signed.signature,
            "imported_on": on,
        },
    )


def enrolled(connection: Connection, body_id: int) -> Sequence[Enrolled]:
    """Who can be on the roster of a body: its own case staff, and liaisons of the police."""
    own = and_(
        staff.c.organisation_id == body_id, staff.c.role.in_([role.value for role in CASE_ROLES])
    )
    liaisons = and_(
        staff.c.role == Role.AGENCY_OFFICER.value,
        organisation.c.kind == OrganisationKind.POLICE.value,
    )
    rows = connection.execute(
        select(
            staff.c.id,
            staff.c.name,
            staff.c.role,
            staff.c.unit_id,
            vault_holder.c.box,
            vault_holder.c.verify,
        )
        .join_from(vault_holder, staff)
        .join(organisation, organisation.c.id == staff.c.organisation_id)
        .where(staff.c.active, or_(own, liaisons))
        .order_by(staff.c.id)
    )
    return [
        Enrolled(row.id, row.name, Role(row.role), row.unit_id, PublicKeys(row.box, row.verify))
        for row in rows
    ]


def units(connection: Connection) -> tuple[PlacedUnit, ...]:
    """The units of police and oversight bodies, as a roster is signed with them."""
    rows = connection.execute(
        select(unit.c.id, unit.c.name, unit.c.parent_id)
        .join_from(unit, organisation)
        .where(organisation.c.kind.in_([OrganisationKind.POLICE, OrganisationKind.OVERSIGHT]))
        .order_by(unit.c.id)
    )
    return tuple(PlacedUnit(*row) for row in rows)
