"""Who acts, in which role, and what each role may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a staff member is here for."""

    LEADER = "leader"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing that needs permission."""

    SEE_TRENDS = "see_trends"
    SEE_FIELDWORK = "see_fieldwork"
    MANAGE_WAVES = "manage_waves"
    MANAGE_STAFF = "manage_staff"


PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.LEADER: frozenset({Permission.SEE_TRENDS, Permission.SEE_FIELDWORK}),
    # Administrators keep the house; what people answered is not theirs to read.
    Role.ADMINISTRATOR: frozenset(
        {Permission.SEE_FIELDWORK, Permission.MANAGE_WAVES, Permission.MANAGE_STAFF}
    ),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks for something to be done.

    ``role`` is None for the public. ``operator`` is whoever has a shell on the machine and so
    the database itself: asking them for a permission would only pretend to protect it.
    """

    name: str
    role: Role | None = None
    operator: bool = False

    def may(self, permission: Permission) -> bool:
        """Whether this actor has the permission."""
        return self.operator or (self.role is not None and permission in PERMISSIONS[self.role])


PUBLIC = Actor("public")
OPERATOR = Actor("operator", operator=True)
