"""People on both databases, with clocks that the test moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from nacl.pwhash import argon2id
from sqlalchemy import Engine, event

from copfeedback.people import passwords
from copfeedback.people.accounts import Accounts
from copfeedback.people.audit import Trail
from copfeedback.people.mail import Mail
from copfeedback.people.model import Role
from copfeedback.people.organisations import Organisations
from copfeedback.people.service import People
from copfeedback.settings import Settings
from tests.people.members import a_member


@dataclass
class Clock:
    """The time of day and the seconds of a stopwatch, moved together."""

    day: datetime = field(default=datetime(2024, 5, 6, 9, 0, tzinfo=UTC))
    seconds: float = 1_000.0

    def now(self) -> datetime:
        return self.day

    def monotonic(self) -> float:
        return self.seconds

    def move(self, **by: float) -> None:
        step = timedelta(**by)
        self.day += step
        self.seconds += step.total_seconds()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested does not depend on how much work a hash is; two cores are shared."""
    monkeypatch.setattr(passwords, "OPERATIONS", 1)
    monkeypatch.setattr(passwords, "MEMORY", 8 * 1024)


@pytest.fixture
def trail(engine: Engine, clock: Clock) -> Trail:
    """The audit trail, on the test's database and clock."""
    return Trail(engine, clock.now)


@pytest.fixture
def accounts(trail: Trail, cheap_hashing: None) -> Accounts:
    """Whoever looks after accounts, without a mail server."""
    return Accounts(trail, Settings(), Mail(Settings()))


@pytest.fixture
def organisations(trail: Trail) -> Organisations:
    """Organisations and their units."""
    return Organisations(trail)


@pytest.fixture
def make_people(
    engine: Engine, trail: Trail, clock: Clock, cheap_hashing: None
) -> Callable[..., People]:
    """People with these settings, on the test's database and clock."""

    def make(**settings: Any) -> People:
        return People(engine, Settings(**settings), trail, monotonic=clock.monotonic)

    return make


@pytest.fixture
def people(make_people: Callable[..., People]) -> People:
    return make_people()


@pytest.fixture
def amina(people, accounts):
    """The portal's people, with a leader named amina."""
    a_member(accounts, "amina", Role.LEADER)
    return people


@pytest.fixture
def verified(monkeypatch):
    """The hashes that Argon2id was asked to verify."""
    asked = []
    real = argon2id.verify

    def verify(password_hash, password):
        asked.append(password_hash)
        return real(password_hash, password)

    monkeypatch.setattr(argon2id, "verify", verify)
    return asked


@pytest.fixture
def statements(engine):
    """The SQL that was run, as verbs."""
    run = []

    def note(_connection, _cursor, statement, *_rest):
        run.append(statement.split()[0])

    event.listen(engine, "before_cursor_execute", note)
    yield run
    event.remove(engine, "before_cursor_execute", note)
