"""Opening a case with somebody's key, adding to it, and changing who can open it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import Any

from sqlalchemy import Connection

from copfeedback.complaints import store
from copfeedback.complaints.model import (
    ENDED_STATES,
    UNDER_IDENTITY_KEY,
    Clocks,
    Danger,
    ItemKind,
    Side,
    State,
    UnknownCase,
    require_transition,
)
from copfeedback.complaints.store import CaseRow, StoredItem
from copfeedback.complaints.vault import (
    HolderKey,
    Item,
    Place,
    Purpose,
    Tampered,
    Unreadable,
    check_chain,
    chunk_seal,
    new_key,
    open_heading,
    open_item,
    open_key,
    purpose_of,
    seal_heading,
    seal_key,
    write_item,
)

COMPLAINANT, ORGANISATION, REVIEWER = "complainant", "organisation", "reviewer"
"""Holders besides staff, as the keyring names them."""
PRIVATE = "private"
"""In place of a purpose: the complainant's own seed, under what their code is stretched to."""
_ITEM_ID_BYTES = 8


def staff_holder(staff_id: int) -> str:
    """A member of staff, as the keyring names them."""
    return f"staff:{staff_id}"


class ChangedMeanwhile(Exception):  # noqa: N818 - named for what happened
    """Somebody else added to the case since it was opened; nothing was written."""


@dataclass(frozen=True)
class OpenCase:
    """A case as one reader has it before them.

    ``items`` holds a bare place where the reader has no key for what stands there. ``dated`` is
    the day of each item by its number.
    """

    row: CaseRow
    items: tuple[Item | Place, ...] = field(repr=False)
    dated: Mapping[int, date]
    content_key: bytes = field(repr=False)
    identity_key: bytes | None = field(repr=False)

    def of_kind(self, *kinds: ItemKind) -> list[Item]:
        """The items of these kinds that the reader can open, in their order."""
        return [each for each in self.items if isinstance(each, Item) and each.place.kind in kinds]

    @property
    def answers(self) -> Mapping[str, Any]:
        """What was answered when the case was filed, by field."""
        return next((each.content for each in self.of_kind(ItemKind.ANSWERS)), {})

    @property
    def in_danger(self) -> bool:
        """Whether the complainant said that they are in danger now."""
        return Danger.YES in self.answers.get("danger", ())

    def key_for(self, kind: ItemKind) -> bytes:
        """The key an item of this kind is sealed under.

        Raises:
            Unreadable: this reader does not have it.
        """
        key = self.content_key if purpose_of(kind) is Purpose.CONTENT else self.identity_key
        if key is None:
            raise Unreadable
        return key


def open_case(
    connection: Connection, case_id: str, holder: str, key: HolderKey, *, lock: bool = False
) -> OpenCase:
    """Open a case as somebody who holds its key.

    Raises:
        UnknownCase: there is none of this id, or it is not sealed to this holder.
        Tampered: it is not what its authors wrote.
    """
    row = store.find_case(connection, case_id, lock=lock)
    content_key = _own_key(connection, case_id, holder, Purpose.CONTENT, key)
    if row is None or content_key is None:
        raise UnknownCase
    identity_key = _own_key(connection, case_id, holder, Purpose.IDENTITY, key)
    items: list[Item | Place] = []
    dated = {}
    try:
        for stored in store.items_of(connection, case_id):
            place = open_heading(
                case_id, stored.item_id, stored.number, stored.heading, content_key
            )
            within = content_key if purpose_of(place.kind) is Purpose.CONTENT else identity_key
            items.append(place if within is None else open_item(place, stored.sealed, within))
            dated[stored.number] = stored.on
    except Unreadable:
        raise Tampered("an item was changed or moved") from None
    if len(items) != row.item_count:
        raise Tampered("an item is missing")
    check_chain(items, row.head)
    states = [
        each for each in items if isinstance(each, Item) and each.place.kind is ItemKind.STATE
    ]
    if row.state != (states[-1].content["to"] if states else State.RECEIVED):
        raise Tampered("the case is not in the state that was written last")
    return OpenCase(row, tuple(items), dated, content_key, identity_key)


def open_identity(connection: Connection, case_id: str, holder: str, key: HolderKey) -> list[Item]:
    """What stands in a case under its identity key, for somebody who has no other key of it.

    They cannot read what an item is, so every place it could have is tried.

    Raises:
        UnknownCase: there is none of this id, or its identity key is not sealed to this holder.
    """
    identity_key = _own_key(connection, case_id, holder, Purpose.IDENTITY, key)
    if identity_key is None:
        raise UnknownCase
    found = []
    for stored in store.items_of(connection, case_id):
        for kind, side in product(sorted(UNDER_IDENTITY_KEY), Side):
            place = Place(case_id, stored.item_id, kind, stored.number, side)
            with suppress(Unreadable):
                found.append(open_item(place, stored.sealed, identity_key))
    return found


def _own_key(
    connection: Connection, case_id: str, holder: str, purpose: Purpose, key: HolderKey
) -> bytes | None:
    sealed = store.sealed_key(connection, case_id, holder, purpose)
    if sealed is None:
        return None
    try:
        return open_key(sealed, case_id, purpose, key)
    except Unreadable:
        return None


def add_item(
    connection: Connection,
    opened: OpenCase,
    kind: ItemKind,
    side: Side,
    content: Mapping[str, Any],
    author: HolderKey,
    on: date,
) -> OpenCase:
    """Write something into a case; the case as it is then.

    Raises:
        ChangedMeanwhile: somebody else added to it since it was opened.
        Unreadable: the author does not have the key that such an item is sealed under.
    """
    row = opened.row
    place = Place(row.id, secrets.token_hex(_ITEM_ID_BYTES), kind, row.item_count + 1, side)
    item = write_item(place, content, row.head, author)
    sealed = item.sealed(opened.key_for(kind))
    if not store.move_head(connection, row, item.hash):
        raise ChangedMeanwhile
    heading = seal_heading(place, opened.content_key)
    store.add_item(connection, row.id, StoredItem(place.number, place.item_id, on, heading, sealed))
    return replace(
        opened,
        row=replace(row, item_count=place.number, head=item.hash),
        items=(*opened.items, item),
        dated={**opened.dated, place.number: on},
    )


def change_row(connection: Connection, opened: OpenCase, **changes: Any) -> OpenCase:
    """Write columns of a case, such as the day its complainant was told something."""
    store.change_case(connection, opened.row.id, changes)
    return replace(opened, row=replace(opened.row, **changes))


def set_due(connection: Connection, opened: OpenCase, clocks: Clocks) -> OpenCase:
    """Work out anew by when something is due.

    The column does not know of danger: a stolen copy would show who is in it. See ``due_on``.
    """
    return change_row(connection, opened, due_on=_due_on(opened.row, clocks, in_danger=False))


def due_on(opened: OpenCase, clocks: Clocks) -> date | None:
    """By when the next thing is due; sooner for somebody who said that they are in danger."""
    return _due_on(opened.row, clocks, in_danger=opened.in_danger)


def _due_on(row: CaseRow, clocks: Clocks, *, in_danger: bool) -> date | None:
    return clocks.due_on(
        row.state,
        filed_on=row.filed_on,
        updated_on=row.updated_on,
        decided_on=row.decided_on,
        told_on=row.told_on,
        in_danger=in_danger,
    )


def move(
    connection: Connection,
    opened: OpenCase,
    wanted: State,
    side: Side,
    author: HolderKey,
    on: date,
    clocks: Clocks,
    *,
    reason: str = "",
) -> OpenCase:
    """Let a case pass into another state, with an item that says so.

    Raises:
        NotAllowedNow: the state does not follow, or not by this side's word.
        ChangedMeanwhile: somebody else added to the case since it was opened.
    """
    require_transition(opened.row.state, wanted, side)
    content = {"from": opened.row.state, "to": wanted, "reason": reason}
    moved = add_item(connection, opened, ItemKind.STATE, side, content, author, on)
    changes: dict[str, Any] = {"state": wanted}
    if wanted is State.DECIDED:
        changes |= {"decided_on": on, "told_on": None}
    if wanted in ENDED_STATES:
        changes["ended_on"] = on
    return set_due(connection, change_row(connection, moved, **changes), clocks)


def seal_to(
    connection: Connection, case_id: str, holder: str, purpose: Purpose, key: bytes, box: bytes
) -> None:
    """Let somebody open a case from now on. ``box`` comes from a verified roster."""
    store.keep_key(connection, case_id, holder, purpose, seal_key(key, case_id, purpose, box))


def rotate(connection: Connection, opened: OpenCase, remaining: Mapping[str, bytes]) -> OpenCase:
    """A new content key for a case, sealed to those who remain; everything is sealed anew.

    What is under the identity key stays as it is. Whoever kept the old key can open nothing that
    is stored from now on.

    Args:
        connection: a write transaction.
        opened: the case, opened with ``lock``.
        remaining: holders and their ``box``, the complainant and the organisation among them.
    """
    case_id, fresh = opened.row.id, new_key()
    stored = {each.number: each for each in store.items_of(connection, case_id)}
    for each in opened.items:
        place = each.place if isinstance(each, Item) else each
        kept = stored[place.number]
        sealed = kept.sealed
        if isinstance(each, Item) and purpose_of(place.kind) is Purpose.CONTENT:
            sealed = each.sealed(fresh)
        heading = seal_heading(place, fresh)
        store.reseal_item(connection, case_id, replace(kept, heading=heading, sealed=sealed))
    for file_id in _files(opened):
        for number, sealed in store.chunks_of(connection, file_id):
            plain = chunk_seal(opened.content_key, case_id, file_id, number).open(sealed)
            resealed = chunk_seal(fresh, case_id, file_id, number).close(plain)
            store.reseal_chunk(connection, file_id, number, resealed)
    before = store.holders_of(connection, case_id, Purpose.CONTENT)
    store.remove_keys(connection, case_id, before, Purpose.CONTENT)
    for holder, box in remaining.items():
        seal_to(connection, case_id, holder, Purpose.CONTENT, fresh, box)
    return replace(opened, content_key=fresh)


def _files(opened: OpenCase) -> Iterator[str]:
    for item in opened.of_kind(ItemKind.ATTACHMENT):
        yield str(item.content["file"])
