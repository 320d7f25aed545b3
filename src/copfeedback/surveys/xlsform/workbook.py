"""Opening a spreadsheet: XLSX or XLS, nothing too large, every cell as text with its row."""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import xlrd
from openpyxl import load_workbook
from pyxform.xls2json_backends import xls_value_to_unicode

from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault, file_fault

MAX_BYTES = 10_000_000
MAX_UNPACKED = 80_000_000
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_COLUMNS = 500
MAX_CELLS = 1_000_000  # of one sheet
MAX_LETTERS = 32_767  # of one cell, as spreadsheet programs have it
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE = "save it as an Excel workbook (.xlsx)"
BROKEN_WORKBOOK = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    ParseError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    EOFError,
    OSError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)
"""What the libraries raise on files that only look like spreadsheets."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the sheet and its cells by header; empty cells are left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the headers of its first row, and its rows."""

    headers: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def looks_like_workbook(content: bytes) -> bool:
    """Whether a file is a spreadsheet rather than a text."""
    return content.startswith((_ZIP, _OLE))


def read_file(path: Path) -> bytes:
    """The bytes of a workbook.

    Raises:
        DefinitionError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        fault = f"the file cannot be read ({error.strerror})"
        raise file_fault(path, fault, "check path and rights") from None
    return content


def read_workbook(content: bytes, file: str) -> dict[str, Sheet]:
    """The sheets of a form by name.

    Raises:
        DefinitionError: it is no spreadsheet, too large, protected or broken.
    """
    if len(content) > MAX_BYTES:
        raise file_fault(file, f"the file is larger than {MAX_BYTES} bytes", "shorten it")
    if not looks_like_workbook(content):
        raise file_fault(file, "this is no Excel workbook", _SAVE)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise file_fault(file, "the file is protected by a password", "save it without one")
    try:
        if content.startswith(_OLE):
            found = _read_xls(content)
        else:
            _refuse_other_archives(content, file)
            found = _read_xlsx(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # what Excel adds that openpyxl drops
            return _named({title: _sheet(cells, title, file) for title, cells in found}, file)
    except BROKEN_WORKBOOK:
        fault = "the workbook is damaged and cannot be read"
        raise file_fault(file, fault, f"open it in a spreadsheet program and {_SAVE}") from None


def _refuse_other_archives(content: bytes, file: str) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names and not any(name.startswith("xl/") for name in names):
        raise file_fault(file, "this is no Excel workbook", _SAVE)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        fault = "the workbook is far too large when unpacked"
        raise file_fault(file, fault, "remove sheets and pictures that are no part of the form")


def _named(sheets: dict[str, Sheet], file: str) -> dict[str, Sheet]:
    named: dict[str, Sheet] = {}
    for title, sheet in sheets.items():
        name = title.strip().lower()
        if name in SHEETS:
            if name in named:
                raise file_fault(file, f"there are two sheets “{name}”", "remove one of them")
            named[name] = sheet
    if len(sheets) == 1 and "survey" not in named:
        return {"survey": next(iter(sheets.values()))}
    return named


def _read_xlsx(content: bytes) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    formulas = (
        load_workbook(BytesIO(content), read_only=True) if _has_uncalculated(content) else None
    )
    only = len(book.worksheets) == 1
    for sheet in book.worksheets:
        if only or sheet.title.strip().lower() in SHEETS:
            width = _width(sheet)
            values: Iterable[list[str]] = (
                list(map(_shown, row))
                for row in sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=width, values_only=True)
            )
            if formulas is not None:
                written = formulas[sheet.title].iter_rows(max_row=MAX_ROWS + 1, max_col=width)
                values = map(_with_uncalculated, values, written)
            yield sheet.title, values
        else:
            yield sheet.title, ()


def _width(sheet: Any) -> int:
    """How many columns have a header; programs write thousands of empty ones beside them."""
    first = next(sheet.iter_rows(max_row=1, max_col=MAX_COLUMNS, values_only=True), ())
    named = [at for at, header in enumerate(first, 1) if _shown(header)]
    return max(named, default=1)


# Nothing is tried twice: a file can hold a million spaces or openings in a row.
_UNCALCULATED = re.compile(rb"(?:</f>|<f[^<>]*/>)\s*+(?:(?:<v\s*+/>|<v>\s*+</v>)\s*+)?</c>")


def _has_uncalculated(content: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return any(
            _UNCALCULATED.search(archive.read(part))
            for part in archive.namelist()
            if part.startswith("xl/worksheets/") and part.endswith(".xml")
        )


UNCALCULATED = "#UNCALCULATED"


def _with_uncalculated(values: list[str], written: Sequence[Any]) -> list[str]:
    """A formula that no program has worked out yet has no value, which must not look empty."""
    return [
        UNCALCULATED if not value and getattr(cell, "data_type", "") == "f" else value
        for value, cell in zip(values, written, strict=False)
    ]


def _read_xls(content: bytes) -> Iterator[tuple[str, Iterable[Sequence[str]]]]:
    with xlrd.open_workbook(file_contents=content, on_demand=True) as book:
        titles = book.sheet_names()
        for title in titles:
            if len(titles) == 1 or title.strip().lower() in SHEETS:
                sheet = book.sheet_by_name(title)
                yield (
                    title,
                    [
                        [_xls_shown(cell, book.datemode) for cell in sheet.row(at)[:MAX_COLUMNS]]
                        for at in range(min(sheet.nrows, MAX_ROWS + 1))
                    ],
                )
            else:
                yield title, ()


def _xls_shown(cell: Any, datemode: int) -> str:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return _shown(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
        return ""
    return str(xls_value_to_unicode(cell.value, cell.ctype, datemode)).removesuffix(" 00:00:00")


def _shown(value: Any) -> str:
    """A cell as people see it."""
    match value:
        case None:
            shown = ""
        case bool():
            shown = "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            shown = str(int(value))
        case datetime() if value.time() == time():
            shown = value.date().isoformat()
        case datetime():
            shown = value.isoformat(" ", "minutes")
        case time():
            shown = value.isoformat("minutes")
        case _:
            shown = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    return shown


def _sheet(rows: Iterable[Sequence[str]], title: str, file: str) -> Sheet:
    lines = iter(rows)
    headers = [" ".join(header.split()) for header in next(lines, ())]
    while headers and not headers[-1]:
        headers.pop()
    named = [header for header in headers if header]
    if twice := [header for at, header in enumerate(named) if header in named[:at]]:
        fault = f"there are two columns “{twice[0]}”"
        raise _sheet_fault(file, title, 1, fault, "remove one of them, or name it otherwise")
    found, read = [], 0
    for number, line in enumerate(lines, 2):
        read += len(line)
        if read > MAX_CELLS:
            fault = f"the sheet has more than {MAX_CELLS} cells"
            raise _sheet_fault(file, title, number, fault, "remove columns that are not needed")
        # Cells to the right of the headers are notes to oneself.
        cells = {
            header: value for header, value in zip(headers, line, strict=False) if header and value
        }
        if any(len(value) > MAX_LETTERS for value in cells.values()):
            fault = f"a cell has more than {MAX_LETTERS} letters"
            raise _sheet_fault(file, title, number, fault, "shorten it")
        if cells:
            if number > MAX_ROWS:
                fix = "shorten it; questions with very many choices need another way of asking"
                fault = f"the sheet has more than {MAX_ROWS} rows"
                raise _sheet_fault(file, title, number, fault, fix)
            found.append(SheetRow(number, cells))
    return Sheet(tuple(named), tuple(found))


def _sheet_fault(file: str, title: str, row: int, fault: str, fix: str) -> DefinitionError:
    return DefinitionError([DefinitionFault(file, row, f"{title} sheet", fault, fix)])
