"""Ways in which a database fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from tests.postgresql_server import connect


class PowerFailure(Exception):  # noqa: N818 - named for what happened
    """What the tests raise in the middle of something."""


@contextmanager
def locked_by_another(engine: Engine) -> Iterator[None]:
    """Somebody else holds the database and does not let go."""
    if engine.dialect.name == "sqlite":
        other = sqlite3.connect(engine.url.database or "", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
    else:
        with connect(engine.url) as session, session.transaction():
            session.execute("LOCK TABLE wave, pending_response, response")
            yield


@contextmanager
def failing_at(engine: Engine, moment: int) -> Iterator[list[str]]:
    """Everything stops right before the statement or commit of this number (from 1).

    Gives the list of what was begun, so that a test can tell when nothing is left to fail at.
    """
    begun: list[str] = []

    def step(what: str) -> None:
        begun.append(what)
        if len(begun) == moment:
            raise PowerFailure

    def before_statement(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        step(statement)

    def before_commit(_connection: Any) -> None:
        step("COMMIT")

    event.listen(engine, "before_cursor_execute", before_statement)
    event.listen(engine, "commit", before_commit)
    try:
        yield begun
    finally:
        event.remove(engine, "before_cursor_execute", before_statement)
        event.remove(engine, "commit", before_commit)
