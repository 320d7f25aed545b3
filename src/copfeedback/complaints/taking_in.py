"""Taking replies into a case: of the police, and of custodians who were asked for a name.

Whoever answers has no key of the case. Their letter waits, sealed under the key of the request,
until a caseworker opens the case; what they signed stays in the case with it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from copfeedback.complaints import request_store as store
from copfeedback.complaints.case_desk import Work
from copfeedback.complaints.casefile import OpenCase
from copfeedback.complaints.model import ItemKind
from copfeedback.complaints.request_seal import Letter, OpenLetter, open_letter
from copfeedback.complaints.request_store import RequestRow
from copfeedback.complaints.roster import Roster
from copfeedback.complaints.vault import Item, Tampered
from copfeedback.people.model import Role

_ANSWERS = {
    ItemKind.REQUEST: (Letter.FROM_POLICE, ItemKind.REPLY, Role.AGENCY_OFFICER),
    ItemKind.RELEASE: (Letter.FROM_CUSTODIAN, ItemKind.RELEASE, Role.CUSTODIAN),
}


def has_replies(connection: Connection, opened: OpenCase) -> bool:
    """Whether there is something to take in."""
    return bool(_waiting(connection, opened))


def take_in(work: Work, roster: Roster) -> None:
    """Write every reply that waits into the case.

    Raises:
        Tampered: one was not written by whoever was asked.
    """
    for asked, row in _waiting(work.connection, work.opened):
        letter, kind, role = _ANSWERS[asked.place.kind]
        key = bytes.fromhex(asked.content["key"])
        reply = open_letter(letter, work.case_id, row.id, row.reply or b"", key)
        author = roster.signed_by(reply.author)
        wanted = asked.content.get("to")
        if author is None or author.role is not role or wanted not in {None, author.staff_id}:
            raise Tampered("a reply is not of somebody who was asked")
        if kind is ItemKind.RELEASE:
            _require_that_identity(work.opened, reply.content)
        work.add(kind, _content(row, reply))


def _waiting(connection: Connection, opened: OpenCase) -> list[tuple[Item, RequestRow]]:
    asked, settled = {}, set()
    for item in opened.of_kind(ItemKind.REQUEST, ItemKind.RELEASE, ItemKind.REPLY):
        request_id = item.content["request"]
        if "key" in item.content:
            asked[request_id] = item
        else:
            settled.add(request_id)
    return [
        (asked[row.id], row)
        for row in store.of_case(connection, opened.row.id)
        if row.reply is not None and row.id in asked and row.id not in settled
    ]


def _content(row: RequestRow, reply: OpenLetter) -> dict[str, Any]:
    return {
        **reply.content,
        "request": row.id,
        "answered_on": row.answered_on.isoformat() if row.answered_on else "",
        "verify": reply.author.hex(),
        "signature": reply.signature.hex(),
    }


def _require_that_identity(opened: OpenCase, content: Any) -> None:
    """A caseworker cannot open the item, but the one after it holds its hash."""
    if not content.get("identity"):
        return
    after = {
        item.place.number - 1: item.previous for item in opened.items if isinstance(item, Item)
    }
    after.setdefault(len(opened.items), opened.row.head)
    if after.get(content["number"]) not in {None, bytes.fromhex(content["hash"])}:
        raise Tampered("what was released is not what the complainant wrote")
