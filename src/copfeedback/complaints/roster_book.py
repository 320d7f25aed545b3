"""The roster in force: checked at every look, and how the next one comes to be.

The verification key and the lowest version that counts are not in the database: whoever can write
there could exchange them with the roster.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from copfeedback.complaints import roster_store as store
from copfeedback.complaints.roster import NoRoster, Roster, RosterHolder, RosterRejected
from copfeedback.complaints.roster_file import SignedRoster
from copfeedback.complaints.vault import HolderKey, new_seed
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import OPERATOR, Organisation, Role
from copfeedback.settings import Settings
from copfeedback.storage.engine import reading, writing

ROSTER_KEY_FILE, ORGANISATION_KEY_FILE = "roster.key", "organisation.key"
_OWNER_ALONE = stat.S_IRUSR | stat.S_IWUSR


class NoOrganisationKey(Exception):  # noqa: N818 - named for what happened
    """The organisation's public key is not known here."""


class AlreadyBegun(Exception):  # noqa: N818 - named for what happened
    """There are keys of the organisation already; the message names the file."""


class CannotKeep(Exception):  # noqa: N818 - named for what happened
    """The file for a public key cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The private keys of a body, to be printed; they are kept nowhere."""

    organisation: HolderKey = field(repr=False)
    signing: HolderKey = field(repr=False)


class RosterBook:
    """Reads rosters, and makes the next one. Safe to call from several threads."""

    def __init__(self, trail: Trail, settings: Settings, today: Callable[[], date]) -> None:
        self._trail = trail
        self._settings = settings
        self._today = today
        self._checked: tuple[SignedRoster, bytes, Roster] | None = None

    def roster(self) -> Roster:
        """The roster in force.

        Raises:
            NoRoster: none was imported, or there is no key to check it with.
            RosterRejected: what is stored is not what the body has signed, or is too old.
            StorageUnavailable: the database cannot be read now.
        """
        verify = self.verify_key()
        with reading(self._trail.engine) as connection:
            found = store.latest(connection)
        if verify is None or found is None:
            raise NoRoster
        version, signed = found
        known = self._checked
        if known is None or known[:2] != (signed, verify):
            known = (signed, verify, self._opened(signed, verify, known))
            self._checked = known
        roster = known[2]
        if roster.version != version:
            raise RosterRejected("its version is another one than it is kept under")
        return roster

    def verify_key(self) -> bytes | None:
        """The key that rosters are checked with: of the settings, else of the data folder.

        Raises:
            RosterRejected: the file holds no key.
        """
        given = self._settings.roster_key
        return bytes.fromhex(given) if given else self._public_key(ROSTER_KEY_FILE)

    def organisation_box(self) -> bytes | None:
        """To which key of the organisation things are sealed; None as long as none is known.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        try:
            return self.roster().organisation
        except (NoRoster, RosterRejected):
            pass
        try:
            return self._public_key(ORGANISATION_KEY_FILE)
        except RosterRejected:
            return None

    def begin(self, *, anew: bool = False) -> Begun:
        """Draw the keys of a body, and keep their public halves in the data folder.

        ``anew`` takes the place of those there are: nothing signed with them counts any more.

        Raises:
            AlreadyBegun: there are some.
            CannotKeep: the files cannot be made.
        """
        folder = self._settings.data_dir
        if self._settings.roster_key:
            raise AlreadyBegun("COPFEEDBACK_ROSTER_KEY")
        for name in () if anew else (ORGANISATION_KEY_FILE, ROSTER_KEY_FILE):
            if (folder / name).exists():
                raise AlreadyBegun(str(folder / name))
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise CannotKeep(f"{folder}: {error.strerror}") from None
        begun = Begun(HolderKey(new_seed()), HolderKey(new_seed()))
        for name, public in (
            (ORGANISATION_KEY_FILE, begun.organisation.public.box),
            (ROSTER_KEY_FILE, begun.signing.public.verify),
        ):
            _keep(folder / name, public, anew=anew)
        return begun

    def next_roster(self, body: Organisation) -> Roster:
        """What the body would have to sign now.

        Whoever has left stays on it, inactive, and so do keys that somebody had before. Excluded
        units and other names are taken over from the roster in force; a liaison's own unit is left
        out. The tree of units is that of the database: the body looks it through.

        Raises:
            RosterRejected: the roster in force does not count.
            NoOrganisationKey: the organisation's public key is not known here.
            StorageUnavailable: the database cannot be read now.
        """
        try:
            before: Roster | None = self.roster()
        except NoRoster:
            before = None
        box = before.organisation if before else self._public_key(ORGANISATION_KEY_FILE)
        if box is None:
            raise NoOrganisationKey
        with reading(self._trail.engine) as connection:
            enrolled, units = store.enrolled(connection, body.id), store.units(connection)
        earlier = before.holders if before else ()
        now = {each.public: each for each in enrolled}
        holders = [_holder(each, before) for each in enrolled]
        holders += [replace(each, active=False) for each in earlier if each.public not in now]
        return Roster(
            version=before.version + 1 if before else max(1, self._settings.roster_minimum),
            made_on=self._today(),
            body=body.name,
            body_id=body.id,
            organisation=box,
            reviewer=before.reviewer if before else None,
            holders=tuple(holders),
            units=units,
        )

    def import_roster(self, signed: SignedRoster) -> Roster:
        """Put a signed roster in force.

        Raises:
            NoRoster: there is no key to check it with.
            RosterRejected: it is not signed with the body's key, or is no newer than what is there.
            StorageUnavailable: it cannot be stored now.
        """
        verify = self.verify_key()
        if verify is None:
            raise NoRoster
        roster = self._opened(signed, verify, None)
        with writing(self._trail.engine) as connection:
            known = store.latest(connection)
            if known is not None and roster.version <= known[0]:
                raise RosterRejected(
                    f"it is version {roster.version}, and version {known[0]} is there already"
                )
            store.add_roster(connection, roster.version, signed, self._today())
            about = f"roster {roster.version}"
            self._trail.append(connection, OPERATOR, Action.IMPORT_ROSTER, about)
        return roster

    def _opened(
        self, signed: SignedRoster, verify: bytes, before: tuple[SignedRoster, bytes, Roster] | None
    ) -> Roster:
        roster = signed.opened(verify)
        minimum = max(
            self._settings.roster_minimum,
            before[2].version if before and before[1] == verify else 0,
        )
        if roster.version < minimum:
            raise RosterRejected(f"it is version {roster.version}, older than {minimum}")
        return roster

    def _public_key(self, name: str) -> bytes | None:
        try:
            key = bytes.fromhex((self._settings.data_dir / name).read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            key = b""
        if len(key) != _PUBLIC_BYTES:
            raise RosterRejected(f"{name} in the data folder holds no key")
        return key


_PUBLIC_BYTES = 32


def _holder(enrolled: store.Enrolled, before: Roster | None) -> RosterHolder:
    known = before.find(enrolled.staff_id) if before else None
    own = {enrolled.unit} if enrolled.role is Role.AGENCY_OFFICER and enrolled.unit else set()
    return RosterHolder(
        enrolled.staff_id,
        enrolled.name,
        enrolled.role,
        enrolled.public,
        active=True,
        excluded_units=known.excluded_units if known else frozenset(own),
        also_known_as=known.also_known_as if known else (),
    )


def _keep(path: Path, public: bytes, *, anew: bool) -> None:
    how = os.O_CREAT | os.O_WRONLY | (os.O_TRUNC if anew else os.O_EXCL)
    try:
        with os.fdopen(os.open(path, how, _OWNER_ALONE), "w") as f:
            f.write(public.hex() + "\n")
    except OSError as error:
        raise CannotKeep(f"{path}: {error.strerror}") from None
