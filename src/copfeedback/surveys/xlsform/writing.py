"""Writing a questionnaire as a form that KoboToolbox and ODK take, and that comes back the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from copfeedback.surveys.model import QuestionType
from copfeedback.surveys.wave_model import BEHIND
from copfeedback.surveys.xlsform.choice_lists import CONSENTS, PLACEHOLDER
from copfeedback.surveys.xlsform.columns import OWN, OWN_CHOICE, choices_column
from copfeedback.surveys.xlsform.language_names import language_heading
from copfeedback.surveys.xlsform.standard_words import NO_WORDS, YES_WORDS
from copfeedback.surveys.xlsform.written_rows import Row, WrittenRows
from copfeedback.surveys.yaml_file import read_shape
from copfeedback.surveys.yaml_shape import (
    ChoiceShape,
    DemographicsShape,
    QuestionShape,
    SurveyShape,
)

_SURVEY_FIRST = ("type", "name", "label", "hint", "required", "relevant", "appearance")
_CHOICES_FIRST = ("list_name", "name", "label")
_NO_LIST_NAME = re.compile(r"[^\w.-]+")
WIDTH = 24


def write_xlsform(survey: SurveyShape, demographics: str) -> bytes:
    """A survey as an XLSX workbook.

    Args:
        survey: the survey.
        demographics: the YAML of the questions about the person.
    """
    lists = _Lists(survey)
    rows = WrittenRows(lists.name_of, lists.choices_of)
    for section in survey.sections:
        rows.add_section(section)
    if survey.demographics:
        parts, _ = read_shape(DemographicsShape, demographics, "demographics.yaml")
        asked = [part for part in parts.questions if part.id in survey.demographics]
        rows.add_demographics(parts.section, asked)
    book = Workbook()
    sheet = book.active
    if sheet is None:  # pragma: no cover - a new workbook has one
        raise AssertionError
    sheet.title = "survey"
    headings = _Headings(survey.languages)
    _fill(sheet, rows.rows, _SURVEY_FIRST, headings)
    _fill(book.create_sheet("choices"), lists.rows(survey.languages), _CHOICES_FIRST, headings)
    _fill(book.create_sheet("settings"), [_settings(survey)], ("form_title", "form_id"), headings)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@dataclass
class _Lists:
    """The lists of choices by name; what is written out in a question gets a name."""

    survey: SurveyShape
    _names: dict[str, str] = field(default_factory=dict)
    _lists: dict[str, Sequence[ChoiceShape]] = field(default_factory=dict)
    _supplied: set[str] = field(default_factory=set)

    def name_of(self, question: QuestionShape) -> str:
        """The name of the list a question takes its choices from."""
        if question.type is QuestionType.CONSENT:
            self._supplied.add(CONSENTS)
            return CONSENTS
        if question.type is QuestionType.SECTOR or question.id == "sector":
            self._supplied.add(PLACEHOLDER)
            return PLACEHOLDER
        if isinstance(question.choices, str):
            if question.choices not in self._names:
                name = self._unused(question.choices)
                self._names[question.choices] = name
                self._lists[name] = self.choices_of(question)
            return self._names[question.choices]
        name = self._unused(question.id)
        self._lists[name] = question.choices
        return name

    def choices_of(self, question: QuestionShape) -> Sequence[ChoiceShape]:
        """The choices of a question."""
        if isinstance(question.choices, str):
            return self.survey.choice_lists[question.choices]
        return question.choices

    def _unused(self, wished: str) -> str:
        name = _NO_LIST_NAME.sub("_", wished) or "list"
        while name in self._lists or name in {CONSENTS, PLACEHOLDER}:
            name += "_"
        return name

    def rows(self, languages: Sequence[str]) -> list[Row]:
        """The rows of the choices sheet."""
        rows = [
            _choice_row(name, choice) for name, choices in self._lists.items() for choice in choices
        ]
        if CONSENTS in self._supplied:
            for code, words in (("yes", YES_WORDS), ("no", NO_WORDS)):
                texts = {tag: words.get(tag, words["en"]) for tag in languages}
                rows.append(Row({"list_name": CONSENTS, "name": code}, {"label": texts}))
        if PLACEHOLDER in self._supplied:
            texts = dict.fromkeys(languages, "…")
            rows.append(Row({"list_name": PLACEHOLDER, "name": "sector"}, {"label": texts}))
        return rows


def _choice_row(name: str, choice: ChoiceShape) -> Row:
    row = Row({"list_name": name, "name": choice.code}, {"label": choice.text})
    if choice.specify:
        row.cells[f"{OWN_CHOICE}specify"] = "yes"
    if choice.pictogram:
        row.cells[f"{OWN_CHOICE}pictogram"] = choice.pictogram
    for column, value in choice.columns.items():
        known = choices_column(column).known
        row.cells[f"{OWN_CHOICE}column_{column}" if known else column] = value
    row.add_files(choice.image, choice.audio)
    return row


def _settings(survey: SurveyShape) -> Row:
    first = survey.languages[0]
    row = Row(
        {
            "form_title": survey.title.get(first, survey.id),
            "form_id": survey.id,
            "version": str(survey.version),
            "default_language": language_heading(first),
            # Otherwise pyxform makes typewriter marks of typographic quotation marks.
            "clean_text_values": "no",
            f"{OWN}::version": str(survey.version),
            f"{OWN}::languages": " ".join(survey.languages),
        },
        {f"{OWN}::title": survey.title},
    )
    for name in BEHIND:
        if text := getattr(survey, name):
            row.texts[f"{OWN}::{name}"] = text
    for name, value in (
        ("minutes", str(survey.minutes or "")),
        ("internal", "yes" if survey.internal else ""),
        ("headline", survey.headline),
        ("demographics", " ".join(survey.demographics)),
        ("crossings", "; ".join(survey.crossings)),
    ):
        if value:
            row.cells[f"{OWN}::{name}"] = value
    return row


class _Headings:
    """How columns in a language are headed."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = languages

    def columns(self, rows: Sequence[Row], first: Sequence[str]) -> list[tuple[str, str]]:
        """The columns that rows need: each with its language, or none."""
        plain = {column: None for row in rows for column in row.cells}
        spoken = {column: None for row in rows for column in row.texts}
        ordered = [name for name in first if name in plain or name in spoken]
        ordered += [name for name in [*spoken, *plain] if name not in first]
        return [
            (name, tag)
            for name in dict.fromkeys(ordered)
            for tag in (self._tags(rows, name) if name in spoken else [""])
        ]

    def _tags(self, rows: Sequence[Row], name: str) -> list[str]:
        there = {tag: None for row in rows for tag in row.texts.get(name, {})}
        return [tag for tag in dict.fromkeys([*self.languages, *there]) if tag in there]

    @staticmethod
    def heading(name: str, tag: str) -> str:
        """The header of a column."""
        return f"{name}::{language_heading(tag)}" if tag else name


def _fill(sheet: Worksheet, rows: Sequence[Row], first: Sequence[str], headings: _Headings) -> None:
    columns = headings.columns(rows, first)
    for at, (name, tag) in enumerate(columns, 1):
        _write(sheet, 1, at, headings.heading(name, tag))
        sheet.cell(1, at).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(1, at).column_letter].width = WIDTH
    for number, row in enumerate(rows, 2):
        for at, (name, tag) in enumerate(columns, 1):
            value = row.texts.get(name, {}).get(tag, "") if tag else row.cells.get(name, "")
            if value:
                _write(sheet, number, at, value)
    sheet.freeze_panes = "A2"


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write a text as a text, even if it begins like a formula."""
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    if text.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
