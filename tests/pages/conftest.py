"""A portal with the tiny survey, a clock that tests turn, and people in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from secrets import token_bytes

import pytest

from copfeedback.application import Portal, build_portal
from copfeedback.people import passwords
from copfeedback.people.model import OPERATOR, SESSION_COOKIE, Role
from copfeedback.settings import Settings
from copfeedback.surveys.model import Mode
from copfeedback.surveys.service import Submission
from copfeedback.surveys.waves import add_wave, close_wave, publish_survey
from tests.factories import DEMOGRAPHICS, TINY, TODAY, a_survey_file, a_wave_file
from tests.pages.reader import WAVE, Reader, serve

PASSWORD = "a long enough passphrase"
HIGH = "high: {en: Completely, ar: أثق تماما}"
WITH_INDICATOR = TINY.replace(HIGH, f"{HIGH}\n        indicator: {{favourable: [7, 8, 9, 10]}}")


@dataclass
class Calendar:
    """The portal's clock."""

    today = TODAY

    def now(self) -> datetime:
        return datetime.combine(self.today, time(9), UTC)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def portal(
    sqlite_address: str, tmp_path: Path, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Portal]:
    """A portal with one open wave of the tiny survey."""
    settings = Settings(
        data_dir=tmp_path, database_url=sqlite_address, public_address="https://portal.example"
    )
    portal = build_portal(settings, today=lambda: calendar.today, now=calendar.now)
    publish_survey(portal.engine, OPERATOR, a_survey_file(tmp_path, WITH_INDICATOR), DEMOGRAPHICS)
    add_wave(portal.engine, OPERATOR, a_wave_file())
    serve(monkeypatch, portal)
    yield portal
    portal.stop()


@pytest.fixture
def close_with(portal: Portal, calendar: Calendar) -> Callable[..., None]:
    """Lets so many women and men answer a wave, then closes it and freezes its results."""

    def close(wave_id: str = WAVE, *, women: int = 60, men: int = 40, trusting: int = 2) -> None:
        asked = portal.surveys.book.find(wave_id)
        people = ["woman"] * women + ["man"] * men
        for at, gender in enumerate(people):  # one of so many trusts the police
            entered = {
                "victim": ["no" if at % 3 else "yes"],
                "trust": ["3" if at % trusting else "8"],
                "gender": [gender],
            }
            submission = Submission(entered, token_bytes(16), "en", Mode.FULL)
            portal.surveys.send(asked, submission)
        close_wave(portal.engine, portal.surveys.book, OPERATOR, wave_id, calendar.today)
        portal.results.build_release(OPERATOR, wave_id)

    return close


@pytest.fixture
def reader(portal: Portal) -> Reader:
    """A resident who reads English."""
    return Reader()


@pytest.fixture
def sign_in(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Callable[[Role], Reader]:
    """Makes an account and signs somebody in with it."""
    monkeypatch.setattr(passwords, "OPERATIONS", 1)
    monkeypatch.setattr(passwords, "MEMORY", 8 * 1024 * 1024)

    def make(role: Role) -> Reader:
        portal.people.add_staff(OPERATOR, role.value, role, PASSWORD)
        signed_in = portal.people.sign_in(role.value, PASSWORD, client="127.0.0.1", local=True)
        return Reader(cookies={SESSION_COOKIE: signed_in.token})

    return make
