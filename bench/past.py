"""A million responses collected elsewhere, brought in from one CSV file."""

from __future__ import annotations

import csv
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench import fieldwork
from bench.databases import KINDS, Place, new_place
from bench.load import Generator
from bench.report import Aim, CannotRunError, Row, could_not_run
from bench.servers import peak_megabytes
from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.past.mapping import MappingFile
from copfeedback.surveys.past.service import PastWave, describe_past, import_past, propose_mapping
from copfeedback.surveys.past.tables import open_table
from copfeedback.surveys.wave_file import describe

RESPONSES = 1_000_000
AIM_SECONDS_A_RESPONSE = 120 / 1_000_000
SEED = 17
DISTINCT = 2_000


@dataclass(frozen=True, slots=True)
class _BroughtIn:
    """How long it took, how much more memory there was at most, and what is stored."""

    seconds: float
    megabytes: float
    columns: int
    responses: int


def measure(quick: bool) -> Iterator[Row]:
    """On both databases, each in a process of its own, whose memory is then that of the import."""
    count = 50_000 if quick else RESPONSES
    for kind in KINDS:
        try:
            with new_place(kind) as place, Generator() as process:
                done = process.call(_bring, place, count)
        except CannotRunError as error:
            yield could_not_run(f"bringing in, {kind}", str(error))
            continue
        yield Row(
            f"bringing in {count:,} responses, {kind}",
            done.seconds,
            "s",
            Aim(count * AIM_SECONDS_A_RESPONSE, at_most=True),
            note=f"{done.columns} columns, with weights",
            faults="" if done.responses == count else f"{done.responses:,} are stored",
        )
        yield Row(f"memory that {count:,} responses take, {kind}", done.megabytes, "MB")


def _bring(place: Place, count: int) -> _BroughtIn:
    portal = fieldwork.open_portal(place)
    try:
        past, path = _past_wave(portal), place.data / "past.csv"
        columns = _write(past, path, count)
        before, start = peak_megabytes(os.getpid()), time.perf_counter()
        table = open_table(path, path.name)
        mapping = propose_mapping(past, table, MappingFile(weight="weight"))
        import_past(portal.trail, OPERATOR, past, table, mapping)
        seconds, after = time.perf_counter() - start, peak_megabytes(os.getpid())
        portal.surveys.book.refresh()
        with portal.engine.connect() as connection:
            (stored,) = connection.exec_driver_sql("SELECT count(*) FROM response").one()
        return _BroughtIn(seconds, after - before, columns, stored)
    finally:
        portal.stop()


def _past_wave(portal: Portal) -> PastWave:
    """A wave that was over a hundred days ago."""
    like = fieldwork.add_open_wave(portal, "now")
    over = portal.surveys.today() - timedelta(days=100)
    days = {"opens": over - timedelta(days=30), "closes": over, "results_due": over}
    days["results_due"] += timedelta(days=30)
    described = describe(like.wave).model_copy(update={"id": "past", **days})
    return describe_past(portal.trail, OPERATOR, described, portal.surveys.today())


def _write(past: PastWave, path: Path, count: int) -> int:
    """Some two thousand different responses, over and over; returns how many columns they fill."""
    source = random.Random(SEED)
    asked = AskedWave(past.wave, past.survey, None)
    items = list(past.survey.question_of_item)
    different = [
        [" ".join(entered.get(item, ())) for item in items]
        for entered in (fieldwork.entries_of(asked, source) for _ in range(DISTINCT))
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["_id", *items, "weight"])
        for at in range(count):
            weight = f"{source.uniform(0.5, 2):.4f}"
            writer.writerow([at, *source.choice(different), weight])
    return len(items) + 2
