"""The answers of all rows, and which combinations of them there are: conditions ask these alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from copfeedback.surveys.expressions import Answers
from copfeedback.surveys.past.cells import CodedColumn
from copfeedback.surveys.past.model import FAULTS_TOLD, RowFault

_ROOM = 2**62


@dataclass
class Answered:
    """What ``size`` rows answered, by item; an item without a column is answered by nobody."""

    size: int
    items: dict[str, CodedColumn]

    def ask(self, names: Collection[str], question: Callable[[Answers], bool]) -> NDArray[np.bool_]:
        """What is true of each row, as far as it depends on these items."""
        places, combinations = self.combinations(names)
        return np.array([question(each) for each in combinations], np.bool_)[places]

    def combinations(
        self, names: Collection[str]
    ) -> tuple[NDArray[np.intp], list[Mapping[str, Any]]]:
        """The different combinations of answers to these items, and which one each row has."""
        known = {name: self.items[name] for name in sorted(names) if name in self.items}
        places, rows = _different(known.values(), self.size)
        return places, [
            {
                name: answer
                for name, column in known.items()
                if (answer := column.values[column.codes[row]]) is not None
            }
            for row in rows
        ]


def _different(
    columns: Iterable[CodedColumn], size: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which combination each row has, and a row that has it for each combination."""
    key, room = np.zeros(size, np.int64), 1
    for column in columns:
        if room * len(column.values) > _ROOM:
            key, different = pd.factorize(key)
            room = len(different)
        key = key * len(column.values) + column.codes
        room *= len(column.values)
    places, different = pd.factorize(key)
    rows = np.zeros(len(different), np.intp)
    rows[places[::-1]] = np.arange(size - 1, -1, -1)
    return places, rows


class Faults:
    """Which rows are refused, and why the first of them are."""

    def __init__(self, size: int, first_row: int) -> None:
        self.rows = np.zeros(size, np.bool_)
        self.count = 0
        self._first_row = first_row
        self._told: list[RowFault] = []

    def add(self, rows: NDArray[np.bool_], tell: Callable[[int, int], RowFault]) -> None:
        """Refuse rows; ``tell`` is given the place of one and its number as people count."""
        places = np.nonzero(rows)[0]
        self.rows |= rows
        self.count += len(places)
        self._told += [tell(int(at), int(at) + self._first_row) for at in places[:FAULTS_TOLD]]
        if len(self._told) > 2 * FAULTS_TOLD:
            self._told = list(self.first())

    def first(self) -> tuple[RowFault, ...]:
        """The first of them, by row."""
        return tuple(sorted(self._told, key=lambda fault: fault.row)[:FAULTS_TOLD])
