"""The light door under load: a first page, the final submission, and the floor beneath it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from sqlalchemy import func, select, text

from bench import fieldwork
from bench.databases import KINDS, Place, new_place
from bench.load import Generator, Measured, Walk, median_ratio, together
from bench.report import Aim, CannotRunError, Row, could_not_run
from bench.servers import serving
from copfeedback.application import Portal
from copfeedback.storage.engine import reading, writing
from copfeedback.surveys import store

SEED = 7
ROUNDS = 3
P99_AIM = Aim(100, at_most=True)
RATIO_AIM = Aim(0.4, of_ratio=True)
RATE_AIMS = {"SQLite": Aim(1_000), "PostgreSQL": Aim(600)}
# In operation folding comes every 30 seconds, and rarely in the few seconds that are measured.
# Submissions are therefore measured once more with folding so often that its share of the time is
# what it is over hours.
_FOLD_OFTEN = {"COPFEEDBACK_FOLD_EVERY_SECONDS": "3"}


@dataclass(frozen=True)
class _Sizes:
    pages: int
    rows: int
    submissions: int
    warm_up: int


_FULL = _Sizes(pages=6_000, rows=8_000, submissions=5_000, warm_up=500)
_QUICK = _Sizes(pages=1_000, rows=2_000, submissions=1_000, warm_up=200)


def measure(quick: bool) -> Iterator[Row]:
    """On both databases."""
    for kind in KINDS:
        try:
            with new_place(kind) as place, Generator() as generator:
                yield from _measure_on(kind, place, generator, _QUICK if quick else _FULL)
        except CannotRunError as error:
            yield could_not_run(f"light door, {kind}", str(error))


def _measure_on(kind: str, place: Place, generator: Generator, sizes: _Sizes) -> Iterator[Row]:
    portal = fieldwork.open_portal(place)
    try:
        asked = fieldwork.add_open_wave(portal, "bench")
        _make_floor_table(portal)
        with serving(place, app="bench.floor:app") as port:
            if kind == "SQLite":
                visit = fieldwork.page_visit(asked, port)
                pages = generator.load(port, [visit] * (sizes.warm_up + sizes.pages), sizes.warm_up)
                yield Row(
                    "first page of a survey", pages.requests_per_second, "/s", faults=pages.faults
                )
                yield _p99("first page of a survey, p99", pages)
            source, count = Random(SEED), sizes.warm_up + sizes.submissions
            sent: list[list[Walk]] = [
                [fieldwork.submission(asked, port, source) for _ in range(count)]
                for _ in range(ROUNDS)
            ]
            # The floor inserts the same bodies, as often as it takes to measure it.
            bodies = [fieldwork.insertion(port, walk) for walk in sent[0]]
            bodies = (bodies * (sizes.rows // count + 2))[: sizes.warm_up + sizes.rows]
            floors, loads = [], []
            for walks in sent:  # by turns, so that both see the machine in the same mood
                floors.append(generator.load(port, bodies, sizes.warm_up))
                loads.append(generator.load(port, walks, sizes.warm_up))
            yield from _rows(kind, floors, loads)
        with serving(place, environment=_FOLD_OFTEN) as port:
            walks = [fieldwork.submission(asked, port, source) for _ in range(count)]
            beside = generator.load(port, walks, sizes.warm_up)
            yield Row(
                f"final submission while what came before is folded, {kind}",
                beside.walks_per_second,
                "/s",
                faults=beside.faults,
            )
            yield _p99(f"final submission while folding, p99, {kind}", beside)
        yield _count_row(kind, portal, expected=(ROUNDS + 1) * count)
    finally:
        portal.stop()


def _rows(kind: str, floors: list[Measured], loads: list[Measured]) -> Iterator[Row]:
    floor, load = together(floors), together(loads)
    yield Row(
        f"one row inserted (the floor), {kind}",
        floor.walks_per_second,
        "/s",
        faults=floor.faults,
    )
    yield Row(
        f"final submission, {kind}",
        load.walks_per_second,
        "/s",
        RATE_AIMS[kind],
        faults=load.faults,
    )
    yield Row(
        f"final submission against the floor, {kind}",
        load.walks_per_second,
        "/s",
        RATIO_AIM,
        compared_with=floor.walks_per_second,
        ratio=median_ratio(loads, floors),
        note="the ratio is the median of neighbouring pairs",
        faults=floor.faults or load.faults,
    )
    yield _p99(f"final submission, p99, {kind}", load)


def _p99(name: str, load: Measured) -> Row:
    return Row(name, load.percentile(99), "ms", P99_AIM, faults=load.faults)


def _make_floor_table(portal: Portal) -> None:
    kind = "BLOB" if portal.engine.dialect.name == "sqlite" else "BYTEA"
    with writing(portal.engine) as connection:
        connection.execute(text(f"CREATE TABLE bench_floor (body {kind} NOT NULL)"))


def _count_row(kind: str, portal: Portal, expected: int) -> Row:
    """Whether every submission is there exactly once, folded or waiting to be."""
    with reading(portal.engine) as connection:
        kept = sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (store.pending_response, store.response)
        )
    faults = "" if kept == expected else f"{expected} were sent"
    return Row(f"submissions kept, {kind}", kept, "", compared_with=expected, faults=faults)
