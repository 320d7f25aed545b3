"""``copfeedback verify-receipt``: whether a proof of filing is right, without asking anybody."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from copfeedback.application import Portal
from copfeedback.complaints.receipts import (
    KEY_HEX,
    LONGEST,
    PURPOSE,
    NotAProof,
    ProofKey,
    WrongSignature,
    check_proof,
)
from copfeedback.server_secret import FILE, server_secret
from copfeedback.settings import load_settings
from copfeedback.staff_commands import AddCommand, Subparsers


class ProofRefused(Exception):  # noqa: N818 - named for what happened
    """The proof cannot be called right; the message says why."""


SENTENCES: dict[type[Exception], str] = {
    ProofRefused: "{}",
    NotAProof: "This is no proof of filing, or a part of it is missing.",
    WrongSignature: "NOT RIGHT: it was signed with another key, or something in it was changed.",
}


def add_commands(groups: Subparsers[argparse.ArgumentParser], command: AddCommand) -> None:
    """Add the command beside the groups."""
    verify = command(groups, "verify-receipt", _verify)
    verify.set_defaults(needs_portal=False)
    verify.add_argument("path", metavar="FILE", help="the proof; - for what is typed or pasted")
    verify.add_argument(
        "--key", type=_key, metavar="HEX", help="the portal's key; this portal's own without it"
    )


def _key(typed: str) -> bytes:
    digits = "".join(typed.split())
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(digits) != KEY_HEX or not key:
        raise argparse.ArgumentTypeError(f"write the key as {KEY_HEX} digits 0-9 and a-f")
    return key


def _verify(_portal: Portal | None, asked: argparse.Namespace) -> None:
    """Check a proof of filing with the portal's key, which /en/complaints/receipt shows."""
    key = asked.key or _own_key()
    proof = check_proof(_text(asked.path), key)
    print(f"Right: case {proof.case_id} was filed on {proof.filed_on}.")
    print(f"Seal of what was filed: {proof.record.hex()}")


def _own_key() -> bytes:
    """The key of the portal on this machine; none is made for a check."""
    settings = load_settings()
    if not settings.server_key.get_secret_value() and not (settings.data_dir / FILE).exists():
        raise ProofRefused(
            "There is no portal here whose key could be meant. Name its key with --key: the "
            "portal shows it at /en/complaints/receipt."
        )
    return ProofKey(server_secret(settings).derived(PURPOSE)).public


def _text(path: str) -> str:
    try:
        if path == "-":
            return sys.stdin.read(LONGEST + 1)
        with Path(path).open(encoding="utf-8", errors="replace") as file:
            return file.read(LONGEST + 1)
    except OSError as error:
        raise ProofRefused(f"{path}: the file cannot be read ({error.strerror}).") from None
