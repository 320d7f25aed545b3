"""Who may do what in a forum: its chair, who is not from the police but in a transition."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Connection

from copfeedback.forums.model import Forum
from copfeedback.forums.store import find_forum
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action, Trail
from copfeedback.people.employers import works_for_police
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import reading


class PoliceMayNotChair(NotPermitted):
    """The account is one of the police, and no transition lets police chair this forum now."""

    def __init__(self) -> None:
        super().__init__(Permission.MANAGE_FORUM)


@contextmanager
def chairing(
    trail: Trail, actor: Actor, action: Action, code: str, today: date, about: str = ""
) -> Iterator[tuple[Connection, Forum]]:
    """One transaction of a forum's chair, with its entry in the audit trail.

    Raises:
        NotPermitted: the actor does not chair this forum.
        PoliceMayNotChair: they are from the police, outside a transition.
        Unknown: there is no such forum.
        StorageUnavailable: the database cannot be written now; nothing was done.
    """
    subject = Subject(forum=code)
    about = about or f"forum {code}"
    with trail.doing(actor, action, Permission.MANAGE_FORUM, about, subject) as connection:
        found = find_forum(connection, code)
        _refuse_police(connection, actor, found, today)
        yield connection, found


def require_chair(trail: Trail, actor: Actor, action: Action, code: str, today: date) -> None:
    """Let a forum's chair pass, or refuse and note that in the audit trail.

    For what is done too often to be noted each time, such as saving a draft, and for reading.
    Raises like ``chairing``.
    """
    trail.require(actor, action, Permission.MANAGE_FORUM, f"forum {code}", Subject(forum=code))
    with reading(trail.engine) as connection:
        _refuse_police(connection, actor, find_forum(connection, code), today)


def may_chair(connection: Connection, who: Actor, forum: Forum, today: date) -> bool:
    """Whether somebody chairs a forum now: for what is only shown to its chair."""
    is_chair = who.may(Permission.MANAGE_FORUM, Subject(forum=forum.code))
    return is_chair and not _is_refused(connection, who, forum, today)


def _refuse_police(connection: Connection, actor: Actor, forum: Forum, today: date) -> None:
    if _is_refused(connection, actor, forum, today):
        raise PoliceMayNotChair


def _is_refused(connection: Connection, who: Actor, forum: Forum, today: date) -> bool:
    return works_for_police(connection, who) and not forum.police_may_chair(today)
