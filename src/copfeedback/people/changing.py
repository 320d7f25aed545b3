"""Changing accounts and organisations: one at a time, checked and noted in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from copfeedback.people.access import NotPermitted
from copfeedback.people.account_store import take_turn
from copfeedback.people.audit import Action, Outcome, Trail
from copfeedback.people.model import Actor
from copfeedback.storage.engine import writing


@dataclass(slots=True)
class Deed:
    """What is being done, to be filled in as it becomes known."""

    connection: Connection
    about: str


@contextmanager
def changing(trail: Trail, actor: Actor, action: Action, about: str) -> Iterator[Deed]:
    """One transaction of one actor, alone with the accounts, and its entry in the trail.

    Whom a change concerns, and so who may make it, is read within the transaction: nobody can be
    moved between the check and the change. The block therefore checks permission itself. What it
    does not permit is undone and leaves an entry that says so; whatever else fails, none.

    Raises:
        StorageUnavailable: the database cannot be written now; nothing was done.
    """
    deed: Deed | None = None
    try:
        with writing(trail.engine) as connection:
            take_turn(connection)
            deed = Deed(connection, about)
            yield deed
            trail.append(connection, actor, action, deed.about)
    except NotPermitted:
        if actor.role is not None:  # strangers leave no trace, and cannot fill the trail
            with writing(trail.engine) as connection:
                trail.append(
                    connection, actor, action, deed.about if deed else about, Outcome.REFUSED
                )
        raise
