"""Copies of the database for SQLite: the data, and apart from it the keys of cases.

Whoever restores an old copy of the data joins it with the keys there are now. So a case that was
shredded since stays unreadable, although it is in the copy.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from copfeedback.complaints.model import State
from copfeedback.complaints.retention import shred
from copfeedback.complaints.tables import complaint_case, keyring
from copfeedback.storage.engine import writing

KEYRING_DAYS = 7
"""So long a copy of the keys may be kept: after it, what was shredded is gone for good."""
KEYRING_SUFFIX = ".keyring"
_KEYRING = "keyring"
_FORGET = "DELETE FROM main.keyring"
_TAKE = "INSERT INTO main.keyring SELECT * FROM live.keyring"


class CopyRefused(Exception):  # noqa: N818 - named for what happened
    """The copy cannot be made or used; the message says why."""


def copy_data(engine: Engine, path: Path) -> None:
    """Copy everything but the keys of cases into a new file.

    Raises:
        CopyRefused: the database is not SQLite, or there is such a file.
    """
    with _new_copy(engine, path) as copy:
        copy.execute("PRAGMA secure_delete=ON")
        copy.execute(_FORGET)
        copy.commit()
        copy.execute("VACUUM")  # the keys must not lie about between the rows


def copy_keyring(engine: Engine, path: Path) -> None:
    """Copy the keys of cases alone into a new file; its name ends in ``.keyring``.

    Raises:
        CopyRefused: the database is not SQLite, there is such a file, or its name ends otherwise.
    """
    if path.suffix != KEYRING_SUFFIX:
        raise CopyRefused(f"{path}: a copy of the keys must end in {KEYRING_SUFFIX}")
    source = _file_of(engine)
    _make(path)
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("ATTACH ? AS live", (str(source),))
        (definition,) = copy.execute(
            "SELECT sql FROM live.sqlite_master WHERE type = 'table' AND name = ?", (_KEYRING,)
        ).fetchone()
        copy.execute(definition)
        copy.execute(_TAKE)
        copy.commit()


def restore(engine: Engine, data: Path, keys: Path | None = None) -> None:
    """Put a copy of the data in place of what is there, and keep the keys that are there.

    It may need migrations then, and after them ``erase_without_keys``.

    Args:
        engine: the database. Nobody else may use it meanwhile.
        data: the copy.
        keys: a copy of the keys, for when the present ones are lost.

    Raises:
        CopyRefused: the database is not SQLite, or the copy is none; nothing was changed.
    """
    target = _file_of(engine)
    present = keys or target
    if not data.is_file() or not present.is_file():
        raise CopyRefused(f"{data if not data.is_file() else present}: there is no such file")
    engine.dispose()
    joined = target.with_name(f"{target.name}.restoring")
    joined.unlink(missing_ok=True)
    _make(joined)
    try:
        with closing(sqlite3.connect(data)) as source, closing(sqlite3.connect(joined)) as copy:
            source.backup(copy)
            copy.execute("ATTACH ? AS live", (str(present),))
            copy.execute(_FORGET)
            copy.execute(_TAKE)  # all there are: a newer copy of the data may be restored after it
            copy.commit()
            copy.execute("DETACH live")
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        joined.unlink(missing_ok=True)
        raise CopyRefused(f"{data}: no copy of a database ({error})") from None
    with closing(sqlite3.connect(target)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for log in ("-wal", "-shm"):
        target.with_name(target.name + log).unlink(missing_ok=True)
    joined.replace(target)


def erase_without_keys(engine: Engine, on: date) -> list[str]:
    """Let cases of a restored copy that have no key any more be what they are: erased.

    Returns their numbers.

    Raises:
        StorageUnavailable: it cannot be stored now.
    """
    with writing(engine) as connection:
        gone = connection.execute(
            select(complaint_case.c.id).where(
                complaint_case.c.id.not_in(select(keyring.c.case_id)),
                complaint_case.c.state != State.ERASED,
            )
        )
        case_ids = list(gone.scalars())
        for case_id in case_ids:
            shred(connection, case_id, on)
    return case_ids


def delete_old_keyrings(folder: Path, now: datetime) -> list[Path]:
    """Delete the copies of the keys in a folder that are too old; which ones."""
    oldest = (now - timedelta(days=KEYRING_DAYS)).timestamp()
    old = [path for path in _keyrings(folder) if path.stat().st_mtime < oldest]
    for path in old:
        with path.open("r+b") as file:  # overwritten first, as far as the disk allows
            file.write(bytes(path.stat().st_size))
            os.fsync(file.fileno())
        path.unlink()
    return old


def _keyrings(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{KEYRING_SUFFIX}")) if folder.is_dir() else []


@contextmanager
def _new_copy(engine: Engine, path: Path) -> Iterator[sqlite3.Connection]:
    source = _file_of(engine)
    _make(path)
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(path)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA journal_mode=MEMORY")  # no page with keys in a journal on the disk
        yield copy


def _file_of(engine: Engine) -> Path:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise CopyRefused("only a SQLite database is copied so; see docs/backup.md for PostgreSQL")
    return Path(engine.url.database)


def _make(path: Path) -> None:
    """Make a file that nobody else on the machine can read."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise CopyRefused(f"{path}: {error.strerror}") from None
