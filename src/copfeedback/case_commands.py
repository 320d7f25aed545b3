"""``copfeedback case …``: what a court needs to open an exported case."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from copfeedback.application import Portal
from copfeedback.complaints.case_export import NotAnExport, open_export
from copfeedback.complaints.vault import Tampered
from copfeedback.staff_commands import AddCommand, Subparsers


class CannotUseExport(Exception):  # noqa: N818 - named for what happened
    """A file or folder can be neither read nor made; the message says which and why."""


SENTENCES: dict[type[Exception], str] = {
    NotAnExport: "This is no exported case, or the passphrase is another one.",
    Tampered: "NOT RIGHT: {}. Nothing was written.",
    CannotUseExport: "{}",
}


def add_commands(case: Subparsers[argparse.ArgumentParser], command: AddCommand) -> None:
    """Add the command to its group."""
    opened = command(case, "open-export", _open)
    opened.set_defaults(needs_portal=False)
    opened.add_argument("file", type=Path, help="what was exported")
    opened.add_argument("folder", type=Path, help="where it is written; must not be there yet")


def _open(_portal: Portal | None, asked: argparse.Namespace) -> None:
    """Open an exported case and check that nothing was changed; asks for the passphrase."""
    try:
        content = asked.file.read_bytes()
    except OSError as error:
        raise CannotUseExport(f"{asked.file}: it cannot be read ({error.strerror}).") from None
    found = open_export(content, _passphrase())
    try:
        asked.folder.mkdir(mode=0o700, parents=True)
        for path, part in found.parts.items():
            _write(asked.folder / path, part)
    except OSError as error:
        raise CannotUseExport(f"{asked.folder}: it cannot be made ({error.strerror}).") from None
    print(f"Right: every item and file of case {found.case_id} is as it was written.")
    print(f"It ends with {found.head}. Compare the first 16 digits with the audit trail.")


def _passphrase() -> str:
    """Typed without being shown, or the first line of what is sent to the command."""
    if sys.stdin.isatty():
        return getpass.getpass("Passphrase: ")
    return sys.stdin.readline().rstrip("\n")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
