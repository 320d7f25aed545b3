"""Reruns of a survey page in the full door, against Streamlit as it comes."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench import fieldwork
from bench.databases import new_place
from bench.load import Generator
from bench.report import Aim, Row
from bench.servers import serving
from bench.streamlit_client import reruns_per_second

SESSIONS = 10
AIM = Aim(5, of_ratio=True)


def measure(quick: bool) -> Iterator[Row]:
    """Our settings and Streamlit's by turns, each in a fresh process."""
    rounds, ours_each, theirs_each = (1, 20, 6) if quick else (3, 60, 12)
    with new_place() as place, Generator() as generator:
        portal = fieldwork.open_portal(place)
        asked = fieldwork.add_open_wave(portal, "bench")
        portal.stop()

        def reruns(app: str, each: int) -> float:
            with serving(place, app=app) as port:
                return generator.call(reruns_per_second, port, asked.wave.id, SESSIONS, each)

        pairs = [
            (reruns("app:app", ours_each), reruns("bench.defaults:app", theirs_each))
            for _ in range(rounds)
        ]
    yield Row(
        "survey page reruns, full door, one process",
        statistics.median(ours for ours, _ in pairs),
        "/s",
        AIM,
        compared_with=statistics.median(theirs for _, theirs in pairs),
        ratio=statistics.median(ours / theirs for ours, theirs in pairs),
        note=(
            "against Streamlit's defaults for collecting garbage after every run, watching files "
            "and magic; 10 sessions on the survey's first section"
        ),
    )
