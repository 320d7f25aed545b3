"""The server in front of both doors: what it refuses before anything of ours is asked."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from copfeedback.web.server import BoundedProtocol, PortInUse, refuse_used_port

HOST = "127.0.0.1"


async def _length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def port() -> Iterator[int]:
    routes = [Route("/", _length, methods=["GET", "POST"])]
    config = uvicorn.Config(
        Starlette(routes=routes), host=HOST, port=0, http=BoundedProtocol, log_level="critical"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)


def ask(port: int, *parts: bytes) -> bytes:
    """Everything the server answers on one connection."""
    with socket.create_connection((HOST, port), timeout=10) as connection:
        try:
            for part in parts:
                connection.sendall(part)
        except OSError:
            pass  # it hung up while we were still talking
        answer = b""
        try:
            while more := connection.recv(65536):
                answer += more
        except ConnectionResetError:
            pass
        return answer


def test_ordinary_requests_are_answered_one_after_the_other(port: int):
    get = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    post = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 400000\r\n\r\n" + b"a" * 400_000
    last = get.replace(b"Host", b"Connection: close\r\nHost")

    assert ask(port, get, post, last).count(b"200 OK") == 3


def test_a_body_that_ends_in_one_large_piece_is_not_taken_for_headers(port: int):
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 400000\r\n\r\n"
    with socket.create_connection((HOST, port), timeout=10) as connection:
        for _ in range(20):  # how large the last piece is that arrives is a matter of chance
            connection.sendall(head + b"a" * 200_000)
            time.sleep(0.01)
            connection.sendall(b"a" * 200_000)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")


def test_headers_without_end_are_cut_off(port: int):
    endless = [b"X-Long: " + b"a" * 60_000 + b"\r\n"] * 50

    assert b"200 OK" not in ask(port, b"GET / HTTP/1.1\r\nHost: x\r\n", *endless, b"\r\n")


def test_one_header_without_end_is_cut_off(port: int):
    endless = [b"a" * 60_000] * 50

    answer = ask(port, b"GET / HTTP/1.1\r\nX-Long: ", *endless, b"\r\n\r\n")

    assert b"200 OK" not in answer


def test_a_port_that_is_taken_is_noticed_before_anything_is_promised(port: int):
    with pytest.raises(PortInUse, match=str(port)):
        refuse_used_port(HOST, port)
