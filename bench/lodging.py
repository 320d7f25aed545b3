"""Residents who answer a survey while twenty people lodge complaints at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_bytes, token_hex
from time import time
from urllib.parse import urlencode

from bench import fieldwork
from bench.databases import new_place
from bench.load import Generator, Measured, Step, Walk, request_head, together
from bench.report import Aim, Row
from bench.servers import peak_megabytes, serving_process
from copfeedback.application import Portal
from copfeedback.complaints.carried import PURPOSE, Carried, Drawn
from copfeedback.complaints.code import draw_code
from copfeedback.complaints.filing import NONCE_BYTES
from copfeedback.complaints.steps import CODE
from copfeedback.demo_keys import enrol_demonstration
from copfeedback.people.account_model import NewAccount
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from copfeedback.sealing import Seal

AT_ONCE = 20
P99_AIM = Aim(250, at_most=True)
MEGABYTES_AIM = Aim(250, at_most=True)
_TOLD_TO_COME_BACK = "429"


def measure(quick: bool) -> Iterator[Row]:
    """On SQLite: what takes the time is the same on both databases."""
    pages = 2_000 if quick else 8_000
    with new_place("SQLite") as place, Generator() as residents, Generator() as others:
        portal = fieldwork.open_portal(place)
        try:
            asked = fieldwork.add_open_wave(portal, "bench")
            _open_for_complaints(portal)
            seal = portal.server_seal(PURPOSE)
        finally:
            portal.stop()
        with serving_process(place) as (port, process):
            visits = [fieldwork.page_visit(asked, port)] * pages
            alone = residents.load(port, visits, pages // 10)
            before = peak_megabytes(process.pid)
            lodging = _Lodging(others, port, seal)
            with lodging.going_on():
                beside = residents.load(port, visits, pages // 10)
            yield from _rows(alone, beside, lodging, peak_megabytes(process.pid) - before)


def _rows(alone: Measured, beside: Measured, lodging: _Lodging, megabytes: float) -> Iterator[Row]:
    lodged = together(lodging.rounds)
    turned_away = lodged.unexpected.get(_TOLD_TO_COME_BACK, 0)
    faults = {kind: n for kind, n in lodged.unexpected.items() if kind != _TOLD_TO_COME_BACK}
    yield Row(
        "first page, p99, while twenty lodge complaints at once",
        beside.percentile(99),
        "ms",
        P99_AIM,
        compared_with=alone.percentile(99),
        ratio=beside.percentile(99) / alone.percentile(99),
        note="against the same without them",
        faults=beside.faults,
    )
    yield Row(
        "complaints lodged",
        lodged.walks_per_second,
        "/s",
        note=f"{lodged.walks} lodged, {turned_away} were told to come back in a moment; "
        f"half within {lodged.percentile(50):.0f} ms, all within {lodged.percentile(100):.0f} ms",
        faults=str(faults) if faults or not lodged.walks else "",
    )
    yield Row("memory that lodging took", megabytes, "MB", MEGABYTES_AIM)


def _open_for_complaints(portal: Portal) -> None:
    """A body with two caseworkers on a roster, and English read over."""
    password = token_hex(12)
    body = portal.organisations.add(OPERATOR, OrganisationKind.OVERSIGHT, "Body")
    portal.organisations.add(OPERATOR, OrganisationKind.POLICE, "Police")
    for role in (Role.CASEWORKER, Role.CUSTODIAN):
        portal.accounts.add_staff(OPERATOR, NewAccount(role.value, role, body), password)
    enrol_demonstration(portal, password)
    portal.openings.open(OPERATOR, "en", "Reader")


@dataclass
class _Lodging:
    """Rounds of twenty complaints; each round begins when the one before has its answers."""

    generator: Generator
    port: int
    seal: Seal
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
            walks = [self._complaint() for _ in range(AT_ONCE)]
            self.rounds.append(self.generator.load(self.port, walks, 0, clients=AT_ONCE))

    def _complaint(self) -> Walk:
        drawn = Drawn(draw_code(), token_bytes(NONCE_BYTES))
        told = {"narrative": ["They would not write down what I told them. " * 20]}
        entries = {
            "carried": Carried(told, drawn).sealed(self.seal, int(time())),
            "page": CODE,
            "go": "send",
            "typed": drawn.code.group(drawn.asked_group),
        }
        head = request_head("POST", "/en/complaints/new", self.port)
        return (Step(head, urlencode(entries).encode()),)
