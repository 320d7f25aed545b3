"""A survey of a hundred questions beside one of twelve of the same mix: what a question costs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench import fieldwork
from bench.databases import new_place
from bench.load import Generator, Measured, median_ratio, together
from bench.questionnaires import QUESTIONS_A_PAGE, write_questionnaire
from bench.report import Aim, Row
from bench.servers import serving
from copfeedback.surveys.book import AskedWave

SEED = 17
SHORT, LONG = 12, 100
ROUNDS = 5
AIM = Aim(1.5, at_most=True, of_ratio=True)


@dataclass
class _Loads:
    """What came of one survey, round by round."""

    asked: AskedWave
    openings: list[Measured] = field(default_factory=list)
    submissions: list[Measured] = field(default_factory=list)


def measure(quick: bool) -> Iterator[Row]:
    """By turns, so that both surveys see the machine in the same mood."""
    count, warm_up = (200, 40) if quick else (1_000, 100)
    source = Random(SEED)
    with (
        tempfile.TemporaryDirectory(prefix="copfeedback-bench-") as folder,
        new_place() as place,
        Generator() as generator,
    ):
        lengths = {f"questions-{length}": length for length in (SHORT, LONG)}
        files = [write_questionnaire(Path(folder), *each) for each in lengths.items()]
        portal = fieldwork.open_portal(place, *files)
        short, long = (_Loads(fieldwork.add_open_wave(portal, name, name)) for name in lengths)
        portal.stop()
        with serving(place) as port:
            for _ in range(ROUNDS):
                for loads in (short, long):
                    visits = [fieldwork.opening(loads.asked, port)] * (warm_up + count)
                    loads.openings.append(generator.load(port, visits, warm_up))
                for loads in (short, long):
                    sent = [
                        fieldwork.submission(loads.asked, port, source)
                        for _ in range(warm_up + count)
                    ]
                    loads.submissions.append(generator.load(port, sent, warm_up))
    yield _row(
        f"page 1 of {LONG} questions, a question on it",
        (long.openings, QUESTIONS_A_PAGE),
        (short.openings, QUESTIONS_A_PAGE),
        "the introduction and the page",
    )
    yield _row(
        f"sending {LONG} answers, a question",
        (long.submissions, LONG),
        (short.submissions, SHORT),
        "everything is checked again",
    )


def _row(
    name: str, long: tuple[list[Measured], int], short: tuple[list[Measured], int], note: str
) -> Row:
    """What a question costs the server in either survey."""
    figures = [1_000 / together(loads).walks_per_second / count for loads, count in (long, short)]
    return Row(
        name,
        figures[0],
        "ms",
        AIM,
        compared_with=figures[1],
        # Twice as many walks a second are half the cost.
        ratio=median_ratio(short[0], long[0]) * short[1] / long[1],
        note=f"{note}; against a survey of {SHORT} questions, the median of neighbouring pairs",
        faults=together([*long[0], *short[0]]).faults,
    )
