"""Waves close by themselves when their last day is over, and their results are frozen."""

from __future__ import annotations

from datetime import date

import pytest

from copfeedback.people.model import OPERATOR
from copfeedback.results.closing import Closing
from copfeedback.results.service import Results
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys import waves
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.paper import Paper
from copfeedback.surveys.waves import add_wave, change_wave
from tests.factories import TODAY, WAVE, Fieldwork, a_wave_file, full_answers

LAST, NEXT = date(2026, 5, 31), date(2026, 6, 1)


def closing(fieldwork: Fieldwork) -> Closing:
    results = Results(fieldwork.trail, fieldwork.book, lambda: fieldwork.today)
    return Closing(fieldwork.trail, fieldwork.book, results, lambda: fieldwork.today)


def noted(fieldwork: Fieldwork) -> list[tuple[str, str]]:
    return [(entry.actor, entry.action) for entry in fieldwork.trail.entries(OPERATOR)]


def has_release(fieldwork: Fieldwork, wave_id: str = WAVE) -> bool:
    later = Results(fieldwork.trail, fieldwork.book, lambda: date(2027, 1, 1))
    return later.release_of(wave_id) is not None


def test_a_wave_is_closed_and_released_when_its_last_day_is_over(fieldwork: Fieldwork):
    fieldwork.send_many(14)
    by_itself, fieldwork.today = closing(fieldwork), LAST
    by_itself.close_what_is_over()
    assert fieldwork.asked.wave.closed_on is None

    fieldwork.today = NEXT
    for _ in range(2):
        by_itself.close_what_is_over()
    closing(fieldwork.reopened()).close_what_is_over()

    assert (fieldwork.asked.wave.closed_on, fieldwork.asked.key) == (NEXT, None)
    assert (len(fieldwork.responses()), fieldwork.pending()) == (14, 0)
    assert has_release(fieldwork)
    assert noted(fieldwork)[:3] == [
        ("portal", "build_release"),
        ("portal", "close_wave"),
        ("operator", "add_wave"),
    ]


def test_a_wave_waits_for_paper_forms_until_its_results_are_due(fieldwork: Fieldwork):
    typed_once = Circumstances("en", Mode.PAPER)
    Paper(fieldwork.engine).enter_first(
        OPERATOR, fieldwork.asked, "17", full_answers(), typed_once, LAST
    )
    fieldwork.today = NEXT
    closing(fieldwork).close_what_is_over()
    assert fieldwork.asked.wave.closed_on is None

    fieldwork.today = fieldwork.asked.wave.results_due
    closing(fieldwork).close_what_is_over()

    assert fieldwork.asked.wave.closed_on == fieldwork.today
    assert has_release(fieldwork)


def test_a_wave_that_staff_closed_gets_its_release(sqlite_fieldwork: Fieldwork):
    sqlite_fieldwork.close()

    closing(sqlite_fieldwork).close_what_is_over()

    assert has_release(sqlite_fieldwork)
    assert noted(sqlite_fieldwork)[:2] == [("portal", "build_release"), ("operator", "close_wave")]


def test_a_wave_stays_open_when_its_last_day_was_put_off_a_moment_ago(
    sqlite_fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("copfeedback.surveys.book.FRESH_SECONDS", 60)
    assert sqlite_fieldwork.asked.wave.closes == LAST
    later = a_wave_file(closes=date(2026, 6, 10))
    change_wave(sqlite_fieldwork.trail, OPERATOR, later, TODAY)
    sqlite_fieldwork.today = NEXT

    closing(sqlite_fieldwork).close_what_is_over()

    assert sqlite_fieldwork.asked.wave.closed_on is None


def test_closing_goes_on_when_it_had_stopped_in_the_middle(
    sqlite_fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
):
    def gone(*_: object) -> None:
        raise StorageUnavailable

    sqlite_fieldwork.send_many(12)
    sqlite_fieldwork.today = NEXT
    by_itself = closing(sqlite_fieldwork)
    with monkeypatch.context() as patched:
        patched.setattr(waves, "rewrite", gone)
        with pytest.raises(StorageUnavailable):
            by_itself.close_what_is_over()

    by_itself.close_what_is_over()

    assert len(sqlite_fieldwork.responses()) == 12
    assert has_release(sqlite_fieldwork)


def test_other_waves_are_closed_when_one_cannot_be(
    sqlite_fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    add_wave(sqlite_fieldwork.trail, OPERATOR, a_wave_file(id="other"))
    add_wave(sqlite_fieldwork.trail, OPERATOR, a_wave_file(id="zoo"))
    sqlite_fieldwork.today, tried = NEXT, []

    def fail(results: Results, actor: object, wave_id: str) -> object:
        tried.append(wave_id)
        if wave_id == "other":
            raise ValueError("secret answers")
        return build(results, actor, wave_id)

    build = Results.build_release
    monkeypatch.setattr(Results, "build_release", fail)
    by_itself = closing(sqlite_fieldwork)
    for _ in range(3):
        by_itself.close_what_is_over()

    assert sorted(tried) == ["other", WAVE, "zoo"]
    assert has_release(sqlite_fieldwork, "zoo")
    assert "wave other could not be closed: ValueError" in caplog.text
    assert "secret" not in caplog.text
