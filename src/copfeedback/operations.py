"""How the portal itself is doing: version, database, what waits, room on the disk, backups."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select, text

from copfeedback.people.access import require
from copfeedback.people.audit import Head, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.people.tables import in_utc, staff_session
from copfeedback.results.thresholds import rounded_down
from copfeedback.settings import Settings
from copfeedback.storage import migrating
from copfeedback.storage.engine import reading
from copfeedback.surveys.service import Surveys
from copfeedback.surveys.store import pending_counts

BACKUPS = "backups"
"""The folder in the data folder in which backups lie."""


@dataclass(frozen=True, slots=True)
class Report:
    """How the portal is doing.

    Sizes are in bytes. ``pending`` holds, by wave that is not closed, how many records wait to be
    folded, rounded down like all counts of the fieldwork: an exact one would tell when somebody
    answered. ``sessions`` is how many staff are signed in.
    """

    version: str
    database: str
    database_size: int
    migration: str | None
    newest_migration: str
    pending: Mapping[str, int]
    disk_free: int
    last_backup: datetime | None
    audit_head: Head
    sessions: int

    @property
    def is_migrated(self) -> bool:
        """Whether the database has the schema this version was written for."""
        return self.migration == self.newest_migration


class Operations:
    """What administrators look at to see that everything runs."""

    def __init__(self, engine: Engine, trail: Trail, settings: Settings, surveys: Surveys) -> None:
        self._engine = engine
        self._trail = trail
        self._settings = settings
        self._surveys = surveys

    def report(self, actor: Actor) -> Report:
        """How the portal is doing now.

        Raises:
            NotPermitted: the actor may not see it.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.SEE_OPERATIONS)
        with reading(self._engine) as connection:
            size = _database_size(connection)
            waiting = pending_counts(connection)
            sessions = self._count_sessions(connection)
        return Report(
            version=version("copfeedback"),
            database=self._engine.dialect.name,
            database_size=size,
            migration=migrating.current(self._engine),
            newest_migration=migrating.head(),
            pending={
                asked.wave.id: rounded_down(waiting.get(asked.wave.id, 0))
                for asked in self._surveys.book.all()
                if asked.wave.closed_on is None
            },
            disk_free=shutil.disk_usage(_existing(self._settings.data_dir)).free,
            last_backup=_newest_file(self._settings.data_dir / BACKUPS),
            audit_head=self._trail.head(),
            sessions=sessions,
        )

    def _count_sessions(self, connection: Connection) -> int:
        now = self._trail.now()
        idle = timedelta(minutes=self._settings.session_idle_minutes)
        absolute = timedelta(hours=self._settings.session_absolute_hours)
        running = select(func.count(staff_session.c.staff_id.distinct())).where(
            staff_session.c.last_used_at > in_utc(now - idle),
            staff_session.c.began_at > in_utc(now - absolute),
        )
        return connection.execute(running).scalar_one()


def _database_size(connection: Connection) -> int:
    """What the database takes, in bytes (SQLite: without its log)."""
    if connection.dialect.name == "sqlite":
        size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    else:
        size = "SELECT pg_database_size(current_database())"
    return int(connection.execute(text(size)).scalar_one())


def _existing(folder: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    folder = folder.resolve()
    return next(each for each in (folder, *folder.parents) if each.exists())


def _newest_file(folder: Path) -> datetime | None:
    times = [path.stat().st_mtime for path in folder.glob("*") if path.is_file()]
    return datetime.fromtimestamp(max(times), UTC) if times else None
