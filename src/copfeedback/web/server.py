"""The process that serves both doors: uvicorn, quiet, with a limit on headers."""

from __future__ import annotations

import socket
import sys

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from copfeedback.application import PROJECT

MAX_HEADER_BYTES = 64 * 1024


class PortInUse(Exception):  # noqa: N818 - named for what happened
    """Something else listens there already."""


class BoundedProtocol(HttpToolsProtocol):
    """HTTP whose request line and headers are bounded; the parser alone would keep any amount."""

    _header_bytes = 0
    _in_headers = True
    _turned = False

    def data_received(self, data: bytes) -> None:
        """Hang up on somebody whose headers do not end."""
        self._turned = False
        super().data_received(data)
        # Data in which a message ends or begins is not counted: most of it may be a body.
        if self._in_headers and not self._turned:
            self._header_bytes += len(data)
            if self._header_bytes > MAX_HEADER_BYTES and not self.transport.is_closing():
                self.send_400_response("The headers are too large.")

    def on_message_begin(self) -> None:
        """Count anew for each request of a connection."""
        self._turn(in_headers=True)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """What follows is the body, which every form limits itself."""
        self._turn(in_headers=False)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next request may follow on the same connection."""
        self._turn(in_headers=True)
        super().on_message_complete()

    def _turn(self, *, in_headers: bool) -> None:
        self._header_bytes, self._in_headers, self._turned = 0, in_headers, True


def serve(app: str, host: str, port: int, trusted_proxies: str = "") -> None:
    """Serve an application (``module:name``) until the process is told to stop."""
    uvicorn.run(
        app,
        app_dir=str(PROJECT),
        host=host,
        port=port,
        http=BoundedProtocol,
        loop="auto",
        lifespan="on",
        access_log=False,  # it would hold addresses
        log_level="warning",
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or None,
    )


def refuse_used_port(host: str, port: int) -> None:
    """See that nobody listens there yet, before saying that we do.

    Raises:
        PortInUse: somebody does, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(f"{host}:{port}") from error


def server_command(app: str, host: str, port: int, trusted_proxies: str = "") -> list[str]:
    """The command that serves an application as ``copfeedback serve`` does, migrating nothing."""
    words = [app, host, str(port), trusted_proxies]
    return [sys.executable, "-m", "copfeedback.web.server", *words]


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
