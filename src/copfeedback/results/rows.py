"""The rows of tables: every figure rounded as it may be shown, none that is too unsure."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.columns import Columns, ItemColumn
from copfeedback.results.cube import Cube
from copfeedback.results.estimation import Design, Means, Shares, few_degrees, reliable
from copfeedback.results.items import has_mean
from copfeedback.results.protection import Protection
from copfeedback.results.published import EVERYONE, Domain, Estimate, Mean, PublishedRow
from copfeedback.results.thresholds import Thresholds, to_step
from copfeedback.surveys.book import AskedWave

_SIGNIFICANT = 2
_FAVOURABLE = -1
"""The last column of shares, after those of the answers."""


class Rows:
    """Makes the rows of the tables of one wave, without what ``protection`` withholds."""

    def __init__(
        self,
        asked: AskedWave,
        columns: Columns,
        cube: Cube,
        protection: Protection,
        design: Design,
        thresholds: Thresholds,
    ) -> None:
        self._stands_for_people = bool(asked.wave.plan.population)
        self._columns = columns
        self._protection = protection
        self._thresholds = thresholds
        self._splits = [
            (domains, design.split(place, len(domains))) for domains, place in _splits(cube)
        ]

    def of(self, item: str) -> tuple[PublishedRow, ...]:
        """The rows of an item: the figures of each domain, or why it has none."""
        column = self._columns.items[item]
        withheld = self._protection.rows(item)
        shown = frozenset(domain for domain, why in withheld.items() if why is None)
        figures = dict(self._figures(column, shown))
        return tuple(
            figures[domain] if why is None else PublishedRow(domain, None, {}, withheld=why)
            for domain, why in withheld.items()
        )

    def _figures(
        self, column: ItemColumn, shown: frozenset[Domain]
    ) -> Iterator[tuple[Domain, PublishedRow]]:
        for domains, split in self._splits:
            if shown.isdisjoint(domains):
                continue
            shares = split.shares(column)
            means = split.means(column) if has_mean(column.question) else None
            figures = (shares, reliable(shares), means)
            for at, domain in enumerate(domains):
                if domain in shown:
                    yield domain, self._row(column, domain, at, figures)

    def _row(
        self,
        column: ItemColumn,
        domain: Domain,
        at: int,
        figures: tuple[Shares, Any, Means | None],
    ) -> PublishedRow:
        shares, fit, means = figures
        estimates = {
            code: _estimate(shares, at, place, self._thresholds) if fit[at, place] else None
            for place, code in enumerate(column.answers)
        }
        favourable = column.favourable and fit[at, _FAVOURABLE]
        with_shares = len(column.answers) > 1
        return PublishedRow(
            domain,
            to_step(int(shares.n[at]), self._thresholds),
            estimates if with_shares else {},
            _estimate(shares, at, _FAVOURABLE, self._thresholds) if favourable else None,
            self._mean(column.item, domain, means, at) if means else None,
            self._people(domain, float(shares.people[at])),
        )

    def _mean(self, item: str, domain: Domain, means: Means, at: int) -> Mean | None:
        """The mean, if enough people gave a number and nobody's number is most of it."""
        # Without degrees of freedom, nothing tells how it varies.
        enough = means.n[at] >= self._thresholds.minimum_base and means.degrees[at] > 0
        if not enough or not self._protection.may_show_mean(item, domain):
            return None
        figures = (means.mean[at], means.low[at], means.high[at], means.standard_error[at])
        return Mean(*(round(float(figure), 1) for figure in figures))

    def _people(self, domain: Domain, people: float) -> int | None:
        """How many people everyone's row stands for, to two significant digits.

        Those of groups, taken from the whole, would tell how few did not state theirs.
        """
        if domain != EVERYONE or not self._stands_for_people or people <= 0:
            return None
        return int(round(people, _SIGNIFICANT - 1 - floor(log10(people))))


def _splits(cube: Cube) -> Iterator[tuple[tuple[Domain, ...], NDArray[np.int32]]]:
    """All cells of the cube in sets of which each response is in one at most, and in which."""
    for table in cube.tables:
        every, place = cube.of(table), cube.place(table)
        yield every, place
        merged = [domain for domain in every if len(cube.members(domain)) > 1]
        if merged:
            among = np.full(len(every), -1, np.int32)
            for at, domain in enumerate(merged):
                among[[every.index(member) for member in cube.members(domain)]] = at
            yield tuple(merged), among[place]


def _estimate(shares: Shares, at: int, place: int, thresholds: Thresholds) -> Estimate:
    return Estimate(
        _whole_percent(float(shares.share[at, place])),
        _whole_percent(float(shares.low[at, place])),
        _whole_percent(float(shares.high[at, place])),
        round(100 * float(shares.standard_error[at, place]), 1),
        to_step(round(float(shares.effective[at, place])), thresholds),
        bool(few_degrees(shares)[at]),
    )


def _whole_percent(fraction: float) -> int:
    return int(100 * fraction + 0.5)
