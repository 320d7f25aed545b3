"""Excel workbooks of responses: the first sheet, read row by row, nothing too large."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
from openpyxl import load_workbook

from copfeedback.surveys.past.cells import cell_text
from copfeedback.surveys.past.tables import (
    CHUNK,
    MAX_COLUMNS,
    PastTable,
    opened,
    refuse_bad_head,
)
from copfeedback.surveys.xlsform.workbook import BROKEN_WORKBOOK, MAX_PARTS
from copfeedback.surveys.yaml_file import file_fault

MAX_UNPACKED = 400_000_000
"""Bytes; some two hundred thousand responses to forty questions."""
_FIRST_ROW = 2
_MAX_ROWS = 1_048_576  # of any workbook
_SAVE = "open it in a spreadsheet program and save it as an Excel workbook (.xlsx) or as CSV"
_PART = 1_000_000
_LONGEST_CELL = 100_000  # bytes; a formula has 8,192 letters at most
# Programs that do not calculate leave the value out; a calculated empty text says that it is one.
_NOT_CALCULATED = re.compile(
    rb"""<c\b(?![^<>]*\bt="str")[^<>]*>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*"""
    rb"""(?:<v\s*/>|<v>\s*</v>)?\s*</c>"""
)


def open_xlsx(source: Path | bytes, name: str) -> PastTable:
    """Open an Excel workbook.

    Raises:
        DefinitionError: it cannot be read, is too large when unpacked, or has formulas whose
            values nobody calculated: they would be taken for no answers.
    """
    with opened(source, name) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                parts = archive.infolist()
        except BROKEN_WORKBOOK:
            raise file_fault(name, "the workbook is damaged", _SAVE) from None
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
        raise file_fault(name, "the workbook is far too large when unpacked", "save it as CSV")
    head, rows = _head(source, name)
    columns = [" ".join(cell_text(cell).split()) for cell in head]
    while columns and not columns[-1]:
        columns.pop()
    refuse_bad_head(columns, name)
    places = {column: at for at, column in enumerate(columns) if column}

    def read(wanted: Sequence[str]) -> Iterator[pd.DataFrame]:
        needed = [places[column] for column in wanted]
        lines = _lines(source, name, len(columns))
        next(lines, None)
        while part := list(islice(lines, CHUNK)):
            cells = [[line[at] if at < len(line) else None for at in needed] for line in part]
            yield pd.DataFrame(cells, columns=list(wanted), dtype=object)

    return PastTable(name, tuple(places), read, rows, _FIRST_ROW)


def _head(source: Path | bytes, name: str) -> tuple[Sequence[Any], int]:
    """The first row, and about how many there are below it."""
    with opened(source, name) as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            _refuse_not_calculated(file, sheet._worksheet_path, name)  # noqa: SLF001 - no other way
            rows = iter(sheet.iter_rows(max_row=1, max_col=MAX_COLUMNS + 1, values_only=True))
            return next(rows, ()), max((sheet.max_row or 0) - 1, 0)
        except BROKEN_WORKBOOK:
            raise file_fault(name, "the workbook is damaged", _SAVE) from None


def _refuse_not_calculated(file: BinaryIO, sheet: str, name: str) -> None:
    with zipfile.ZipFile(file) as archive, archive.open(sheet) as content:
        kept = b""
        while part := content.read(_PART):
            kept = kept[-_LONGEST_CELL:] + part
            if _NOT_CALCULATED.search(kept):
                raise file_fault(name, "there are formulas that were never calculated", _SAVE)


def _lines(source: Path | bytes, name: str, width: int) -> Iterator[Sequence[Any]]:
    with opened(source, name) as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what a file says of its own size may be too small
            for number, row in enumerate(sheet.iter_rows(max_col=max(width, 1), values_only=True)):
                if number == _MAX_ROWS:
                    raise file_fault(name, "a workbook has no row as far down as this", _SAVE)
                yield row
        except BROKEN_WORKBOOK:
            raise file_fault(name, "the workbook is damaged", _SAVE) from None
