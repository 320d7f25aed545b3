"""What residents do: find a survey, answer it, send it."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from copfeedback.people.model import OPERATOR
from copfeedback.storage.engine import reading
from copfeedback.surveys import store
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.entries import Fault
from copfeedback.surveys.service import AnotherWay, NotOpen, Submission, Unfinished
from copfeedback.surveys.wave_model import WaveState
from copfeedback.surveys.waves import add_wave, close_wave
from tests.factories import TODAY, WAVE, Fieldwork, a_wave_file, full_answers

OPENS, CLOSES = date(2026, 5, 1), date(2026, 5, 31)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (OPENS - timedelta(days=1), WaveState.PLANNED),
        (OPENS, WaveState.OPEN),
        (CLOSES, WaveState.OPEN),
        (CLOSES + timedelta(days=1), WaveState.CLOSED),
    ],
)
def test_a_wave_takes_answers_from_its_first_day_to_its_last(
    sqlite_fieldwork: Fieldwork, today: date, state: WaveState
):
    sqlite_fieldwork.today = today
    surveys = sqlite_fieldwork.surveys
    listed = {
        WaveState.PLANNED: surveys.planned_waves(),
        WaveState.OPEN: surveys.open_waves(),
        WaveState.CLOSED: surveys.closed_waves(),
    }

    assert [asked.wave.id for asked in listed.pop(state)] == [WAVE]
    assert list(listed.values()) == [[], []]
    if state is WaveState.OPEN:
        assert surveys.find_open(WAVE).wave.id == WAVE
    else:
        with pytest.raises(NotOpen) as caught:
            surveys.find_open(WAVE)
        assert caught.value.state is state


def test_a_wave_is_closed_for_good_even_on_its_open_days(sqlite_fieldwork: Fieldwork):
    close_wave(sqlite_fieldwork.trail, sqlite_fieldwork.book, OPERATOR, WAVE, TODAY)

    with pytest.raises(NotOpen):
        sqlite_fieldwork.surveys.find_open(WAVE)
    with pytest.raises(NotOpen):
        sqlite_fieldwork.send()


def test_the_latest_closed_wave_comes_first(sqlite_fieldwork: Fieldwork):
    older = a_wave_file(id="older", opens=OPENS - timedelta(days=90))
    add_wave(sqlite_fieldwork.trail, OPERATOR, older)
    sqlite_fieldwork.today = CLOSES + timedelta(days=1)

    closed = sqlite_fieldwork.surveys.closed_waves()

    assert [asked.wave.id for asked in closed] == [WAVE, "older"]


def test_everybody_is_told_when_answers_are_made_up(sqlite_fieldwork: Fieldwork):
    assert not sqlite_fieldwork.surveys.is_demonstration()

    add_wave(sqlite_fieldwork.trail, OPERATOR, a_wave_file(id="demo"), demonstration=True)
    sqlite_fieldwork.book.refresh()

    assert sqlite_fieldwork.surveys.is_demonstration()


def test_nothing_is_stored_when_something_must_still_be_mended(sqlite_fieldwork: Fieldwork):
    with pytest.raises(Unfinished) as caught:
        sqlite_fieldwork.send(full_answers(victim=[], years=["many"]))

    problems = {problem.item: problem.fault for problem in caught.value.problems}
    assert problems == {"victim": Fault.REQUIRED, "years": Fault.NOT_A_WHOLE_NUMBER}
    assert sqlite_fieldwork.pending() == 0


def test_a_response_consists_of_what_was_promised_and_nothing_else(fieldwork: Fieldwork):
    fieldwork.send_many(10)
    fieldwork.surveys.fold_all()

    with reading(fieldwork.engine) as connection:
        response = connection.execute(select(store.response)).mappings().first()
        text = connection.execute(select(store.free_text)).mappings().first()

    assert response is not None
    assert text is not None
    known = {"id", "wave_id", "week", "language", "mode", "helper", "answers"}
    seldom = {"interpreter", "stratum", "cluster", "weight", "population_size"}
    assert set(response) == known | seldom
    assert {response[name] for name in seldom} == {None}
    assert (response["week"], response["language"], response["mode"], response["helper"]) == (
        "2026-W19",
        "en",
        "light",
        None,
    )
    assert set(text) == {"id", "wave_id", "question_id", "language", "text"}
    assert text["id"] != response["id"]


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 1, 1), "2026-W01"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2024, 12, 30), "2025-W01"),
    ],
)
def test_the_week_is_the_iso_week_when_the_year_turns(
    sqlite_fieldwork: Fieldwork, day: date, week: str
):
    winter = a_wave_file(
        id="winter",
        opens=day - timedelta(days=5),
        closes=day + timedelta(days=5),
        results_due=day + timedelta(days=30),
    )
    add_wave(sqlite_fieldwork.trail, OPERATOR, winter)
    sqlite_fieldwork.book.refresh()
    sqlite_fieldwork.wave_id, sqlite_fieldwork.today = winter.id, day
    sqlite_fieldwork.send_many(10)
    sqlite_fieldwork.surveys.fold_all()

    assert {row["week"] for row in sqlite_fieldwork.responses()} == {week}


def test_nothing_is_taken_when_the_last_day_passed_while_somebody_answered(
    sqlite_fieldwork: Fieldwork,
):
    asked = sqlite_fieldwork.asked
    sqlite_fieldwork.today = CLOSES + timedelta(days=1)

    with pytest.raises(NotOpen):
        sqlite_fieldwork.surveys.send(asked, sqlite_fieldwork.submission())


def test_a_wave_without_its_key_is_not_open(sqlite_fieldwork: Fieldwork):
    keyless = dataclasses.replace(sqlite_fieldwork.asked, key=None)

    with pytest.raises(NotOpen):
        sqlite_fieldwork.surveys.send(keyless, sqlite_fieldwork.submission())


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.KIOSK])
def test_nothing_is_taken_in_a_way_that_the_wave_does_not_allow(
    sqlite_fieldwork: Fieldwork, mode: Mode
):
    add_wave(sqlite_fieldwork.trail, OPERATOR, a_wave_file(id="hall", modes=["kiosk"]))
    sqlite_fieldwork.book.refresh()
    asked = sqlite_fieldwork.book.find("hall")

    with pytest.raises(AnotherWay):
        sqlite_fieldwork.surveys.send(
            asked, Submission(full_answers(), b"nonce", Circumstances("en", mode))
        )
    assert sqlite_fieldwork.pending() == 0
