"""Servers to be measured: started on a free port of this machine, always stopped again."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.databases import Place
from copfeedback.application import PROJECT
from copfeedback.web.server import server_command

# All visitors come from one address here, and none of them is to be slowed down for it.
_SENDINGS = "1000000000"
START_SECONDS = 60.0
STOP_SECONDS = 20.0
HOST = "127.0.0.1"


class ServerFailedError(Exception):
    """A server did not start; the message is the last line it wrote."""


@contextmanager
def serving(
    place: Place,
    *,
    app: str = "app:app",
    environment: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """The portal in a process of its own, started as ``copfeedback serve`` does; gives its port.

    Raises:
        ServerFailedError: it does not start.
    """
    with serving_process(place, app=app, environment=environment) as (port, _process):
        yield port


@contextmanager
def serving_process(
    place: Place,
    *,
    app: str = "app:app",
    environment: Mapping[str, str] | None = None,
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The same; gives the process too. Raises like ``serving``."""
    port = _free_port()
    settings = {
        "COPFEEDBACK_DATA_DIR": str(place.data.resolve()),
        "COPFEEDBACK_DATABASE_URL": place.database_url,
        "COPFEEDBACK_PORT": str(port),
        "COPFEEDBACK_SENDINGS_AT_ONCE": _SENDINGS,
        **(environment or {}),
    }
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            server_command(app, HOST, port, settings.get("COPFEEDBACK_TRUSTED_PROXIES", "")),
            cwd=PROJECT,
            env=os.environ | settings,
            stdout=log,
            stderr=log,
        )
        try:
            if not _is_ready(process, port):
                log.seek(0)
                lines = log.read().decode(errors="replace").strip().splitlines()
                raise ServerFailedError(lines[-1] if lines else "it wrote nothing")
            yield port, process
        finally:
            _stop(process)


def peak_megabytes(pid: int) -> float:
    """The most memory a process has ever had (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def _is_ready(process: subprocess.Popen[bytes], port: int) -> bool:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=1):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
