"""Files of responses as tables, read part by part: CSV, XLSX, SPSS and Stata."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from copfeedback.surveys.yaml_file import file_fault

CHUNK = 50_000
MAX_COLUMNS = 5_000
_HEAD_BYTES = 1_000_000
_DELIMITERS = ",;\t|"
_QUOTE = "put cells that hold the separator in quotation marks"
_CSV_FIRST_ROW = 2  # the head is row 1, as spreadsheets count


@dataclass(frozen=True)
class PastTable:
    """A file of responses.

    ``labels`` are the words of columns and ``value_labels`` those of their values, where the file
    itself has some. ``first_row`` is the number of the first response as people count rows, and
    ``rows`` about how many there are. ``read`` gives the columns it is asked for, part by part.
    """

    name: str
    columns: tuple[str, ...]
    read: Callable[[Sequence[str]], Iterator[pd.DataFrame]]
    rows: int
    first_row: int = 1
    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def open_table(source: Path | bytes, name: str) -> PastTable:
    """Open a file of responses, whose kind is told by its name.

    Raises:
        DefinitionError: it cannot be read, is too large, or of no kind that is known.
    """
    from copfeedback.surveys.past import statistical, workbook  # their packages take their time

    kinds: dict[str, Callable[[Path | bytes, str], PastTable]] = {
        ".csv": open_csv,
        ".tsv": open_csv,
        ".txt": open_csv,
        ".xlsx": workbook.open_xlsx,
        ".sav": statistical.open_sav,
        ".zsav": statistical.open_sav,
        ".dta": statistical.open_dta,
    }
    kind = kinds.get(Path(name).suffix.lower())
    if kind is None:
        fix = "save it as CSV, Excel workbook (.xlsx), SPSS (.sav) or Stata (.dta)"
        raise file_fault(name, "the file is of no kind that can be read", fix)
    table = kind(source, name)
    if not table.columns:
        raise file_fault(name, "the file has no columns", "let its first row name them")
    return table


def opened(source: Path | bytes, name: str) -> BinaryIO:
    """The bytes of a file, from the beginning.

    Raises:
        DefinitionError: it cannot be read.
    """
    if isinstance(source, bytes):
        return BytesIO(source)
    try:
        return source.open("rb")
    except OSError as error:
        fault = f"the file cannot be read ({error.strerror})"
        raise file_fault(name, fault, "check path and rights") from None


def refuse_bad_head(columns: Sequence[str], name: str) -> None:
    """Refuse a file in which a column cannot be told from another.

    Raises:
        DefinitionError: a name is there twice, or there are too many.
    """
    if len(columns) > MAX_COLUMNS:
        fault = f"the file has more than {MAX_COLUMNS} columns"
        raise file_fault(name, fault, "remove those that are not needed")
    seen: set[str] = set()
    for each in columns:
        if each and each in seen:
            fault = f"there are two columns “{each}”"
            raise file_fault(name, fault, "remove one of them, or name it otherwise", 1)
        seen.add(each)


def open_csv(source: Path | bytes, name: str) -> PastTable:
    """Open a CSV file, whatever stands between its cells.

    Raises:
        DefinitionError: it cannot be read, or is not UTF-8 (or UTF-16 with its mark).
    """
    with opened(source, name) as file:
        beginning = file.read(_HEAD_BYTES)
        rows = beginning.count(b"\n") + sum(part.count(b"\n") for part in _parts(file))
    is_utf16 = beginning.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding = "utf-16" if is_utf16 else "utf-8-sig"
    text = beginning.decode(encoding, errors="replace")
    delimiter = _delimiter(text)
    try:
        lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        head, first = next(lines, []), next(lines, [])
    except csv.Error as error:
        raise file_fault(name, f"this is not CSV: {error}", "save it as CSV", 1) from None
    columns = [" ".join(cell.split()) for cell in head]
    refuse_bad_head(columns, name)
    places = {column: at for at, column in enumerate(columns) if column}
    width = max(len(columns), len(first))

    def read(wanted: Sequence[str]) -> Iterator[pd.DataFrame]:
        with opened(source, name) as file, _csv_faults(name):
            chunks = pd.read_csv(
                file,
                sep=delimiter,
                encoding=encoding,
                header=0,
                names=range(width),
                index_col=False,
                dtype=str,
                keep_default_na=False,
                na_values=[""],
                skip_blank_lines=False,
                chunksize=CHUNK,
            )
            for chunk in chunks:
                if chunk.iloc[:, len(columns) :].notna().any(axis=None):
                    fault = "there are rows with more cells than the first one"
                    raise file_fault(name, fault, _QUOTE)
                part = chunk[[places[column] for column in wanted]]
                yield part.set_axis(list(wanted), axis="columns")

    return PastTable(name, tuple(places), read, max(rows - 1, 0), _CSV_FIRST_ROW)


def _parts(file: BinaryIO) -> Iterator[bytes]:
    while part := file.read(_HEAD_BYTES):
        yield part


def _delimiter(text: str) -> str:
    """What stands between the cells of the first row most often, quoted ones aside."""
    counts = dict.fromkeys(_DELIMITERS, 0)
    quoted = False
    for letter in text:
        if letter == '"':
            quoted = not quoted
        elif letter in "\r\n" and not quoted:
            break
        elif letter in counts and not quoted:
            counts[letter] += 1
    return max(counts, key=counts.__getitem__)


@contextmanager
def _csv_faults(name: str) -> Iterator[None]:
    """Turn what pandas says of a broken file into words about it."""
    try:
        yield
    except UnicodeError:
        fix = "save it with the encoding UTF-8"
        raise file_fault(name, "the file is not UTF-8", fix) from None
    except pd.errors.ParserError as error:
        said = str(error).removeprefix("Error tokenizing data. C error: ").strip()
        raise file_fault(name, f"this is not CSV: {said}", _QUOTE) from None
