"""Opening the database and the two ways to use it: reading and writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

_WRITE = "copfeedback_write"
_BUSY_SECONDS = 10


class StorageUnavailable(Exception):  # noqa: N818 - named for what happened
    """The database is locked, read-only, full or gone; nothing was stored."""


def open_database(address: str) -> Engine:
    """Make the engine for a SQLAlchemy address (SQLite or PostgreSQL).

    SQLite runs with a write-ahead log, ``synchronous=NORMAL``, foreign keys and
    ``secure_delete``, so that deleted rows are overwritten with zeros.
    Parameters never appear in error messages: they may hold what people wrote.
    """
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",
        # Sorting and statement journals stay in memory: no copy of an answer in a temporary file.
        "temp_store=MEMORY",
        "cache_size=-65536",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A write transaction takes its lock at once: waiting for it then happens before anything
    # was read, where SQLite can wait, and not in the middle, where it can only fail.
    writing = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction: committed as a whole or not at all.

    Raises:
        StorageUnavailable: the database cannot be written now; nothing was stored.
    """
    with _translated_errors(), engine.connect() as connection:
        writer = connection.execution_options(**{_WRITE: True})
        with writer.begin():
            yield writer


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the database.

    Raises:
        StorageUnavailable: the database cannot be read now.
    """
    with _translated_errors(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def _translated_errors() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.IntegrityError) or error.__class__.__name__ in {
            "IntegrityError",
            "DataError",
        }:
            raise
        raise StorageUnavailable(type(error.orig).__name__) from error
