"""Files that translators work in: PO for their tools, XLSX for everybody else."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import openpyxl
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, write_po
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault, file_fault

MAX_BYTES = 5_000_000
MAX_UNPACKED_BYTES = 50_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 50

_LEFTWARDS = frozenset({"prs"})
"""Languages written from right to left that Babel does not know."""
_PO_LINE = re.compile(
    r'(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)[ \t]+)?"(?:[^"\\]|\\.)*"', re.ASCII
)
_PO_LANGUAGE = re.compile(r"^Language:[ \t]*(\S+)", re.MULTILINE)
_KEY, _WHERE = "key", "where"
_WIDTHS = (34, 34, 60, 60)
_UNLOCKED = Protection(locked=False)
_SHADE = PatternFill("solid", fgColor="FFEEEEEE")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What no cell of a sheet can hold."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One text and its translation; ``line`` is its line or row in the file it came from.

    ``unsure`` is what a translator, or their tool, has marked as not settled yet.
    """

    key: str
    where: str
    source: str
    translation: str
    line: int = 0
    unsure: bool = False


def write_po_file(entries: Iterable[Entry], languages: tuple[str, str]) -> bytes:
    """A PO file. Texts are told apart by their keys, so the same words can differ by place.

    ``languages`` are the one the survey was written in and the one it is translated to.
    """
    catalog = Catalog(fuzzy=False)
    for entry in entries:
        message = catalog.add(
            entry.source, entry.translation, auto_comments=[entry.where], context=entry.key
        )
        message.flags.clear()  # a survey's “100 % sure” is no format of Python
    file = BytesIO()
    write_po(file, catalog, omit_header=True, width=0)
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {_tag(languages[1])}\\n"\n'
        f'"X-Source-Language: {_tag(languages[0])}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    return header.encode() + file.getvalue()


def write_xlsx_file(entries: Iterable[Entry], languages: tuple[str, str]) -> bytes:
    """A sheet of which the last column alone is to be filled in."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Translation"
    leftwards = is_leftwards(languages[1])
    sheet.sheet_view.rightToLeft = leftwards
    sheet.freeze_panes = "A2"
    # Without a password: it keeps from changing keys by mistake, and from nothing else.
    sheet.protection.enable()
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    for column, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for place, heading in enumerate((_KEY, _WHERE, *_headings(languages)), 1):
        _write_cell(sheet, 1, place, heading).font = Font(bold=True)
    readings = (1, 1, *(2 if is_leftwards(language) else 1 for language in languages))
    for row, entry in enumerate(entries, 2):
        texts = (entry.key, entry.where, entry.source, entry.translation)
        for place, (text, reading) in enumerate(zip(texts, readings, strict=True), 1):
            cell = _write_cell(sheet, row, place, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=reading)
            cell.fill = _SHADE
        cell.fill, cell.protection, cell.number_format = PatternFill(), _UNLOCKED, "@"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def read_entries(content: bytes, file: str, languages: tuple[str, str]) -> list[Entry]:
    """The entries of a PO or an XLSX file, whichever it is.

    Raises:
        DefinitionError: it is broken, too large, or of another language.
    """
    if len(content) > MAX_BYTES:
        raise file_fault(file, f"the file is larger than {MAX_BYTES} bytes", "shorten it")
    if content.startswith(b"PK"):
        return _read_xlsx(content, file, languages)
    return _read_po(content, file, languages)


def is_leftwards(language: str) -> bool:
    """Whether a language is written from right to left."""
    try:
        return Locale.parse(language, sep="-").text_direction == "rtl"
    except (UnknownLocaleError, ValueError):
        return language.partition("-")[0] in _LEFTWARDS


class _Entries(Catalog):
    """Babel's catalogue puts an entry that is there twice in place of the first; this does not."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Message] = []

    def __setitem__(self, _: Any, message: Message) -> None:
        self.all.append(message)


def _read_po(content: bytes, file: str, languages: tuple[str, str]) -> list[Entry]:
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        fault = "this is neither a PO file in UTF-8 nor an XLSX file"
        raise file_fault(file, fault, "save it as one of these") from None
    # Babel would cut off the last letter where a quotation mark is missing.
    broken = next((at for at, line in enumerate(lines, 1) if not _is_po_line(line)), 0)
    if broken:
        raise _broken_po(file, broken)
    catalog = _Entries()
    try:
        PoFileParser(catalog, ignore_obsolete=True, abort_invalid=True).parse(lines)
    except PoFileError as error:
        raise _broken_po(file, error.lineno + 1) from None
    except (ValueError, IndexError, AttributeError):
        fault, fix = "the PO file cannot be read", "export the language again"
        raise file_fault(file, fault, fix) from None
    return list(_po_entries(catalog.all, file, languages))


def _is_po_line(line: str) -> bool:
    words = line.strip().removeprefix("#~").strip()
    return not words or words.startswith("#") or _PO_LINE.fullmatch(words) is not None


def _broken_po(file: str, line: int) -> DefinitionError:
    fault = "this is not a line of a PO file, or it does not fit the one before"
    fix = "see that every text stands in quotation marks after msgctxt, msgid or msgstr"
    return file_fault(file, fault, fix, line)


def _po_entries(
    messages: Iterable[Message], file: str, languages: tuple[str, str]
) -> Iterator[Entry]:
    for message in messages:
        line, source, translation = message.lineno or 0, message.id, message.string
        if not isinstance(source, str) or not isinstance(translation, str):
            fix = "remove msgid_plural, and write one msgstr"
            raise file_fault(file, "a text has plural forms, which surveys have not", fix, line)
        if source:
            key, where = message.context or "", " ".join(message.auto_comments)
            yield Entry(key, where, source, translation, line, unsure=message.fuzzy)
            continue
        found = _PO_LANGUAGE.search(translation)
        if found and _tag(found[1]) != _tag(languages[1]):
            raise _other_language(file, line, f"“{found[1]}”", languages[1])


def _tag(language: str) -> str:
    """A language as PO files name it, so that ``pt-BR`` and ``pt_BR`` are the same."""
    return "_".join(language.replace("-", "_").split())


def _other_language(file: str, line: int, found: str, language: str) -> DefinitionError:
    fix = f"choose the file of {language}, or export it again"
    return file_fault(file, f"the file is of {found}, not of {language}", fix, line)


def _read_xlsx(content: bytes, file: str, languages: tuple[str, str]) -> list[Entry]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        rows = _rows(content) if unpacked <= MAX_UNPACKED_BYTES else []
    except Exception:  # noqa: BLE001 - openpyxl raises whatever its parts do
        fix = "save it anew as an Excel workbook (.xlsx)"
        raise file_fault(file, "the XLSX file cannot be read", fix) from None
    if unpacked > MAX_UNPACKED_BYTES:
        raise file_fault(file, "the file is too large when it is unpacked", "shorten it")
    if len(rows) > MAX_ROWS:
        raise file_fault(file, f"the sheet has more than {MAX_ROWS} rows", "remove empty rows")
    return _xlsx_entries(rows, file, languages)


def _rows(content: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(BytesIO(content), read_only=True)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # they may claim anything
    rows = [list(row) for row in sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS)]
    book.close()
    return rows


def _xlsx_entries(
    rows: Sequence[Sequence[Any]], file: str, languages: tuple[str, str]
) -> list[Entry]:
    headings = [str(cell.value or "").strip() for cell in rows[0]] if rows else []
    wanted = (_KEY, *_headings(languages))
    for heading in wanted:
        if heading not in headings:
            given = ", ".join(f"“{each}”" for each in headings if each) or "nothing"
            fault = f"there is no column “{heading}” in the first row, which has {given}"
            fix = f"use the file that was exported for {languages[1]}, with its first row"
            raise file_fault(file, fault, fix, 1)
    columns = [headings.index(heading) for heading in wanted]
    entries, faults = [], []
    for number, row in enumerate(rows[1:], 2):
        key, source, translation = (row[at] if at < len(row) else None for at in columns)
        entry = Entry(_shown(key), "", _shown(source), _shown(translation), number)
        if fault := _cell_fault(translation):
            where = entry.key or f"row {number}"
            faults.append(DefinitionFault(file, number, where, fault, "write the text itself"))
        if entry.key or entry.translation:
            entries.append(entry)
    if faults:
        raise DefinitionError(faults)
    return entries


def _cell_fault(cell: Any) -> str:
    kind = getattr(cell, "data_type", "s")
    if kind == "f":
        return "the cell holds a formula"
    if kind in {"e", "b", "d"} or isinstance(getattr(cell, "value", None), float):
        return "the cell holds no text but a number, a day, yes or no, or an error"
    return ""


def _shown(cell: Any) -> str:
    value = getattr(cell, "value", None)
    return "" if value is None else str(value).strip()


def _write_cell(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    cell = sheet.cell(row, column, _ILLEGAL.sub(" ", text))
    cell.data_type = "s"  # also where it begins with “=”
    return cell


def _headings(languages: tuple[str, str]) -> tuple[str, str]:
    return f"text ({languages[0]})", f"translation ({languages[1]})"
