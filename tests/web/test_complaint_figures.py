"""Figures of complaints, recommendations and reports at the light door."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import build_portal
from copfeedback.complaints.counters import SEAL_PURPOSE, Counters
from copfeedback.complaints.figures import Answer, publish_recommendation
from copfeedback.complaints.model import Category
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor, Role
from copfeedback.settings import Settings
from copfeedback.storage.engine import writing
from copfeedback.web.routes import light_door_routes
from tests.complaints.counting import count_many
from tests.web.colleague import Clock
from tests.web.conftest import TODAY

PAGE = "/en/complaints/figures"
MAXIMUM = 30 * 1024


@pytest.fixture(scope="module")
def counted(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to copy, with the figures of two quarters, a recommendation and a report."""
    folder = tmp_path_factory.mktemp("counted")
    shutil.copy(prepared, folder)
    portal = build_portal(Settings(data_dir=folder), today=lambda: TODAY, now=Clock().now)
    counters = Counters(portal.server_seal(SEAL_PURPOSE))
    count_many(portal.engine, counters, date(2026, 12, 31), 20)
    count_many(portal.engine, counters, date(2027, 3, 31), 900)
    assert portal.figures.freeze_due() == ["2026-Q4", "2027-Q1"]
    with writing(portal.engine) as connection:
        text = Translations({"en": "Give a reason for every stop."})
        publish_recommendation(connection, date(2027, 2, 5), Category.POWERS, text, Answer.ACCEPTED)
    worker = Actor("w", Role.CASEWORKER, id=1, organisation=1)
    words = [Translations({"en": each}) for each in ("The winter", "First.\n<b>Second.</b>")]
    portal.complaint_reports.publish(worker, ["2027-Q1"], *words)
    portal.stop()
    portal.engine.dispose()
    return folder


@pytest.fixture
def published(counted: Path, tmp_path: Path) -> Iterator[TestClient]:
    """Somebody at a door where all this is published."""
    shutil.copytree(counted, tmp_path, dirs_exist_ok=True)
    portal = build_portal(Settings(data_dir=tmp_path), today=lambda: TODAY, now=Clock().now)
    yield TestClient(Starlette(routes=light_door_routes(portal)), base_url="http://localhost:8501")
    portal.stop()


def test_the_latest_quarter_is_shown_in_words_pictures_and_tables(published: TestClient):
    page = published.get(PAGE)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "January 2027 to March 2027" in page.text
    assert "About 900 came in. About 900 were decided." in page.text
    assert page.text.count("<svg") >= 5
    assert page.text.count("<table") == 12
    assert "Answer of the police:</b> Accepted" in page.text
    assert "Give a reason for every stop." in page.text
    assert f'href="{PAGE}?quarter=2026-Q4"' in page.text
    assert f'href="{PAGE}/1"' in page.text


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_the_page_is_light_in_every_script(published: TestClient, language: str):
    page = published.get(f"/{language}/complaints/figures", headers={"accept-encoding": "identity"})
    assert len(page.content) <= MAXIMUM


def test_an_earlier_quarter_can_be_chosen(published: TestClient):
    page = published.get(PAGE, params={"quarter": "2026-Q4"})
    assert "October 2026 to December 2026" in page.text
    assert "About 20 came in." in page.text
    assert f'href="{PAGE}?quarter=2027-Q1"' in page.text
    assert "January 2027" in published.get(PAGE, params={"quarter": "<script>"}).text


def test_what_the_page_is_about_stays_out_of_its_title(published: TestClient):
    for path in (PAGE, f"{PAGE}/1"):
        title = re.search("<title>(.*)</title>", published.get(path).text)
        assert title
        assert "omplain" not in title[1]


def test_a_report_stands_with_the_figures_it_is_about(published: TestClient):
    page = published.get(f"{PAGE}/1").text
    assert "The winter" in page
    assert "&lt;b&gt;Second." in page
    assert "About 900 came in." in page
    assert published.get(f"{PAGE}/2").status_code == 404


def test_it_is_said_when_figures_come_as_long_as_there_are_none(client: TestClient):
    page = client.get(PAGE).text
    assert "There are no figures yet." in page
    assert "July 3, 2027" in page
