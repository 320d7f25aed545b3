"""Whole journeys through the light door, from a survey's first page to the thank-you page."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from bench import fieldwork
from bench.databases import new_place
from bench.load import Generator
from bench.report import Aim, Row
from bench.servers import serving

SEED = 11
# The ONS questionnaire runner with 12 questions, measured on a machine of two cores.
PEER_JOURNEYS, PEER_REQUESTS, PEER_P99 = 5.0, 139.0, 600.0
AIM = Aim(139)  # journeys a second: the peak hour of the UK's census of 2021


def measure(quick: bool) -> Iterator[Row]:
    """Everybody fetches, fills in and sends every page."""
    count, warm_up = (200, 40) if quick else (2_500, 100)
    with new_place() as place, Generator() as generator:
        portal = fieldwork.open_portal(place)
        asked = fieldwork.add_open_wave(portal, "bench")
        portal.stop()
        with serving(place) as port:
            source = Random(SEED)
            walks = [fieldwork.journey(asked, port, source) for _ in range(warm_up + count)]
            load = generator.load(port, walks, warm_up)
    pages = sum(map(len, walks)) / len(walks)
    yield Row(
        "whole journeys",
        load.walks_per_second,
        "/s",
        AIM,
        compared_with=PEER_JOURNEYS,
        ratio=load.walks_per_second / PEER_JOURNEYS,
        note=f"{pages:.1f} requests each; the peer is the ONS questionnaire runner",
        faults=load.faults,
    )
    yield Row(
        "requests of whole journeys",
        load.requests_per_second,
        "/s",
        compared_with=PEER_REQUESTS,
        ratio=load.requests_per_second / PEER_REQUESTS,
        faults=load.faults,
    )
    yield Row(
        "requests of whole journeys, p99",
        load.percentile(99),
        "ms",
        compared_with=PEER_P99,
        ratio=load.percentile(99) / PEER_P99,
        faults=load.faults,
    )
