"""What everybody is told of waves: when the next one comes, who runs it, and of which nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR
from copfeedback.surveys.circumstances import Circumstances, HelperKind, Mode
from copfeedback.surveys.service import Submission
from copfeedback.surveys.waves import add_wave, close_wave
from tests.web.conftest import TODAY, Calendar, a_wave_file

WAVE = "police-contact-2"
PUBLIC_PAGES = ("/en/surveys", f"/en/surveys/{WAVE}", "/en/results", f"/en/results/{WAVE}")


def add(portal: Portal, **changes: Any) -> None:
    facts = {"id": WAVE, "opens": TODAY - timedelta(days=2)} | changes
    add_wave(portal.trail, OPERATOR, a_wave_file("police-contact", **facts))
    portal.surveys.book.refresh()


def close(portal: Portal) -> None:
    close_wave(portal.trail, portal.surveys.book, OPERATOR, WAVE, TODAY)
    portal.results.build_release(OPERATOR, WAVE)


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_the_day_of_the_next_round_is_public_and_so_is_its_lateness(
    client: TestClient, portal: Portal, calendar: Calendar, path: str
):
    add(portal, every_months=1, opens=date(2027, 4, 30), closes=date(2027, 7, 1),
        results_due=date(2027, 8, 1))  # fmt: skip
    calendar.today = date(2027, 5, 30)
    assert "The next round is promised for May 30, 2027." in client.get(path).text

    calendar.today = date(2027, 5, 31)
    late = client.get(path).text
    assert "The next round was promised for May 30, 2027 and is overdue." in late


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_nothing_is_said_of_a_next_round_when_none_is_promised(
    client: TestClient, portal: Portal, path: str
):
    add(portal)

    assert "next round" not in client.get(path).text


def test_an_internal_wave_is_reached_by_its_address_alone(client: TestClient, portal: Portal):
    add(portal, audience="internal", name={"en": "Among ourselves"}, every_months=6)
    short = portal.surveys.book.find(WAVE).wave.short

    for path in ("/en/", "/en/surveys", "/en/results"):
        page = client.get(path).text
        assert "Among ourselves" not in page
        assert "next round" not in page
    answer = client.get(f"/s/{short}?lang=en").text
    assert "Among ourselves" in answer
    assert "Internal: only people who were invited know of this survey." in answer
    assert '<meta name="robots" content="noindex">' in answer
    close(portal)
    assert "Among ourselves" not in client.get("/en/results").text


@pytest.mark.parametrize("path", [f"/en/surveys/{WAVE}", "/en/results", f"/en/results/{WAVE}"])
def test_a_wave_that_officers_run_says_so(
    client: TestClient, portal: Portal, calendar: Calendar, path: str
):
    add(portal, officer_run=True)
    if "results" in path:
        close(portal)
        calendar.today = TODAY + timedelta(days=60)

    assert "It is not independent." in client.get(path).text


def test_the_first_page_says_what_the_wave_says_of_who_is_behind_it(
    client: TestClient, portal: Portal
):
    add(portal, run_by={"en": "The university of the harbour"})

    assert "The university of the harbour" in client.get(f"/en/surveys/{WAVE}").text
    assert "of the harbour" not in client.get("/en/surveys/police-contact-1").text


def test_results_say_whose_answers_are_left_out(
    client: TestClient, portal: Portal, calendar: Calendar
):
    add(portal)
    asked = portal.surveys.book.find(WAVE)
    for number in range(12):
        circumstances = Circumstances("en", Mode.ASSISTED, HelperKind.POLICE)
        sent = Submission({"gender": ["woman"]}, number.to_bytes(16), circumstances)
        portal.surveys.send(asked, sent)
    close(portal)
    calendar.today = TODAY + timedelta(days=60)

    page = client.get(f"/en/results/{WAVE}").text

    assert "About 10 people answered with the help of police." in page
    assert "not part of these figures" in page
