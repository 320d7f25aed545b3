"""Files of a case: in sealed chunks, with an item of the chain that says what they are.

Chunks are sealed under the same key as the item: whoever is taken off a case loses its files too.
The item holds how many chunks there are and the hash of the whole, so that none can be dropped,
and each is bound to its place, so that none can be moved.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from sqlalchemy import Connection, insert

from copfeedback.complaints import store
from copfeedback.complaints.casefile import OpenCase, add_item
from copfeedback.complaints.file_types import FileFault, FileRefused, FileType
from copfeedback.complaints.files import CheckedFile
from copfeedback.complaints.model import ItemKind, Side
from copfeedback.complaints.tables import complaint_chunk, complaint_file
from copfeedback.complaints.vault import HolderKey, Item, Tampered, Unreadable, chunk_seal

CHUNK_BYTES = 64 * 1024
_FILE_ID_BYTES = 8
_WRITTEN_TOGETHER = 16


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file as its item describes it; ``number`` is the item's, ``size`` is in bytes."""

    number: int
    name: str = field(repr=False)
    type: FileType
    size: int
    on: date
    side: Side


def attach(
    connection: Connection,
    opened: OpenCase,
    side: Side,
    author: HolderKey,
    checked: CheckedFile,
    on: date,
    *,
    at_most: int,
) -> OpenCase:
    """Add a file to a case; of a picture also the original, for whoever has the identity key.

    A caseworker has no identity key: of a picture they add, only the copy is kept.

    Args:
        connection: a write transaction.
        opened: the case as it is now.
        side: who adds it.
        author: the keys of whoever adds it.
        checked: what ``check_file`` gave.
        on: today.
        at_most: how many files one side may add to a case.

    Raises:
        FileRefused: there are as many files as there may be.
        ChangedMeanwhile: somebody else added to the case since it was opened.
    """
    there = [each for each in opened.of_kind(ItemKind.ATTACHMENT) if each.place.side is side]
    if len(there) >= at_most:
        raise FileRefused(FileFault.TOO_MANY)
    kept = [(ItemKind.ATTACHMENT, checked.type, checked.content)]
    if checked.original is not None and checked.original_type and opened.identity_key is not None:
        kept.append((ItemKind.ORIGINAL, checked.original_type, checked.original))
    for kind, found, content in kept:
        file_id = secrets.token_hex(_FILE_ID_BYTES)
        chunks = _keep(connection, opened, kind, file_id, content, on)
        said = {
            "file": file_id,
            "name": checked.name,
            "type": found.value,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "chunks": chunks,
        }
        opened = add_item(connection, opened, kind, side, said, author, on)
    return opened


def _keep(
    connection: Connection,
    opened: OpenCase,
    kind: ItemKind,
    file_id: str,
    content: bytes,
    on: date,
) -> int:
    """Write a file down in sealed chunks; how many there are."""
    case_id, key = opened.row.id, opened.key_for(kind)
    about = {"id": file_id, "case_id": case_id, "size": len(content), "on": on}
    connection.execute(insert(complaint_file), about)

    def sealed() -> Iterator[dict[str, object]]:
        for number, at in enumerate(range(0, len(content), CHUNK_BYTES), 1):
            seal = chunk_seal(key, case_id, file_id, number)
            chunk = seal.close(content[at : at + CHUNK_BYTES])
            yield {"file_id": file_id, "number": number, "sealed": chunk}

    chunks, written = sealed(), 0
    while rows := list(islice(chunks, _WRITTEN_TOGETHER)):
        connection.execute(insert(complaint_chunk), rows)
        written += len(rows)
    return written


def read_file(connection: Connection, opened: OpenCase, item: Item) -> bytes:
    """All of a file.

    Args:
        connection: a read transaction.
        opened: the case, opened by somebody who can open the item.
        item: of kind ATTACHMENT or ORIGINAL.

    Raises:
        Tampered: a chunk was changed, moved or dropped.
        Unreadable: the reader does not have the key of the item.
    """
    return read_sealed(connection, opened.key_for(item.place.kind), item)


def read_sealed(connection: Connection, key: bytes, item: Item) -> bytes:
    """All of a file, with the key that its item is sealed under; raises as ``read_file``."""
    said, case_id = item.content, item.place.case_id
    file_id = str(said["file"])
    parts: list[bytes] = []
    for number, sealed in store.chunks_of(connection, file_id):
        if number != len(parts) + 1:
            raise Tampered("a part of a file is missing")
        try:
            parts.append(chunk_seal(key, case_id, file_id, number).open(sealed))
        except Unreadable:
            raise Tampered("a part of a file was changed or moved") from None
    content = b"".join(parts)
    if len(parts) != said["chunks"] or hashlib.sha256(content).hexdigest() != said["sha256"]:
        raise Tampered("a file is not what was added")
    return content


def files_of(opened: OpenCase) -> list[CaseFile]:
    """The files of a case as caseworkers see them, in the order they came."""
    return [described(each, opened) for each in opened.of_kind(ItemKind.ATTACHMENT)]


def described(item: Item, opened: OpenCase) -> CaseFile:
    """What an item says of its file."""
    content, place = item.content, item.place
    return CaseFile(
        place.number,
        str(content["name"]),
        FileType(content["type"]),
        int(content["size"]),
        opened.dated[place.number],
        place.side,
    )
