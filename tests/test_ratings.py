"""What complainants think of the handling, counted in a wave that only they can answer."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from copfeedback.application import DEMOGRAPHICS, PROJECT
from copfeedback.people.model import OPERATOR
from copfeedback.ratings import ITEM, SURVEY, Ratings
from copfeedback.storage.engine import reading
from copfeedback.surveys.book import WaveBook
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.intake import Intake
from copfeedback.surveys.service import CodeNeeded, Submission, Surveys
from copfeedback.surveys.store import pending_counts
from copfeedback.surveys.waves import add_wave, publish_survey
from tests.factories import TODAY, a_trail, a_wave_file

WAVE = "complaint-handling-2026"


@pytest.fixture
def surveys(engine: Engine) -> Surveys:
    """A portal with an open wave on the handling of complaints."""
    trail = a_trail(engine)
    definition = PROJECT / "surveys" / SURVEY / "v1.yaml"
    publish_survey(trail, OPERATOR, definition, DEMOGRAPHICS.read_text(encoding="utf-8"))
    parts = ("run_by", "paid_by", "backed_by", "independence", "contact")
    behind = {part: {"en": "The complaints commission"} for part in parts}
    add_wave(
        trail,
        OPERATOR,
        a_wave_file(id=WAVE, survey=SURVEY, sectors=[], by_code=True, **behind),
    )
    return Surveys(engine, WaveBook(engine), Intake(engine), lambda: TODAY)


def waiting(surveys: Surveys) -> dict[str, int]:
    """How many answers wait to be counted."""
    with reading(surveys._engine) as connection:
        return pending_counts(connection)


@pytest.mark.parametrize("score", [1, 5])
def test_a_score_is_counted_in_the_wave(surveys, score):
    Ratings(surveys).rate(score, "ar")
    assert waiting(surveys) == {WAVE: 1}


def test_two_scores_of_one_complainant_are_not_known_to_be_theirs(surveys):
    for _ in range(2):
        Ratings(surveys).rate(4, "en")
    assert waiting(surveys) == {WAVE: 2}


def test_nobody_answers_the_wave_without_having_complained(surveys):
    asked = surveys.find_open(WAVE)
    answer = Submission({ITEM: ["well"]}, b"n" * 16, Circumstances("en", Mode.LIGHT))
    with pytest.raises(CodeNeeded):
        surveys.send(asked, answer)
    assert waiting(surveys) == {}


def test_a_score_is_only_in_the_case_when_no_wave_is_open(engine):
    Ratings(Surveys(engine, WaveBook(engine), Intake(engine), lambda: TODAY)).rate(1, "en")
