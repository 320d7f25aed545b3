"""People on a real database, with clocks that the test moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from copfeedback.people import passwords
from copfeedback.people.service import People
from copfeedback.settings import Settings
from copfeedback.storage.engine import open_database
from copfeedback.storage.migrating import migrate


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
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'people.sqlite3'}")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested does not depend on how much work a hash is; two cores are shared."""
    monkeypatch.setattr(passwords, "OPERATIONS", 1)
    monkeypatch.setattr(passwords, "MEMORY", 8 * 1024 * 1024)


@pytest.fixture
def make_people(engine: Engine, clock: Clock, cheap_hashing: None) -> Callable[..., People]:
    """People with these settings, on the test's database and clock."""

    def make(**settings: int) -> People:
        return People(engine, Settings(**settings), clock.now, monotonic=clock.monotonic)

    return make


@pytest.fixture
def people(make_people: Callable[..., People]) -> People:
    return make_people()
