"""What staff do with frozen results on the full door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, PORTAL, OrganisationKind, Role
from copfeedback.results.life import Step
from copfeedback.surveys.waves import close_wave
from tests.pages.conftest import Calendar
from tests.pages.reader import WAVE, Reader

FIRST, SECOND = f"{WAVE}.1", f"{WAVE}.2"
REFUSAL = "This page is for survey managers and analysts."


@pytest.fixture
def manager(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.SURVEY_MANAGER)


@pytest.fixture
def analyst(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.ANALYST)


def closed(portal: Portal, calendar: Calendar) -> None:
    close_wave(portal.trail, portal.surveys.book, OPERATOR, WAVE, calendar.today)


def step(portal: Portal, release_id: str = FIRST) -> Step:
    return portal.results.releases.preview(OPERATOR, release_id).step


def test_a_stranger_is_told_whom_the_page_is_for(reader: Reader, sign_in):
    assert REFUSAL in reader.open("releases").text
    assert REFUSAL in sign_in(Role.LEADER).open("releases").text


def test_nothing_is_listed_before_a_survey_has_ended(manager: Reader):
    assert "No survey has ended yet." in manager.open("releases").text


def test_results_are_built_approved_by_another_person_and_published(
    manager: Reader, analyst: Reader, portal: Portal, calendar: Calendar
):
    closed(portal, calendar)
    assert "Not built yet." in manager.open("releases").text
    manager.open("releases", wave=WAVE).do("build")
    assert "The results are built" in manager.text
    assert "Somebody else must approve it" in manager.text
    assert "Approve" not in manager.buttons

    analyst.open("releases", wave=WAVE).do("approve")
    assert "The results are approved." in analyst.text
    analyst.do("publish")
    assert step(portal) is Step.APPROVED, "asked back first"
    analyst.do("publish-yes")

    assert step(portal) is Step.PUBLIC
    assert "Public since" in analyst.open("releases").text


def test_a_second_person_publishes_what_the_portal_built(
    manager: Reader, portal: Portal, calendar: Calendar
):
    closed(portal, calendar)
    portal.results.build_release(PORTAL, WAVE)
    manager.open("releases", wave=WAVE).do("approve").do("publish").do("publish-yes")
    assert "Somebody else must publish it" in manager.text
    assert step(portal) is Step.APPROVED


def test_results_are_public_at_the_time_that_is_written(
    manager: Reader, close_with: Callable[..., None], portal: Portal
):
    close_with()
    manager.open("releases", wave=WAVE).do("approve")
    for day, hour in (("", ""), ("2026-06-10", ""), ("soon", "8:00"), ("2026-06-10", "25:00")):
        manager.enter(day=day, time=hour).do("plan")
        assert "Write a day and a time of day" in manager.text
        assert manager.entry("day").value == day, "what was typed is still there"
    manager.enter(day="2026-07-01", time="08:00").do("plan")
    assert "Nobody can put off the promised day." in manager.text

    manager.enter(day="2026-06-10", time="08:00").do("plan")

    assert "The results are public from 2026-06-10 08:00." in manager.text
    assert step(portal) is Step.PLANNED


def test_a_preview_shows_tables_what_is_not_shown_and_the_release_before(
    manager: Reader, close_with: Callable[..., None]
):
    close_with(women=60, men=5)
    manager.open("releases", wave=WAVE, show="correct").do("build")
    manager.open("releases", wave=WAVE)
    for said in (SECOND, FIRST, "What is shown, and what is not", "Not shown:", "Key indicators"):
        assert said in manager.text
    assert len(manager.entry("question").options) > 3
    assert f"{FIRST} – Built anew before it was public" in manager.links
    assert any(SECOND in link for link in manager.open("releases", wave=WAVE, number="1").links)


def test_a_public_release_is_corrected_with_a_reason(
    sign_in: Callable[..., Reader],
    close_with: Callable[..., None],
    portal: Portal,
    calendar: Calendar,
):
    close_with()
    calendar.today = date(2026, 7, 1)
    manager = sign_in(Role.SURVEY_MANAGER)
    manager.open("releases", wave=WAVE, show="correct").do("build")
    assert "Say why the results are corrected" in manager.text

    manager.enter(reason__en="One area was counted twice.").do("build")

    assert "The results are built: tiny-spring.2." in manager.text
    assert (step(portal, FIRST), step(portal, SECOND)) == (Step.PUBLIC, Step.BUILT)
    assert "One area was counted twice." in manager.open("releases", wave=WAVE).text


def test_a_notice_takes_the_place_of_figures_that_are_withdrawn(
    sign_in: Callable[..., Reader],
    close_with: Callable[..., None],
    portal: Portal,
    calendar: Calendar,
):
    close_with()
    calendar.today = date(2026, 7, 1)
    body = portal.organisations.add(OPERATOR, OrganisationKind.OVERSIGHT, "Oversight")
    analyst = sign_in(Role.ANALYST, "olga", organisation=body)
    analyst.open("releases", wave=WAVE, number="1", show="withdraw")
    analyst.do("withdraw").do("withdraw-yes")
    assert "Say why the results are withdrawn" in analyst.text

    analyst.enter(notice__en="The answers were not real.").do("withdraw").do("withdraw-yes")

    assert step(portal) is Step.WITHDRAWN
    assert portal.results.publication_of(WAVE) is None
    analyst.open("releases", wave=WAVE)
    assert "The answers were not real." in analyst.text
    assert not analyst.app.selectbox, "no question to look at"


def test_a_police_account_is_told_who_can_withdraw(
    sign_in: Callable[..., Reader], close_with: Callable[..., None], portal: Portal
):
    close_with()
    police = portal.organisations.add(OPERATOR, OrganisationKind.POLICE, "A police service")
    manager = sign_in(Role.SURVEY_MANAGER, "paul", organisation=police)
    manager.open("releases", wave=WAVE, number="1", show="withdraw")
    manager.enter(notice__en="We do not like it.").do("withdraw").do("withdraw-yes")

    assert "Police accounts cannot withdraw results." in manager.text
    assert manager.entry("notice.en").value == "We do not like it."
    assert step(portal) is Step.BUILT


def test_results_that_are_late_are_said_to_be_overdue(
    manager: Reader, portal: Portal, calendar: Calendar, sign_in: Callable[..., Reader]
):
    closed(portal, calendar)
    calendar.today = date(2026, 7, 2)
    again = sign_in(Role.SURVEY_MANAGER, "another")
    assert "Its results are overdue." in again.open("releases").text
    again.open("releases", wave=WAVE).do("build")
    assert step(portal) is Step.PUBLIC, "public at once: it was late"


@pytest.mark.parametrize("query", [{"wave": "none"}, {"wave": WAVE, "number": "99"}])
def test_something_is_shown_when_an_address_is_wrong(
    query: dict[str, str], manager: Reader, close_with: Callable[..., None]
):
    close_with()
    assert WAVE in manager.open("releases", **query).page
