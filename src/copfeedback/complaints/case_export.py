"""A case as one encrypted file, for a court: every item with its signature, and every file.

The file is JSON: how the passphrase was stretched, and the rest sealed. Whoever opens it can check
that nothing was changed, added or left out since: items are signed and hold the hash of the one
before. See ``copfeedback case open-export``.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from copfeedback.complaints.case_desk import CaseDesk, Work
from copfeedback.complaints.case_errors import BadWords
from copfeedback.complaints.file_store import described, read_file
from copfeedback.complaints.model import ItemKind, Side
from copfeedback.complaints.stretching import Stretching, new_salt
from copfeedback.complaints.vault import (
    HolderKey,
    Item,
    Place,
    Tampered,
    Unreadable,
    check_chain,
    is_signed_by,
)
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor

FORMAT = "copfeedback case export 1"
PASSPHRASE_MINIMUM = 12
_LIMITS = (10, 2**30)
"""Most passes and bytes of memory that opening a file may be made to cost."""


class NotAnExport(Exception):  # noqa: N818 - named for what happened
    """The file is no export of a case, or the passphrase does not open it."""


@dataclass(frozen=True, slots=True)
class CaseExport:
    """A file to keep: its name, and what is in it."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenExport:
    """What was in an export. ``parts`` are files by their path; all hashes were checked."""

    case_id: str
    head: str
    parts: Mapping[str, bytes] = field(repr=False)


class Exports:
    """The use case of taking a case out of the portal."""

    def __init__(
        self, desk: CaseDesk, *, operations: int | None = None, memory: int | None = None
    ) -> None:
        """One passphrase is stretched at a time, by so many passes over so many bytes."""
        self._desk = desk
        self._stretching = Stretching(1, operations=operations, memory=memory)

    def export(
        self, actor: Actor, key: HolderKey | None, case_id: str, passphrase: str
    ) -> CaseExport:
        """The whole case under a passphrase of at least 12 characters; that it was made is noted.

        What only identity custodians can read is not in it but for its place.

        Raises:
            BadWords: the passphrase is too short.
            SlowDown: too many keys are being computed.
            Besides, what ``CaseDesk.working`` raises.
        """
        if len(passphrase) < PASSPHRASE_MINIMUM:
            raise BadWords
        salt = new_salt()
        seal = self._stretching.seal(passphrase, salt, FORMAT)
        with self._desk.working(actor, key, case_id, Action.EXPORT_CASE) as work:
            inside = self._inside(work)
        outside = {
            "format": FORMAT,
            "salt": salt.hex(),
            **self._stretching.cost,
            "sealed": b64encode(seal.close(orjson.dumps(inside))).decode(),
        }
        return CaseExport(f"case-{case_id}.json", orjson.dumps(outside))

    def _inside(self, work: Work) -> dict[str, Any]:
        names, opened = self._desk.names(), work.opened
        files = []
        for item in opened.of_kind(ItemKind.ATTACHMENT):
            content = read_file(work.connection, opened, item)
            files.append(
                {
                    "number": item.place.number,
                    "name": described(item, opened).name,
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "content": b64encode(content).decode(),
                }
            )
        row = opened.row
        return {
            "case": row.id,
            "state": row.state,
            "filed_on": row.filed_on,
            "decided_on": row.decided_on,
            "exported_on": work.today,
            "exported_by": work.member.name,
            "head": row.head.hex(),
            "items": [
                _written(each, names) | {"on": opened.dated[number]}
                for number, each in enumerate(opened.items, 1)
            ],
            "files": files,
        }


def _written(each: Item | Place, names: Mapping[bytes, str]) -> dict[str, Any]:
    place = each.place if isinstance(each, Item) else each
    found: dict[str, Any] = {
        "number": place.number,
        "id": place.item_id,
        "kind": place.kind,
        "side": place.side,
    }
    if isinstance(each, Item):
        found |= {
            "author": each.author.hex(),
            "author_name": names.get(each.author, ""),
            "previous": each.previous.hex(),
            "salt": each.salt.hex(),
            "signature": each.signature.hex(),
            "hash": each.hash.hex(),
            "sha256": hashlib.sha256(each.body).hexdigest(),
            "body": b64encode(each.body).decode(),
        }
    return found


def open_export(content: bytes, passphrase: str) -> OpenExport:
    """Open an export and check every hash and signature in it.

    Raises:
        NotAnExport: it is none, or the passphrase does not open it.
        Tampered: something in it is not what was written.
    """
    try:
        inside = _opened(content, passphrase)
        items = [_read(inside["case"], each) for each in inside["items"]]
        check_chain(items, bytes.fromhex(inside["head"]))
        parts = {"manifest.json": orjson.dumps(_manifest(inside), option=orjson.OPT_INDENT_2)}
        for item in items:
            if isinstance(item, Item):
                parts[f"items/{item.place.number:04}-{item.place.kind}.json"] = item.body
        files = {
            item.place.number: item.content
            for item in items
            if isinstance(item, Item) and item.place.kind is ItemKind.ATTACHMENT
        }
        for each in inside["files"]:
            file, known = b64decode(each["content"]), files.pop(each["number"])
            if hashlib.sha256(file).hexdigest() != known["sha256"]:
                raise Tampered(f"file {each['number']} is not what was added")
            # The name that was signed, and nothing of it that could lead to another folder.
            parts[f"files/{each['number']:04}-{_plain(known['name'])}"] = file
    except (ValueError, KeyError, TypeError, Unreadable):
        raise NotAnExport from None
    if files:
        raise Tampered("a file is missing")
    return OpenExport(inside["case"], inside["head"], parts)


def _opened(content: bytes, passphrase: str) -> dict[str, Any]:
    outside = orjson.loads(content)
    operations, memory = int(outside["operations"]), int(outside["memory"])
    if outside["format"] != FORMAT or operations > _LIMITS[0] or memory > _LIMITS[1]:
        raise NotAnExport
    stretching = Stretching(1, operations=operations, memory=memory)
    seal = stretching.seal(passphrase, bytes.fromhex(outside["salt"]), FORMAT)
    found: dict[str, Any] = orjson.loads(seal.open(b64decode(outside["sealed"])))
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^\w. -]", "_", name).lstrip(".")


def _manifest(inside: dict[str, Any]) -> dict[str, Any]:
    """Everything about the case but what is in its items and files."""
    without = {
        part: [
            {name: value for name, value in each.items() if name not in {"body", "content"}}
            for each in inside[part]
        ]
        for part in ("items", "files")
    }
    return inside | without


def _read(case_id: str, found: dict[str, Any]) -> Item | Place:
    place = Place(
        case_id, found["id"], ItemKind(found["kind"]), found["number"], Side(found["side"])
    )
    if "body" not in found:
        return place
    item = Item(
        place,
        b64decode(found["body"]),
        *(bytes.fromhex(found[name]) for name in ("previous", "author", "salt", "signature")),
    )
    if not is_signed_by(item.author, item.signed, item.signature):
        raise Tampered(f"item {place.number} is not signed by its author")
    return item
