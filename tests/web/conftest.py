"""A portal with both shipped surveys open, and somebody at its light door."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from starlette import routing
from starlette.testclient import TestClient

from copfeedback.application import PROJECT, Portal, build_portal
from copfeedback.people import passwords
from copfeedback.people.model import OPERATOR
from copfeedback.settings import Settings
from copfeedback.storage import migrating
from copfeedback.surveys.wave_file import WaveFile
from copfeedback.surveys.waves import add_wave, publish_survey
from copfeedback.web import api
from tests.web.colleague import Clock, light_door

TODAY = date(2027, 5, 3)
SURVEYS = ("neighbourhood-safety", "police-contact")
SETTINGS = Settings()


@dataclass
class Calendar:
    """The portal's clock, which a test can turn."""

    today: date


@pytest.fixture(scope="session", autouse=True)
def _description_is_read_once() -> Iterator[None]:
    """A door reads the description of the API when it is built; here one is built for each test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "_description", cache(api._description))
        yield


@pytest.fixture(scope="session", autouse=True)
def _paths_are_compiled_once() -> Iterator[None]:
    """A door has hundreds of routes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routing, "compile_path", cache(routing.compile_path))
        yield


@pytest.fixture(scope="session", autouse=True)
def _requests_share_a_loop() -> Iterator[None]:
    """A client starts a thread with an event loop for each request, where it is not given one."""
    with start_blocking_portal() as loop, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestClient, "portal", loop)
        yield


@pytest.fixture
def calendar() -> Calendar:
    return Calendar(TODAY)


@pytest.fixture
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested does not depend on how much work a hash is; two cores are shared."""
    monkeypatch.setattr(passwords, "OPERATIONS", 1)
    monkeypatch.setattr(passwords, "MEMORY", 8 * 1024)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with both surveys open, to copy: making one takes longer than most tests."""
    folder = tmp_path_factory.mktemp("prepared")
    portal = build_portal(Settings(data_dir=folder), today=lambda: TODAY, now=Clock().now)
    migrating.migrate(portal.engine)
    demographics = (PROJECT / "surveys" / "demographics.yaml").read_text(encoding="utf-8")
    for survey in SURVEYS:
        path = PROJECT / "surveys" / survey / "v1.yaml"
        publish_survey(portal.trail, OPERATOR, path, demographics)
        add_wave(portal.trail, OPERATOR, a_wave_file(survey))
    portal.stop()
    portal.engine.dispose()
    return folder / "copfeedback.sqlite3"


@pytest.fixture
def portal(prepared: Path, tmp_path: Path, calendar: Calendar, clock: Clock) -> Iterator[Portal]:
    shutil.copy(prepared, tmp_path)
    settings = SETTINGS.model_copy(update={"data_dir": tmp_path})
    portal = build_portal(settings, today=lambda: calendar.today, now=clock.now)
    yield portal
    portal.stop()


def a_wave_file(survey: str, **changes: object) -> WaveFile:
    """A wave that is open on TODAY."""
    facts: dict[str, object] = {
        "id": f"{survey}-1",
        "survey": survey,
        "version": 1,
        "name": {"en": "First wave", "ar": "الموجة الأولى"},
        "opens": TODAY - timedelta(days=5),
        "closes": TODAY + timedelta(days=5),
        "results_due": TODAY + timedelta(days=30),
        "sectors": [
            {"code": "harbour", "text": {"en": "Harbour", "ar": "الميناء"}},
            {"code": "hills", "text": {"en": "Hills", "ar": "التلال"}},
        ],
    }
    return WaveFile.model_validate(facts | changes)


@pytest.fixture
def client(portal: Portal) -> TestClient:
    return TestClient(light_door(portal), base_url="http://localhost:8501")
