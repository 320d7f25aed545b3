"""What everybody can see of a survey that is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR
from copfeedback.results.followup_model import Reply, Status
from copfeedback.surveys.waves import add_wave, publish_survey
from copfeedback.web.routes import light_door_routes
from tests.factories import DEMOGRAPHICS, TINY, a_survey_file, a_wave_file
from tests.pages.conftest import Calendar
from tests.pages.reader import WAVE, Reader
from tests.people.members import an_organisation


def test_results_say_so_when_no_survey_has_ended(reader: Reader):
    assert "No survey has ended yet." in reader.open("results").text


def test_results_are_promised_for_a_day_when_it_has_not_come(
    reader: Reader, close_with: Callable[..., None]
):
    close_with()
    reader.open("results")
    assert "The results are promised for June 30, 2026." in reader.text
    assert "<table>" not in reader.page


def test_key_indicators_are_shown_by_gender_when_the_day_has_come(
    reader: Reader, close_with: Callable[..., None], calendar: Calendar
):
    close_with()
    calendar.today = date(2026, 6, 30)
    reader.open("results")
    for head in ("Everyone", "Women", "Men"):
        assert f'<th scope="col">{head}' in reader.page
    assert 'results/tiny-spring.1/trust">How much do you trust the police?</a>' in reader.page
    assert "<td>50% <small>(" in reader.page
    assert "About 100 people answered." in reader.text
    assert "Indicative: people chose themselves whether to answer" in reader.text
    assert "SHA-256:" in reader.text


def test_a_wave_is_shown_with_all_that_belongs_to_it(
    reader: Reader, portal: Portal, close_with: Callable[..., None], calendar: Calendar
):
    close_with(women=150, men=150)
    calendar.today = date(2026, 6, 30)
    reader.open("results")
    assert "See the results: Tiny survey – Spring" in reader.links
    police = an_organisation(portal)
    said, answer = Translations({"ar": "نريد مصابيح"}), Translations({"en": "No money."})
    reply = Reply(WAVE, "trust", Status.WILL_NOT, said, answer)
    portal.follow_ups.write(OPERATOR, police, reply)

    reader.open("results", wave=WAVE, question="trust")

    assert "About 5 people in 10 gave a good answer." in reader.text
    assert "no clear difference between women and men" in reader.text
    assert "on a scale from 0 to 10" in reader.text
    assert '<span lang="ar" dir="auto">نريد مصابيح</span>' in reader.page
    assert "We will not do it, because" in reader.text
    assert "City police, June 30, 2026." in reader.text
    assert "An institute" in reader.text
    assert 'href="./en/results/policy"' in reader.page
    assert f'href="./en/results/{WAVE}.1#data"' in reader.page
    assert reader.app.get("plotly_chart")


def test_every_question_can_be_chosen(
    reader: Reader, close_with: Callable[..., None], calendar: Calendar
):
    close_with()
    calendar.today = date(2026, 6, 30)
    for question in ("victim", "wishes", "listens", "years", "invented"):
        assert "All questions" in reader.open("results", wave=WAVE, question=question).text


def test_a_withdrawn_wave_says_so_and_shows_no_figures(
    reader: Reader, portal: Portal, close_with: Callable[..., None], calendar: Calendar
):
    close_with()
    calendar.today = date(2026, 6, 30)
    portal.results.releases.withdraw(OPERATOR, f"{WAVE}.1", {"en": "A weight was wrong."})

    for query in ({}, {"wave": WAVE}, {"wave": f"{WAVE}.1"}):
        text = reader.open("results", **query).text
        assert "A weight was wrong." in text
        assert "withdrawn on June 30, 2026" in text
        assert "%" not in text


@pytest.mark.parametrize("wanted", ["none", f"{WAVE}.9", WAVE])
def test_there_is_nothing_when_there_are_no_such_results(reader: Reader, wanted: str):
    assert "There are no such results" in reader.open("results", wave=wanted).text


def test_no_table_of_key_indicators_is_shown_when_the_survey_has_none(
    reader: Reader,
    portal: Portal,
    close_with: Callable[..., None],
    calendar: Calendar,
    tmp_path: Path,
):
    path = a_survey_file(tmp_path, TINY.replace("tiny", "plain", 1), "plain/v1.yaml")
    publish_survey(portal.trail, OPERATOR, path, DEMOGRAPHICS)
    add_wave(portal.trail, OPERATOR, a_wave_file(id="plain-spring", survey="plain"))
    portal.surveys.book.refresh()
    close_with("plain-spring")
    calendar.today = date(2026, 6, 30)
    light = TestClient(Starlette(routes=light_door_routes(portal)))

    for page in (reader.open("results").text, light.get("/en/results/plain-spring").text):
        assert "Key indicators" not in page
        assert "key questions" not in page
        assert "SHA-256" in page
    assert 'href="./en/results/plain-spring"' in reader.page


def test_results_are_called_overdue_when_they_did_not_come(reader: Reader, calendar: Calendar):
    calendar.today = date(2026, 7, 1)
    reader.open("results")
    assert "The results were promised for June 30, 2026 and are overdue." in reader.text


def test_results_say_why_a_group_is_not_shown_when_it_is_small(
    reader: Reader, close_with: Callable[..., None], calendar: Calendar
):
    close_with(women=60, men=5)
    calendar.today = date(2026, 6, 30)
    reader.open("results")
    assert "too few answers" in reader.text or "withheld to protect" in reader.text
    assert "about 5 people" not in reader.text


def test_the_day_of_the_next_round_is_told_and_who_ran_the_last_one(
    reader: Reader, portal: Portal, calendar: Calendar
):
    late = a_wave_file(id="tiny-late", every_months=1, officer_run=True, opens=date(2026, 5, 2))
    add_wave(portal.trail, OPERATOR, late)
    portal.surveys.book.refresh()
    calendar.today = date(2026, 6, 2)

    results = reader.open("results").text

    assert "The next round is promised for June 2, 2026." in results
    assert "It is not independent." in results
    calendar.today = date(2026, 6, 3)
    assert "was promised for June 2, 2026 and is overdue" in reader.open("results").text
    assert "was promised for June 2, 2026 and is overdue" in reader.open("survey").text
