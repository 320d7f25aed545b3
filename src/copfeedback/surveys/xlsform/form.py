"""A form as its sheets say it: rows with plain columns, and texts by language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from copfeedback.surveys.xlsform.columns import (
    OWN,
    Column,
    choices_column,
    settings_column,
    survey_column,
)
from copfeedback.surveys.xlsform.language_names import guess_language, language_tag
from copfeedback.surveys.xlsform.plain_text import plain
from copfeedback.surveys.xlsform.report import Changed, Dropped, Findings, Noted
from copfeedback.surveys.xlsform.workbook import UNCALCULATED, Sheet

FILES = {"image", "audio"}
SPOKEN = {"label", "hint", "required_message", "constraint_message"}
"""The columns that people read, which are there once per language."""
_TRANSLATED = {*SPOKEN, *FILES, "guidance_hint", "video", "big-image"}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\ufeff\u00ad\u2066\u2067\u2068\u2069"))
"""What comes along when somebody copies names and rules from a page; nobody sees it."""
NO_LANGUAGE = "no language is called"
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", UNCALCULATED)
_COLUMN_NAMES = ("label", "hint", "constraint_message", "required_message")


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row: its cells by plain column, and its texts by column and language."""

    number: int
    cells: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def said(self, column: str) -> dict[str, str]:
        """The texts of a column."""
        return dict(self.texts.get(column, {}))


@dataclass(frozen=True)
class Form:
    """A form before anybody asked what its rows mean. The first language is its own."""

    languages: tuple[str, ...]
    rows: tuple[FormRow, ...]
    choices: tuple[FormRow, ...]
    settings: FormRow


def read_form(sheets: Mapping[str, Sheet], findings: Findings) -> Form:
    """Read the sheets of a form; what is wrong goes to ``findings``."""
    empty = Sheet((), ())
    survey, choices = sheets.get("survey", empty), sheets.get("choices", empty)
    settings = sheets.get("settings", empty)
    if "survey" not in sheets:
        findings.fault(
            0, "", "there is no sheet “survey”", "name the sheet with the questions “survey”"
        )
    for name in ("entities",):
        if name in sheets and sheets[name].rows:
            fault = "entities are shared between forms, which an anonymous survey cannot do"
            findings.fault(sheets[name].rows[0].number, "", fault, "remove the sheet", name)
    columns = {
        "survey": _columns(survey, survey_column),
        "choices": _columns(choices, choices_column),
        "settings": _columns(settings, settings_column),
    }
    for title, named in columns.items():
        _refuse_same(named, title, findings)
    _require(columns["survey"], survey, {"type", "name"}, "survey", findings)
    _require(columns["choices"], choices, {"list_name", "name"}, "choices", findings)
    languages = _Languages(columns, sheets, findings)
    rows = [
        _row(row.number, row.cells, columns["survey"], languages, "survey") for row in survey.rows
    ]
    given = [
        _row(row.number, row.cells, columns["choices"], languages, "choices")
        for row in choices.rows
    ]
    first = settings.rows[0] if settings.rows else None
    said = _row(
        first.number if first else 1,
        first.cells if first else {},
        columns["settings"],
        languages,
        "settings",
    )
    _mention_columns(columns["survey"], survey, findings)
    return Form(
        languages.in_order(said[f"{OWN}::languages"].split(), [*rows, *given]),
        tuple(rows),
        tuple(given),
        said,
    )


def _columns(sheet: Sheet, meaning: Callable[[str], Column]) -> list[Column]:
    return [
        replace(meaning(header.translate(_INVISIBLE)), header=header) for header in sheet.headers
    ]


def _require(
    columns: Iterable[Column], sheet: Sheet, names: set[str], title: str, findings: Findings
) -> None:
    there = {column.name for column in columns}
    if sheet.rows or (sheet.headers and title == "survey"):
        for name in sorted(names - there):
            fix = f"the first row names the columns; one of them has to be “{name}”"
            findings.fault(1, "", f"there is no column “{name}”", fix, title)


def _refuse_same(columns: Iterable[Column], title: str, findings: Findings) -> None:
    """Refuse two columns that mean the same; in a language, the more exact one is taken."""
    there: dict[str, str] = {}
    for column in columns:
        if not column.known or column.language or column.name in _TRANSLATED:
            continue
        if column.name in there:
            fault = f"the columns “{there[column.name]}” and “{column.header}” mean the same"
            findings.fault(1, f"column {column.header}", fault, "remove one of them", title)
        there[column.name] = column.header


def _mention_columns(columns: Iterable[Column], sheet: Sheet, findings: Findings) -> None:
    for column in columns:
        if column.known or not any(column.header in row.cells for row in sheet.rows):
            continue
        told = Dropped.TECHNICAL_COLUMN if column.technical else Dropped.UNKNOWN_COLUMN
        findings.remark(1, column.header, told)


class _Languages:
    """Which language each column is in."""

    def __init__(
        self,
        columns: Mapping[str, Sequence[Column]],
        sheets: Mapping[str, Sheet],
        findings: Findings,
    ) -> None:
        self.findings = findings
        self._tags: dict[str, str] = {}
        self.named: list[str] = []
        self._from_settings = False
        self._ours = _our_languages(columns["settings"], sheets)
        for title, named in columns.items():
            for column in named:
                if column.language:
                    self._add(column, title)
        self.own = self._default(columns, sheets)

    def _add(self, column: Column, title: str) -> None:
        said = column.language
        if said not in self._tags:
            tag = self._tag_of(said)
            if tag is None:
                self.findings.fault(
                    1,
                    f"column {column.header}",
                    f"{NO_LANGUAGE} “{said}”",
                    f"add its code, as in {column.name}::Kiswahili (sw)",
                    title,
                )
                tag = "und"
            self._tags[said] = tag
        if self._tags[said] not in self.named:
            self.named.append(self._tags[said])

    def _tag_of(self, said: str) -> str | None:
        """A tag as we wrote it ourselves, or as others say it."""
        ours = said.rpartition("(")[2].removesuffix(")")
        return ours if ours in self._ours else language_tag(said)

    def tag(self, column: Column) -> str:
        """The language of a column."""
        return self._tags[column.language] if column.language else self.own

    def _default(self, columns: Mapping[str, Sequence[Column]], sheets: Mapping[str, Sheet]) -> str:
        settings = sheets.get("settings")
        said = ""
        if settings and settings.rows:
            for column in columns["settings"]:
                if column.name == "default_language":
                    said = settings.rows[0].cells.get(column.header, "")
        if said and said.lower() != "default":
            if tag := self._tags.get(said) or self._tag_of(said):
                self._from_settings = True
                return tag
            fix = "write it as English (en), or as the columns have it"
            self.findings.fault(
                settings.rows[0].number if settings else 0,
                "column default_language",
                f"{NO_LANGUAGE} “{said}”",
                fix,
                "settings",
            )
        texts = [
            row.cells[column.header]
            for title in ("survey", "choices")
            for column in columns[title]
            if column.name in _COLUMN_NAMES and not column.language
            for row in (sheets[title].rows if title in sheets else ())
            if column.header in row.cells
        ]
        if not texts and self.named:
            return self.named[0]
        guessed = guess_language(texts)
        if texts:
            self.findings.remark(0, "", Noted.GUESSED_LANGUAGE, guessed)
        self._guessed = guessed
        return guessed

    def in_order(self, said: Sequence[str], rows: Iterable[FormRow]) -> tuple[str, ...]:
        """The languages, the form's own first.

        A form that does not name its own language is taken to be written in the first one that
        has every label.
        """
        if said:
            return tuple(said)
        kept = list(rows)
        labels = [row.said("label") for row in kept if row.said("label")]
        used = {tag for row in kept for name in SPOKEN for tag in row.said(name)}
        tags = [self.own, *(tag for tag in self.named if tag != self.own)]
        tags = [tag for tag in tags if tag in used] or [self.own]
        if not self._from_settings:
            whole = [tag for tag in tags if all(tag in label for label in labels)]
            if whole and tags[0] not in whole:
                tags = [whole[0], *(tag for tag in tags if tag != whole[0])]
        return tuple(tags)


def _our_languages(columns: Sequence[Column], sheets: Mapping[str, Sheet]) -> list[str]:
    """The languages of a form that we wrote."""
    for column in columns:
        if column.name == f"{OWN}::languages" and sheets["settings"].rows:
            return sheets["settings"].rows[0].cells.get(column.header, "").split()
    return []


def _row(
    number: int,
    cells: Mapping[str, str],
    columns: Sequence[Column],
    languages: _Languages,
    sheet: str,
) -> FormRow:
    plain_cells: dict[str, str] = {}
    texts: dict[str, dict[str, str]] = {}
    for column in columns:
        value = cells.get(column.header)
        if value is None:
            continue
        if value in _ERRORS and column.known:
            _tell_error(number, column, value, languages, sheet)
        elif column.language or column.name in _TRANSLATED:
            _add_text(number, column, value, texts, languages)
        else:
            plain_cells[column.name] = value.translate(_INVISIBLE)
    return FormRow(number, plain_cells, texts)


def _tell_error(number: int, column: Column, value: str, languages: _Languages, sheet: str) -> None:
    fault, fix = f"the cell shows the error {value}", "mend the formula in it, or write a value"
    if value == UNCALCULATED:
        fault = "the formula in the cell has no value yet"
        fix = "open the file in a spreadsheet program and save it there"
    languages.findings.fault(number, f"column {column.header}", fault, fix, sheet)


def _add_text(
    number: int,
    column: Column,
    value: str,
    texts: dict[str, dict[str, str]],
    languages: _Languages,
) -> None:
    findings = languages.findings
    if column.name in SPOKEN:
        readable = plain(value)
        if readable != value:
            findings.remark(0, "", Changed.PLAIN_TEXT)
            value = readable
    if not value:
        return
    tag = languages.tag(column)
    there = texts.setdefault(column.name, {})
    if tag not in there:
        there[tag] = value
    elif there[tag] != value:
        if column.language:  # the column that names its language is meant
            there[tag] = value
        findings.remark(number, column.header, Dropped.SECOND_TEXT, tag)
