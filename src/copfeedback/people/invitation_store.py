"""Queries of invitations."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, select, update

from copfeedback.people.account_model import Invitation, NewAccount
from copfeedback.people.model import Role
from copfeedback.people.tables import in_utc, invitation


def add_invitation(
    connection: Connection,
    token_hash: bytes,
    account: NewAccount,
    invited_by: int | None,
    now: datetime,
) -> int:
    """Keep an invitation; its id."""
    values = {
        "token_hash": token_hash,
        "name": account.name,
        "role": account.role.value,
        "organisation_id": account.organisation,
        "unit_id": account.unit,
        "heads_unit": account.heads_unit,
        "manager": account.manager,
        "scopes": json.dumps(
            {"sectors": sorted(account.sectors), "forums": sorted(account.forums)}
        ),
        "email": account.email,
        "invited_by": invited_by,
        "invited_at": in_utc(now),
    }
    added: int = connection.execute(
        insert(invitation).values(values).returning(invitation.c.id)
    ).scalar_one()
    return added


def find_invitation(connection: Connection, invitation_id: int) -> Invitation | None:
    """The invitation of this id."""
    row = connection.execute(
        select(invitation).where(invitation.c.id == invitation_id)
    ).one_or_none()
    return None if row is None else _invitation(row)


def find_by_token(connection: Connection, token_hash: bytes) -> Invitation | None:
    """The invitation whose link holds this token."""
    row = connection.execute(
        select(invitation).where(invitation.c.token_hash == token_hash)
    ).one_or_none()
    return None if row is None else _invitation(row)


def is_invited(connection: Connection, name: str) -> bool:
    """Whether somebody is invited under this name."""
    found = exists().where(invitation.c.name == name)
    return bool(connection.execute(select(found)).scalar_one())


def invitations(
    connection: Connection, organisation_ids: Collection[int] | None = None
) -> list[Invitation]:
    """The invitations to these organisations, or to all, the latest first."""
    wanted = select(invitation).order_by(invitation.c.id.desc())
    if organisation_ids is not None:
        wanted = wanted.where(invitation.c.organisation_id.in_(organisation_ids))
    return [_invitation(row) for row in connection.execute(wanted)]


def _invitation(row: Row[Any]) -> Invitation:
    scopes = json.loads(row.scopes)
    return Invitation(
        id=row.id,
        account=NewAccount(
            row.name,
            Role(row.role),
            row.organisation_id,
            unit=row.unit_id,
            heads_unit=row.heads_unit,
            manager=row.manager,
            sectors=frozenset(scopes["sectors"]),
            forums=frozenset(scopes["forums"]),
            email=row.email,
        ),
        invited_by=row.invited_by,
        invited_at=in_utc(row.invited_at),
        confirmed_by=row.confirmed_by,
    )


def confirm_invitation(connection: Connection, invitation_id: int, staff_id: int) -> None:
    """Remember who said yes."""
    connection.execute(
        update(invitation).where(invitation.c.id == invitation_id).values(confirmed_by=staff_id)
    )


def remove_invitation(connection: Connection, invitation_id: int) -> None:
    """Forget an invitation: its link opens nothing any more."""
    connection.execute(delete(invitation).where(invitation.c.id == invitation_id))


def remove_invitations_before(connection: Connection, moment: datetime) -> None:
    """Forget the invitations made by then."""
    connection.execute(delete(invitation).where(invitation.c.invited_at <= in_utc(moment)))


def remove_invitations_to(connection: Connection, organisation_id: int) -> None:
    """Forget the invitations to an organisation."""
    connection.execute(delete(invitation).where(invitation.c.organisation_id == organisation_id))


def remove_word_of(connection: Connection, staff_id: int) -> None:
    """Forget the invitations somebody made, and their yes to those of others."""
    connection.execute(delete(invitation).where(invitation.c.invited_by == staff_id))
    connection.execute(
        update(invitation).where(invitation.c.confirmed_by == staff_id).values(confirmed_by=None)
    )
