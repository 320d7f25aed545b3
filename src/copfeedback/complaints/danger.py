"""Who said that they are in danger and has not been answered: looked up without opening all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from copfeedback.complaints.model import Danger, ItemKind, State
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
"""So many unanswered cases are looked at, the latest first."""
_ANSWERS_NUMBER = 2
"""Where filing puts the answers: after what was told."""


def in_danger(connection: Connection, holder: str, key: HolderKey) -> tuple[list[str], bool]:
    """The unanswered cases of a holder whose complainants are in danger, and whether these are all.

    One whose answers were changed, or are not where they belong, is among them: it has to be
    looked at as well.
    """
    case, item = complaint_case.c, complaint_item.c
    query = (
        select(
            case.id,
            case.verify,
            keyring.c.sealed.label("own"),
            item.item_id,
            item.heading,
            item.sealed,
        )
        .join(keyring, keyring.c.case_id == case.id)
        .outerjoin(complaint_item, (item.case_id == case.id) & (item.number == _ANSWERS_NUMBER))
        .where(
            case.state == State.RECEIVED,
            keyring.c.holder == holder,
            keyring.c.purpose == Purpose.CONTENT,
        )
        .order_by(case.filed_on.desc(), case.id)
        .limit(MOST_LOOKED_AT + 1)
    )
    rows = list(connection.execute(query))
    found = [row.id for row in rows[:MOST_LOOKED_AT] if _is_urgent(row, key)]
    return found, len(rows) <= MOST_LOOKED_AT


def _is_urgent(row: Any, key: HolderKey) -> bool:
    try:
        content_key = open_key(row.own, row.id, Purpose.CONTENT, key)
    except Unreadable:
        return False
    try:
        if row.sealed is None:
            return True
        place = open_heading(row.id, row.item_id, _ANSWERS_NUMBER, row.heading, content_key)
        answers = open_item(place, row.sealed, content_key)
    except (Unreadable, Tampered):
        return True
    is_own = place.kind is ItemKind.ANSWERS and answers.author == row.verify
    return not is_own or Danger.YES in answers.content.get("danger", ())
