"""``copfeedback staff …`` and ``copfeedback organisation …``: where a portal's staff begins."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from datetime import UTC
from typing import Protocol

from copfeedback.application import Portal
from copfeedback.people.account_model import (
    Deactivated,
    LastAdministrator,
    NameTaken,
    NewAccount,
    OversightOnly,
    StaffMember,
    UnknownStaff,
)
from copfeedback.people.model import OPERATOR, BadName, OrganisationKind, Role, clean_name
from copfeedback.people.organisations import (
    BadTitle,
    TitleTaken,
    UnknownOrganisation,
    UnknownUnit,
    clean_title,
)
from copfeedback.people.passwords import WeakPassword
from copfeedback.storage import migrating

KINDS = [kind.value for kind in OrganisationKind]


class PasswordsDiffer(Exception):  # noqa: N818 - named for what happened
    """Something else was typed the second time."""


class WhichOrganisation(Exception):  # noqa: N818 - named for what happened
    """It is not clear, or not known, which organisation is meant; the message lists them."""


class AnotherKind(Exception):  # noqa: N818 - named for what happened
    """The organisation is of the kind that the message says."""


SENTENCES: dict[type[Exception], str] = {
    PasswordsDiffer: "The two passwords differ. Nothing was changed.",
    WhichOrganisation: (
        "Say which organisation with --organisation NAME; a new one needs --kind as well. "
        "There is: {}."
    ),
    AnotherKind: "There is an organisation of this name already, of kind {}.",
    NameTaken: "There is an account of this name already. Choose another name.",
    BadName: "A name has 1 to 64 characters and no line breaks.",
    WeakPassword: "This password cannot be taken: {}. Several words that do not belong together "
    "make a good one.",
    OversightOnly: "Only an oversight body has caseworkers, interpreters and custodians.",
    UnknownOrganisation: "This organisation takes no part in the portal any more.",
    UnknownUnit: "The organisation has no unit of this name. Administrators add units.",
    UnknownStaff: "There is no account of this name. `copfeedback staff list` names them all.",
    Deactivated: "This account is deactivated: there is nothing to sign in to.",
    LastAdministrator: "This is the last administrator. Add another one first.",
    BadTitle: "An organisation's name has 1 to 120 characters and no line breaks.",
    TitleTaken: "There is an organisation of this name already.",
}

Command = Callable[[Portal, argparse.Namespace], None]
Subparsers = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


class AddCommand(Protocol):
    """Adds a command with the words it takes."""

    def __call__(
        self, of: Subparsers[argparse.ArgumentParser], name: str, run: Command, *words: str
    ) -> argparse.ArgumentParser:
        """The command's parser."""


def add_commands(
    staff: Subparsers[argparse.ArgumentParser],
    organisation: Subparsers[argparse.ArgumentParser],
    command: AddCommand,
) -> None:
    """Add the commands to their groups."""
    add = command(staff, "add", _add_staff, "name")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--organisation", metavar="NAME", help="may be left out if there is only one")
    add.add_argument("--kind", choices=KINDS, help="adds the organisation if there is none")
    add.add_argument("--unit", metavar="NAME", help="part of the organisation they work in")
    add.add_argument(
        "--manager", action="store_true", help="looks after the organisation's accounts"
    )
    command(staff, "list", _list_staff)
    command(staff, "deactivate", _deactivate_staff, "name")
    command(staff, "reset", _reset_staff, "name")
    command(organisation, "add", _add_organisation, "name").add_argument(
        "--kind", required=True, choices=KINDS
    )
    command(organisation, "list", _list_organisations)


def _add_staff(portal: Portal, asked: argparse.Namespace) -> None:
    """Add a staff account; the password is asked for."""
    migrating.migrate(portal.engine)
    if sys.stdin.isatty():
        password = getpass.getpass("Password (12 characters or more): ")
        if getpass.getpass("The same again: ") != password:
            raise PasswordsDiffer
    else:
        password = sys.stdin.readline().rstrip("\n")
    organisation = _organisation(portal, asked.organisation, asked.kind)
    account = NewAccount(
        asked.name,
        Role(asked.role),
        organisation,
        unit=_unit(portal, organisation, asked.unit),
        manager=asked.manager,
    )
    portal.accounts.add_staff(OPERATOR, account, password)
    print(f"{clean_name(asked.name)} can sign in at /staff/sign-in as {asked.role}.")


def _organisation(portal: Portal, name: str | None, kind: str | None) -> int:
    known = {one.name: one for one in portal.organisations.all()}
    if name is None:
        if len(known) == 1 and kind is None:
            return next(iter(known.values())).id
        raise WhichOrganisation(", ".join(known) or "none yet")
    found = known.get(clean_title(name))
    if found is None:
        if kind is None:
            raise WhichOrganisation(", ".join(known) or "none yet")
        return portal.organisations.add(OPERATOR, OrganisationKind(kind), name)
    if kind not in {None, found.kind.value}:
        raise AnotherKind(found.kind.value)
    return found.id


def _unit(portal: Portal, organisation: int, name: str | None) -> int | None:
    if name is None:
        return None
    found = [unit for unit in portal.organisations.units(organisation) if unit.name == name]
    if len(found) != 1:
        raise UnknownUnit
    return found[0].id


def _list_staff(portal: Portal, _asked: argparse.Namespace) -> None:
    """List all staff accounts."""
    names = {one.id: one.name for one in portal.organisations.all()}
    for member in portal.accounts.staff(OPERATOR):
        said = [member.name, member.role.value, names[member.organisation]]
        if member.manager:
            said.append("manager")
        if not member.active:
            said.append("deactivated")
        print("\t".join(said))


def _member(portal: Portal, name: str) -> StaffMember:
    cleaned = clean_name(name)
    for member in portal.accounts.staff(OPERATOR):
        if member.name == cleaned:
            return member
    raise UnknownStaff


def _deactivate_staff(portal: Portal, asked: argparse.Namespace) -> None:
    """Close a staff account; its sessions end at once."""
    member = _member(portal, asked.name)
    portal.accounts.deactivate(OPERATOR, member.id)
    print(f"{member.name} cannot sign in any more.")


def _reset_staff(portal: Portal, asked: argparse.Namespace) -> None:
    """Make a link for a new password; using it also removes the second factor."""
    member = _member(portal, asked.name)
    issued = portal.accounts.allow_reset(OPERATOR, member.id)
    until = issued.expires_at.astimezone(UTC)
    print(f"For {member.name} alone, until {until:%Y-%m-%d %H:%M} UTC, once:")
    print(issued.address)


def _add_organisation(portal: Portal, asked: argparse.Namespace) -> None:
    """Add an organisation that people work for."""
    portal.organisations.add(OPERATOR, OrganisationKind(asked.kind), asked.name)
    print(f"{clean_title(asked.name)} is there.")


def _list_organisations(portal: Portal, _asked: argparse.Namespace) -> None:
    """List all organisations."""
    for one in portal.organisations.all():
        print("\t".join([one.name, one.kind.value, *([] if one.active else ["takes no part"])]))
