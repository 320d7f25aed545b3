"""What a forum's chair does with one of its meetings, which is known by its own id."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Connection

from copfeedback.faults import Unknown
from copfeedback.forums.chairing import chairing, require_chair
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.model import Forum
from copfeedback.forums.store import find_meeting
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.storage.engine import reading


@contextmanager
def chairing_meeting(
    trail: Trail, actor: Actor, action: Action, meeting_id: int, today: date
) -> Iterator[tuple[Connection, Forum, Meeting]]:
    """One transaction of the chair of a meeting's forum, in which the meeting is locked.

    Raises:
        NotPermitted: the actor does not chair the meeting's forum.
        PoliceMayNotChair: they are from the police, outside a transition.
        Unknown: there is no such meeting.
        StorageUnavailable: the database cannot be written now; nothing was done.
    """
    code = _forum_of(trail, actor, meeting_id)
    about = f"meeting {meeting_id}"
    with chairing(trail, actor, action, code, today, about) as (connection, forum):
        yield connection, forum, find_meeting(connection, meeting_id, lock=True)


def require_meeting_chair(
    trail: Trail, actor: Actor, action: Action, meeting_id: int, today: date
) -> None:
    """Let the chair of a meeting's forum pass, or refuse and note that. Raises as above."""
    require_chair(trail, actor, action, _forum_of(trail, actor, meeting_id), today)


def _forum_of(trail: Trail, who: Actor, meeting_id: int) -> str:
    try:
        with reading(trail.engine) as connection:
            return find_meeting(connection, meeting_id).forum
    except Unknown:
        if not who.may_somewhere(Permission.MANAGE_FORUM):
            raise NotPermitted(Permission.MANAGE_FORUM) from None
        raise
