"""Looking after staff accounts: who there is, what they are, and when they are no more."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from copfeedback.i18n.catalogues import Gettext
from copfeedback.people import account_store as store
from copfeedback.people.access import NotPermitted, require
from copfeedback.people.account_model import (
    RESET_LIFETIME,
    CaseRoleStays,
    Deactivated,
    Issued,
    LastAdministrator,
    NewAccount,
    ResetOver,
    StaffMember,
    UnknownStaff,
)
from copfeedback.people.account_rules import (
    NotByOneself,
    fitting,
    organisations_seen,
    permission_over,
    require_over,
)
from copfeedback.people.audit import Action
from copfeedback.people.changing import Deed, changing
from copfeedback.people.invitation_store import remove_word_of
from copfeedback.people.invitations import Invitations
from copfeedback.people.links import RESET, in_english
from copfeedback.people.model import Actor, Permission, Role
from copfeedback.people.organisation_store import find_organisation
from copfeedback.people.organisations import UnknownOrganisation
from copfeedback.people.passwords import hash_password
from copfeedback.people.sessions import hash_if_token, hash_token, new_token
from copfeedback.storage.engine import reading, writing

__all__ = ["Accounts", "NewAccount", "NotByOneself", "StaffMember"]


class Accounts(Invitations):
    """The use cases of accounts, with their invitations.

    Who comes near complaints is looked after by the caseworkers and custodians of the same
    oversight body alone. An administrator is nobody to them, whichever way is tried.
    """

    def add_staff(
        self, actor: Actor, account: NewAccount, password: object, *, demonstration: bool = False
    ) -> int:
        """Add an active account with a password that somebody else knows; its id.

        For the operator's shell alone, where a portal begins. Everybody else invites.

        Raises:
            NotPermitted: the actor is not the operator.
            BadName, BadEmail, BadScope: something cannot be written like this.
            WeakPassword: the password cannot be taken.
            UnknownOrganisation, UnknownUnit: there is none to work in.
            OversightOnly: the role needs an oversight body.
            NameTaken: there is an account of this name.
            SlowDown: too many passwords are being worked on.
            StorageUnavailable: it cannot be stored now.
        """
        with changing(self._trail, actor, Action.ADD_STAFF, "staff") as deed:
            if not actor.operator:
                raise NotPermitted(permission_over(account.role))
            fits = fitting(deed.connection, account)
            password_hash = hash_password(password, [fits.name])
            added = store.add_account(
                deed.connection, fits, password_hash, demonstration=demonstration
            )
            deed.about = f"staff {added}"
        return added

    def staff(self, actor: Actor) -> list[StaffMember]:
        """The accounts of all organisations the actor may see, by name.

        Raises:
            NotPermitted: the actor may see none.
            StorageUnavailable: the database cannot be read now.
        """
        seen = organisations_seen(actor)
        with reading(self._trail.engine) as connection:
            return store.members(connection, seen)

    def change(self, actor: Actor, staff_id: int, account: NewAccount) -> None:
        """Make somebody's account what ``account`` says; it holds from their next click on.

        Raises:
            NotPermitted: the actor does not look after the account as it is, or as it would be.
            NotByOneself: it is the actor's own, and more than its name and e-mail would change.
            UnknownStaff: there is no such account.
            CaseRoleStays: they come near complaints, or would.
            LastAdministrator: nobody else could look after the portal.
            BadName, BadEmail, BadScope: something cannot be written like this.
            UnknownOrganisation, UnknownUnit: there is none to work in.
            OversightOnly: the role needs an oversight body.
            NameTaken: there is another account of this name.
            StorageUnavailable: it cannot be stored now.
        """
        with changing(self._trail, actor, Action.CHANGE_STAFF, f"staff {staff_id}") as deed:
            member = self._member(deed, actor, staff_id)
            require_over(actor, account.role, account.organisation)
            wanted = fitting(deed.connection, account, besides=staff_id)
            before = member.account
            moves = (wanted.role, wanted.organisation) != (before.role, before.organisation)
            if moves and (wanted.near_complaints or before.near_complaints):
                raise CaseRoleStays
            if actor.id == staff_id and wanted != replace(
                before, name=wanted.name, email=wanted.email
            ):
                raise NotByOneself(permission_over(member.role))
            if wanted.role is not Role.ADMINISTRATOR:
                _leave_an_administrator(deed.connection, member)
            if moves or wanted.manager != before.manager:
                remove_word_of(deed.connection, staff_id)
            store.change_account(deed.connection, staff_id, wanted)

    def deactivate(self, actor: Actor, staff_id: int) -> None:
        """Close an account: it signs in no more, and all it has begun ends at once.

        That is its sessions, its links for a new password, the invitations it made and its yes to
        those of others.

        Raises:
            NotPermitted: the actor does not look after the account.
            UnknownStaff: there is no such account.
            LastAdministrator: nobody else could look after the portal.
            StorageUnavailable: it cannot be stored now.
        """
        with changing(self._trail, actor, Action.DEACTIVATE, f"staff {staff_id}") as deed:
            member = self._member(deed, actor, staff_id)
            _leave_an_administrator(deed.connection, member)
            remove_word_of(deed.connection, staff_id)
            store.set_active(deed.connection, staff_id, active=False)

    def reactivate(self, actor: Actor, staff_id: int) -> None:
        """Open a closed account again, with its password and second factor.

        Raises:
            NotPermitted: the actor does not look after the account.
            UnknownStaff: there is no such account.
            CaseRoleStays: they came near complaints; one person cannot let them in again.
            UnknownOrganisation: their organisation takes no part any more.
            StorageUnavailable: it cannot be stored now.
        """
        with changing(self._trail, actor, Action.REACTIVATE, f"staff {staff_id}") as deed:
            member = self._member(deed, actor, staff_id)
            if member.near_complaints:
                raise CaseRoleStays
            organisation = find_organisation(deed.connection, member.organisation)
            if organisation is None or not organisation.active:
                raise UnknownOrganisation
            store.set_active(deed.connection, staff_id, active=True)

    def allow_reset(self, actor: Actor, staff_id: int, *, gettext: Gettext = in_english) -> Issued:
        """Make a link for a new password; it works for 24 hours, and once.

        Until it is used, the old password holds. ``gettext`` is how to speak to the member.

        Raises:
            NotPermitted: the actor does not look after the account.
            NotByOneself: it is the actor's own.
            UnknownStaff: there is no such account.
            Deactivated: the account is closed.
            StorageUnavailable: it cannot be stored now.
        """
        token = new_token()
        now = self._trail.now()
        with changing(self._trail, actor, Action.ALLOW_RESET, f"staff {staff_id}") as deed:
            member = self._member(deed, actor, staff_id)
            if actor.id == staff_id:
                raise NotByOneself(permission_over(member.role))
            if not member.active:
                raise Deactivated
            store.add_reset(deed.connection, hash_token(token), staff_id, now)
        to = (member.name, member.email)
        return self._links.issue(RESET, token, now + RESET_LIFETIME, to, gettext)

    def open_reset(self, token: object) -> str:
        """The name of whom the link with this token is for.

        Raises:
            ResetOver: it was used, is too old, or there never was one.
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return self._reset_of(connection, token).name

    def reset(self, token: object, password: object) -> str:
        """Begin anew with another password; the name to sign in with.

        All sessions end, and the second factor is removed: whoever lost the password has often
        lost the telephone. A private key stays locked until its recovery key is typed.

        Raises:
            ResetOver: the link was used, is too old, or there never was one.
            WeakPassword: the password cannot be taken.
            SlowDown: too many passwords are being worked on.
            StorageUnavailable: it cannot be stored now.
        """
        password_hash = hash_password(password, [self.open_reset(token)])
        with writing(self._trail.engine) as connection:
            store.take_turn(connection)
            member = self._reset_of(connection, token)
            store.set_password(connection, member.id, password_hash)
            if self._keys:
                self._keys.lock(connection, member.id)
            owner = Actor(member.name, member.role, member.id, member.organisation)
            self._trail.append(connection, owner, Action.RESET_PASSWORD, f"staff {member.id}")
        return member.name

    def _reset_of(self, connection: Connection, token: object) -> StaffMember:
        token_hash = hash_if_token(token)
        found = store.find_reset(connection, token_hash) if token_hash else None
        if found is None:
            raise ResetOver
        staff_id, made_at = found
        member = store.find_member(connection, staff_id)
        if member is None or self._trail.now() >= made_at + RESET_LIFETIME:
            raise ResetOver
        return member

    @staticmethod
    def _member(deed: Deed, actor: Actor, staff_id: int) -> StaffMember:
        member = store.find_member(deed.connection, staff_id)
        if member is None:
            require(actor, Permission.MANAGE_STAFF)
            raise UnknownStaff
        require_over(actor, member.role, member.organisation)
        return member


def _leave_an_administrator(connection: Connection, member: StaffMember) -> None:
    if member.role is not Role.ADMINISTRATOR or not member.active:
        return
    if not store.has_other_administrator(connection, member.id):
        raise LastAdministrator
