"""Waves are looked up once for everybody, also while the database is away."""

from __future__ import annotations

from typing import Any

import pytest

from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys import book, wave_store
from tests.factories import WAVE, Fieldwork


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(book.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What came of each time the database was asked; it answers while ``away`` is not there."""
    times: list[str] = []
    all_waves = wave_store.all_waves

    def answer(connection: Any) -> Any:
        if "away" in times:
            times.append("failed")
            raise StorageUnavailable("gone")
        times.append("read")
        return all_waves(connection)

    monkeypatch.setattr(wave_store, "all_waves", answer)
    return times


def test_the_database_is_asked_once_a_second(
    sqlite_fieldwork: Fieldwork, seconds: list[float], asked: list[str]
):
    for _ in range(3):
        sqlite_fieldwork.book.find(WAVE)
    seconds[0] += 1
    sqlite_fieldwork.book.find(WAVE)

    assert asked == ["read", "read"]


def test_a_database_that_is_away_is_asked_once_a_second(
    sqlite_fieldwork: Fieldwork, seconds: list[float], asked: list[str]
):
    asked.append("away")

    for _ in range(5):
        with pytest.raises(StorageUnavailable):
            sqlite_fieldwork.book.find(WAVE)
    assert asked.count("failed") == 1

    seconds[0] += 1
    asked.remove("away")
    assert sqlite_fieldwork.book.find(WAVE).wave.id == WAVE


def test_the_last_known_waves_stay_when_the_database_is_away(
    sqlite_fieldwork: Fieldwork, seconds: list[float], asked: list[str]
):
    sqlite_fieldwork.book.find(WAVE)
    seconds[0] += 1
    asked.append("away")

    with pytest.raises(StorageUnavailable):
        sqlite_fieldwork.book.all()

    assert [each.wave.id for each in sqlite_fieldwork.book.last_known()] == [WAVE]
