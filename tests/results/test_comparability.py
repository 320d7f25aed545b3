"""A trend breaks its line where the question or the way of asking was another."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copfeedback.people.model import OPERATOR, Actor, Role
from copfeedback.results.model import Break
from copfeedback.results.service import Results
from copfeedback.surveys.waves import add_wave, close_wave, publish_survey
from tests.factories import DEMOGRAPHICS, TINY, TODAY, Fieldwork, a_survey_file, a_wave_file

LEADER = Actor("leader", Role.LEADER)
SECOND = TINY.replace("version: 1", "version: 2")


@pytest.fixture
def results(sqlite_fieldwork: Fieldwork) -> Results:
    return Results(sqlite_fieldwork.trail, sqlite_fieldwork.book, lambda: TODAY)


def follow(fieldwork: Fieldwork, results: Results, **changes: Any) -> None:
    """Close the first wave and one that comes after it."""
    later = a_wave_file(id="later", opens=date(2026, 5, 2), **changes)
    add_wave(fieldwork.trail, OPERATOR, later)
    fieldwork.book.refresh()
    for wave_id in (fieldwork.wave_id, "later"):
        close_wave(fieldwork.trail, fieldwork.book, OPERATOR, wave_id, TODAY)
        results.build_release(OPERATOR, wave_id)


def breaks(results: Results, item: str) -> list[tuple[Break, ...]]:
    return [point.breaks for point in results.trend(LEADER, "tiny", item).points]


def publish(fieldwork: Fieldwork, folder: Path, text: str) -> None:
    path = a_survey_file(folder, text, "tiny/v2.yaml")
    publish_survey(fieldwork.trail, OPERATOR, path, DEMOGRAPHICS)


def test_a_line_goes_on_when_the_same_was_asked_in_the_same_way(sqlite_fieldwork, results):
    follow(sqlite_fieldwork, results, sectors=[])

    assert breaks(results, "trust") == [(), ()]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"modes": ["light", "paper"]}, [Break.MODES]),
        ({"recruitment": "sample"}, [Break.RECRUITMENT]),
        ({"officer_run": True}, [Break.OFFICERS]),
        ({"modes": ["paper"], "recruitment": "outreach"}, [Break.MODES, Break.RECRUITMENT]),
    ],
)
def test_a_line_breaks_when_people_were_asked_in_another_way(
    sqlite_fieldwork, results, changes, expected
):
    follow(sqlite_fieldwork, results, **changes)

    assert breaks(results, "trust") == [(), tuple(expected)]
    assert breaks(results, "victim") == [(), tuple(expected)]


def test_a_line_breaks_when_the_question_changed_and_others_go_on(
    sqlite_fieldwork, results, tmp_path
):
    text = SECOND.replace("How much do you trust the police?", "Do you trust the police?")
    text = text.replace("{code: youth,", "{code: young,")
    publish(sqlite_fieldwork, tmp_path, text)
    follow(sqlite_fieldwork, results, version=2)

    assert breaks(results, "trust") == [(), (Break.WORDING,)]
    assert breaks(results, "victim") == [(), ()]
    assert Break.ANSWERS in breaks(results, "wishes")[1]


def test_waves_are_compared_over_one_that_did_not_ask_the_question(
    sqlite_fieldwork, results, tmp_path
):
    publish(sqlite_fieldwork, tmp_path, SECOND.replace("id: trust", "id: confidence"))
    add_wave(
        sqlite_fieldwork.trail,
        OPERATOR,
        a_wave_file(id="between", opens=date(2026, 5, 1), version=2),
    )
    sqlite_fieldwork.book.refresh()
    close_wave(sqlite_fieldwork.trail, sqlite_fieldwork.book, OPERATOR, "between", TODAY)
    results.build_release(OPERATOR, "between")
    follow(sqlite_fieldwork, results)

    assert breaks(results, "trust") == [(), (), ()]
    assert breaks(results, "confidence") == [(), (), ()]
