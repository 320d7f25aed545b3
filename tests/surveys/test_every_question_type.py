"""The demonstration form shows every type of question, in every language."""

from __future__ import annotations

from pathlib import Path

from pyxform.xls2xform import convert

from copfeedback.surveys.model import QuestionType
from copfeedback.surveys.xlsform.reading import read_xlsform
from tests.factories import DEMOGRAPHICS, PROJECT

FORM = PROJECT / "surveys" / "every-question-type" / "form.xlsx"


def test_the_demonstration_form_shows_every_type_in_every_language(tmp_path: Path):
    report = read_xlsform(FORM.read_bytes(), FORM.name, DEMOGRAPHICS)

    assert {question.type for question in report.built.questions()} == set(QuestionType)
    assert [each.language for each in report.languages if each.is_complete] == [
        "en",
        "ar",
        "fr",
        "ru",
        "es",
        "uk",
    ]
    assert report.remarks == ()
    convert(FORM)
