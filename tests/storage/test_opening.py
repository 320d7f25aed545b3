"""Opening a database: who can read its file, and how long a silent server is waited for."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from copfeedback.storage.engine import StorageUnavailable, open_database, reading, writing


def test_nobody_else_on_the_machine_can_read_the_file_and_its_log(tmp_path: Path):
    folder = tmp_path / "var"
    engine = open_database(f"sqlite:///{folder}/portal.sqlite3")
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE answers (id INTEGER)")
        rights = {path.stat().st_mode & 0o077 for path in [folder, *folder.iterdir()]}
    engine.dispose()
    assert rights == {0}


def test_a_database_that_never_answers_is_given_up_on():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        engine = open_database(f"postgresql+psycopg://me@127.0.0.1:{port}/name", busy_seconds=2)
        began = time.monotonic()
        with pytest.raises(StorageUnavailable), reading(engine):
            pass
        assert time.monotonic() - began < 8
        engine.dispose()
