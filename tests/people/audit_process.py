"""A process of its own that adds one organisation after another, so that it can be killed."""

from __future__ import annotations

from itertools import count
from multiprocessing.context import ForkServerProcess

from sqlalchemy import URL, insert

from copfeedback.people.audit import Action
from copfeedback.people.model import OPERATOR, Permission
from copfeedback.people.tables import organisation
from copfeedback.storage.engine import open_database
from tests.factories import a_trail
from tests.own_process import processes, start


def start_writer(address: URL, name: str) -> ForkServerProcess:
    """A process that is at work; what it adds is called ``name 1``, ``name 2``, …"""
    ours, theirs = processes.Pipe()
    text = address.render_as_string(hide_password=False)
    process = processes.Process(target=_write, args=(text, name, theirs), daemon=True)
    start(process)
    assert ours.recv() == "at work"
    return process


def _write(address: str, name: str, reports: object) -> None:
    trail = a_trail(open_database(address))
    for number in count(1):
        doing = trail.doing(
            OPERATOR, Action.ADD_ORGANISATION, Permission.MANAGE_ORGANISATIONS, f"{name} {number}"
        )
        with doing as connection:
            row = {"kind": "ngo", "name": f"{name} {number}", "active": True}
            connection.execute(insert(organisation), row)
        if number == 1:
            reports.send("at work")  # type: ignore[attr-defined]
