"""Whose account somebody may use whom the OpenID Connect provider vouches for.

An account is found by issuer and subject alone. The first time there is none yet: then it is the
one account with the e-mail address that the provider has verified, or, when the settings turn
claims into roles, a new one. From then on the claims say its role at every sign-in. Nobody's
account is ever found by its name.

A provider speaks for the staff of the organisations in the settings alone. It gets nobody near
complaints, and makes nobody an administrator or auditor: those are invited, and their second
factor stays with the portal.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from copfeedback.people.account_model import PORTAL_ROLES, NameTaken, NewAccount
from copfeedback.people.account_rules import fitting
from copfeedback.people.account_store import add_account, take_turn
from copfeedback.people.audit import Action, Outcome, Trail
from copfeedback.people.identity_provider import Identity, IdentityProvider
from copfeedback.people.invitation_store import is_invited
from copfeedback.people.model import (
    CASE_ROLES,
    NO_SINGLE_SIGN_ON,
    Actor,
    BadName,
    Role,
)
from copfeedback.people.organisation_store import organisations
from copfeedback.people.tables import staff
from copfeedback.settings import ENVIRONMENT_PREFIX as _PREFIX
from copfeedback.settings import Settings, SettingsError
from copfeedback.storage.engine import writing

_log = logging.getLogger(__name__)

DIRECTORY = Actor("single sign-on", operator=True)
"""Who does what the operator's settings let the provider's claims decide."""

OWN_PASSWORD_ALONE = NO_SINGLE_SIGN_ON | CASE_ROLES
GIVEN_BY_CLAIMS = frozenset(Role) - OWN_PASSWORD_ALONE - PORTAL_ROLES
NO_PASSWORD = ""
"""In place of a password's hash: no password fits."""


class Stranger(StrEnum):
    """Why somebody whom the provider vouches for is not let in."""

    NO_ACCOUNT = "no_account"
    NOT_ACTIVE = "not_active"
    NO_ROLE = "no_role"
    OWN_PASSWORD = "own_password"  # noqa: S105 - a name


class NotKnownHere(Exception):  # noqa: N818 - named for what happened
    """The provider vouches for somebody who has no account to use; ``why`` says more."""

    def __init__(self, why: Stranger) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Known:
    """The account somebody may use, and whether a code of their second factor comes first."""

    staff_id: int
    second_factor: bool


class SingleSignOn:
    """Signing in through the provider, up to the account; sessions are ``People``'s."""

    def __init__(self, settings: Settings, trail: Trail) -> None:
        """Read how claims give roles.

        Raises:
            SettingsError: a value is to give a role that there is not, or that it cannot give.
        """
        self.provider = IdentityProvider(settings, trail.now)
        self._trail = trail
        self._organisations = read_list(settings.oidc_organisations)
        self._roles = read_roles(settings.oidc_roles)

    @property
    def is_configured(self) -> bool:
        """Whether there is a provider to sign in with."""
        return self.provider.is_configured

    def recognise(self, identity: Identity) -> Known:
        """The account of whom the provider vouches for: found, linked by e-mail, or made.

        What is linked, made or given another role has its entry in the audit trail, and so has a
        refusal that concerns an account.

        Raises:
            NotKnownHere: there is no account they may use.
            StorageUnavailable: the database cannot be written now; nothing was done.
        """
        given = next((r for value, r in self._roles.items() if value in identity.values), None)
        with writing(self._trail.engine) as connection:
            take_turn(connection)
            theirs = self._theirs(connection)
            first = theirs[0] if theirs else None
            match _candidates(connection, identity):
                case [one]:
                    answer = self._take(connection, one, identity, given, theirs)
                case [] if given is not None and first is not None:
                    answer = self._make(connection, identity, given, first)
                case _:  # nobody, or several people with one address
                    answer = Stranger.NO_ACCOUNT
        if isinstance(answer, Stranger):
            raise NotKnownHere(answer)
        return answer

    def _theirs(self, connection: Connection) -> list[int | None]:
        """The organisations the provider speaks for, in the order of the setting.

        One that is not active is None: nobody new comes to the next one in its place.
        """
        active = {each.name: each.id for each in organisations(connection) if each.active}
        theirs = [active.get(name) for name in self._organisations]
        if None in theirs:
            _log.error("%sOIDC_ORGANISATIONS names one that is not active here", _PREFIX)
        return theirs

    def _take(
        self,
        connection: Connection,
        found: Row[Any],
        identity: Identity,
        given: Role | None,
        theirs: Sequence[int | None],
    ) -> Known | Stranger:
        about = f"staff {found.id}"
        refusal = self._refusal(found, identity, given, theirs)
        if refusal is not None:
            self._trail.append(connection, DIRECTORY, Action.SIGN_IN, about, Outcome.REFUSED)
            return refusal
        changes = {"single_sign_on": identity.subject}
        if given is not None and Role(found.role) in GIVEN_BY_CLAIMS:
            changes["role"] = given.value
        if any(getattr(found, column) != value for column, value in changes.items()):
            connection.execute(update(staff).where(staff.c.id == found.id).values(changes))
            self._trail.append(connection, DIRECTORY, Action.CHANGE_STAFF, about)
        return Known(found.id, found.second_factor is not None)

    def _refusal(
        self, found: Row[Any], identity: Identity, given: Role | None, theirs: Sequence[int | None]
    ) -> Stranger | None:
        role = Role(found.role)
        if role in OWN_PASSWORD_ALONE or found.demonstration:
            return Stranger.OWN_PASSWORD
        linked_elsewhere = found.single_sign_on not in {None, identity.subject}
        if linked_elsewhere or found.organisation_id not in theirs:
            return Stranger.NO_ACCOUNT
        if not found.active:
            return Stranger.NOT_ACTIVE
        if self._roles and given is None and role in GIVEN_BY_CLAIMS:
            return Stranger.NO_ROLE
        return None

    def _make(
        self, connection: Connection, identity: Identity, given: Role, organisation: int
    ) -> Known | Stranger:
        wanted = NewAccount(identity.name, given, organisation, email=identity.email)
        try:
            account = fitting(connection, wanted)
        except (BadName, NameTaken):  # never somebody else's account, however alike the names
            return Stranger.NO_ACCOUNT
        if is_invited(connection, account.name):
            return Stranger.NO_ACCOUNT
        made = add_account(connection, account, NO_PASSWORD)
        connection.execute(
            update(staff).where(staff.c.id == made).values(single_sign_on=identity.subject)
        )
        self._trail.append(connection, DIRECTORY, Action.ADD_STAFF, f"staff {made}")
        return Known(made, second_factor=False)


def read_list(setting: str) -> list[str]:
    """What stands between semicolons."""
    return [part.strip() for part in setting.split(";") if part.strip()]


def read_roles(mapping: str) -> Mapping[str, Role]:
    """Which value of the claim gives which role, in the order of the setting.

    The last equals sign counts: a value may be an LDAP name such as ``cn=leaders,ou=police``.

    Raises:
        SettingsError: it cannot be read, or gives a role it cannot give.
    """
    roles = {}
    for part in read_list(mapping):
        value, _, name = part.rpartition("=")
        if not value.strip() or name.strip() not in GIVEN_BY_CLAIMS:
            raise SettingsError(
                f"Cannot start with these settings. {_PREFIX}OIDC_ROLES: write value=role; "
                f"value=role, with roles from {', '.join(sorted(GIVEN_BY_CLAIMS))}"
            )
        roles[value.strip()] = Role(name.strip())
    return roles


def _candidates(connection: Connection, identity: Identity) -> list[Row[Any]]:
    """Accounts of this subject; if it is new here, those of its address, active or not."""
    same_subject = staff.c.single_sign_on == identity.subject
    rows = list(connection.execute(select(staff).where(same_subject)))
    if not rows and identity.email:
        same_address = func.lower(staff.c.email) == identity.email
        rows = list(connection.execute(select(staff).where(same_address)))
    return rows
