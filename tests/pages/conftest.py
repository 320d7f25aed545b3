"""A portal with the tiny survey, a clock that tests turn, and people in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from secrets import token_bytes
from typing import Any

import pyotp
import pytest
from streamlit.components.v2 import manifest_scanner

from copfeedback.application import Portal, build_portal
from copfeedback.people import passwords
from copfeedback.people.model import OPERATOR, SECOND_FACTOR_ROLES, SESSION_COOKIE, Role
from copfeedback.settings import Settings
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.service import Submission
from copfeedback.surveys.waves import add_wave, close_wave, publish_survey
from tests.factories import DEMOGRAPHICS, TINY, TODAY, a_survey_file, a_wave_file
from tests.pages.casework import Commission, a_commission
from tests.pages.reader import WAVE, Reader, serve
from tests.people.members import a_member

PASSWORD = "a long enough passphrase"
HIGH = "high: {en: Completely, ar: أثق تماما}"
WITH_INDICATOR = TINY.replace(HIGH, f"{HIGH}\n        indicator: {{favourable: [7, 8, 9, 10]}}")


@pytest.fixture(scope="session", autouse=True)
def _packages_are_looked_through_once() -> Iterator[None]:
    """Streamlit looks for components in all packages at its start, and AppTest starts it anew."""
    scan = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@dataclass
class Calendar:
    """The portal's clock."""

    today = TODAY
    minutes = 0

    def now(self) -> datetime:
        return datetime.combine(self.today, time(9), UTC) + timedelta(minutes=self.minutes)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture(scope="session")
def prepared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one open wave of the tiny survey, to copy."""
    folder = tmp_path_factory.mktemp("prepared")
    shutil.copy(sqlite_template, folder / "copfeedback.sqlite3")
    calendar = Calendar()
    portal = build_portal(Settings(data_dir=folder), today=lambda: calendar.today, now=calendar.now)
    publish_survey(portal.trail, OPERATOR, a_survey_file(folder, WITH_INDICATOR), DEMOGRAPHICS)
    add_wave(portal.trail, OPERATOR, a_wave_file())
    portal.stop()
    portal.engine.dispose()
    return folder / "copfeedback.sqlite3"


@pytest.fixture
def portal(
    prepared: Path, tmp_path: Path, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Portal]:
    """A portal with one open wave of the tiny survey."""
    shutil.copy(prepared, tmp_path)
    settings = Settings(data_dir=tmp_path, public_address="https://portal.example")
    portal = build_portal(settings, today=lambda: calendar.today, now=calendar.now)
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
            submission = Submission(entered, token_bytes(16), Circumstances("en", Mode.FULL))
            portal.surveys.send(asked, submission)
        close_wave(portal.trail, portal.surveys.book, OPERATOR, wave_id, calendar.today)
        portal.results.build_release(OPERATOR, wave_id)

    return close


@pytest.fixture
def reader(portal: Portal) -> Reader:
    """A resident who reads English."""
    return Reader()


@pytest.fixture
def sign_in(
    portal: Portal, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Reader]:
    """Makes an account, with a second factor where its role needs one, and signs somebody in.

    The account is named after its role, unless ``name`` says otherwise; what else is said are
    fields of ``NewAccount``.
    """
    monkeypatch.setattr(passwords, "OPERATIONS", 1)
    monkeypatch.setattr(passwords, "MEMORY", 8 * 1024)

    def make(role: Role, name: str = "", **account: Any) -> Reader:
        name = name or role.value
        a_member(portal, name, role, password=PASSWORD, **account)
        signed_in = portal.people.sign_in(name, PASSWORD, client="127.0.0.1", local=True)
        token = signed_in.token
        if role in SECOND_FACTOR_ROLES:
            own = portal.people.own_account
            secret = own.offer_second_factor(signed_in.actor).secret
            code = pyotp.TOTP(secret).at(calendar.now())
            token = own.confirm_second_factor(signed_in.actor, token, secret, code).token
        return Reader(cookies={SESSION_COOKIE: token})

    return make


@pytest.fixture
def commission(portal: Portal, sign_in: Callable[..., Reader]) -> Commission:
    """An independent body that takes complaints, and a police liaison."""
    return a_commission(portal, sign_in)
