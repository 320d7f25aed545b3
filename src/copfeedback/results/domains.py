"""The domains of a table within the design of a wave, and the variances of their statistics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.design import Floats, Places, SampleDesign, Sums, sums_by


class Linearised(NamedTuple):
    """Sums of linearised values by cell and answer: of w·u, w²·u, w²·u² and base·u."""

    total: Floats
    squared: Floats
    squares: Floats
    base: Floats


@dataclass(frozen=True)
class _Pairs:
    """Cells grouped by domain and by stratum or PSU."""

    of_cell: Places
    domain: Places
    other: Places

    @classmethod
    def of(cls, domain: Places, other: Places, others: int) -> _Pairs:
        keys, of_cell = np.unique(domain * others + other, return_inverse=True)
        return cls(of_cell, keys // others, keys % others)

    def sums(self, values: Floats) -> Floats:
        return sums_by(self.of_cell, values, len(self.domain))

    def products(self, sums: Floats, factors: Floats, by_category: Floats, domains: int) -> Floats:
        """Σ factor · sum · category's weight over strata or PSUs: [domain, category, answer]."""
        # scipy takes a while to load, and only the making of a release needs it.
        from scipy.sparse import csr_array

        starts = np.searchsorted(self.domain, np.arange(domains + 1))
        shape = (domains, len(by_category))
        scaled = sums * factors[:, np.newaxis]
        products = [
            csr_array((column, self.other, starts), shape=shape) @ by_category
            for column in scaled.T
        ]
        return np.stack(products, axis=2)


class DesignDomains:
    """A table's domains within the design: cells are units within domains."""

    def __init__(self, design: SampleDesign, domain: NDArray[np.int32], domains: int) -> None:
        self.design, self.domains = design, domains
        self.inside = domain >= 0
        joint = domain.astype(np.intp) * design.units + design.unit_of
        found, cell_of = np.unique(joint[self.inside], return_inverse=True)
        self.cells = np.full(design.size, len(found), np.intp)
        self.cells[self.inside] = cell_of
        self.domain, self.unit = found // design.units, found % design.units
        self.stratum = design.unit_stratum[self.unit]
        self._strata = _Pairs.of(self.domain, self.stratum, design.strata)
        self._psus = None
        if design.unit_psu is not None:
            self._psus = _Pairs.of(self.domain, design.unit_psu[self.unit], design.psus)
            self._factor_of_pair = design.psu_factor[design.psu_stratum[self._psus.other]]

    def by_domain(self, values: Floats) -> Floats:
        """Sums of cells by domain."""
        return sums_by(self.domain, values, self.domains)

    def tally(self, answers: Places, width: int) -> Sums:
        """Sums over responses by cell and answer; −1 is no answer."""
        return self.design.tally(self.cells, self.unit, answers, width)

    def counts(self, among: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many of those named are in each cell."""
        found = np.bincount(self.cells[among], minlength=len(self.unit) + 1)
        return found[: len(self.unit)]

    def people(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many are in each domain."""
        found = np.zeros(self.domains, np.int64)
        np.add.at(found, self.domain, counts)
        return found

    def degrees(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """PSUs less strata, of those with any of the counted responses in a domain."""
        column = counts[:, np.newaxis].astype(np.float64)
        strata = np.bincount(
            self._strata.domain[self._strata.sums(column)[:, 0] > 0], minlength=self.domains
        )
        if self._psus is None:
            psus = self.people(counts)
        else:
            there = self._psus.sums(column)[:, 0] > 0
            psus = np.bincount(self._psus.domain[there], minlength=self.domains)
        return psus - strata

    def variance(self, values: Linearised) -> Floats:
        """The variance of each domain's statistics: [domain, answer]."""
        design = self.design
        strata = self._strata.sums(values.total)
        factors = design.stratum_factor[self._strata.other]
        lost = strata**2 * factors[:, np.newaxis]
        if self._psus is None:
            squares = values.squares * design.psu_factor[self.stratum, np.newaxis]
            variance = self.by_domain(squares)
        else:
            totals = self._psus.sums(values.total)
            squares = totals**2 * self._factor_of_pair[:, np.newaxis]
            variance = sums_by(self._psus.domain, squares, self.domains)
        variance -= sums_by(self._strata.domain, lost, self.domains)
        means = np.einsum("kl,dla->dka", design.sweep, self._by_category(values.base))
        if design.blocks:
            variance += self._explained(values, strata, means)
        if design.lonely_factor.any():
            variance += self._around_grand_mean(strata, means)
        # Rounding can press it below 0.
        return np.maximum(variance, 0.0)

    def _explained(self, values: Linearised, strata: Floats, means: Floats) -> Floats:
        """What residuals from the margins change: −2·Σ m·cross + m'Qm, where m are the means.

        Means are by domain, category of the margins and answer.
        """
        design = self.design
        if self._psus is None:
            scaled = values.squared * design.psu_factor[self.stratum, np.newaxis]
            cross = self._by_category(scaled)
        else:
            cross = self._psus.products(
                self._psus.sums(values.total),
                self._factor_of_pair,
                design.psu_weights,
                self.domains,
            )
        factors = design.stratum_factor[self._strata.other]
        cross = cross - self._strata.products(strata, factors, design.stratum_weights, self.domains)
        squares = np.einsum("kl,dla->dka", design.quadratic, means)
        change: Floats = ((squares - 2 * cross) * means).sum(axis=1)
        return change

    def _around_grand_mean(self, strata: Floats, means: Floats) -> Floats:
        """What it changes to centre strata with a single PSU at the mean of all PSUs, not at 0."""
        design, factors = self.design, self.design.lonely_factor
        scaled = strata * factors[self._strata.other, np.newaxis]
        total = sums_by(self._strata.domain, strata, self.domains)
        lonely = sums_by(self._strata.domain, scaled, self.domains)
        total -= np.einsum("k,dka->da", design.stratum_weights.sum(axis=0), means)
        lonely -= np.einsum("k,dka->da", factors @ design.stratum_weights, means)
        mean = total / design.all_psus
        change: Floats = factors.sum() * mean**2 - 2 * mean * lonely
        return change

    def _by_category(self, values: Floats) -> Floats:
        """Sums of cells by domain and category of the margins."""
        design = self.design
        count = self.domains * design.categories
        sums = np.zeros((count, values.shape[1]))
        for categories in design.unit_categories:
            places = self.domain * design.categories + categories[self.unit]
            sums += sums_by(places, values, count)
        return sums.reshape(self.domains, design.categories, values.shape[1])
