"""Processes of their own, started within milliseconds, so that a test can kill them."""

from __future__ import annotations

import sys
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from types import ModuleType
from unittest.mock import patch

# Everything is imported once; each process is then a fork of that one.
processes = get_context("forkserver")
processes.set_forkserver_preload(["tests.people.audit_process", "tests.surveys.folder_process"])


def start(process: BaseProcess) -> None:
    """Start a process without a main program: it would run the page that a test has run last."""
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        process.start()
