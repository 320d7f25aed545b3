"""Queries of what residents brought to forums."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, and_, insert, or_, select, update

from copfeedback.faults import ChangedMeanwhile, Unknown
from copfeedback.forums import store
from copfeedback.forums.meeting_model import Proposal, ProposalState
from copfeedback.forums.model import Topic
from copfeedback.forums.tables import forum_proposal
from copfeedback.stored import texts_from_json, texts_to_json

_COLUMNS = [each.name for each in forum_proposal.columns]
_table = forum_proposal.c
ANSWERED = frozenset({ProposalState.ANSWERED, ProposalState.DECLINED})


def find_proposal(connection: Connection, reference: str, *, lock: bool = False) -> Proposal:
    """What was brought under a reference; with ``lock`` nobody else decides meanwhile.

    Raises:
        Unknown: nothing was.
    """
    found = select(forum_proposal).where(_table.reference == reference)
    row = connection.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        raise Unknown
    return _proposal(row)


def hold(connection: Connection, reference: str) -> None:
    """Let nobody erase what was brought before the transaction ends: its words are copied.

    Raises:
        ChangedMeanwhile: it is erased already.
    """
    if find_proposal(connection, reference, lock=True).state is ProposalState.COMPLAINT:
        raise ChangedMeanwhile


def add_proposal(connection: Connection, added: Proposal) -> None:
    """Keep what was brought."""
    connection.execute(insert(forum_proposal), _values(added))


def change_proposal(connection: Connection, changed: Proposal) -> None:
    """Keep what became of it."""
    kept = update(forum_proposal).where(_table.reference == changed.reference)
    connection.execute(kept.values(_values(changed)))


def waiting(connection: Connection, code: str) -> list[Proposal]:
    """What a forum has to decide on, the oldest first; also what was moved to it."""
    own = and_(_table.forum == code, _table.moved_to.is_(None))
    here = or_(own, _table.moved_to == code)
    undecided = _table.state.in_([ProposalState.WAITING, ProposalState.MOVED])
    return _all(connection, select(forum_proposal).where(here, undecided))


def decided(connection: Connection, code: str) -> list[Proposal]:
    """What a forum has decided on, the latest first, without what was a complaint."""
    hidden = [ProposalState.WAITING, ProposalState.COMPLAINT]
    here = or_(_table.forum == code, _table.moved_to == code)
    found = select(forum_proposal).where(here, _table.state.not_in(hidden))
    return _all(connection, found)[::-1]


def questions(connection: Connection, code: str) -> dict[str, bool]:
    """The questions among what was brought, and whether each needs no answer at a meeting.

    None is needed once it was answered in writing, declined, or moved to another forum.
    """
    here = or_(_table.forum == code, _table.moved_to == code)
    found = select(_table.reference, _table.state, _table.moved_to).where(
        here, _table.is_question, _table.state != ProposalState.COMPLAINT
    )
    return {
        row.reference: row.state in ANSWERED or row.moved_to not in (None, code)
        for row in connection.execute(found)
    }


def is_protected(connection: Connection, brought: Proposal) -> bool:
    """Whether one of the forums it came to is protected: its words are then never shown."""
    codes = [each for each in (brought.forum, brought.moved_to) if each is not None]
    return any(store.find_forum(connection, each).protected is not None for each in codes)


def _all(connection: Connection, found: Select[Any]) -> list[Proposal]:
    ordered = found.order_by(_table.received_on, _table.reference)
    return [_proposal(row) for row in connection.execute(ordered)]


def _values(proposal: Proposal) -> dict[str, Any]:
    values = {name: getattr(proposal, name) for name in _COLUMNS}
    return values | {"answer": texts_to_json(proposal.answer)}


def _proposal(row: Row[Any]) -> Proposal:
    values = {name: getattr(row, name) for name in _COLUMNS}
    values["topic"] = None if row.topic is None else Topic(row.topic)
    values["state"] = ProposalState(row.state)
    values["answer"] = texts_from_json(row.answer)
    return Proposal(**values)
