"""``copfeedback vault …``: the keys of an independent body, and the roster of who may read cases.

Private keys are printed once and typed again where they are needed; they are kept nowhere.
"""

from __future__ import annotations

import argparse
import getpass
import os
import stat
import sys
from pathlib import Path

from copfeedback.application import Portal
from copfeedback.complaints.holder_model import NoKey, WrongKey
from copfeedback.complaints.recovery import (
    NotAKey,
    PaperKey,
    read_key,
    written,
)
from copfeedback.complaints.roster import NoRoster, Roster, RosterRejected
from copfeedback.complaints.roster_book import AlreadyBegun, CannotKeep, NoOrganisationKey
from copfeedback.complaints.roster_file import (
    AT_MOST_BYTES,
    SignedRoster,
    read_roster,
    sign_roster,
    write_roster,
)
from copfeedback.complaints.roster_lines import line_of, lines_of, unit_changes
from copfeedback.complaints.vault import HolderKey, new_seed
from copfeedback.people.model import (
    OPERATOR,
    Organisation,
    OrganisationKind,
    clean_name,
)
from copfeedback.staff_commands import AddCommand, Subparsers
from copfeedback.storage import migrating

_SIGNED = ".signed"
_READ_BY_ALL = stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP | stat.S_IROTH


class WhichBody(Exception):  # noqa: N818 - named for what happened
    """It is not clear which oversight body is meant; the message lists them."""


class NobodyOfThisName(Exception):  # noqa: N818 - named for what happened
    """There is no such account."""


class CannotUseFile(Exception):  # noqa: N818 - named for what happened
    """A file can be neither read nor made; the message says which and why."""


SENTENCES: dict[type[Exception], str] = {
    AlreadyBegun: ("The body has keys already: see {}. They are drawn once. Nothing was changed."),
    CannotKeep: "A public key cannot be kept: {}. Nothing was drawn.",
    NoOrganisationKey: (
        "The body's public key is not known here. Run `copfeedback vault init` first, with the "
        "same data folder."
    ),
    NoRoster: (
        "There is no roster in force, or no key to check one with. `copfeedback vault status` "
        "says what is missing."
    ),
    RosterRejected: "The roster is refused: {}. Nothing was changed.",
    NotAKey: (
        "This is not such a key, or there is a slip in it. Compare it with the paper. Nothing was "
        "changed."
    ),
    NoKey: "Nothing of this person's was sealed to the body's key. They need new keys.",
    WrongKey: "This person's key is sealed to another key than this one.",
    WhichBody: "Say which oversight body with --body NAME. There is: {}.",
    NobodyOfThisName: (
        "There is no account of this name. `copfeedback staff list` names them all."
    ),
    CannotUseFile: "{}. Check path and rights.",
}


def add_commands(
    vault: Subparsers[argparse.ArgumentParser],
    roster: Subparsers[argparse.ArgumentParser],
    command: AddCommand,
) -> None:
    """Add the commands to their groups."""
    command(vault, "init", _init)
    command(vault, "status", _status)
    command(vault, "reviewer", _reviewer).set_defaults(needs_portal=False)
    command(vault, "recover", _recover, "name")
    export = command(roster, "export", _export)
    export.add_argument("file", type=Path, nargs="?", help="printed if there is none")
    export.add_argument("--body", metavar="NAME", help="may be left out if there is only one")
    sign = command(roster, "sign", _sign)
    sign.add_argument("file", type=Path)
    sign.set_defaults(needs_portal=False)
    command(roster, "import", _import).add_argument("file", type=Path)


def _init(portal: Portal, _asked: argparse.Namespace) -> None:
    """Draw the keys of the independent body; prints the private ones, once."""
    begun = portal.keys.book.begin()
    print(
        "Print or write down both keys now. They are shown once and kept nowhere. Then clear this "
        "screen.\n\n"
        "1. The body's recovery key. It opens every complaint. Keep it in a sealed envelope in a "
        "safe that neither the police nor whoever runs this machine can open:\n\n"
        f"   {written(PaperKey.ORGANISATION, begun.organisation.seed)}\n\n"
        "2. The signing key of the roster. Whoever has it says who may read complaints. Type it "
        "only on a machine without a network:\n\n"
        f"   {written(PaperKey.SIGNING, begun.signing.seed)}\n\n"
        "Public, for the settings of every machine that serves the portal:\n\n"
        f"   COPFEEDBACK_ROSTER_KEY={begun.signing.public.verify.hex()}\n\n"
        "Next: caseworkers and custodians sign in once, then `copfeedback vault roster export`."
    )


def _reviewer(_portal: Portal | None, _asked: argparse.Namespace) -> None:
    """Draw the keys of an external reviewer, on a machine of theirs; needs no database."""
    key = HolderKey(new_seed())
    box, verify = key.public.box.hex(), key.public.verify.hex()
    print(
        "Print or write down this key now. It is shown once and kept nowhere. It opens complaints "
        "that name everybody in the body:\n\n"
        f"   {written(PaperKey.REVIEWER, key.seed)}\n\n"
        "Public, for the roster, with the reviewer's name and how to reach them:\n\n"
        f'   "reviewer": {{"name": "", "reach": "", "box": "{box}", "verify": "{verify}"}}'
    )


def _status(portal: Portal, _asked: argparse.Namespace) -> None:
    """Show the roster in force, and whom the next one would add or remove."""
    book = portal.keys.book
    if book.verify_key() is None:
        print("No key to check rosters with: run `copfeedback vault init`.")
        return
    try:
        roster = book.roster()
    except NoRoster:
        print("No roster was imported: no complaint is taken.")
        return
    print(f"Roster {roster.version} of {roster.made_on}, {roster.body}")
    print(*lines_of(roster), sep="\n")
    body = next(each for each in portal.organisations.all() if each.id == roster.body_id)
    active = {each.public for each in roster.holders if each.active}
    following = book.next_roster(body)
    for each in following.holders:
        if each.active and each.public not in active:
            print(f"not on it yet: {line_of(each)}")
        if not each.active and each.public in active:
            print(f"on it, but no longer active: {line_of(each)}")
    for line in unit_changes(roster, following):
        print(line)


def _export(portal: Portal, asked: argparse.Namespace) -> None:
    """Write the next roster, to be looked through and signed."""
    book = portal.keys.book
    roster = book.next_roster(_body(portal, asked.body))
    try:
        before: Roster | None = book.roster()
    except NoRoster:
        before = None
    if before is not None:
        for line in unit_changes(before, roster):
            print(line, file=sys.stderr if asked.file is None else sys.stdout)
    content = write_roster(roster, for_people=True) + b"\n"
    if asked.file is None:
        sys.stdout.write(content.decode())
        return
    _write(asked.file, content)
    print(
        f"Roster {roster.version} is in {asked.file}, not signed yet. Look through it: complete "
        "also_known_as (names and numbers somebody could be complained of under) and "
        "excluded_units (ids of units they must have no cases of); compare the units with what "
        "you know of them: who gets a case depends on what is above what. Then carry it to the "
        "machine that signs: `copfeedback vault roster sign FILE`."
    )


def _sign(_portal: Portal | None, asked: argparse.Namespace) -> None:
    """Sign a roster with the body's signing key; needs no database and no network."""
    roster = read_roster(_read(asked.file))
    print(f"Roster {roster.version} of {roster.made_on}, {roster.body}")
    print(*lines_of(roster), sep="\n")
    print(
        "Sign it only if each of these people reads the same characters on their page “My key”.",
        flush=True,
    )
    key = HolderKey(read_key(PaperKey.SIGNING, _typed("Signing key: ")))
    path = asked.file.with_name(asked.file.name + _SIGNED)
    _write(path, sign_roster(roster, key).to_file())
    print(f"Signed: {path}. Put it in force with `copfeedback vault roster import`.")


def _import(portal: Portal, asked: argparse.Namespace) -> None:
    """Put a signed roster in force."""
    migrating.migrate(portal.engine)
    roster = portal.keys.book.import_roster(SignedRoster.from_file(_read(asked.file)))
    print(
        f"Roster {roster.version} is in force: {len(roster.caseworkers)} caseworkers, "
        f"{len(roster.custodians)} custodians, {len(roster.interpreters)} interpreters. Set "
        f"COPFEEDBACK_ROSTER_MINIMUM={roster.version}, so that no older one ever counts again."
    )


def _recover(portal: Portal, asked: argparse.Namespace) -> None:
    """Make a recovery key for somebody who lost theirs; asks for the body's recovery key."""
    name = clean_name(asked.name)
    found = [each for each in portal.accounts.staff(OPERATOR) if each.name == name]
    if not found:
        raise NobodyOfThisName
    typed = read_key(PaperKey.ORGANISATION, _typed("The body's recovery key: "))
    key = portal.keys.recover_for(found[0].id, HolderKey(typed))
    print(
        f"The new recovery key of {name}, for them alone. It is shown once. They sign in and type "
        f"it on their page “My key”:\n\n   {key}"
    )


def _body(portal: Portal, name: str | None) -> Organisation:
    bodies = [
        each
        for each in portal.organisations.all()
        if each.kind is OrganisationKind.OVERSIGHT and each.active and name in {None, each.name}
    ]
    if len(bodies) != 1:
        every = [
            each.name
            for each in portal.organisations.all()
            if each.kind is OrganisationKind.OVERSIGHT
        ]
        raise WhichBody(", ".join(every) or "none yet")
    return bodies[0]


def _typed(prompt: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    return sys.stdin.readline()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(AT_MOST_BYTES)
    except OSError as error:
        raise CannotUseFile(f"{path} cannot be read: {error.strerror}") from None


def _write(path: Path, content: bytes) -> None:
    """Make a file, unless there is one."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _READ_BY_ALL)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError as error:
        raise CannotUseFile(f"{path} cannot be made: {error.strerror}") from None
