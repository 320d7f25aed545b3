"""Opening the database and the ways to use it: reading, writing, and leaving nothing behind."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DataError, DBAPIError, DisconnectionError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_BEGIN = "copfeedback_begin"
_AT_ONCE = "copfeedback_at_once"
BUSY_SECONDS = 10.0


def _without_rows(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


# At level DEBUG SQLAlchemy logs every row it reads: what people wrote, and the keys of waves.
logging.getLogger("sqlalchemy.engine.Engine").addFilter(_without_rows)


class StorageUnavailable(Exception):  # noqa: N818 - named for what happened
    """The database is locked, read-only, full or gone; nothing was stored."""


class StorageBusy(StorageUnavailable):
    """Somebody else is writing, and did not end in the time there was to wait (SQLite alone)."""


def open_database(address: str, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Make the engine for a SQLAlchemy address (SQLite or PostgreSQL).

    ``busy_seconds`` is how long to wait for whoever else holds a lock. SQLite runs with a
    write-ahead log, ``synchronous=NORMAL``, foreign keys and ``secure_delete``, so that deleted
    rows are overwritten with zeros; an empty database file is made if there is none.
    Parameters never appear in error messages: they may hold what people wrote.

    Raises:
        StorageUnavailable: the database file cannot be made.
    """
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        limits = {  # for a server that has gone without a word (libpq)
            "connect_timeout": str(max(2, round(busy_seconds))),
            "tcp_user_timeout": str(round(busy_seconds * 1000)),
        }
        url = url.set(query=limits | dict(url.query))
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
        _limit_waiting(engine, busy_seconds)
        return engine
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    if url.database and url.database != ":memory:":
        _stay_with_file(engine, Path(url.database))
    return engine


def _limit_waiting(engine: Engine, busy_seconds: float) -> None:
    """PostgreSQL would wait for a lock for ever, and whoever is answering with it."""

    @event.listens_for(engine, "connect")
    def _set_limit(connection: Any, _record: Any) -> None:
        connection.autocommit = True  # inside a transaction it would end with a rollback
        connection.execute(f"SET lock_timeout = {round(busy_seconds * 1000)}")
        connection.autocommit = False


def _stay_with_file(engine: Engine, path: Path) -> None:
    """Notice when the file is removed or exchanged while it is open, at the latest at commit.

    SQLite would go on in the file that has no name any more, and what it takes would be lost.
    """
    _make_file(path)

    def identity() -> tuple[int, int]:
        try:
            status = path.stat()
        except OSError as error:
            raise StorageUnavailable("the database file is gone") from error
        return status.st_dev, status.st_ino

    @event.listens_for(engine, "do_connect")
    def _refuse_to_make_another(*_: Any) -> None:
        identity()

    @event.listens_for(engine, "connect")
    def _remember(_connection: sqlite3.Connection, record: Any) -> None:
        record.info["file"] = identity()

    @event.listens_for(engine, "checkout")
    def _compare(_connection: sqlite3.Connection, record: Any, _proxy: Any) -> None:
        if record.info["file"] != identity():
            raise DisconnectionError  # the pool connects again, to the file that is there now

    @event.listens_for(engine, "commit")
    def _refuse_to_lose(connection: Connection) -> None:
        if connection.connection.info["file"] != identity():
            raise StorageUnavailable("the database file was exchanged")


def _make_file(path: Path) -> None:
    """Make the file, unless it is there, so that nobody else on the machine can read it."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)  # SQLite gives its log the same rights
    except OSError as error:
        raise StorageUnavailable(type(error).__name__) from error


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
    options = connection.get_execution_options()
    begin = options.get(_BEGIN, "BEGIN")
    if options.get(_AT_ONCE):
        driver = connection.connection
        (patience,) = driver.execute("PRAGMA busy_timeout").fetchone()
        driver.execute("PRAGMA busy_timeout=0")
        try:
            connection.exec_driver_sql(begin)
        finally:
            driver.execute(f"PRAGMA busy_timeout={patience}")
    elif begin:
        connection.exec_driver_sql(begin)


@contextmanager
def writing(engine: Engine, *, at_once: bool = False) -> Iterator[Connection]:
    """One write transaction: committed as a whole or not at all.

    SQLite has one writer; ``at_once`` does not wait for another to end.

    Raises:
        StorageBusy: somebody else is writing; nothing was stored.
        StorageUnavailable: the database cannot be written now; nothing was stored.
    """
    with _translated_errors(), engine.connect() as connection:
        writer = connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE", _AT_ONCE: at_once})
        with writer.begin():
            yield writer


@contextmanager
def restructuring(engine: Engine) -> Iterator[Connection]:
    """One write transaction that may alter tables; foreign keys are checked at its end.

    SQLite alters a table by making it anew, and would not drop one that others refer to
    (https://www.sqlite.org/lang_altertable.html#otheralter).

    Raises:
        StorageUnavailable: the database cannot be written now; nothing was changed.
    """
    if engine.dialect.name != "sqlite":
        with writing(engine) as connection:
            yield connection
        return
    with _translated_errors(), engine.connect() as connection:
        driver = connection.connection
        driver.execute("PRAGMA foreign_keys=OFF")  # inside a transaction it would do nothing
        try:
            writer = connection.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
            with writer.begin():
                yield writer
                if writer.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise RuntimeError("something refers to a row that is gone")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the database.

    Raises:
        StorageUnavailable: the database cannot be read now.
    """
    with _translated_errors(), engine.connect() as connection, connection.begin():
        yield connection


def rewrite(engine: Engine, *tables: str, patience_seconds: float = BUSY_SECONDS) -> None:
    """Write tables anew, so that nothing of their deleted rows is left in the files.

    PostgreSQL rewrites these tables, waiting at most ``patience_seconds`` for those who use
    them: everybody else waits behind it. SQLite rewrites the whole file and empties its log.

    Raises:
        StorageUnavailable: it cannot be done now.
    """
    with _translated_errors(), engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            alone = connection.execution_options(**{_BEGIN: ""})
            alone.execute(text("VACUUM"))
            busy, *_ = alone.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
            if busy:
                raise StorageUnavailable("somebody is still reading: the log could not be emptied")
        else:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.detach()  # closed afterwards: the limit below is not for whoever comes next
            alone.execute(text(f"SET lock_timeout = {round(patience_seconds * 1000)}"))
            for table in tables:
                alone.execute(text(f"VACUUM FULL {table}"))


@contextmanager
def _translated_errors() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise _without_values(error) from None
    except DBAPIError as error:
        # SQLite names the fault only by its code, such as SQLITE_BUSY or SQLITE_FULL.
        fault = getattr(error.orig, "sqlite_errorname", type(error.orig).__name__)
        kind = StorageBusy if fault.startswith("SQLITE_BUSY") else StorageUnavailable
        raise kind(fault) from error
    except PoolTimeoutError as error:
        raise StorageUnavailable("all connections are in use") from error


def _without_values(error: DBAPIError) -> DBAPIError:
    """The same error without PostgreSQL's details, which quote the row that was refused."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is None or error.orig is None:
        return error
    plain = type(error.orig)(diagnosis.message_primary or "")
    return type(error)(error.statement, None, plain, hide_parameters=True)
