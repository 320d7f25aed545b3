"""A definition that was written down reads as the same questionnaire again."""

from __future__ import annotations

from pathlib import Path

import pytest

from copfeedback.surveys.yaml_file import read_shape
from copfeedback.surveys.yaml_shape import SurveyShape
from copfeedback.surveys.yaml_writer import write_survey
from tests.factories import PROJECT, TINY
from tests.surveys.questionnaires import a_definition


@pytest.mark.parametrize("path", sorted(PROJECT.glob("surveys/*/v[0-9].yaml")), ids=str)
def test_a_shipped_survey_is_the_same_when_it_was_written_and_read(path: Path):
    shape = read_shape(SurveyShape, path.read_text(encoding="utf-8"), str(path))[0]

    assert read_shape(SurveyShape, write_survey(shape), "again")[0] == shape


def test_texts_stay_as_they_are_when_yaml_would_take_them_for_something_else():
    awkward = [
        "yes",
        "12",
        "2026-01-01",
        "~",
        " : #",
        "a\nb",
        "=1",
        "“x”",
        "\u2028\u0085",
        "x" * 500,
    ]
    text = a_definition(
        "\n".join(f"- {{id: q{at}, type: note, text: {{en: A}}}}" for at, _ in enumerate(awkward))
    )
    shape = read_shape(SurveyShape, text, "v1.yaml")[0]
    for question, words in zip(shape.sections[0].questions, awkward, strict=True):
        question.text["en"] = words

    assert read_shape(SurveyShape, write_survey(shape), "again")[0] == shape


def test_languages_stay_readable_when_they_are_written():
    shape = read_shape(SurveyShape, TINY, "v1.yaml")[0]

    assert 'ar: "هل حدث لك شيء؟"' in write_survey(shape)
