"""Small forms, made as people make them: rows of cells in a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from copfeedback.surveys.xlsform.reading import read_xlsform
from copfeedback.surveys.xlsform.report import ImportReport, Told
from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault
from tests.factories import DEMOGRAPHICS

Lines = Sequence[Sequence[Any]]
YES_NO: Lines = (
    ("list_name", "name", "label"),
    ("yn", "yes", "Yes"),
    ("yn", "no", "No"),
)
ENGLISH: Lines = (
    ("form_title", "form_id", "default_language"),
    ("A form", "a-form", "English (en)"),
)


def a_form(survey: Lines, choices: Lines = YES_NO, settings: Lines = ENGLISH) -> bytes:
    """The bytes of a workbook with these rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, lines in (("survey", survey), ("choices", choices), ("settings", settings)):
        if lines:
            sheet = book.create_sheet(title)
            for line in lines:
                sheet.append(list(line))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def imported(
    survey: Lines, choices: Lines = YES_NO, settings: Lines = ENGLISH, **options: Any
) -> ImportReport:
    """What becomes of a form."""
    content = a_form(survey, choices, settings)
    return read_xlsform(content, "form.xlsx", DEMOGRAPHICS, **options)


def faults(
    survey: Lines, choices: Lines = YES_NO, settings: Lines = ENGLISH
) -> list[DefinitionFault]:
    """What is wrong with a form."""
    try:
        imported(survey, choices, settings)
    except DefinitionError as error:
        return error.faults
    return []


def told(report: ImportReport) -> list[tuple[int, str, Told]]:
    """The remarks on a form: row, name and what is told."""
    return [(remark.row, remark.name, remark.told) for remark in report.remarks]
