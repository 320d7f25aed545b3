"""Residents while fifty members of staff sign in at the same moment, again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from secrets import token_bytes
from urllib.parse import urlencode

from bench import fieldwork
from bench.databases import new_place
from bench.load import Generator, Measured, Rounds, Step, Walk, request_head, together
from bench.report import Aim, Row
from bench.servers import peak_megabytes, serving_process
from copfeedback.application import Portal
from copfeedback.people.account_model import NewAccount
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from copfeedback.web.csrf import FORM_COOKIE, FORM_FIELD, form_token

AT_ONCE = 50
STAFF = 200
P99_AIM = Aim(100, at_most=True)
MEGABYTES_AIM = Aim(200, at_most=True)
_TOLD_TO_COME_BACK = "429"
# As behind a web server: each of the fifty is a client of their own.
_ENVIRONMENT = {"COPFEEDBACK_TRUSTED_PROXIES": "127.0.0.1"}


def measure(quick: bool) -> Iterator[Row]:
    """On SQLite: the work is the same on both databases."""
    pages = 2_000 if quick else 8_000
    with new_place("SQLite") as place, Generator() as residents, Generator() as staff:
        portal = fieldwork.open_portal(place)
        try:
            asked = fieldwork.add_open_wave(portal, "bench")
            names, password = _hire(portal)
        finally:
            portal.stop()
        with serving_process(place, environment=_ENVIRONMENT) as (port, process):
            visits = [fieldwork.page_visit(asked, port)] * pages
            alone = residents.load(port, visits, pages // 10)
            before = peak_megabytes(process.pid)
            storm = Rounds(staff, port, _SignIns(port, names, password).fifty, AT_ONCE)
            with storm.going_on():
                beside = residents.load(port, visits, pages // 10)
            yield from _rows(alone, beside, storm, peak_megabytes(process.pid) - before)


def _rows(alone: Measured, beside: Measured, storm: Rounds, megabytes: float) -> Iterator[Row]:
    signed_in = together(storm.rounds)
    turned_away = signed_in.unexpected.get(_TOLD_TO_COME_BACK, 0)
    faults = {kind: n for kind, n in signed_in.unexpected.items() if kind != _TOLD_TO_COME_BACK}
    yield Row(
        "first page, p99, while fifty sign in at once",
        beside.percentile(99),
        "ms",
        P99_AIM,
        compared_with=alone.percentile(99),
        ratio=beside.percentile(99) / alone.percentile(99),
        note="against the same without them",
        faults=beside.faults,
    )
    yield Row(
        "first page, while fifty sign in at once",
        beside.requests_per_second,
        "/s",
        compared_with=alone.requests_per_second,
        ratio=beside.requests_per_second / alone.requests_per_second,
    )
    yield Row(
        "sign-ins that came to their end",
        signed_in.walks_per_second,
        "/s",
        note=f"{signed_in.walks} signed in, {turned_away} were told to come back in a moment",
        faults=str(faults) if faults or not signed_in.walks else "",
    )
    yield Row("memory that the storm took", megabytes, "MB", MEGABYTES_AIM)


def _hire(portal: Portal) -> tuple[Sequence[str], str]:
    """Accounts with one password, which is hashed as dear as any."""
    password = token_bytes(12).hex()
    police = portal.organisations.add(OPERATOR, OrganisationKind.POLICE, "Police")
    names = [f"member {number}" for number in range(STAFF)]
    for name in names:
        portal.accounts.add_staff(OPERATOR, NewAccount(name, Role.LEADER, police), password)
    return names, password


@dataclass
class _SignIns:
    """Sign-ins of one member of staff after the other, each from an address of their own."""

    port: int
    names: Sequence[str]
    password: str
    _numbers: Iterator[int] = field(default_factory=count)

    def fifty(self) -> list[Walk]:
        """The next fifty."""
        return [self._sign_in() for _ in range(AT_ONCE)]

    def _sign_in(self) -> Walk:
        number = next(self._numbers)
        secret = f"{number:043}"
        lines = [
            request_head("POST", "/staff/sign-in?lang=en", self.port).decode(),
            f"Cookie: {FORM_COOKIE}={secret}",
            f"X-Forwarded-For: 192.0.{number // 250 % 250}.{number % 250}",
        ]
        entries = {
            "name": self.names[number % len(self.names)],
            "password": self.password,
            FORM_FIELD: form_token(secret),
            "go": "next",
        }
        return (Step("\r\n".join(lines).encode(), urlencode(entries).encode(), expected=303),)
