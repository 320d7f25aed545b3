"""Residents while twenty people lodge complaints, and owners of codes while somebody guesses."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_bytes, token_hex
from time import time
from urllib.parse import urlencode

from bench import fieldwork
from bench.databases import new_place
from bench.load import Generator, Measured, Rounds, Step, Walk, request_head, together
from bench.report import Aim, Row
from bench.servers import peak_megabytes, serving_process
from copfeedback.application import Portal
from copfeedback.complaints.carried import PURPOSE, Carried, Drawn
from copfeedback.complaints.code import ComplaintCode, draw_code
from copfeedback.complaints.filing import NONCE_BYTES
from copfeedback.complaints.steps import CODE
from copfeedback.demo_keys import enrol_demonstration
from copfeedback.people.account_model import NewAccount
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from copfeedback.sealing import Seal

AT_ONCE = 20
OWNERS = 40
P99_AIM = Aim(250, at_most=True)
MEGABYTES_AIM = Aim(250, at_most=True)
_TOLD_TO_COME_BACK = "429"
# As behind a web server: each owner of a case is a client of their own.
_ENVIRONMENT = {"COPFEEDBACK_TRUSTED_PROXIES": "127.0.0.1"}


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
        with serving_process(place, environment=_ENVIRONMENT) as (port, process):
            visits = [fieldwork.page_visit(asked, port)] * pages
            alone = residents.load(port, visits, pages // 10)
            before = peak_megabytes(process.pid)
            lodging = Rounds(
                others,
                port,
                lambda: [
                    _complaint(port, seal, Drawn(draw_code(), token_bytes(NONCE_BYTES)))
                    for _ in range(AT_ONCE)
                ],
                AT_ONCE,
            )
            with lodging.going_on():
                beside = residents.load(port, visits, pages // 10)
            yield from _rows(alone, beside, lodging, peak_megabytes(process.pid) - before)
            yield from _guessed_at(port, seal, residents, others)


def _rows(alone: Measured, beside: Measured, lodging: Rounds, megabytes: float) -> Iterator[Row]:
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


def _guessed_at(port: int, seal: Seal, owners: Generator, guesser: Generator) -> Iterator[Row]:
    """Owners of cases who type their codes, alone and while one client guesses without a pause."""
    codes = [draw_code() for _ in range(OWNERS)]
    lodging = [_complaint(port, seal, Drawn(code, token_bytes(NONCE_BYTES))) for code in codes]
    owners.load(port, lodging, 0, clients=2)
    visits = [_typed(port, code, number) for number, code in enumerate(codes)]
    alone = owners.load(port, visits, 0, clients=1)
    storm = Rounds(
        guesser, port, lambda: [_typed(port, draw_code(), -1, 422) for _ in range(200)], AT_ONCE
    )
    with storm.going_on():
        beside = owners.load(port, visits, 0, clients=1)
    guessed = together(storm.rounds)
    yield Row(
        "a right code, p99, while one client guesses",
        beside.percentile(99),
        "ms",
        compared_with=alone.percentile(99),
        ratio=beside.percentile(99) / alone.percentile(99),
        note=f"against the same without; {guessed.requests_per_second:.0f} guesses a second",
        faults=beside.faults,
    )


def _typed(port: int, code: ComplaintCode, client: int, expected: int = 303) -> Walk:
    """Type a code, from an address of one's own."""
    address = f"198.51.100.{client}" if client >= 0 else "203.0.113.9"
    head = request_head("POST", "/en/complaints/follow", port)
    head += f"\r\nX-Forwarded-For: {address}".encode()
    return (
        Step(head, urlencode({"code": code.written, "go": "next"}).encode(), expected=expected),
    )


def _open_for_complaints(portal: Portal) -> None:
    """A body with two caseworkers on a roster, and English read over."""
    password = token_hex(12)
    body = portal.organisations.add(OPERATOR, OrganisationKind.OVERSIGHT, "Body")
    portal.organisations.add(OPERATOR, OrganisationKind.POLICE, "Police")
    for role in (Role.CASEWORKER, Role.CUSTODIAN):
        portal.accounts.add_staff(OPERATOR, NewAccount(role.value, role, body), password)
    enrol_demonstration(portal, password)
    portal.openings.open(OPERATOR, "en", "Reader")


def _complaint(port: int, seal: Seal, drawn: Drawn) -> Walk:
    """The last page of the form, sent."""
    told = {"narrative": ["They would not write down what I told them. " * 20]}
    entries = {
        "carried": Carried(told, drawn).sealed(seal, int(time())),
        "page": CODE,
        "go": "send",
        "typed": drawn.code.group(drawn.asked_group),
    }
    return (Step(request_head("POST", "/en/complaints/new", port), urlencode(entries).encode()),)
