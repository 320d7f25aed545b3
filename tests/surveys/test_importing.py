"""Questionnaires that come from elsewhere become versions like all others."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from copfeedback.people.model import OPERATOR
from copfeedback.surveys.drafts import DraftChanged, NothingChanged, find_draft, save_draft
from copfeedback.surveys.importing import import_survey, published_survey
from copfeedback.surveys.waves import UnknownSurvey
from copfeedback.surveys.yaml_file import read_shape
from copfeedback.surveys.yaml_shape import SurveyShape
from tests.factories import DEMOGRAPHICS, TINY, a_trail

TITLE = "Tiny survey"


def shape(text: str = TINY) -> SurveyShape:
    return read_shape(SurveyShape, text, "v1.yaml")[0]


def test_each_import_is_the_next_version(engine: Engine):
    trail = a_trail(engine)

    first = import_survey(trail, OPERATOR, shape(), DEMOGRAPHICS)
    second = import_survey(
        trail, OPERATOR, shape(TINY.replace(TITLE, "Changed survey")), DEMOGRAPHICS
    )

    assert (first.version, second.version) == (1, 2)
    assert "Changed survey" in published_survey(trail, OPERATOR, "tiny").definition
    assert TITLE in published_survey(trail, OPERATOR, "tiny", 1).definition


def test_nothing_is_left_behind_when_nothing_changed(engine: Engine):
    trail = a_trail(engine)
    import_survey(trail, OPERATOR, shape(), DEMOGRAPHICS)

    for _ in range(2):
        with pytest.raises(NothingChanged):
            import_survey(trail, OPERATOR, shape(), DEMOGRAPHICS)


def test_a_draft_that_somebody_works_on_is_left_alone(engine: Engine):
    trail = a_trail(engine)
    draft = save_draft(trail, OPERATOR, TINY)

    with pytest.raises(DraftChanged):
        import_survey(trail, OPERATOR, shape(TINY.replace(TITLE, "Other")), DEMOGRAPHICS)

    assert find_draft(trail, OPERATOR, "tiny") == draft


def test_a_version_that_is_not_there_is_named(engine: Engine):
    trail = a_trail(engine)
    import_survey(trail, OPERATOR, shape(), DEMOGRAPHICS)

    with pytest.raises(UnknownSurvey, match="tiny version 7"):
        published_survey(trail, OPERATOR, "tiny", 7)
    with pytest.raises(UnknownSurvey, match="none"):
        published_survey(trail, OPERATOR, "none")
