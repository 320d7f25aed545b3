"""A survey that goes out as an XLSForm comes back the same, and other programs take it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from copfeedback.surveys.xlsform.reading import read_xlsform
from copfeedback.surveys.xlsform.writing import write_xlsform
from copfeedback.surveys.yaml_file import read_shape
from copfeedback.surveys.yaml_shape import SurveyShape
from copfeedback.surveys.yaml_writer import write_survey
from tests.factories import DEMOGRAPHICS, PROJECT
from tests.surveys.shapes import shapes

SHIPPED = sorted(PROJECT.glob("surveys/*/v[0-9]*.yaml"))


def meaning(shape: SurveyShape) -> dict[str, Any]:
    """What a survey says, whichever way its lists are given."""
    said = shape.model_dump()
    lists = said.pop("choice_lists")
    for section in said["sections"]:
        for question in section["questions"]:
            if isinstance(question["choices"], str):
                question["choices"] = lists[question["choices"]]
    return said


def there_and_back(shape: SurveyShape) -> SurveyShape:
    return read_xlsform(write_xlsform(shape, DEMOGRAPHICS), "form.xlsx", DEMOGRAPHICS).survey


@given(shapes())
@settings(max_examples=25, deadline=None)
def test_any_survey_is_the_same_when_it_went_out_and_came_back(shape: SurveyShape):
    assert meaning(there_and_back(shape)) == meaning(shape)


@given(shapes())
@settings(max_examples=25, deadline=None)
def test_any_survey_is_the_same_when_it_was_written_as_yaml(shape: SurveyShape):
    assert read_shape(SurveyShape, write_survey(shape), "again")[0] == shape


@given(shapes())
@settings(max_examples=10, deadline=None)
def test_other_programs_take_any_survey_that_goes_out(shape: SurveyShape):
    convert(BytesIO(write_xlsform(shape, DEMOGRAPHICS)), file_type=".xlsx")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name + path.stem)
def test_a_shipped_survey_is_the_same_when_it_went_out_and_came_back(path: Path):
    shape, _ = read_shape(SurveyShape, path.read_text(encoding="utf-8"), str(path))
    content = write_xlsform(shape, DEMOGRAPHICS)

    report = read_xlsform(content, "form.xlsx", DEMOGRAPHICS)

    assert meaning(report.survey) == meaning(shape)
    assert report.remarks == ()
    convert(BytesIO(content), file_type=".xlsx")


def test_a_text_stays_a_text_when_it_begins_like_a_formula():
    shape = SurveyShape.model_validate(
        {
            "id": "sums",
            "version": 1,
            "languages": ["en"],
            "title": {"en": "=1+1"},
            "sections": [
                {
                    "id": "s",
                    "title": {"en": "@S"},
                    "questions": [{"id": "q", "type": "note", "text": {"en": '=HYPERLINK("x")'}}],
                }
            ],
        }
    )

    content = write_xlsform(shape, DEMOGRAPHICS)

    cells = [
        cell
        for sheet in load_workbook(BytesIO(content)).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert all(cell.data_type != "f" for cell in cells)
    assert meaning(there_and_back(shape)) == meaning(shape)
