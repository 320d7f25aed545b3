"""Inviting people: a link that works once, and for some only after a second one said yes."""

from __future__ import annotations

from sqlalchemy import Connection

from copfeedback.i18n.catalogues import Gettext
from copfeedback.people import account_store
from copfeedback.people import invitation_store as store
from copfeedback.people.account_model import (
    INVITATION_LIFETIME,
    AwaitingConfirmation,
    Invitation,
    InvitationOver,
    Issued,
    NameTaken,
    NewAccount,
    NothingToConfirm,
    OpenInvitation,
)
from copfeedback.people.account_rules import (
    NotByOneself,
    fitting,
    organisations_seen,
    require_over,
)
from copfeedback.people.audit import Action, Trail
from copfeedback.people.changing import Deed, changing
from copfeedback.people.links import INVITATION, Links, in_english
from copfeedback.people.mail import Mail
from copfeedback.people.model import Actor, Permission
from copfeedback.people.organisation_store import find_organisation
from copfeedback.people.passwords import hash_password
from copfeedback.people.private_keys import PrivateKeys
from copfeedback.people.sessions import hash_if_token, hash_token, new_token
from copfeedback.settings import Settings
from copfeedback.storage.engine import reading, writing


class Invitations:
    """The use cases of invitations."""

    def __init__(
        self, trail: Trail, settings: Settings, mail: Mail, keys: PrivateKeys | None = None
    ) -> None:
        """``keys`` are the private keys that passwords open, where there are any."""
        self._trail = trail
        self._keys = keys
        self._links = Links(settings, mail)

    def invite(self, actor: Actor, account: NewAccount, *, gettext: Gettext = in_english) -> Issued:
        """Invite somebody; the link works for 72 hours, and once.

        Whoever comes near complaints is invited by a member of their oversight body, and the link
        opens after another one said yes. ``gettext`` is how to speak to the invited person.

        Raises:
            NotPermitted: the actor does not look after such accounts.
            BadName, BadEmail, BadScope: something cannot be written like this.
            UnknownOrganisation, UnknownUnit: there is none to work in.
            OversightOnly: the role needs an oversight body.
            NameTaken: there is an account, or an open invitation, of this name.
            StorageUnavailable: it cannot be stored now.
        """
        about = f"organisation {account.organisation}"
        token = new_token()
        now = self._trail.now()
        with changing(self._trail, actor, Action.INVITE, about) as deed:
            require_over(actor, account.role, account.organisation)
            invited = fitting(deed.connection, account)
            store.remove_invitations_before(deed.connection, now - INVITATION_LIFETIME)
            if store.is_invited(deed.connection, invited.name):
                raise NameTaken
            added = store.add_invitation(deed.connection, hash_token(token), invited, actor.id, now)
            deed.about = f"invitation {added}"
        to = (invited.name, invited.email)
        return self._links.issue(INVITATION, token, now + INVITATION_LIFETIME, to, gettext)

    def invitations(self, actor: Actor) -> list[Invitation]:
        """The open invitations to all organisations the actor may see, the latest first.

        Raises:
            NotPermitted: the actor may see none.
            StorageUnavailable: the database cannot be read now.
        """
        seen = organisations_seen(actor)
        with reading(self._trail.engine) as connection:
            found = store.invitations(connection, seen)
        return [invitation for invitation in found if not self._is_over(invitation)]

    def confirm(self, actor: Actor, invitation_id: int) -> None:
        """Say yes to an invitation of a colleague, whose link opens from now on.

        Raises:
            NotPermitted: the actor is no caseworker or custodian of the body.
            NotByOneself: the actor made the invitation.
            InvitationOver: there is no such open invitation.
            NothingToConfirm: it needs nobody's yes, or has it.
            StorageUnavailable: it cannot be stored now.
        """
        about = f"invitation {invitation_id}"
        with changing(self._trail, actor, Action.CONFIRM_INVITATION, about) as deed:
            invitation = self._find(deed, actor, invitation_id)
            if actor.id is None or actor.id == invitation.invited_by:
                # The operator's shell has made the first ones; it is not a second person.
                raise NotByOneself(Permission.MANAGE_CASE_STAFF)
            if not invitation.awaits_confirmation:
                raise NothingToConfirm
            store.confirm_invitation(deed.connection, invitation_id, actor.id)

    def withdraw(self, actor: Actor, invitation_id: int) -> None:
        """Take an invitation back; its link opens nothing from now on.

        Raises:
            NotPermitted: the actor does not look after such accounts.
            InvitationOver: there is no such open invitation.
            StorageUnavailable: it cannot be stored now.
        """
        about = f"invitation {invitation_id}"
        with changing(self._trail, actor, Action.WITHDRAW_INVITATION, about) as deed:
            self._find(deed, actor, invitation_id)
            store.remove_invitation(deed.connection, invitation_id)

    def open_invitation(self, token: object) -> OpenInvitation:
        """What the link with this token is for; whoever holds it needs no other permission.

        Raises:
            InvitationOver: it was used or withdrawn, is too old, or there never was one.
            AwaitingConfirmation: a second member of the oversight body has not said yes yet.
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            invitation = self._open(connection, token)
            organisation = find_organisation(connection, invitation.account.organisation)
        if organisation is None:
            raise InvitationOver
        account = invitation.account
        return OpenInvitation(account.name, account.role, organisation.name, invitation.expires_at)

    def accept(self, token: object, password: object) -> str:
        """Take an invitation up with a password of one's own; the name to sign in with.

        Raises:
            InvitationOver, AwaitingConfirmation: as for opening it.
            WeakPassword: the password cannot be taken.
            NameTaken: somebody else has got the name meanwhile.
            UnknownOrganisation: it takes no part any more.
            SlowDown: too many passwords are being worked on.
            StorageUnavailable: it cannot be stored now.
        """
        with reading(self._trail.engine) as connection:
            invited = self._open(connection, token).account
        password_hash = hash_password(password, [invited.name])
        with writing(self._trail.engine) as connection:
            account_store.take_turn(connection)
            invitation = self._open(connection, token)
            account = fitting(connection, invitation.account)
            store.remove_invitation(connection, invitation.id)
            added = account_store.add_account(connection, account, password_hash)
            newcomer = Actor(account.name, account.role, added, account.organisation)
            about = f"staff {added} by invitation {invitation.id}"
            self._trail.append(connection, newcomer, Action.ACCEPT_INVITATION, about)
        return account.name

    def _open(self, connection: Connection, token: object) -> Invitation:
        token_hash = hash_if_token(token)
        found = store.find_by_token(connection, token_hash) if token_hash else None
        if found is None or self._is_over(found):
            raise InvitationOver
        if found.awaits_confirmation:
            raise AwaitingConfirmation
        return found

    def _find(self, deed: Deed, actor: Actor, invitation_id: int) -> Invitation:
        found = store.find_invitation(deed.connection, invitation_id)
        if found is None:
            organisations_seen(actor)
            raise InvitationOver
        require_over(actor, found.account.role, found.account.organisation)
        if self._is_over(found):
            raise InvitationOver
        return found

    def _is_over(self, invitation: Invitation) -> bool:
        return self._trail.now() >= invitation.expires_at
