"""A case of nothing but its row and its complainant's keys, to add things to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from copfeedback.complaints import store
from copfeedback.complaints.casefile import COMPLAINANT, OpenCase, seal_to, set_due, staff_holder
from copfeedback.complaints.model import Clocks, State
from copfeedback.complaints.vault import BEGINNING, HolderKey, Purpose, new_key, new_seed

DAY = date(2027, 5, 3)


def a_case(
    connection: Connection, case_id: str = "case000001", lookup: str = "1234567"
) -> tuple[OpenCase, HolderKey]:
    """A case that was filed, as its complainant has it open, and their keys."""
    author = HolderKey(new_seed())
    row = store.CaseRow(
        id=case_id,
        lookup=lookup,
        state=State.RECEIVED,
        filed_on=DAY,
        updated_on=DAY,
        decided_on=None,
        told_on=None,
        due_on=None,
        ended_on=None,
        erase_on=None,
        hold=False,
        waiting=True,
        item_count=0,
        head=BEGINNING,
        noted_head=BEGINNING,
        box=author.public.box,
        verify=author.public.verify,
        salt=bytes(16),
        roster=1,
    )
    store.add_case(connection, row)
    opened = OpenCase(row, (), {}, new_key(), new_key())
    for purpose, key in (
        (Purpose.CONTENT, opened.content_key),
        (Purpose.IDENTITY, opened.identity_key),
    ):
        assert key is not None
        seal_to(connection, case_id, COMPLAINANT, purpose, key, author.public.box)
    return set_due(connection, opened, Clocks()), author


def let_in(connection: Connection, opened: OpenCase, staff_id: int) -> HolderKey:
    """A caseworker who can open the case, but not what is under its identity key."""
    key = HolderKey(new_seed())
    seal_to(
        connection,
        opened.row.id,
        staff_holder(staff_id),
        Purpose.CONTENT,
        opened.content_key,
        key.public.box,
    )
    return key
