"""One wave is flooded with answers from everywhere; what the visitors of another wave notice."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

from bench import fieldwork
from bench.databases import new_place
from bench.load import Generator, Measured, Walk, together
from bench.report import Aim, Row
from bench.servers import serving

SEED = 19
FLOODERS = 64
VISITORS = 4
P95_AIM = Aim(200, at_most=True)


def measure(quick: bool) -> Iterator[Row]:
    """From addresses beyond counting: nobody is slowed down for sending too much."""
    count, flood = (200, 2_000) if quick else (1_000, 8_000)
    with new_place() as place, Generator() as visitors, Generator() as flooders:
        portal = fieldwork.open_portal(place)
        quiet, flooded = (fieldwork.add_open_wave(portal, name) for name in ("quiet", "flooded"))
        portal.stop()
        with serving(place) as port:
            source = Random(SEED)
            first, second = (
                [fieldwork.submission(quiet, port, source) for _ in range(count)] for _ in range(2)
            )
            mass = [fieldwork.submission(flooded, port, source) for _ in range(flood)]
            alone = visitors.load(port, first, count // 10, clients=VISITORS)
            rounds: list[Measured] = []
            with _flooding(flooders, port, mass, rounds):
                beside = visitors.load(port, second, count // 10, clients=VISITORS)
    flooding = together(rounds)
    yield Row(
        "sending, p95, while another wave is flooded",
        beside.percentile(95),
        "ms",
        P95_AIM,
        compared_with=alone.percentile(95),
        ratio=beside.percentile(95) / alone.percentile(95),
        note=f"against the same without; {FLOODERS} flood it with all that goes",
        faults=beside.faults,
    )
    yield Row(
        "sending, p95, in the wave that is flooded",
        flooding.percentile(95),
        "ms",
        note=f"{flooding.walks_per_second:,.0f} answers a second",
        faults=flooding.faults,
    )


@contextmanager
def _flooding(
    generator: Generator, port: int, mass: Sequence[Walk], rounds: list[Measured]
) -> Iterator[None]:
    """From now until the block ends. The same form sent again costs as much, and counts once."""
    over = threading.Event()

    def flood() -> None:
        while not over.is_set():
            rounds.append(generator.load(port, mass, 0, clients=FLOODERS))

    thread = threading.Thread(target=flood)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
