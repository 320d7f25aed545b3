"""Who acts, in which role, and what each role may do."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NAME_MAXIMUM = 64


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

SESSION_COOKIE = "copfeedback_session"


class BadName(Exception):  # noqa: N818 - named for what happened
    """The name cannot be an account's: it must have 1 to 64 characters, all of them visible."""

    def __init__(self) -> None:
        super().__init__(f"a name has 1 to {NAME_MAXIMUM} visible characters")


def clean_name(name: object) -> str:
    """The name as accounts keep it: Unicode NFC, without spaces around it.

    However a keyboard composes an accent, it is the same name. Control and invisible characters
    are refused, because two names that look alike must be alike. Takes anything a form can hold.

    Raises:
        BadName: it cannot be an account's name.
    """
    if not isinstance(name, str) or len(name) > 4 * NAME_MAXIMUM:
        raise BadName  # before composing, which would be work; no letter needs more than 4 parts
    cleaned = unicodedata.normalize("NFC", name).strip()
    if not 0 < len(cleaned) <= NAME_MAXIMUM or not cleaned.isprintable():
        raise BadName
    return cleaned
