"""Queries of organisations and their units."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, exists, insert, select, update

from copfeedback.people.model import Organisation, OrganisationKind, Unit
from copfeedback.people.tables import organisation, staff, unit


def organisations(connection: Connection) -> list[Organisation]:
    """All organisations by name."""
    rows = connection.execute(select(organisation).order_by(organisation.c.name))
    return [_organisation(row) for row in rows]


def find_organisation(connection: Connection, organisation_id: int) -> Organisation | None:
    """The organisation of this id."""
    row = connection.execute(
        select(organisation).where(organisation.c.id == organisation_id)
    ).one_or_none()
    return None if row is None else _organisation(row)


def _organisation(row: Row[Any]) -> Organisation:
    return Organisation(row.id, OrganisationKind(row.kind), row.name, row.active)


def add_organisation(connection: Connection, kind: OrganisationKind, name: str) -> int:
    """Keep a new, active organisation; its id."""
    added: int = connection.execute(
        insert(organisation)
        .values(kind=kind.value, name=name, active=True)
        .returning(organisation.c.id)
    ).scalar_one()
    return added


def change_organisation(
    connection: Connection, organisation_id: int, name: str, *, active: bool
) -> None:
    """Keep another name and state."""
    connection.execute(
        update(organisation)
        .where(organisation.c.id == organisation_id)
        .values(name=name, active=active)
    )


def has_active_members(connection: Connection, organisation_id: int) -> bool:
    """Whether anybody who can sign in works there."""
    found = exists().where(staff.c.organisation_id == organisation_id, staff.c.active)
    return bool(connection.execute(select(found)).scalar_one())


def units(connection: Connection, organisation_id: int) -> list[Unit]:
    """The units of an organisation by name."""
    rows = connection.execute(
        select(unit).where(unit.c.organisation_id == organisation_id).order_by(unit.c.name)
    )
    return [_unit(row) for row in rows]


def find_unit(connection: Connection, unit_id: int) -> Unit | None:
    """The unit of this id."""
    row = connection.execute(select(unit).where(unit.c.id == unit_id)).one_or_none()
    return None if row is None else _unit(row)


def _unit(row: Row[Any]) -> Unit:
    return Unit(row.id, row.organisation_id, row.name, row.parent_id)


def add_unit(connection: Connection, organisation_id: int, name: str, parent: int | None) -> int:
    """Keep a new unit; its id."""
    added: int = connection.execute(
        insert(unit)
        .values(organisation_id=organisation_id, name=name, parent_id=parent)
        .returning(unit.c.id)
    ).scalar_one()
    return added


def change_unit(connection: Connection, unit_id: int, name: str, parent: int | None) -> None:
    """Keep another name and place in the tree."""
    connection.execute(update(unit).where(unit.c.id == unit_id).values(name=name, parent_id=parent))


def unit_of(connection: Connection, staff_id: int) -> int | None:
    """The unit somebody works in."""
    return connection.execute(
        select(staff.c.unit_id).where(staff.c.id == staff_id)
    ).scalar_one_or_none()


def heads(connection: Connection, unit_ids: Collection[int]) -> frozenset[int]:
    """The active heads of these units."""
    rows = connection.execute(
        select(staff.c.id).where(staff.c.unit_id.in_(unit_ids), staff.c.heads_unit, staff.c.active)
    )
    return frozenset(rows.scalars())
