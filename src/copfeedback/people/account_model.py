"""What a staff account is to those who look after it, and what they may not do with one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from copfeedback.people.model import CASE_ROLES, Role

EMAIL_MAXIMUM = 254
CODE_MAXIMUM = 64

PORTAL_ROLES = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
"""Who looks after or watches over every organisation: none of them alone can make one."""

INVITATION_LIFETIME = timedelta(hours=72)
RESET_LIFETIME = timedelta(hours=24)

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class UnknownStaff(Exception):  # noqa: N818 - named for what happened
    """There is no such account."""


class NameTaken(Exception):  # noqa: N818 - named for what happened
    """There is an account, or an open invitation, of this name already."""


class BadEmail(Exception):  # noqa: N818 - named for what happened
    """This is no e-mail address."""


class BadScope(Exception):  # noqa: N818 - named for what happened
    """A sector or forum is named by a code of 1 to 64 visible characters."""


class LastAdministrator(Exception):  # noqa: N818 - named for what happened
    """Nobody else could look after the portal."""


class OversightOnly(Exception):  # noqa: N818 - named for what happened
    """Only an oversight body has caseworkers, interpreters and custodians."""


class CaseRoleStays(Exception):  # noqa: N818 - named for what happened
    """Who handles complaints is not changed: they are deactivated, and somebody is invited."""


class Deactivated(Exception):  # noqa: N818 - named for what happened
    """The account is not active."""


class InvitationOver(Exception):  # noqa: N818 - named for what happened
    """The invitation was used or withdrawn, is too old, or there never was one."""


class AwaitingConfirmation(Exception):  # noqa: N818 - named for what happened
    """A second member of the oversight body has not said yes to this invitation yet."""


class NothingToConfirm(Exception):  # noqa: N818 - named for what happened
    """The invitation needs nobody's yes, or has it."""


class ResetOver(Exception):  # noqa: N818 - named for what happened
    """The link for a new password was used, is too old, or there never was one."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is to be.

    ``sectors`` are those a leader is there for (none: all of them), ``forums`` those a chair
    chairs. A ``manager`` looks after the accounts of the organisation.
    """

    name: str
    role: Role
    organisation: int
    unit: int | None = None
    heads_unit: bool = False
    manager: bool = False
    sectors: frozenset[str] = frozenset()
    forums: frozenset[str] = frozenset()
    email: str = ""

    @property
    def near_complaints(self) -> bool:
        """Whether only an oversight body's own people may add it."""
        return self.role in CASE_ROLES


@dataclass(frozen=True, slots=True)
class StaffMember:
    """An account as those who look after it see it."""

    id: int
    name: str
    role: Role
    organisation: int
    unit: int | None
    heads_unit: bool
    manager: bool
    sectors: frozenset[str]
    forums: frozenset[str]
    email: str
    active: bool
    second_factor: bool

    @property
    def account(self) -> NewAccount:
        """What the account is now, to be changed from."""
        return NewAccount(
            self.name,
            self.role,
            self.organisation,
            unit=self.unit,
            heads_unit=self.heads_unit,
            manager=self.manager,
            sectors=self.sectors,
            forums=self.forums,
            email=self.email,
        )

    @property
    def near_complaints(self) -> bool:
        """Whether only an oversight body's own people may look after it."""
        return self.role in CASE_ROLES


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that nobody has taken up yet."""

    id: int
    account: NewAccount
    invited_by: int | None
    invited_at: datetime
    confirmed_by: int | None

    @property
    def expires_at(self) -> datetime:
        """From when on its link opens nothing."""
        return self.invited_at + INVITATION_LIFETIME

    @property
    def awaits_confirmation(self) -> bool:
        """Whether a second member of the oversight body has to say yes first."""
        return self.account.near_complaints and self.confirmed_by is None


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What the invited person is told before they choose a password."""

    name: str
    role: Role
    organisation: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Issued:
    """A one-time link, shown once: the database keeps only the hash of its token."""

    token: str = field(repr=False)  # kept out of logs and error pages
    expires_at: datetime
    mailed: bool
    address: str = field(repr=False)


def clean_email(email: str) -> str:
    """The address without spaces around it; none is fine.

    Raises:
        BadEmail: it is no address, or could break out of a letter's head.
    """
    cleaned = email.strip()
    if not cleaned:
        return ""
    if (
        len(cleaned) > EMAIL_MAXIMUM
        or not cleaned.isprintable()
        or _EMAIL.fullmatch(cleaned) is None
    ):
        raise BadEmail
    return cleaned


def check_codes(codes: frozenset[str]) -> None:
    """Let codes of sectors or forums pass.

    Raises:
        BadScope: one of them cannot be a code.
    """
    if not all(0 < len(code) <= CODE_MAXIMUM and code.isprintable() for code in codes):
        raise BadScope
