"""A process of its own that folds, so that it can be killed."""

from __future__ import annotations

from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from sqlalchemy import URL

from copfeedback.storage.engine import open_database
from copfeedback.surveys import folding
from tests.factories import Fieldwork

SMALL_BATCH = 10
# Everything is imported once; each process then starts within milliseconds.
_processes = get_context("forkserver")
_processes.set_forkserver_preload([__name__])


def start_folder(address: URL) -> tuple[ForkServerProcess, Connection]:
    """A process that folds in small batches once something is sent to it."""
    ours, theirs = _processes.Pipe()
    text = address.render_as_string(hide_password=False)
    process = _processes.Process(target=_fold, args=(text, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.recv() == "ready"
    return process, ours


def _fold(address: str, orders: Connection) -> None:
    folding.BATCH = SMALL_BATCH
    fieldwork = Fieldwork(open_database(address))
    _ = fieldwork.asked
    orders.send("ready")
    orders.recv()
    fieldwork.surveys.fold_all()
    orders.send("done")
