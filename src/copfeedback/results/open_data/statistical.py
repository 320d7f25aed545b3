"""The flat table for statistical programs: SPSS (.sav) and Stata (.dta)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import numpy as np
import pandas as pd
import pyreadstat
from numpy.typing import NDArray

from copfeedback.results.open_data.dictionary import COLUMNS, Kind, column_names
from copfeedback.results.open_data.flat import FlatTable, Value

LABEL_MAXIMUM_BYTES = 120
"""As SPSS has it for the label of a value, the strictest of all."""
_TITLE_MAXIMUM_BYTES = 80
"""As Stata has it for the label of a variable."""
_TEXT_MAXIMUM_BYTES = 240
"""What both keep without taking much more room: every row is as wide as the longest text."""
_AS_TEXT = frozenset({"wave", "item"})
_SAV_TIME = slice(92, 109)
_SAV_ALWAYS = b"01 Jan 8000:00:00"
_DTA_TIME = re.compile(rb"<timestamp>\x11.{17}</timestamp>", re.DOTALL)
_DTA_ALWAYS = b"<timestamp>\x1101 Jan 1980 00:00</timestamp>"
_STATA_VERSION = 15


@dataclass
class Variable:
    """A variable: text or numbers; numbers with ``labels`` stand for words."""

    name: str
    title: str
    values: Sequence[Value] | NDArray[np.float64]
    labels: Mapping[int, str] = field(default_factory=dict)


_Write: TypeAlias = Callable[[Path], None]


def write_sav(table: FlatTable) -> bytes:
    """The table for SPSS."""
    return sav_of(_variables(table), table.title)


def write_dta(table: FlatTable) -> bytes:
    """The table for Stata 14 and later."""
    return dta_of(_variables(table), table.title)


def sav_of(variables: Sequence[Variable], title: str) -> bytes:
    """Variables as an SPSS file; the same ones give the same bytes."""
    written = _written(
        lambda path: pyreadstat.write_sav(
            _frame(variables),
            path,
            file_label=_cut(title, 64),
            column_labels=[_cut(each.title, _TITLE_MAXIMUM_BYTES) for each in variables],
            variable_value_labels=_labels(variables),
            row_compress=True,
        )
    )
    # Its header holds the time of day at which it was written.
    return written[: _SAV_TIME.start] + _SAV_ALWAYS + written[_SAV_TIME.stop :]


def dta_of(variables: Sequence[Variable], title: str) -> bytes:
    """Variables as a Stata file; the same ones give the same bytes."""
    written = _written(
        lambda path: pyreadstat.write_dta(
            _frame(variables),
            path,
            file_label=_cut(title, _TITLE_MAXIMUM_BYTES),
            column_labels=[_cut(each.title, _TITLE_MAXIMUM_BYTES) for each in variables],
            variable_value_labels=_labels(variables),
            version=_STATA_VERSION,
        )
    )
    return _DTA_TIME.sub(_DTA_ALWAYS, written, count=1)


def coded(
    name: str, title: str, values: Sequence[Value], words: Sequence[Value] | None = None
) -> Variable:
    """Codes as numbers from 1 in the order they come in; the labels say word and code.

    ``words`` has a word beside each value: the same code can mean different things.
    """
    pairs = list(zip(values, values if words is None else words, strict=True))
    known = dict.fromkeys(pair for pair in pairs if pair[0] is not None)
    places = {pair: number for number, pair in enumerate(known, 1)}
    return Variable(
        name,
        title,
        [places.get(pair) for pair in pairs],
        {number: _label(*pair) for pair, number in places.items()},
    )


def _label(code: Value, word: Value) -> str:
    """The word, shortened so that the code can stand behind it."""
    if word is None or word == code:
        return _cut(str(code), LABEL_MAXIMUM_BYTES)
    behind = f" [{code}]"
    return _cut(str(word), LABEL_MAXIMUM_BYTES - len(behind.encode())) + behind


def _variables(table: FlatTable) -> list[Variable]:
    columns: dict[str, Sequence[Value]] = dict(
        zip(column_names(), zip(*table.rows, strict=True), strict=True)
    )
    _ = table.speech.gettext
    found: list[Variable] = []
    for column in COLUMNS:
        title, values = _(column.title), columns[column.name]
        if column.labelled and column.name not in _AS_TEXT:
            found.append(coded(column.name, title, values, columns[column.label_name]))
            continue
        if column.kind in {Kind.TEXT, Kind.DATE}:
            values = _texts(values)
        found.append(Variable(column.name, title, values))
        if column.labelled:
            found.append(Variable(column.label_name, title, _texts(columns[column.label_name])))
    return found


def _texts(values: Sequence[Value]) -> list[str]:
    return [_cut(str(value or ""), _TEXT_MAXIMUM_BYTES) for value in values]


def _frame(variables: Sequence[Variable]) -> pd.DataFrame:
    return pd.DataFrame({each.name: _column(each.values) for each in variables})


def _column(values: Sequence[Value] | NDArray[np.float64]) -> list[Value] | NDArray[np.float64]:
    if isinstance(values, np.ndarray):
        return values
    if any(isinstance(value, str) for value in values):
        return list(values)
    return np.array(values, np.float64)  # None becomes NaN, which is a missing value


def _labels(variables: Sequence[Variable]) -> dict[str, dict[int, str]]:
    return {
        each.name: {number: _cut(text, LABEL_MAXIMUM_BYTES) for number, text in labels.items()}
        for each in variables
        if (labels := each.labels)
    }


def _written(write: _Write) -> bytes:
    with TemporaryDirectory() as folder:  # it writes to files alone
        path = Path(folder) / "file"
        write(path)
        return path.read_bytes()


def _cut(text: str, maximum: int) -> str:
    """The beginning of a text, as many whole characters as fit; without control characters."""
    printable = "".join(max(each, " ") for each in text)
    return printable.encode("utf-8", "replace")[:maximum].decode("utf-8", "ignore")
