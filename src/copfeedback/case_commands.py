"""``copfeedback case …``: exported cases, and cases that only a key on paper opens."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from copfeedback.application import Portal
from copfeedback.complaints.case_export import NotAnExport, open_export
from copfeedback.complaints.model import UnknownCase
from copfeedback.complaints.paper_holders import HOLDERS, NotACaseworker
from copfeedback.complaints.recovery import PaperKey, read_key
from copfeedback.complaints.vault import HolderKey, Tampered
from copfeedback.staff_commands import AddCommand, Subparsers


class CannotUseExport(Exception):  # noqa: N818 - named for what happened
    """A file or folder can be neither read nor made; the message says which and why."""


SENTENCES: dict[type[Exception], str] = {
    NotAnExport: "This is no exported case, or the passphrase is another one.",
    Tampered: "NOT RIGHT: {}. Nothing was written.",
    CannotUseExport: "{}",
    UnknownCase: "There is no such case, or this key does not open it. Nothing was changed.",
    NotACaseworker: (
        "There is no active caseworker of this name on the roster; `copfeedback vault status` "
        "names them. Nothing was changed."
    ),
}


def add_commands(case: Subparsers[argparse.ArgumentParser], command: AddCommand) -> None:
    """Add the command to its group."""
    opened = command(case, "open-export", _open)
    opened.set_defaults(needs_portal=False)
    opened.add_argument("file", type=Path, help="what was exported")
    opened.add_argument("folder", type=Path, help="where it is written; must not be there yet")

    command(case, "waiting", _waiting)
    read = command(case, "read", _read, "case")
    hand_over = command(case, "hand-over", _hand_over, "case", "name")
    for each in (read, hand_over):
        each.add_argument(
            "--key",
            choices=[kind.value for kind in HOLDERS],
            default=PaperKey.REVIEWER.value,
            help="whose key it is that is typed",
        )


def _waiting(portal: Portal, _asked: argparse.Namespace) -> None:
    """List the cases that no caseworker can open, such as those that name all of them."""
    found = portal.paper_holders.waiting()
    for each in found:
        with_whom = PaperKey.REVIEWER if each.has_reviewer else PaperKey.ORGANISATION
        print(f"{each.case_id}\t{each.filed_on}\t{each.state}\topens with: {with_whom} key")
    if not found:
        print("Every case that is not over can be opened by a caseworker.")


def _read(portal: Portal, asked: argparse.Namespace) -> None:
    """Print a case for whoever holds a key on paper; asks for the key."""
    kind = PaperKey(asked.key)
    for line in portal.paper_holders.read(asked.case, kind, _paper_key(kind)):
        print(line)


def _hand_over(portal: Portal, asked: argparse.Namespace) -> None:
    """Let a caseworker open a case; asks for a key on paper that opens it."""
    kind = PaperKey(asked.key)
    to = portal.paper_holders.hand_over(asked.case, kind, _paper_key(kind), asked.name)
    print(f"{to.name} can open the case from now on.")


def _paper_key(kind: PaperKey) -> HolderKey:
    return HolderKey(read_key(kind, _typed("Key: ")))


def _open(_portal: Portal | None, asked: argparse.Namespace) -> None:
    """Open an exported case and check that nothing was changed; asks for the passphrase."""
    try:
        content = asked.file.read_bytes()
    except OSError as error:
        raise CannotUseExport(f"{asked.file}: it cannot be read ({error.strerror}).") from None
    found = open_export(content, _typed("Passphrase: "))
    try:
        asked.folder.mkdir(mode=0o700, parents=True)
        for path, part in found.parts.items():
            _write(asked.folder / path, part)
    except OSError as error:
        raise CannotUseExport(f"{asked.folder}: it cannot be made ({error.strerror}).") from None
    print(f"Right: every item and file of case {found.case_id} is as it was written.")
    print(f"It ends with {found.head}. Compare the first 16 digits with the audit trail.")


def _typed(asking: str) -> str:
    """Typed without being shown, or the first line of what is sent to the command."""
    if sys.stdin.isatty():
        return getpass.getpass(asking)
    return sys.stdin.readline().rstrip("\n")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
