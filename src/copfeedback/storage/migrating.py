"""Bringing a database to the schema this code was written for.

Alembic is imported where it is needed: it takes its time, and most commands need none of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, text

from copfeedback.storage.engine import reading, restructuring

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 0x636F_7066  # any number, as long as nobody else in the database uses it
_FOLDER = Path(__file__).parent / "migrations"


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


def head() -> str:
    """The newest migration this code knows."""
    from alembic.script import ScriptDirectory

    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if newest is None:
        raise RuntimeError("the package has no migrations")
    return newest


def current(engine: Engine) -> str | None:
    """The newest migration applied to the database; None for an empty one.

    Raises:
        StorageUnavailable: the database cannot be read now.
    """
    from alembic.migration import MigrationContext

    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine, to: str = "head") -> None:
    """Apply migrations up to ``to``; everything or nothing.

    Raises:
        StorageUnavailable: the database cannot be written now.
    """
    from alembic import command

    config = _config()
    with restructuring(engine) as connection:
        if connection.dialect.name == "postgresql":
            # Two portals that start together: the second waits, and finds nothing left to do.
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def migrate_down(engine: Engine, to: str) -> None:
    """Take migrations back down to ``to`` (``base``: all of them); everything or nothing.

    Raises:
        StorageUnavailable: the database cannot be written now.
    """
    from alembic import command

    config = _config()
    with restructuring(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)
