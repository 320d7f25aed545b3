"""Cells of files as text, and columns as numbers: every different cell is looked at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

DECIMALS = 6
"""So many are read of a number; programs that calculate write rubbish behind them."""
_INVISIBLE = "Cf"


def cell_text(cell: Any) -> str:
    """A cell as people see it."""
    match cell:
        case str():
            shown = cell.strip()
        case None:
            shown = ""
        case bool() | np.bool_():
            shown = "1" if cell else "0"
        case datetime() if cell.time() == time():
            shown = cell.date().isoformat()
        case datetime():
            shown = cell.isoformat(" ", "minutes")
        case date():
            shown = cell.isoformat()
        case time():
            shown = cell.isoformat("minutes")
        case float() | np.floating():
            number = round(float(cell), DECIMALS)
            shown = str(int(number)) if number.is_integer() else f"{Decimal(repr(number)):f}"
        case _:
            shown = str(cell).strip()
    return shown


def alike(text: str) -> str:
    """What texts have in common that differ in case, spaces and invisible marks alone."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        each for each in plain if not each.isspace() and unicodedata.category(each) != _INVISIBLE
    )


@dataclass
class CodedColumn:
    """A value for each row: ``codes`` are places in ``values``, of which the first is nothing."""

    values: list[Any]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, values: Sequence[Any], places: NDArray[np.intp]) -> CodedColumn:
        """A column of values, given the place of each row's among them; some may be nothing."""
        kept, codes = [None], list[int]()
        for value in values:
            codes.append(0 if value is None else len(kept))
            if value is not None:
                kept.append(value)
        return cls(kept, np.array([*codes, 0], np.int32)[places])

    def marked(self, is_so: Callable[[Any], bool]) -> NDArray[np.bool_]:
        """The rows whose value is so."""
        return np.fromiter(map(is_so, self.values), np.bool_, len(self.values))[self.codes]


class Coding:
    """Collects a column, part by part."""

    def __init__(self, read: Callable[[str], Hashable | None]) -> None:
        self._read = read
        self._values: list[Any] = [None]
        self._of_cell: dict[Hashable, int] = {}
        self._of_value: dict[Hashable, int] = {}
        self._parts: list[NDArray[np.int32]] = []

    def take(self, cells: pd.Series) -> None:
        """Take the next rows."""
        codes, different = pd.factorize(cells)
        places = [self._place(cell) for cell in different]
        self._parts.append(np.array([*places, 0], np.int32)[codes])  # what is missing has code -1

    def _place(self, cell: Hashable) -> int:
        place = self._of_cell.get(cell)
        if place is None:
            text = cell_text(cell)
            value = self._read(text) if text else None
            place = 0 if value is None else self._of_value.get(value)
            if place is None:
                place = self._of_value[value] = len(self._values)
                self._values.append(value)
            self._of_cell[cell] = place
        return place

    def column(self) -> CodedColumn:
        """The whole column."""
        whole = np.concatenate(self._parts) if self._parts else np.empty(0, np.int32)
        return CodedColumn(self._values, whole)
