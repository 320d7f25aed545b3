"""``copfeedback purge``, ``backup`` and ``restore``: what is kept, and what comes back."""

from __future__ import annotations

import argparse
from pathlib import Path

from copfeedback.application import Portal
from copfeedback.complaints.copies import (
    KEYRING_DAYS,
    CopyRefused,
    copy_data,
    copy_keyring,
    delete_old_keyrings,
    erase_without_keys,
    restore,
)
from copfeedback.operations import BACKUPS
from copfeedback.staff_commands import AddCommand, Subparsers
from copfeedback.storage import migrating

SENTENCES: dict[type[Exception], str] = {CopyRefused: "{}. Nothing was changed."}


def add_commands(groups: Subparsers[argparse.ArgumentParser], command: AddCommand) -> None:
    """Add the commands beside the groups."""
    purge = command(groups, "purge", _purge)
    purge.add_argument("--dry-run", action="store_true", help="say what is due, and change nothing")
    purge.add_argument(
        "--keyrings", type=Path, metavar="FOLDER", help="where copies of keys lie, if elsewhere"
    )
    purge.add_argument(
        "--without-keys",
        action="store_true",
        help="also cases that no key opens any more, after a restore",
    )
    backup = command(groups, "backup", _backup)
    backup.add_argument("--data", type=Path, metavar="FILE", help="everything but keys of cases")
    backup.add_argument("--keyring", type=Path, metavar="FILE", help="keys of cases: *.keyring")
    back = command(groups, "restore", _restore)
    back.add_argument("--data", type=Path, metavar="FILE", required=True)
    back.add_argument(
        "--keyring", type=Path, metavar="FILE", help="only when the present keys are lost"
    )


def _purge(portal: Portal, asked: argparse.Namespace) -> None:
    """Shred the cases whose day has come, and delete copies of keys that are over a week old."""
    folder = asked.keyrings or portal.settings.data_dir / BACKUPS
    purged = portal.retention.due() if asked.dry_run else portal.retention.erase_due()
    done = "due to be shredded" if asked.dry_run else "shredded"
    for case_id in purged.cases:
        print(f"{case_id}\t{done}")
    for case_id in purged.held:
        print(f"{case_id}\tdue, kept by a legal hold")
    print(f"Cases {done}: {len(purged.cases)}. Kept by a legal hold: {len(purged.held)}.")
    if not purged.is_clean:
        print(
            "What was shredded cannot be opened any more, but its sealed bytes are not "
            "overwritten yet, because the database was in use. Run this again later."
        )
    if asked.dry_run:
        return
    if asked.without_keys:
        erased = erase_without_keys(portal.engine, portal.surveys.today())
        print(f"Cases that no key opened any more, and that are erased now: {len(erased)}.")
    for path in delete_old_keyrings(folder, portal.trail.now()):
        print(f"{path}\tdeleted: a copy of keys older than {KEYRING_DAYS} days")


def _backup(portal: Portal, asked: argparse.Namespace) -> None:
    """Copy the data, the keys of cases, or both, each into a file of its own (SQLite)."""
    if asked.data is None and asked.keyring is None:
        raise CopyRefused("say what to copy, with --data FILE or --keyring FILE")
    if asked.data is not None:
        copy_data(portal.engine, asked.data)
        print(f"{asked.data} holds everything but the keys of cases.")
    if asked.keyring is not None:
        copy_keyring(portal.engine, asked.keyring)
        print(
            f"{asked.keyring} holds the keys of cases. Keep it elsewhere, and delete it after "
            f"{KEYRING_DAYS} days: until then, whoever has it can undo an erasure."
        )


def _restore(portal: Portal, asked: argparse.Namespace) -> None:
    """Put a copy of the data in place of the database; stop the portal first (SQLite)."""
    restore(portal.engine, asked.data, asked.keyring)
    migrating.migrate(portal.engine)
    erased = erase_without_keys(portal.engine, portal.surveys.today())
    print(f"The database is that of {asked.data}, with the present keys of cases.")
    if erased:
        print(f"Cases of the copy without keys, which stay erased: {len(erased)}.")
