"""What people who share a device can rely on; its script is tested in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR
from copfeedback.storage.engine import reading
from copfeedback.surveys.folding import fold
from copfeedback.surveys.store import response
from copfeedback.surveys.waves import add_wave
from copfeedback.web import surveys
from copfeedback.web.kiosk import FORGOTTEN_SECONDS, KIOSK_POLICY, SCRIPT
from copfeedback.web.rendering import source_hash
from tests.every_type import WAVE, a_portal
from tests.factories import a_wave_file
from tests.web.visitor import Visitor

KIOSK = f"/en/kiosk/{WAVE}"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = a_portal(tmp_path)
    yield portal
    portal.stop()


def begin(client: TestClient) -> Visitor:
    """Somebody who has pressed “Start” at the shared device."""
    visitor = Visitor(client, KIOSK)
    visitor.address = f"/en/surveys/{WAVE}"
    return visitor.press("next")


def review(client: TestClient) -> Visitor:
    visitor = begin(client).press("next", agrees="yes").press("next", region="north")
    while visitor.page != "review":
        visitor.press("next")
    return visitor


def test_nothing_stays_in_the_browser_on_any_page(client: TestClient):
    answers = [client.get(KIOSK)]
    visitor = begin(client)
    answers += [visitor.response, visitor.press("next").response, review(client).response]
    answers.append(review(client).press("send").response)

    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
        assert answer.headers["content-security-policy"] == KIOSK_POLICY
        assert answer.text.count("<script") == 1
        assert f"<script>{SCRIPT}</script>" in answer.text
        assert f'data-begin="/en/kiosk/{WAVE}"' in answer.text
    assert source_hash(SCRIPT) in KIOSK_POLICY


def test_the_way_of_answering_is_kept_with_the_answers(client: TestClient, portal: Portal):
    sent = review(client).press("send")

    assert sent.response.status_code == 200
    assert sent.response.history == []
    assert "Your answers have arrived." in sent.response.text
    assert "data-finished" in sent.response.text
    fold(portal.engine, portal.surveys.book.find(WAVE), closing=True)
    with reading(portal.engine) as connection:
        assert connection.execute(select(response.c.mode)).scalars().all() == ["kiosk"]


def test_no_page_leads_away_or_keeps_answers_for_another_time(client: TestClient):
    pages = (client.get(KIOSK).text, begin(client).response.text, review(client).response.text)
    for page in pages:
        links = set(re.findall(r'<a [^>]*href="(/[^"]*)"', re.sub(r"<audio.*?</audio>", "", page)))
        assert links <= {f"/{tag}/kiosk/{WAVE}" for tag in ("en", "ar", "fr", "ru", "es", "uk")}
        assert "wikipedia" not in page
        assert "Go on another time" not in page
        assert 'name="resume"' not in page


def test_it_stays_a_shared_device_when_the_language_changes(client: TestClient):
    visitor = begin(client).press("language:ar", agrees="yes")

    assert f'data-begin="/ar/kiosk/{WAVE}"' in visitor.response.text
    assert visitor.form.values["q.agrees"] == ["yes"]
    assert visitor.response.headers["cache-control"] == "no-store"


def test_answers_are_forgotten_when_the_page_has_stood_there_too_long(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    now = surveys._now()
    visitor = begin(client)
    monkeypatch.setattr(surveys, "_now", lambda: now + FORGOTTEN_SECONDS + 5)

    assert visitor.press("next", agrees="yes").response.status_code == 400
    assert "Your answers could not be read" in visitor.response.text
    assert begin(client).page == "start"


def test_it_goes_on_as_long_as_somebody_answers(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    now = surveys._now()
    visitor = begin(client)
    for minutes in (14, 28):
        monkeypatch.setattr(surveys, "_now", lambda minutes=minutes: now + minutes * 60)
        visitor.press("language:ar", agrees="yes")
        assert visitor.page == "start"


def test_the_introduction_can_stand_there_all_day(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    now = surveys._now()
    visitor = Visitor(client, KIOSK)
    visitor.address = f"/en/surveys/{WAVE}"
    monkeypatch.setattr(surveys, "_now", lambda: now + 8 * 3600)

    assert visitor.press("next").page == "start"


def test_another_way_is_shown_when_the_wave_is_not_answered_at_shared_devices(
    client: TestClient, portal: Portal
):
    add_wave(portal.trail, OPERATOR, a_wave_file(id="alone", survey="every", modes=["light"]))
    portal.surveys.book.refresh()

    assert client.get("/en/kiosk/alone").status_code == 404
    assert "/en/surveys/alone" in client.get("/en/kiosk/alone").text
    assert client.get("/en/surveys/alone").status_code == 200
