"""The items of an agenda, as its chair writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from copfeedback.faults import (
    NAME_MAXIMUM,
    ChangedMeanwhile,
    Fault,
    Faulty,
    Problem,
    clean,
    clean_texts,
)
from copfeedback.forums import agenda_store, commitment_store, proposal_store, store
from copfeedback.forums.agenda_writing import AgendaWriting, HasMinutes
from copfeedback.forums.meeting_model import AgendaItem, Finding, ItemKind, ProposalState
from copfeedback.forums.model import Topic
from copfeedback.people.model import Actor

MINUTES_MAXIMUM = 600
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class ItemFields:
    """What a form says of an item; ``minutes`` as it was typed, in digits of any script."""

    kind: ItemKind
    title: Mapping[str, str]
    text: Mapping[str, str] = field(default_factory=dict)
    minutes: str = ""
    presenter: str = ""
    topic: Topic | None = None
    finding: Finding | None = None
    problem: int | None = None


class AgendaItems(AgendaWriting):
    """Putting items on an agenda, changing and ordering them, and taking them off."""

    def add_item(self, actor: Actor, meeting_id: int, fields: ItemFields) -> AgendaItem:
        """Put an item at the end of an agenda.

        Raises:
            Faulty: something in it must be mended.
            AgendaFinal: the agenda is final.
            NotPermitted, Unknown, StorageUnavailable: as for ``chairing``.
        """
        with self._changing(actor, meeting_id) as (connection, _):
            checked = _checked(connection, fields)
            return store.add_item(connection, AgendaItem(0, meeting_id, 0, **checked))

    def change_item(
        self, actor: Actor, item_id: int, fields: ItemFields, *, after: int
    ) -> AgendaItem:
        """Write an item anew that was read as version ``after``; what it brings up again stays.

        Raises:
            ChangedMeanwhile: somebody else has changed it, or taken it off.
            Faulty, AgendaFinal, NotPermitted, Unknown, StorageUnavailable: as for ``add_item``.
        """
        with self._changing(actor, self._meeting_of(actor, item_id)) as (connection, _):
            before = store.find_item(connection, item_id, lock=True)
            changed = replace(before, **_checked(connection, fields), version=after)
            return store.change_item(connection, changed)

    def remove_item(self, actor: Actor, item_id: int) -> None:
        """Take an item off, with its papers. What a resident brought waits again.

        Raises:
            HasMinutes: somebody has written minutes of it.
            AgendaFinal, NotPermitted, Unknown, StorageUnavailable: as for ``add_item``.
        """
        with self._changing(actor, self._meeting_of(actor, item_id)) as (connection, _):
            removed = store.find_item(connection, item_id, lock=True)
            if agenda_store.has_draft(connection, item_id):
                raise HasMinutes
            store.remove_item(connection, item_id)
            if removed.proposal is not None:
                _let_wait(connection, removed.proposal)

    def order(self, actor: Actor, meeting_id: int, ids: Sequence[int]) -> None:
        """Put the items of an agenda in this order.

        Raises:
            ChangedMeanwhile: these are not the items that are on it.
            AgendaFinal, NotPermitted, Unknown, StorageUnavailable: as for ``add_item``.
        """
        with self._changing(actor, meeting_id) as (connection, _):
            there = {each.id for each in store.items(connection, [meeting_id])}
            if len(ids) != len(there) or set(ids) != there:
                raise ChangedMeanwhile
            store.place_items(connection, ids)


def _let_wait(connection: Connection, reference: str) -> None:
    brought = proposal_store.find_proposal(connection, reference, lock=True)
    if brought.state is ProposalState.ON_AGENDA:
        undecided = replace(
            brought, state=ProposalState.WAITING, meeting_id=None, decided_on=None, answer=None
        )
        proposal_store.change_proposal(connection, undecided)


def _checked(connection: Connection, fields: ItemFields) -> dict[str, Any]:
    """What a form says of an item, as it is kept.

    Raises:
        Faulty: something must be mended.
    """
    problems: list[Problem] = []
    title = clean_texts(fields.title, "title", problems, most=NAME_MAXIMUM, needed=True)
    text = clean_texts(fields.text, "text", problems)
    minutes = _read_minutes(fields.minutes, problems)
    presenter = clean(fields.presenter)
    if len(presenter) > NAME_MAXIMUM:
        problems.append(Problem("presenter", Fault.TOO_LONG, NAME_MAXIMUM))
    if fields.problem is not None and not commitment_store.is_problem(connection, fields.problem):
        problems.append(Problem("problem", Fault.UNKNOWN))
    if problems:
        raise Faulty(problems)
    return {
        "kind": fields.kind,
        "title": title,
        "text": text,
        "minutes": minutes,
        "presenter": presenter,
        "topic": fields.topic,
        "finding": fields.finding,
        "problem": fields.problem,
    }


def _read_minutes(typed: str, problems: list[Problem]) -> int | None:
    digits = typed.strip()
    if not digits:
        return None
    if digits.isdecimal() and len(digits) <= _MOST_DIGITS and int(digits) <= MINUTES_MAXIMUM:
        return int(digits)
    problems.append(Problem("minutes", Fault.NUMBER, MINUTES_MAXIMUM))
    return None
