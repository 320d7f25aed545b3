"""A process of its own that folds, so that it can be killed."""

from __future__ import annotations

from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from sqlalchemy import URL

from copfeedback.storage.engine import open_database
from copfeedback.surveys import folding
from tests.factories import Fieldwork
from tests.own_process import processes, start

SMALL_BATCH = {"sqlite": 10, "postgresql": 10}


def start_folder(address: URL) -> tuple[ForkServerProcess, Connection]:
    """A process that folds in small batches once something is sent to it."""
    ours, theirs = processes.Pipe()
    text = address.render_as_string(hide_password=False)
    process = processes.Process(target=_fold, args=(text, theirs), daemon=True)
    start(process)
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
