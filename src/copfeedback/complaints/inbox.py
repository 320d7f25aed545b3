"""The inbox of a caseworker: the cases they hold, by what is due first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, exists, select, true

from copfeedback.complaints.case_desk import CaseDesk
from copfeedback.complaints.case_view import answers_in, is_overdue
from copfeedback.complaints.glimpses import Glimpse, glimpses, in_danger
from copfeedback.complaints.model import (
    ENDED_STATES,
    OPEN_STATES,
    Category,
    Clocks,
    Danger,
    Kind,
    State,
)
from copfeedback.complaints.roster import RosterHolder
from copfeedback.complaints.tables import complaint_case, keyring
from copfeedback.complaints.vault import HolderKey, Purpose
from copfeedback.people.access import require
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import reading

PAGE_SIZE = 25
BEGINNING_CHARACTERS = 120


class Wanted(StrEnum):
    """Which cases to show."""

    OPEN = "open"
    OVERDUE = "overdue"
    WAITING = "waiting"
    """Those whose complainant wrote last."""
    DANGER = "danger"
    """Those whose complainant is in danger, and has not been answered."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A case in the list. ``readable`` is False where its beginning is not what was filed."""

    case_id: str
    state: State
    filed_on: date
    due_on: date | None
    overdue: bool
    waiting: bool
    hold: bool
    kind: Kind = Kind.COMPLAINT
    language: str = ""
    categories: tuple[Category, ...] = ()
    danger: Danger | None = None
    beginning: str = field(default="", repr=False)
    readable: bool = False


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of the list, counted from 1.

    ``looked_at_all`` is False where there were so many unanswered cases that it was not looked
    at all of them who is in danger.
    """

    rows: tuple[InboxRow, ...]
    page: int
    has_more: bool
    looked_at_all: bool = True


class Inbox:
    """The list of cases, of which only those on the page are opened."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk = desk

    def page(
        self,
        actor: Actor,
        key: HolderKey | None,
        wanted: Wanted = Wanted.OPEN,
        page: int = 1,
    ) -> InboxPage:
        """One page of the cases the actor holds a key of, those first that are due first.

        Whoever said that they are in danger and has not been answered stands before all others.
        The database does not know of it, so that a stolen copy does not: the answers of cases
        that nobody has acknowledged are opened to see.

        Raises:
            NotPermitted: the actor handles no complaints.
            KeyLocked: there is no key in their session.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.HANDLE_COMPLAINTS, Subject(organisation=actor.organisation))
        member, own = self._desk.member(actor, key)
        today, page = self._desk.today(), max(1, page)
        with reading(self._desk.trail.engine) as connection:
            on_top = page == 1 and wanted in {Wanted.OPEN, Wanted.OVERDUE}
            urgent, looked_at_all = list[str](), True
            if on_top or wanted is Wanted.DANGER:
                urgent, looked_at_all = in_danger(connection, member.holder, own)
            if wanted is Wanted.DANGER:
                begin = (page - 1) * PAGE_SIZE
                ids = urgent[begin : begin + PAGE_SIZE + 1]
            else:
                ids = _ids(connection, member.holder, wanted, today, page)
            first = urgent[:PAGE_SIZE] if on_top else []
            rest = [each for each in ids[:PAGE_SIZE] if each not in set(first)]
            before = self._rows(connection, first, member, own, today)
            if wanted is Wanted.OVERDUE:
                before = [row for row in before if row.overdue]
            rows = sorted(before, key=lambda row: row.due_on or today)
            rows += self._rows(connection, rest, member, own, today)
        return InboxPage(tuple(rows), page, len(ids) > PAGE_SIZE, looked_at_all)

    def _rows(
        self,
        connection: Connection,
        ids: Sequence[str],
        member: RosterHolder,
        key: HolderKey,
        today: date,
    ) -> list[InboxRow]:
        found = glimpses(connection, member.holder, key, ids)
        return [_row(each, self._desk.clocks, today) for each in found]


def _ids(connection: Connection, holder: str, wanted: Wanted, today: date, page: int) -> list[str]:
    """The cases of a page and one more, if there are more."""
    case = complaint_case.c
    is_told = and_(case.state == State.DECIDED, case.told_on.is_not(None))
    conditions: dict[Wanted, ColumnElement[bool]] = {
        Wanted.OPEN: case.due_on.is_not(None),
        Wanted.OVERDUE: and_(case.due_on < today, ~is_told),
        Wanted.WAITING: and_(case.waiting == true(), case.state.in_([*OPEN_STATES, State.DECIDED])),
        Wanted.ENDED: case.state.in_(list(ENDED_STATES)),
    }
    order = [case.due_on, case.id]
    if wanted is Wanted.ENDED:
        order = [case.id]
    query = (
        select(case.id)
        .where(conditions[wanted], _is_held_by(holder))
        .order_by(*order)
        .limit(PAGE_SIZE + 1)
        .offset((page - 1) * PAGE_SIZE)
    )
    return list(connection.execute(query).scalars())


def _is_held_by(holder: str) -> ColumnElement[bool]:
    return exists().where(
        keyring.c.case_id == complaint_case.c.id,
        keyring.c.holder == holder,
        keyring.c.purpose == Purpose.CONTENT,
    )


def _row(seen: Glimpse, clocks: Clocks, today: date) -> InboxRow:
    row, answers = seen.row, answers_in(seen.answers)
    danger = next(map(Danger, answers.get("danger", ())), None)
    due = clocks.due_on(
        row.state,
        filed_on=row.filed_on,
        updated_on=row.updated_on,
        decided_on=row.decided_on,
        told_on=row.told_on,
        in_danger=danger is Danger.YES,
    )
    beginning = " ".join(seen.text.split())
    if len(beginning) > BEGINNING_CHARACTERS:
        beginning = beginning[: BEGINNING_CHARACTERS - 1] + "…"
    return InboxRow(
        row.id,
        row.state,
        row.filed_on,
        due,
        is_overdue(row.state, due, row.told_on, today),
        row.waiting,
        row.hold,
        next(map(Kind, answers.get("kind", ())), Kind.COMPLAINT),
        next(iter(answers.get("language", ())), ""),
        tuple(map(Category, answers.get("categories", ()))),
        danger,
        beginning,
        seen.readable,
    )
