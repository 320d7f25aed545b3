"""Noticing that an older state of a case was put back: the audit trail knows a later end of it.

Within a case nothing can tell: an older whole is whole. Whoever changes the trail as well is found
by its own chain, and by the heads of it that were noted elsewhere.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from copfeedback.complaints.casefile import OpenCase
from copfeedback.complaints.heads import about_case
from copfeedback.complaints.vault import Item, Tampered
from copfeedback.people.audit import Outcome
from copfeedback.people.tables import audit_entry

_LOOKED_AT = 50
"""Entries of a case, the latest first, of which one has to name what it ended with."""


def require_noted_end(connection: Connection, opened: OpenCase) -> None:
    """Check that a case still holds what it ended with when the audit trail last noted it.

    Raises:
        Tampered: it does not: what came last was taken away.
    """
    case_id = opened.row.id
    entry = audit_entry.c
    abouts = connection.execute(
        select(entry.subject)
        .where(entry.subject.like(f"case {case_id} %"), entry.outcome == Outcome.DONE)
        .order_by(entry.number.desc())
        .limit(_LOOKED_AT)
    ).scalars()
    ends = {opened.row.head}
    for item in opened.items:
        if isinstance(item, Item):
            ends |= {item.hash, item.previous}
    known = {about_case(case_id, end) for end in ends}
    words = len(about_case(case_id, opened.row.head).split())
    for about in abouts:
        if len(about.split()) == words:
            if about not in known:
                raise Tampered("the case ends earlier than the audit trail has noted")
            return
