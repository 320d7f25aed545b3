"""Where the words of something that a resident brought have come, and the copies of these."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from copfeedback.faults import Unknown
from copfeedback.forums import commitment_store, store
from copfeedback.forums.meeting_model import AgendaItem
from copfeedback.forums.tables import agenda_item, commitment


@dataclass(frozen=True, slots=True)
class Copies:
    """All there is of it.

    ``references`` are its own and those under which it was passed up, ``items`` the ids of all
    under which it stands or comes up again, ``commitments`` those that were made of it.
    """

    references: frozenset[str]
    items: frozenset[int] = frozenset()
    commitments: frozenset[int] = frozenset()


def copies_of(connection: Connection, reference: str) -> Copies:
    """What there is of something, in whichever forum."""
    found = Copies(frozenset({reference}))
    while (more := _with_next(connection, found)) != found:
        found = more
    return found


def _with_next(connection: Connection, found: Copies) -> Copies:
    """What there is, and what was made of that at once."""
    item = agenda_item.c
    is_copy = or_(
        item.proposal.in_(found.references),
        # As it is written in JSON; inside a text its quotes would be escaped.
        *(item.content.contains(f'"origin": "{each}"') for each in found.references),
        item.question.in_(found.items),
        item.commitment.in_(found.commitments),
    )
    items = found.items.union(connection.execute(select(item.id).where(is_copy)).scalars())
    is_made_of_it = or_(
        commitment.c.proposal.in_(found.references), commitment.c.item_id.in_(items)
    )
    made = connection.execute(select(commitment.c.id).where(is_made_of_it)).scalars()
    passed = (each for id_ in items for each in store.find_item(connection, id_).passed_to)
    return Copies(found.references.union(passed), items, found.commitments.union(made))


def origin_of(connection: Connection, item: AgendaItem) -> str | None:
    """The reference of what a resident brought, if an item goes back to that in any way."""
    if item.proposal or item.origin:
        return item.proposal or item.origin
    before = item.question
    if item.commitment is not None:
        promised = commitment_store.find_commitment(connection, item.commitment)
        if promised.proposal:
            return promised.proposal
        before = promised.item_id
    if not before:
        return None
    try:
        return origin_of(connection, store.find_item(connection, before))
    except Unknown:  # it was taken off its agenda
        return None
