"""Files of SPSS and Stata, with the words that they hold of columns and values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from copfeedback.surveys.past.cells import cell_text
from copfeedback.surveys.past.tables import CHUNK, PastTable, opened, refuse_bad_head
from copfeedback.surveys.yaml_file import file_fault

_BROKEN = (
    *(pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OverflowError, OSError),
    *(TypeError, KeyError, RuntimeError, MemoryError),
)
_Reader = Callable[..., tuple[pd.DataFrame, Any]]


def open_sav(source: Path | bytes, name: str) -> PastTable:
    """Open a file of SPSS; what it calls missing is no answer.

    Raises:
        DefinitionError: it cannot be read.
    """
    return _open(source, name, pyreadstat.read_sav)


def open_dta(source: Path | bytes, name: str) -> PastTable:
    """Open a file of Stata; what it calls missing is no answer.

    Raises:
        DefinitionError: it cannot be read.
    """
    return _open(source, name, pyreadstat.read_dta)


def _open(source: Path | bytes, name: str, reader: _Reader) -> PastTable:
    _, about = _read(source, name, reader, metadataonly=True)
    refuse_bad_head(about.column_names, name)
    labels = {column: label for column, label in about.column_names_to_labels.items() if label}
    value_labels = {
        column: {cell_text(value): str(label) for value, label in named.items()}
        for column, named in about.variable_value_labels.items()
    }

    def read(wanted: Sequence[str]) -> Iterator[pd.DataFrame]:
        at = 0
        while True:
            part, _ = _read(
                source, name, reader, usecols=list(wanted), row_offset=at, row_limit=CHUNK
            )
            if len(part):
                yield part[list(wanted)]
            if len(part) < CHUNK:
                return
            at += CHUNK

    rows = about.number_rows or 0
    columns = tuple(about.column_names)
    return PastTable(name, columns, read, rows, labels=labels, value_labels=value_labels)


def _read(source: Path | bytes, name: str, reader: _Reader, **how: Any) -> tuple[pd.DataFrame, Any]:
    with opened(source, name) as file:
        try:
            return reader(file, **how)
        except _BROKEN:
            fix = "save it again with the program it comes from, or as CSV"
            raise file_fault(name, "the file is damaged and cannot be read", fix) from None
