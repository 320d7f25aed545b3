"""Key indicators: questions and rows of which a leader follows the favourable share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copfeedback.results.service import indicators
from copfeedback.surveys.definition import check_survey_file
from tests.factories import DEMOGRAPHICS, PROJECT, a_question, a_survey
from tests.results.waves import GENDER, published

GRID = a_question("manner", "likert_grid", "listens", "explains")
GRID = replace(GRID, rows=(replace(GRID.rows[0], favourable=("agree",)), GRID.rows[1]))
SURVEY = a_survey(
    [
        a_question("seen", "single", "often", "never"),
        a_question("trust", "scale", favourable=("9", "10")),
        GRID,
    ],
    [GENDER],
)


def test_questions_and_rows_with_favourable_answers_are_indicators_when_others_are_not():
    found = indicators(SURVEY)
    assert [(each.item, each.favourable) for each in found] == [
        ("trust", ("9", "10")),
        ("listens", ("agree",)),
    ]
    assert [each.text["en"] for each in found] == ["trust", "listens"]


def test_the_favourable_share_has_its_own_interval_when_several_answers_are_favourable():
    wave = [{"trust": at % 11, "gender": "woman"} for at in range(110)]
    row = published(wave, SURVEY)["trust"].rows[0]
    assert (row.favourable.share, row.answers["9"].share, row.answers["10"].share) == (18, 9, 9)
    assert row.favourable.high < row.answers["9"].high + row.answers["10"].high


@pytest.mark.parametrize("name", ["neighbourhood-safety", "police-contact"])
def test_the_shipped_surveys_have_indicators_when_they_are_read(name):
    survey = check_survey_file(PROJECT / "surveys" / name / "v1.yaml", DEMOGRAPHICS)
    assert len(indicators(survey)) >= 5
