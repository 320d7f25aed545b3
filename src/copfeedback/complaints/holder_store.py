"""Queries of the keys of staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, exists, insert, select, update

from copfeedback.complaints.holder_tables import vault_holder
from copfeedback.complaints.vault import PublicKeys
from copfeedback.people.model import OrganisationKind
from copfeedback.people.tables import organisation


@dataclass(frozen=True, slots=True)
class HolderRow:
    """Somebody's keys as they are kept; None where a way to open them is missing."""

    staff_id: int
    public: PublicKeys
    salt: bytes = field(repr=False)
    sealed_seed: bytes | None = field(repr=False)
    recovery_sealed: bytes | None = field(repr=False)
    organisation_sealed: bytes | None = field(repr=False)
    organisation_box: bytes | None
    made_on: date

    @property
    def is_lost(self) -> bool:
        """Whether nobody can ever open them again."""
        ways = (self.sealed_seed, self.recovery_sealed, self.organisation_sealed)
        return all(way is None for way in ways)


def find(connection: Connection, staff_id: int) -> HolderRow | None:
    """Somebody's keys."""
    row = connection.execute(
        select(vault_holder).where(vault_holder.c.staff_id == staff_id)
    ).one_or_none()
    if row is None:
        return None
    return HolderRow(
        row.staff_id,
        PublicKeys(row.box, row.verify),
        row.salt,
        row.sealed_seed,
        row.recovery_sealed,
        row.organisation_sealed,
        row.organisation_box,
        row.made_on,
    )


def add(connection: Connection, row: HolderRow) -> None:
    """Keep a new pair of keys."""
    columns = {
        "staff_id": row.staff_id,
        "box": row.public.box,
        "verify": row.public.verify,
        "salt": row.salt,
        "sealed_seed": row.sealed_seed,
        "recovery_sealed": row.recovery_sealed,
        "organisation_sealed": row.organisation_sealed,
        "organisation_box": row.organisation_box,
        "made_on": row.made_on,
    }
    connection.execute(insert(vault_holder), columns)


def change(connection: Connection, staff_id: int, **columns: Any) -> None:
    """Keep other values in some columns."""
    connection.execute(
        update(vault_holder).where(vault_holder.c.staff_id == staff_id).values(columns)
    )


def remove(connection: Connection, staff_id: int) -> None:
    """Forget keys that nobody can open."""
    connection.execute(vault_holder.delete().where(vault_holder.c.staff_id == staff_id))


def works_for_police(connection: Connection, organisation_id: int | None) -> bool:
    """Whether an organisation is of the police."""
    found = exists().where(
        organisation.c.id == organisation_id,
        organisation.c.kind == OrganisationKind.POLICE.value,
    )
    return bool(connection.execute(select(found)).scalar_one())
