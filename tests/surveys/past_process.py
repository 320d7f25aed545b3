"""A process of its own that brings a file in, so that it can be killed."""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any

from sqlalchemy import URL
from sqlalchemy import Connection as Database

from copfeedback.storage.engine import open_database
from copfeedback.surveys import store
from copfeedback.surveys.past import service
from tests.factories import a_trail
from tests.own_process import processes, start
from tests.surveys.past_files import Importing


def start_import(address: URL, content: bytes) -> tuple[ForkServerProcess, Connection]:
    """A process that brings a file in, and waits in the middle of storing it."""
    ours, theirs = processes.Pipe()
    text = address.render_as_string(hide_password=False)
    process = processes.Process(target=_bring, args=(text, content, theirs), daemon=True)
    start(process)
    theirs.close()
    return process, ours


def _bring(address: str, content: bytes, told: Connection) -> None:
    service._BATCH = 50
    parts = 0
    add = store.add_responses

    def slowly(connection: Database, rows: Sequence[tuple[Any, ...]]) -> None:
        nonlocal parts
        add(connection, rows)
        parts += 1
        if parts == 3:
            told.send("in the middle")
            told.recv()

    store.add_responses = slowly
    engine = open_database(address)
    Importing(engine, a_trail(engine)).bring(content)
