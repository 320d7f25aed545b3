"""Databases to measure on: a new, empty one of either kind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL
from tests.postgresql_server import Databases, TemporaryServer, existing_server

from bench.report import CannotRunError

KINDS = ("SQLite", "PostgreSQL")

# The server of the tests may lose everything when the power goes. This one must not: it is set
# as PostgreSQL comes.
_SAFE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "128MB",
}


@dataclass(frozen=True)
class Place:
    """A folder for the portal's data, and its database's address (empty: SQLite in the folder)."""

    data: Path
    database_url: str = ""


@contextmanager
def new_place(kind: str = "SQLite") -> Iterator[Place]:
    """A temporary place, taken away afterwards.

    Raises:
        CannotRunError: there is no such database here.
    """
    with tempfile.TemporaryDirectory(prefix="copfeedback-bench-") as folder:
        if kind == "SQLite":
            yield Place(Path(folder))
        else:
            with _postgresql() as address:
                yield Place(Path(folder), address.render_as_string(hide_password=False))


@contextmanager
def _postgresql() -> Iterator[URL]:
    server, address = None, existing_server()
    if address is None:
        try:
            server = TemporaryServer(_SAFE)
        except (RuntimeError, OSError) as error:
            raise CannotRunError(f"PostgreSQL does not start ({type(error).__name__})") from error
        address = server.address
    databases = Databases(address)
    try:
        yield databases.make()
    finally:
        databases.drop_all()
        if server is not None:
            server.stop()
