"""Building the release of a large wave: a million responses to forty questions."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import fieldwork
from bench.archive import fill
from bench.databases import Place, new_place
from bench.load import Generator
from bench.questionnaires import write_questionnaire
from bench.report import Aim, Row
from bench.servers import peak_megabytes
from copfeedback.people.model import OPERATOR
from copfeedback.surveys.folding import fold
from copfeedback.surveys.waves import close_wave

QUESTIONS = 40
SECONDS_AIM = Aim(120, at_most=True)
MEMORY_AIM = Aim(2_000, at_most=True)
_NAME = f"questions-{QUESTIONS}"


def measure(quick: bool) -> Iterator[Row]:
    """The building is done in a process of its own, whose memory is then that of the building."""
    count = 30_000 if quick else 1_000_000
    with tempfile.TemporaryDirectory(prefix="copfeedback-bench-") as folder, new_place() as place:
        path = write_questionnaire(Path(folder), _NAME, QUESTIONS)
        portal = fieldwork.open_portal(place, path)
        asked = fieldwork.add_open_wave(portal, _NAME, _NAME)
        fill(portal, asked, count)
        fold(portal.engine, asked)
        close_wave(portal.trail, portal.surveys.book, OPERATOR, _NAME, portal.surveys.today())
        portal.stop()
        with Generator() as process:
            seconds, megabytes = process.call(_build, place, path)
    what = f"the release of {count:,} responses to {QUESTIONS} questions"
    yield Row(f"building {what}", seconds, "s", SECONDS_AIM)
    yield Row(f"memory while building {what}", megabytes, "MB", MEMORY_AIM)


def _build(place: Place, path: Path) -> tuple[float, float]:
    portal = fieldwork.open_portal(place, path)
    start = time.perf_counter()
    portal.results.build_release(OPERATOR, _NAME)
    seconds = time.perf_counter() - start
    portal.stop()
    return seconds, peak_megabytes(os.getpid())
