"""What a file says of a response beside its answers: weight, stratum, cluster, day, mode."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.past.answered import Faults
from copfeedback.surveys.past.cells import CodedColumn, alike
from copfeedback.surveys.past.mapping import PastMapping
from copfeedback.surveys.past.model import RowFault, Why
from copfeedback.surveys.wave_model import Wave

_Rows = NDArray[np.bool_]
_SMALLEST, _LARGEST = 1e-9, 1e12
"""Of weights and populations. No sample has others; their squares could not be added up."""
_DAY_LETTERS = 10  # of a day as year-month-day; what follows is a time of day


@dataclass(frozen=True)
class About:
    """What is known of each response beside its answers; None where the file says nothing."""

    week: CodedColumn
    mode: CodedColumn
    language: CodedColumn
    stratum: CodedColumn | None
    cluster: CodedColumn | None
    weight: CodedColumn | None
    population: CodedColumn | None


@dataclass
class Reading:
    """Reads what a file says beside answers.

    ``columns`` hold the cells by what they say, and ``mapping`` the names of those columns;
    ``rows`` are those that count. What cannot be is noted in ``faults``.
    """

    wave: Wave
    languages: Sequence[str]
    mapping: PastMapping
    columns: Mapping[str, CodedColumn]
    rows: _Rows
    faults: Faults

    def about(self) -> About:
        """All of it."""
        weight = self._numbers("weight", Why.WEIGHT)
        stratum = self._units("stratum", Why.STRATUM, self.wave.plan.strata)
        cluster = self._units("cluster", Why.CLUSTER, self.wave.plan.clusters)
        population = self._numbers("population", Why.POPULATION)
        if population is not None:
            self._compare(population, stratum, cluster)
        return About(
            self._weeks(),
            self._modes(),
            self._languages(),
            _coded(stratum, self.wave.plan.strata),
            _coded(cluster, self.wave.plan.clusters),
            weight,
            population,
        )

    def _numbers(self, what: str, why: Why) -> CodedColumn | None:
        column = self.columns.get(what)
        if column is None:
            return None
        numbers = CodedColumn([_above_zero(text) for text in column.values], column.codes)
        self._refuse(numbers.marked(lambda number: number is None), what, why)
        return numbers

    def _units(self, what: str, why: Why, named: Sequence[str]) -> CodedColumn | None:
        """The strata or clusters: each response is of one, and of those the wave names."""
        column = self.columns.get(what)
        if column is None:
            return None
        known = {alike(name): name for name in named}
        values = [None if text is None else known.get(alike(text)) for text in column.values]
        units = CodedColumn(values if named else column.values, column.codes)
        self._refuse(units.marked(lambda unit: unit is None), what, why)
        return units

    def _compare(
        self, population: CodedColumn, stratum: CodedColumn | None, cluster: CodedColumn | None
    ) -> None:
        """A stratum has one population, and no more was asked than there is of it."""
        rows = np.nonzero(self.rows & ~self.faults.rows)[0]
        sizes = np.array([value or np.nan for value in population.values], np.float64)
        found = pd.DataFrame(
            {
                "stratum": stratum.codes[rows] if stratum else 0,
                "size": sizes[population.codes[rows]],
                "unit": cluster.codes[rows] if cluster else rows,
            }
        )
        strata = found.groupby("stratum")
        first = strata["size"].transform("first")
        asked = strata["unit"].transform("nunique")
        differs, too_small = (found["size"] != first), (found["size"] < asked)
        for wrong, why in (
            (differs, Why.POPULATION_DIFFERS),
            (too_small & ~differs & ~found["stratum"].duplicated(), Why.POPULATION_TOO_SMALL),
        ):
            mask = np.zeros(len(self.rows), np.bool_)
            mask[rows[wrong.to_numpy()]] = True
            self._refuse(mask, "population", why)

    def _weeks(self) -> CodedColumn:
        column = self.columns.get("date")
        if column is None:
            return self._for_all(_week(self.wave.opens))
        days = [self._day(text) for text in column.values]
        weeks = CodedColumn([day and _week(day) for day in days], column.codes)
        self._refuse(weeks.marked(lambda week: week is None), "date", Why.DAY)
        return weeks

    def _day(self, text: str | None) -> date | None:
        """A day of the wave."""
        try:
            day = date.fromisoformat((text or "")[:_DAY_LETTERS])
        except ValueError:
            return None
        return day if self.wave.opens <= day <= self.wave.closes else None

    def _modes(self) -> CodedColumn:
        return self._named(
            "mode_column",
            Why.MODE,
            self.mapping.mode_values,
            [mode.value for mode in Mode if mode in self.wave.plan.modes],
            self.mapping.mode.value,
        )

    def _languages(self) -> CodedColumn:
        usual = self.mapping.language or self.languages[0]
        values = self.mapping.language_values
        return self._named("language_column", Why.LANGUAGE, values, self.languages, usual)

    def _named(
        self, what: str, why: Why, values: Mapping[str, str], known: Sequence[str], usual: str
    ) -> CodedColumn:
        """One of those that are known; the usual one where the file says nothing."""
        column = self.columns.get(what)
        names = {alike(name): name for name in known}
        mapped = {alike(value): alike(code) for value, code in values.items()}
        if column is None:
            named = self._for_all(names.get(alike(usual)))
        else:
            found = [alike(text or usual) for text in column.values]
            named = CodedColumn([names.get(mapped.get(each, each)) for each in found], column.codes)
        self._refuse(named.marked(lambda name: name is None), what, why)
        return named

    def _for_all(self, value: str | None) -> CodedColumn:
        return CodedColumn([value], np.zeros(len(self.rows), np.int32))

    def _refuse(self, wrong: _Rows, what: str, why: Why) -> None:
        column, name = self.columns.get(what), self.mapping.about.get(what, "")

        def tell(at: int, row: int) -> RowFault:
            value = "" if column is None else column.values[column.codes[at]] or ""
            return RowFault(row, name, value, why)

        self.faults.add(wrong & self.rows, tell)


def _above_zero(text: str | None) -> float | None:
    try:
        number = float((text or "").replace(",", "."))
    except ValueError:
        return None
    return number if _SMALLEST <= number <= _LARGEST else None


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _coded(units: CodedColumn | None, named: Sequence[str]) -> CodedColumn | None:
    """Strata or clusters as they are kept: by number in random order, unless the wave names them.

    What a file calls them may be what it calls a household or a person.
    """
    if units is None or named:
        return units
    order = list(range(1, len(units.values)))
    secrets.SystemRandom().shuffle(order)
    return CodedColumn([None, *map(str, order)], units.codes)
