"""Keys of staff: made at the first sign-in, opened by a password, recovered from paper.

The private half exists in the clear only while a request is worked on. A session keeps it sealed
under a key that only its cookie gives; a new password by link opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection

from copfeedback.complaints import holder_store as store
from copfeedback.complaints.holder_model import (
    KeyLocked,
    KeyState,
    NoKey,
    OnRoster,
    WrongKey,
)
from copfeedback.complaints.holder_seals import recovery_seal, to_organisation, unwrap, wrap
from copfeedback.complaints.holder_store import HolderRow
from copfeedback.complaints.recovery import PaperKey, fingerprint, read_key, written
from copfeedback.complaints.roster import NoRoster, Roster, RosterRejected
from copfeedback.complaints.roster_book import RosterBook
from copfeedback.complaints.stretching import SALT_BYTES, Stretching
from copfeedback.complaints.vault import HolderKey, PublicKeys, new_key, new_seed
from copfeedback.people import session_store
from copfeedback.people import store as people
from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import CASE_ROLES, OPERATOR, Actor, Permission, Role, Subject
from copfeedback.people.proofs import Proofs
from copfeedback.people.service import SessionOver
from copfeedback.people.sessions import hash_if_token, session_seal
from copfeedback.sealing import Unreadable
from copfeedback.storage.engine import reading, writing


class Keys:
    """The use cases of keys; to ``people`` it is what passwords open (``PrivateKeys``)."""

    def __init__(
        self,
        trail: Trail,
        book: RosterBook,
        stretching: Stretching,
        proofs: Proofs,
        today: Callable[[], date],
    ) -> None:
        """``proofs`` slow down whoever tries passwords in an open session."""
        self._trail = trail
        self._stretching = stretching
        self._proofs = proofs
        self._today = today
        self.book = book

    def roster(self) -> Roster:
        """The roster in force, see ``RosterBook.roster``."""
        return self.book.roster()

    def unlock(self, who: Actor, password: object) -> bytes | None:
        """The seed of somebody who signs in with their password, made at the first time.

        None for whoever needs no keys, or when their password was reset.

        Raises:
            SlowDown: too many passwords are being worked on.
            StorageUnavailable: the database cannot be used now.
        """
        if who.id is None or who.role not in CASE_ROLES | {Role.AGENCY_OFFICER}:
            return None
        with reading(self._trail.engine) as connection:
            if who.role is Role.AGENCY_OFFICER and not store.works_for_police(
                connection, who.organisation
            ):
                return None
            row = store.find(connection, who.id)
        if row is None or row.is_lost:
            row = self._make(who, who.id, password)
        seed = self._open(row, password)
        if seed is not None:
            self._put_right(row, seed)
        return seed

    def wrap_again(self, who: Actor, current: object, new: object) -> bytes | None:
        """The seed under another password: salt and sealed seed; None if it is locked.

        Raises:
            SlowDown: too many passwords are being worked on.
            StorageUnavailable: the database cannot be read now.
        """
        row = self._find(who)
        seed = self._open(row, current) if row else None
        return self._wrap(who.id, seed, new) if seed is not None and who.id is not None else None

    def keep(self, connection: Connection, staff_id: int, wrapped: bytes) -> None:
        """Keep what ``wrap_again`` gave."""
        salt, sealed = wrapped[:SALT_BYTES], wrapped[SALT_BYTES:]
        store.change(connection, staff_id, salt=salt, sealed_seed=sealed)

    def lock(self, connection: Connection, staff_id: int) -> None:
        """The password was reset: only a key on paper opens the seed from now on."""
        store.change(connection, staff_id, sealed_seed=None)

    def key_of(self, token: object, who: Actor) -> HolderKey | None:
        """The private keys of whoever has this session; None if it does not open them.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        token_hash = hash_if_token(token)
        if token_hash is None or not who.may(Permission.KEEP_KEYS, Subject(staff=who.id)):
            return None
        with reading(self._trail.engine) as connection:
            sealed = session_store.session_key(connection, token_hash, who.id) if who.id else None
        try:
            return HolderKey(session_seal(str(token)).open(sealed)) if sealed else None
        except Unreadable:
            return None

    def state_of(self, actor: Actor, token: object) -> KeyState:
        """How it stands with one's own keys.

        Raises:
            NotPermitted: the actor has nothing to do with cases.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.KEEP_KEYS, Subject(staff=actor.id))
        row, key = self._find(actor), self.key_of(token, actor)
        if row is None:
            return KeyState()
        public = key.public if key else row.public
        return KeyState(
            fingerprint=fingerprint(public.box, public.verify),
            made_on=row.made_on,
            is_open=key is not None,
            has_recovery_key=row.recovery_sealed is not None,
            on_roster=self._on_roster(row.staff_id, public),
        )

    def show_recovery_key(self, actor: Actor, token: object) -> str:
        """A new recovery key, to be printed; it is kept nowhere. One made before opens nothing.

        Raises:
            NotPermitted: the actor has nothing to do with cases.
            KeyLocked: the session does not open their keys.
            StorageUnavailable: it cannot be stored now.
        """
        about, own = f"staff {actor.id}", Subject(staff=actor.id)
        self._trail.require(actor, Action.MAKE_RECOVERY_KEY, Permission.KEEP_KEYS, about, own)
        key = self.key_of(token, actor)
        if key is None or actor.id is None:
            raise KeyLocked
        drawn = new_key()
        with self._trail.doing(
            actor, Action.MAKE_RECOVERY_KEY, Permission.KEEP_KEYS, about, own
        ) as connection:
            sealed = recovery_seal(drawn, actor.id).close(key.seed)
            store.change(connection, actor.id, recovery_sealed=sealed)
        return written(PaperKey.RECOVERY, drawn)

    def recover(self, actor: Actor, token: object, recovery_key: object, password: object) -> None:
        """Open one's keys with the recovery key, for this session and under one's password.

        Raises:
            NotPermitted: the actor has nothing to do with cases.
            NotAKey: what was typed is no recovery key.
            WrongKey: it is another one.
            NoKey: there is nothing that a recovery key would open.
            WrongCredentials: the password is wrong.
            SlowDown: too many wrong passwords, or too many being worked on.
            SessionOver: the session has ended meanwhile.
            StorageUnavailable: it cannot be stored now.
        """
        about, own = f"staff {actor.id}", Subject(staff=actor.id)
        self._trail.require(actor, Action.RECOVER_KEYS, Permission.KEEP_KEYS, about, own)
        typed = read_key(PaperKey.RECOVERY, recovery_key)
        row = self._find(actor)
        if row is None or row.recovery_sealed is None:
            raise NoKey
        with reading(self._trail.engine) as connection:
            account = people.account(connection, row.staff_id)
        if account is None or not account.active:
            raise SessionOver
        self._proofs.check_password(account, password)
        try:
            seed = recovery_seal(typed, row.staff_id).open(row.recovery_sealed)
        except Unreadable:
            raise WrongKey from None
        wrapped = self._wrap(row.staff_id, seed, password)
        token_hash = hash_if_token(token)
        with self._trail.doing(
            actor, Action.RECOVER_KEYS, Permission.KEEP_KEYS, about, own
        ) as connection:
            known = people.lock_account(connection, row.staff_id)
            if known is None or not known.is_as_proved(account) or token_hash is None:
                raise SessionOver
            self.keep(connection, row.staff_id, wrapped)
            sealed = session_seal(str(token)).close(seed)
            if not session_store.set_session_key(connection, token_hash, row.staff_id, sealed):
                raise SessionOver

    def recover_for(self, staff_id: int, organisation: HolderKey) -> str:
        """A new recovery key for somebody, made with the organisation's offline key.

        For the operator's shell alone, where that key is typed.

        Raises:
            NoKey: they have no keys, or none was sealed to the organisation.
            WrongKey: theirs is sealed to another key.
            StorageUnavailable: it cannot be stored now.
        """
        with reading(self._trail.engine) as connection:
            row = store.find(connection, staff_id)
        if row is None or row.organisation_sealed is None:
            raise NoKey
        try:
            seed = organisation.open(row.organisation_sealed)
        except Unreadable:
            raise WrongKey from None
        drawn = new_key()
        with writing(self._trail.engine) as connection:
            sealed = recovery_seal(drawn, staff_id).close(seed)
            store.change(connection, staff_id, recovery_sealed=sealed)
            about = f"staff {staff_id}"
            self._trail.append(connection, OPERATOR, Action.MAKE_RECOVERY_KEY, about)
        return written(PaperKey.RECOVERY, drawn)

    def _find(self, who: Actor) -> HolderRow | None:
        if who.id is None:
            return None
        with reading(self._trail.engine) as connection:
            return store.find(connection, who.id)

    def _on_roster(self, staff_id: int, public: PublicKeys) -> OnRoster:
        try:
            known = self.roster().find(staff_id)
        except (NoRoster, RosterRejected):
            return OnRoster.NO_ROSTER
        if known is None or not known.active:
            return OnRoster.NOT_YET
        return OnRoster.YES if known.public == public else OnRoster.ANOTHER_KEY

    def _make(self, who: Actor, staff_id: int, password: object) -> HolderRow:
        """A pair of keys for somebody, unless another sign-in made one meanwhile."""
        seed = new_seed()
        wrapped = self._wrap(staff_id, seed, password)
        box = self.book.organisation_box()
        made = HolderRow(
            staff_id,
            HolderKey(seed).public,
            wrapped[:SALT_BYTES],
            wrapped[SALT_BYTES:],
            None,
            to_organisation(box, seed) if box else None,
            box,
            self._today(),
        )
        with writing(self._trail.engine) as connection:
            people.lock_account(connection, staff_id)
            known = store.find(connection, staff_id)
            if known is not None and not known.is_lost:
                return known
            if known is not None:
                store.remove(connection, staff_id)
            store.add(connection, made)
            self._trail.append(connection, who, Action.MAKE_KEYS, f"staff {staff_id}")
        return made

    def _put_right(self, row: HolderRow, seed: bytes) -> None:
        """What is kept beside the seed follows it, and the organisation's key as it is now."""
        box = self.book.organisation_box()
        columns: dict[str, object] = {}
        public = HolderKey(seed).public
        if row.public != public:
            columns |= {"box": public.box, "verify": public.verify}
        if box is not None and (row.organisation_box != box or row.organisation_sealed is None):
            sealed = to_organisation(box, seed)
            columns |= {"organisation_sealed": sealed, "organisation_box": box}
        if columns:
            with writing(self._trail.engine) as connection:
                store.change(connection, row.staff_id, **columns)

    def _open(self, row: HolderRow, password: object) -> bytes | None:
        if row.sealed_seed is None:
            return None
        return unwrap(self._stretching, row.staff_id, row.salt + row.sealed_seed, password)

    def _wrap(self, staff_id: int, seed: bytes, password: object) -> bytes:
        return wrap(self._stretching, staff_id, seed, password)
