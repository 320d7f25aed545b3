"""Changing an agenda: only while it is not final, and one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from copfeedback.faults import Unknown
from copfeedback.forums.agenda_gate import Gate, takes_no_more
from copfeedback.forums.meeting_chairing import chairing_meeting
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.model import Forum
from copfeedback.forums.store import change_meeting, find_item, find_meeting
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.storage.engine import reading


class AgendaFinal(Exception):  # noqa: N818 - named for what happened
    """The agenda is final: it has to be opened again before anything on it is changed."""


class HasMinutes(Exception):  # noqa: N818 - named for what happened
    """There are minutes of it already, which would say something of what is not there."""


def take_open_agenda(
    connection: Connection, meeting_id: int, code: str, now: datetime, today: date
) -> Meeting:
    """A meeting of a forum, for whose agenda others have to wait until the transaction ends.

    An agenda that was final, and has something left over since, is a draft again.

    Raises:
        AgendaFinal: nothing on it may be changed.
        Unknown: the forum has no such meeting.
    """
    meeting = find_meeting(connection, meeting_id, lock=True)
    if meeting.forum != code:
        raise Unknown
    if meeting.final_on is None:
        return meeting
    is_over = takes_no_more(meeting, now, today)
    if is_over or not Gate.read(connection, meeting, now, today).left_over():
        raise AgendaFinal
    return change_meeting(connection, replace(meeting, final_on=None))


class AgendaWriting:
    """What all parts of the service share."""

    def __init__(self, trail: Trail, today: Callable[[], date]) -> None:
        self._trail = trail
        self._today = today

    @contextmanager
    def _chairing(
        self, who: Actor, action: Action, meeting_id: int
    ) -> Iterator[tuple[Connection, Forum, Meeting]]:
        """One transaction of the chair about a meeting; others have to wait for its end."""
        with chairing_meeting(self._trail, who, action, meeting_id, self._today()) as chaired:
            yield chaired

    @contextmanager
    def _changing(self, who: Actor, meeting_id: int) -> Iterator[tuple[Connection, Meeting]]:
        """One transaction of the chair in which an agenda is changed."""
        with self._chairing(who, Action.SET_AGENDA, meeting_id) as (connection, forum, _):
            yield connection, self._take_open(connection, meeting_id, forum.code)

    def _take_open(self, connection: Connection, meeting_id: int, code: str) -> Meeting:
        return take_open_agenda(connection, meeting_id, code, self._trail.now(), self._today())

    def _meeting_of(self, who: Actor, item_id: int) -> int:
        """The meeting of an item.

        Raises:
            NotPermitted: there is no such item, and the actor does not chair any forum.
            Unknown: there is no such item.
        """
        with reading(self._trail.engine) as connection, hiding_unknown(who):
            return find_item(connection, item_id).meeting_id


@contextmanager
def hiding_unknown(who: Actor) -> Iterator[None]:
    """Tell whoever chairs no forum not even that something is not there."""
    try:
        yield
    except Unknown:
        if not who.may_somewhere(Permission.MANAGE_FORUM):
            raise NotPermitted(Permission.MANAGE_FORUM) from None
        raise
