"""What a protected forum holds back for a while, and what it would be told by elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from copfeedback.forums import problem_store
from copfeedback.forums.commitment_store import Wanted, commitments
from copfeedback.forums.meeting_model import AgendaItem
from copfeedback.forums.store import forums


def promises_public_on(connection: Connection) -> dict[int, date]:
    """From which day on everybody may see what was promised to protected forums, by its id.

    What is not in it was public at once.
    """
    return {
        each.id: each.proposed_on + delay
        for code, delay in _delays(connection).items()
        for each in commitments(connection, Wanted(forum=code))
    }


def held_promises(connection: Connection, today: date) -> set[int]:
    """The ids of commitments that are held back still."""
    return {each for each, day in promises_public_on(connection).items() if today < day}


def items_shown(
    connection: Connection, items: Iterable[AgendaItem], today: date
) -> list[AgendaItem]:
    """Items as everybody may see them, on whichever forum's agenda they stand.

    There is none about a promise that is held back, and none names such a problem.
    """
    held, problems = held_promises(connection, today), _held_problems(connection, today)
    return [
        replace(each, problem=None) if each.problem in problems else each
        for each in items
        if each.commitment not in held
    ]


def _held_problems(connection: Connection, today: date) -> set[int]:
    return {
        each.id
        for code, delay in _delays(connection).items()
        for each in problem_store.problems(connection, code)
        if today < each.opened_on + delay
    }


def _delays(connection: Connection) -> dict[str, timedelta]:
    return {
        each.code: timedelta(days=each.delay_days) for each in forums(connection) if each.delay_days
    }
