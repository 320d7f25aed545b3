"""A million access codes, as a country would need them for a closed wave."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench import fieldwork
from bench.databases import KINDS, Place, new_place
from bench.load import Generator
from bench.report import Aim, CannotRunError, Row, could_not_run
from bench.servers import peak_megabytes
from copfeedback.people.model import OPERATOR
from copfeedback.surveys.access_code import CodeForm
from copfeedback.surveys.codes import AT_MOST, count_codes, make_codes

AIM_SECONDS_A_CODE = 60 / 1_000_000


@dataclass(frozen=True, slots=True)
class _Made:
    """How long it took, how much more memory there was at most, and how many codes can be used."""

    seconds: float
    megabytes: float
    usable: int


def measure(quick: bool) -> Iterator[Row]:
    """On both databases, each in a process of its own, whose memory is then that of the codes."""
    count = 100_000 if quick else AT_MOST
    for kind in KINDS:
        try:
            with new_place(kind) as place, Generator() as process:
                made = process.call(_make, place, count)
        except CannotRunError as error:
            yield could_not_run(f"access codes, {kind}", str(error))
            continue
        yield Row(
            f"making {count:,} access codes, {kind}",
            made.seconds,
            "s",
            Aim(count * AIM_SECONDS_A_CODE, at_most=True),
            faults="" if made.usable == count else f"{made.usable:,} can be used",
        )
        yield Row(f"memory that {count:,} codes take, {kind}", made.megabytes, "MB")


def _make(place: Place, count: int) -> _Made:
    portal = fieldwork.open_portal(place)
    try:
        asked = fieldwork.add_open_wave(portal, "bench", by_code=True)
        before, start = peak_megabytes(os.getpid()), time.perf_counter()
        made = make_codes(
            portal.trail, OPERATOR, asked, count, portal.surveys.today(), CodeForm.WORDS
        )
        seconds, after = time.perf_counter() - start, peak_megabytes(os.getpid())
        (batch,) = count_codes(portal.engine, OPERATOR, asked)
        return _Made(seconds, after - before, min(batch.issued, len(set(made.codes))))
    finally:
        portal.stop()
