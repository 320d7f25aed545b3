"""The load generator: many visitors at once, in a process of their own.

It shares a small machine with the server it measures, so it does as little as it can: sockets
that stay open, requests prepared beforehand, answers looked at no more than necessary.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar, cast

import uvloop

P = ParamSpec("P")
T = TypeVar("T")

CLIENTS = 32
PATIENCE_SECONDS = 180.0
_FIELD_START = b'name="carried" value="'
_LENGTH = b"\r\ncontent-length: "
_GZIP_HEADER = 31  # zlib's window bits for data with a gzip header


@dataclass(frozen=True, slots=True)
class Step:
    """One request and the status its answer must have.

    ``carries`` puts the carried field of the page before at the beginning of the body.
    """

    head: bytes
    body: bytes = b""
    carries: bool = False
    expected: int = 200


Walk = Sequence[Step]
"""What one visitor does, a step after the other."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a load.

    ``latencies`` are in milliseconds, sorted; ``unexpected`` counts answers that were not as they
    should be, by what they were.
    """

    walks: int
    seconds: float
    latencies: Sequence[float]
    unexpected: Mapping[str, int]

    @property
    def walks_per_second(self) -> float:
        """Walks that came to their end, a second."""
        return self.walks / self.seconds

    @property
    def requests_per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    @property
    def faults(self) -> str:
        """What to say of answers that were not as they should be; empty if there were none."""
        kinds = [f"{count} × {kind}" for kind, count in self.unexpected.items()]
        return f"unexpected answers: {', '.join(kinds)}" if kinds else ""

    def percentile(self, percent: int) -> float:
        """So many percent of the answers came within this many milliseconds."""
        if not self.latencies:
            return float("inf")
        return self.latencies[min(len(self.latencies) - 1, len(self.latencies) * percent // 100)]


def together(parts: Sequence[Measured]) -> Measured:
    """Several loads as if they had been one."""
    unexpected: Counter[str] = Counter()
    for part in parts:
        unexpected.update(part.unexpected)
    return Measured(
        sum(part.walks for part in parts),
        sum(part.seconds for part in parts),
        sorted(latency for part in parts for latency in part.latencies),
        unexpected,
    )


def median_ratio(first: Sequence[Measured], second: Sequence[Measured]) -> float:
    """How the walks a second of pairs of neighbouring loads relate, in the median."""
    return statistics.median(
        one.walks_per_second / other.walks_per_second
        for one, other in zip(first, second, strict=True)
    )


class Generator:
    """The process that makes the load; a context manager."""

    def __init__(self) -> None:
        self._process = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))

    def __enter__(self) -> Generator:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.shutdown(cancel_futures=True)

    def load(
        self, port: int, walks: Sequence[Walk], warm_up: int, *, clients: int = CLIENTS
    ) -> Measured:
        """Walk all walks with so many clients; the first ``warm_up`` of them are not counted."""
        return self.call(_measure, port, walks, warm_up, clients)

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function in that process."""
        return self._process.submit(function, *args, **kwargs).result(PATIENCE_SECONDS)


@dataclass
class Rounds:
    """Walks again and again; each round begins when the one before has its answers."""

    generator: Generator
    port: int
    walks: Callable[[], list[Walk]]
    clients: int
    rounds: list[Measured] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """From now until the block ends."""
        thread = threading.Thread(target=self._go_on)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _go_on(self) -> None:
        while not self._over.is_set():
            walks = self.walks()
            clients = min(self.clients, len(walks))
            self.rounds.append(self.generator.load(self.port, walks, 0, clients=clients))


def request_head(method: str, path: str, port: int) -> bytes:
    """What a current browser sends with a request."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language: en",
        "Accept-Encoding: gzip, deflate",
        "Sec-Fetch-Site: same-origin",
    ]
    if method == "POST":
        lines.append("Content-Type: application/x-www-form-urlencoded")
    return "\r\n".join(lines).encode()


def _measure(port: int, walks: Sequence[Walk], warm_up: int, clients: int) -> Measured:
    return uvloop.run(_walk_all(port, walks, warm_up, clients))


async def _walk_all(port: int, walks: Sequence[Walk], warm_up: int, clients: int) -> Measured:
    loop = asyncio.get_running_loop()
    visitors = []
    for _ in range(min(clients, len(walks))):
        _, visitor = await loop.create_connection(_Visitor, "127.0.0.1", port)
        visitors.append(visitor)
    try:
        await _phase(visitors, walks[:warm_up])
        return await _phase(visitors, walks[warm_up:])
    finally:
        for visitor in visitors:
            visitor.close()


async def _phase(visitors: Sequence[_Visitor], walks: Sequence[Walk]) -> Measured:
    book = _Book()
    waiting = iter(walks)
    start = time.perf_counter()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(visitor.walk(waiting, book) for visitor in visitors))
    seconds = time.perf_counter() - start
    return Measured(book.walks, seconds, sorted(book.latencies), book.unexpected)


@dataclass(slots=True)
class _Book:
    walks: int = 0
    latencies: list[float] = field(default_factory=list)
    unexpected: Counter[str] = field(default_factory=Counter)


class _Visitor(asyncio.Protocol):
    """One connection that asks for a page after the other."""

    _transport: asyncio.Transport
    _ended: asyncio.Future[None]
    _walks: Iterator[Walk]
    _book: _Book
    _step: Step

    def __init__(self) -> None:
        self._arrived = bytearray()
        self._steps: Iterator[Step] = iter(())
        self._carried = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def walk(self, walks: Iterator[Walk], book: _Book) -> asyncio.Future[None]:
        """Take walks until there are none; the future is done then."""
        self._walks, self._book = walks, book
        self._ended = asyncio.get_running_loop().create_future()
        if self._transport.is_closing():
            self._ended.set_result(None)
        else:
            self._begin()
        return self._ended

    def _begin(self) -> None:
        walk = next(self._walks, None)
        if walk is None:
            self._ended.set_result(None)
        else:
            self._steps = iter(walk)
            self._go_on()

    def _go_on(self) -> None:
        step = next(self._steps, None)
        if step is None:
            self._book.walks += 1
            self._begin()
            return
        body = b"carried=" + self._carried + step.body if step.carries else step.body
        length = b"\r\nContent-Length: %d" % len(body) if body else b""
        self._step = step
        self._transport.write(step.head + length + b"\r\n\r\n" + body)
        self._sent_at = time.perf_counter()

    def data_received(self, data: bytes) -> None:
        self._arrived += data
        end = self._arrived.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._arrived[:end]).lower()
        start = head.find(_LENGTH)
        length = int(head[start + len(_LENGTH) :].split(b"\r\n", 1)[0]) if start >= 0 else 0
        if len(self._arrived) < end + 4 + length:
            return
        body = bytes(self._arrived[end + 4 :])
        self._arrived.clear()
        self._answered(head, body)

    def _answered(self, head: bytes, body: bytes) -> None:
        self._book.latencies.append((time.perf_counter() - self._sent_at) * 1000)
        status = int(head[9:12])
        if status != self._step.expected:
            self._book.unexpected[str(status)] += 1
            self._begin()
            return
        if b"\r\ncontent-encoding: gzip" in head:
            body = zlib.decompress(body, _GZIP_HEADER)
        start = body.find(_FIELD_START)
        if start >= 0:
            start += len(_FIELD_START)
            self._carried = body[start : body.index(b'"', start)].replace(b"=", b"%3D")
        self._go_on()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self._ended.done():
            self._book.unexpected["connection lost"] += 1
            self._ended.set_result(None)
