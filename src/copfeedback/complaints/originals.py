"""Pictures as they were taken, which may hold a place: for the custodian who is asked for a name.

Nobody else can open them. A custodian sees them for a question alone, and each look is noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from copfeedback.complaints import request_store, store
from copfeedback.complaints.case_desk import CaseDesk
from copfeedback.complaints.case_errors import UnknownItem, UnknownRequest
from copfeedback.complaints.casefile import open_identity
from copfeedback.complaints.file_store import read_sealed
from copfeedback.complaints.file_types import FileType
from copfeedback.complaints.model import ItemKind
from copfeedback.complaints.vault import HolderKey, Item, Purpose, Unreadable, open_key
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import writing


@dataclass(frozen=True, slots=True)
class Original:
    """A picture as it was taken: ``number`` is its item's, ``size`` is in bytes."""

    number: int
    name: str = field(repr=False)
    type: FileType
    size: int


class Originals:
    """The use cases of a custodian; all raise

    NotPermitted: the actor is no custodian.
    KeyLocked: there is no key in their session.
    UnknownRequest: there is no such question to this custodian.
    Tampered: the case is not what its authors wrote.
    StorageUnavailable: it cannot be noted now.
    """

    def __init__(self, desk: CaseDesk) -> None:
        self._desk = desk

    def all(self, actor: Actor, key: HolderKey | None, request_id: str) -> tuple[Original, ...]:
        """The pictures of the case that a question is about."""
        with self._looking(actor, key, request_id) as (_connection, _identity_key, items):
            return tuple(map(_described, items))

    def file(
        self, actor: Actor, key: HolderKey | None, request_id: str, number: int
    ) -> tuple[Original, bytes]:
        """One of them, and what is in it.

        Raises:
            UnknownItem: there is none under this number.
        """
        with self._looking(actor, key, request_id) as (connection, identity_key, items):
            found = [item for item in items if item.place.number == number]
            if not found:
                raise UnknownItem
            return _described(found[0]), read_sealed(connection, identity_key, found[0])

    @contextmanager
    def _looking(
        self, who: Actor, key: HolderKey | None, request_id: str
    ) -> Iterator[tuple[Connection, bytes, list[Item]]]:
        subject, about = Subject(organisation=who.organisation), f"request {request_id}"
        trail = self._desk.trail
        trail.require(who, Action.SEE_IDENTITY, Permission.RELEASE_IDENTITY, about, subject)
        member, own = self._desk.member(who, key)
        with writing(trail.engine) as connection:
            found = request_store.find(connection, request_id, member.holder, own)
            if found is None:
                raise UnknownRequest
            case_id = found[0].case_id
            sealed = store.sealed_key(connection, case_id, member.holder, Purpose.IDENTITY)
            try:
                identity_key = open_key(sealed or b"", case_id, Purpose.IDENTITY, own)
            except Unreadable:
                raise UnknownRequest from None
            items = open_identity(connection, case_id, member.holder, own)
            trail.append(connection, who, Action.SEE_IDENTITY, f"case {case_id} {about}")
            kind = ItemKind.ORIGINAL
            yield connection, identity_key, [each for each in items if each.place.kind is kind]


def _described(item: Item) -> Original:
    said = item.content
    return Original(item.place.number, str(said["name"]), FileType(said["type"]), int(said["size"]))
