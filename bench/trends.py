"""Folding, freezing and what leaders see, with ten thousand answers and with a million."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator

from bench import fieldwork
from bench.archive import fill, leader_cookie
from bench.databases import Place, new_place
from bench.load import Generator
from bench.report import Aim, CannotRunError, Row, could_not_run
from bench.servers import serving
from bench.streamlit_client import page_milliseconds
from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.folding import fold
from copfeedback.surveys.waves import close_wave

PAGE, OVERVIEW = "trends", "overview"
CHART = "plotly_chart"
RERUNS = 15
PAGE_AIM = Aim(300, at_most=True)
FLAT_AIM = Aim(2, at_most=True)
FOLD_SECONDS_A_RECORD = 60 / 1_000_000
DISK_BYTES_A_RECORD = 4_000


def measure(quick: bool) -> Iterator[Row]:
    """Waves are added one after the other, so that all of them together have these sizes."""
    sizes = (1_000, 9_000, 30_000) if quick else (10_000, 90_000, 1_000_000)
    needed = sum(sizes) * DISK_BYTES_A_RECORD
    if shutil.disk_usage(tempfile.gettempdir()).free < needed:
        raise CannotRunError(f"{needed // 10**9 + 1} GB of disk are needed for temporary files")
    with new_place() as place, Generator() as generator:
        portal = fieldwork.open_portal(place)
        try:
            yield from _with_growing_archive(portal, place, generator, sizes)
        finally:
            portal.stop()
    yield from _fold_on_postgresql(10_000 if quick else 200_000)


def _with_growing_archive(
    portal: Portal, place: Place, generator: Generator, sizes: tuple[int, ...]
) -> Iterator[Row]:
    cookie = leader_cookie(portal)
    medians = []
    for number, size in enumerate(sizes):
        asked = fieldwork.add_open_wave(portal, f"bench-{number}")
        fill(portal, asked, size)
        last = size == max(sizes)
        fold_row = _fold(portal, asked, size, "SQLite")
        closing = _close(portal, asked)
        building = _build(portal, asked)
        if last:
            yield fold_row
            yield Row(f"closing a wave of {size:,}, everything folded", closing, "s")
            yield Row(f"building the release of {size:,}", building, "s")
        with serving(place) as port:
            first, *again = generator.call(page_milliseconds, port, PAGE, cookie, RERUNS, CHART)
            _, *whole = generator.call(page_milliseconds, port, OVERVIEW, cookie, RERUNS, "html")
        medians.append(statistics.median(again))
        yield Row(
            f"trend page over {sum(sizes[: number + 1]):,} responses",
            medians[-1],
            "ms",
            PAGE_AIM,
            note=f"waves: {number + 1}; the first run after the start took {first:,.0f} ms",
        )
        if last:
            indicators = statistics.median(whole)
            yield Row(f"key indicators over {sum(sizes):,} responses", indicators, "ms", PAGE_AIM)
    yield Row(
        "trend page, slowest against fastest",
        max(medians) / min(medians),
        "×",
        FLAT_AIM,
    )


def _fold_on_postgresql(size: int) -> Iterator[Row]:
    try:
        with new_place("PostgreSQL") as place:
            portal = fieldwork.open_portal(place)
            try:
                asked = fieldwork.add_open_wave(portal, "bench")
                fill(portal, asked, size)
                yield _fold(portal, asked, size, "PostgreSQL")
            finally:
                portal.stop()
    except CannotRunError as error:
        yield could_not_run("folding, PostgreSQL", str(error))


def _fold(portal: Portal, asked: AskedWave, size: int, kind: str) -> Row:
    start = time.perf_counter()
    counted = fold(portal.engine, asked)
    return Row(
        f"folding {size:,} pending records, {kind}",
        time.perf_counter() - start,
        "s",
        Aim(size * FOLD_SECONDS_A_RECORD, at_most=True),
        faults="" if counted == size else f"{counted:,} were counted",
    )


def _close(portal: Portal, asked: AskedWave) -> float:
    """Seconds it takes to close a wave in which everything is folded."""
    today, start = portal.surveys.today(), time.perf_counter()
    close_wave(portal.trail, portal.surveys.book, OPERATOR, asked.wave.id, today)
    return time.perf_counter() - start


def _build(portal: Portal, asked: AskedWave) -> float:
    """Seconds it takes to freeze a wave's results."""
    start = time.perf_counter()
    portal.results.build_release(OPERATOR, asked.wave.id)
    return time.perf_counter() - start
