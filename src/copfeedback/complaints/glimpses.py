"""The beginning of many cases at once: what was told and answered, without opening the rest.

Filing writes what was told first and the answers second. Whether a case is whole is seen when it
is opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from copfeedback.complaints.model import Danger, ItemKind, State
from copfeedback.complaints.store import CaseRow, case_row
from copfeedback.complaints.tables import complaint_case, complaint_item, keyring
from copfeedback.complaints.vault import (
    HolderKey,
    Purpose,
    Tampered,
    Unreadable,
    open_heading,
    open_item,
    open_key,
)

MOST_LOOKED_AT = 400
"""So many unanswered cases are looked at, the latest first, to see who is in danger."""
_ANSWERS = {2: ItemKind.ANSWERS}
_AT = {1: ItemKind.NARRATIVE, **_ANSWERS}


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The beginning of a case. ``readable`` is False where it is not what was filed."""

    row: CaseRow
    text: str = field(default="", repr=False)
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    readable: bool = False


def glimpses(
    connection: Connection,
    holder: str,
    key: HolderKey,
    case_ids: Sequence[str],
    at: Mapping[int, ItemKind] = _AT,
) -> Iterator[Glimpse]:
    """The beginnings of these cases in this order; those that are not sealed to the holder lack.

    ``at`` is what to open of each: its number, and what has to stand there.
    """
    ids = list(case_ids)
    case, item = complaint_case.c, complaint_item.c
    found = connection.execute(select(complaint_case).where(case.id.in_(ids)))
    rows = {row.id: case_row(row) for row in found}
    keys = connection.execute(
        select(keyring.c.case_id, keyring.c.sealed).where(
            keyring.c.case_id.in_(ids),
            keyring.c.holder == holder,
            keyring.c.purpose == Purpose.CONTENT,
        )
    )
    sealed = {row.case_id: row.sealed for row in keys}
    items: dict[str, dict[int, Any]] = {case_id: {} for case_id in ids}
    for each in connection.execute(
        select(complaint_item).where(item.case_id.in_(ids), item.number.in_(list(at)))
    ):
        items[each.case_id][each.number] = each
    for case_id in ids:
        if case_id in rows and case_id in sealed:
            try:
                content_key = open_key(sealed[case_id], case_id, Purpose.CONTENT, key)
            except Unreadable:
                continue
            yield _glimpse(rows[case_id], items[case_id], content_key, at)


def _glimpse(
    row: CaseRow, items: Mapping[int, Any], content_key: bytes, at: Mapping[int, ItemKind]
) -> Glimpse:
    contents: dict[ItemKind, Mapping[str, Any]] = {}
    try:
        for number, kind in at.items():
            stored = items[number]
            place = open_heading(row.id, stored.item_id, number, stored.heading, content_key)
            item = open_item(place, stored.sealed, content_key)
            if place.kind is not kind or item.author != row.verify:
                return Glimpse(row)
            contents[kind] = item.content
    except (KeyError, Unreadable, Tampered):
        return Glimpse(row)
    told = contents.get(ItemKind.NARRATIVE, {})
    answers = contents.get(ItemKind.ANSWERS, {})
    return Glimpse(row, str(told.get("text", "")), answers, readable=True)


def in_danger(connection: Connection, holder: str, key: HolderKey) -> tuple[list[str], bool]:
    """The unanswered cases of a holder whose complainants are in danger, and whether these are all.

    One whose beginning is not what was filed is among them: it has to be looked at as well.
    """
    case = complaint_case.c
    query = (
        select(case.id)
        .join(keyring, keyring.c.case_id == case.id)
        .where(
            case.state == State.RECEIVED,
            keyring.c.holder == holder,
            keyring.c.purpose == Purpose.CONTENT,
        )
        .order_by(case.filed_on.desc(), case.id)
        .limit(MOST_LOOKED_AT + 1)
    )
    ids = list(connection.execute(query).scalars())
    found = [
        each.row.id
        for each in glimpses(connection, holder, key, ids[:MOST_LOOKED_AT], _ANSWERS)
        if not each.readable or Danger.YES in each.answers.get("danger", ())
    ]
    return found, len(ids) <= MOST_LOOKED_AT
