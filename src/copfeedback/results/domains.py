"""The domains of a table within the design of a wave, and the variances of their statistics.

Nothing but sums enters: those of w, w² and base weights by stratum, PSU, category of the margins,
domain and answer. They take one pass over the responses for each question and table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.design import Floats, Places, SampleDesign


class Sums(NamedTuple):
    """Sums of values y of responses; the last axis is that of answers.

    An answer has y = 1 for those who gave it. ``people`` is Σ w·y by domain, ``strata`` and
    ``psus`` the same by domain and stratum or PSU (only pairs that occur). ``squares`` is
    Σ f·w²·y² by domain, where f is the factor of the stratum. By domain and category of the
    margins, ``base`` is Σ v·y with the weights of residuals, ``cross`` Σ f·w²·y. In a clustered
    design PSUs take the place of ``squares`` and ``cross``, which are 0.
    """

    people: Floats
    strata: Floats
    psus: Floats
    squares: Floats
    base: Floats
    cross: Floats


def beside(sums: Sequence[Sums]) -> Sums:
    """The answers of all of them."""
    return Sums(*(np.concatenate(each, axis=-1) for each in zip(*sums, strict=True)))


@dataclass(frozen=True)
class _Cells:
    """Responses by domain and something else: only cells that somebody is in, in order.

    ``of`` is each response's cell; one further cell holds those in no domain.
    """

    of: Places
    domain: Places
    other: Places

    @classmethod
    def by(cls, domain: Places, other: Places, others: int) -> _Cells:
        inside = domain >= 0
        found, places = np.unique((domain * others + other)[inside], return_inverse=True)
        cells = np.full(len(domain), len(found), np.intp)
        cells[inside] = places
        return cls(cells, found // others, found % others)

    def __len__(self) -> int:
        return len(self.domain)


class _Given:
    """Who gave an answer, and which."""

    def __init__(self, among: NDArray[np.bool_], answers: Places | None, width: int) -> None:
        self._among = slice(None) if among.all() else among
        self._answers = None if answers is None else answers[self._among]
        self._width = width

    def sums(self, cells: _Cells, *weights: Floats | None) -> list[Floats]:
        """Sums of weights (None is 1 for everybody) by cell and answer."""
        keys = cells.of[self._among]
        if self._answers is not None:
            keys = keys * self._width + self._answers
        size = (len(cells) + 1) * self._width
        sums = []
        for each in weights:
            found = np.bincount(keys, None if each is None else each[self._among], size)
            sums.append(found.reshape(-1, self._width)[:-1].astype(np.float64, copy=False))
        return sums


class DesignDomains:
    """A table's domains within the design.

    Args:
        design: the design.
        domain: each response's domain; −1 for none.
        domains: how many there are.
    """

    def __init__(self, design: SampleDesign, domain: NDArray[np.int32], domains: int) -> None:
        self.design, self.domains = design, domains
        self.domain = domain.astype(np.intp)
        self._cells = _Cells.by(self.domain, design.unit_of, design.units)
        strata = design.unit_stratum[self._cells.other]
        self._strata = _Cells.by(self._cells.domain, strata, design.strata)
        self._factors = design.psu_factor[strata][:, np.newaxis]
        nothing = np.empty(0, np.intp)
        self._psus = _Cells(nothing, nothing, nothing)
        if design.psu_of is not None:
            self._psus = _Cells.by(self.domain, design.psu_of, len(design.psu_stratum))

    def picked(self, answers: Places, width: int) -> Sums:
        """The sums of each of ``width`` answers; −1 is none."""
        return self._sums_of(_Given(answers >= 0, answers, width))

    def those(self, among: NDArray[np.bool_]) -> Sums:
        """The sums of the single answer that these gave."""
        return self._sums_of(_Given(among, None, 1))

    def _sums_of(self, given: _Given) -> Sums:
        design, cells = self.design, self._cells
        (numbers,) = given.sums(cells, None)
        if design.unit_weight is not None:
            weight = design.unit_weight[cells.other, np.newaxis]
            weighted, squared = numbers * weight, numbers * weight**2
        else:
            weighted, squared = given.sums(cells, design.weights, design.weights**2)
        if design.unit_residual_weight is not None:
            base = numbers * design.unit_residual_weight[cells.other, np.newaxis]
        else:
            (base,) = given.sums(cells, design.residual_weights)
        psus = np.empty((0, weighted.shape[1]))
        if design.is_clustered:
            (psus,) = given.sums(self._psus, design.weights)
        return self._gathered(weighted, squared, squared, base, psus)

    def values(self, values: Floats, among: NDArray[np.bool_]) -> Sums:
        """The sums of a number; ``values`` are those of everybody, of whom only some have one."""
        design, given = self.design, _Given(among, None, 1)
        total = design.weights * values
        base = design.residual_weights * values
        weighted, squared, squares, base = given.sums(
            self._cells, total, design.weights * total, total**2, base
        )
        psus = np.empty((0, 1))
        if design.is_clustered:
            (psus,) = given.sums(self._psus, total)
        return self._gathered(weighted, squared, squares, base, psus)

    def _gathered(
        self, weighted: Floats, squared: Floats, squares: Floats, base: Floats, psus: Floats
    ) -> Sums:
        """Sums by cell brought together by stratum, domain and category."""
        people = _sums_by(self._cells.domain, weighted, self.domains)
        strata = _sums_by(self._strata.of, weighted, len(self._strata))
        if self.design.is_clustered:
            by_category = self._by_category(base)
            return Sums(
                people, strata, psus, np.zeros_like(people), by_category, np.zeros_like(by_category)
            )
        return Sums(
            people,
            strata,
            psus,
            _sums_by(self._cells.domain, squares * self._factors, self.domains),
            self._by_category(base),
            self._by_category(squared * self._factors),
        )

    def _by_category(self, values: Floats) -> Floats:
        count = self.design.categories
        width = values.shape[1]
        sums = np.zeros((self.domains * count, width))
        for categories in self.design.unit_categories:
            places = self._cells.domain * count + categories[self._cells.other]
            sums += _sums_by(places, values, len(sums))
        return sums.reshape(self.domains, count, width)

    def linearised(self, given: Sums, everyone: Sums) -> tuple[Floats, Sums]:
        """The share of each answer, and the sums of its linearised values (y − share)/Σw.

        Domains without anyone have NaN, and linearised values of 0.
        """
        there = everyone.people > 0
        people = np.where(there, everyone.people, 1.0)
        share = given.people / people

        def less_expected(answers: Floats, asked: Floats, of: Places | slice) -> Floats:
            expected, size = share[of], people[of]
            if answers.ndim > expected.ndim:
                expected, size = expected[:, np.newaxis], size[:, np.newaxis]
            difference: Floats = (answers - expected * asked) / size
            return difference

        every = slice(None)
        sums = Sums(
            less_expected(given.people, everyone.people, every),
            less_expected(given.strata, everyone.strata, self._strata.domain),
            less_expected(given.psus, everyone.psus, self._psus.domain),
            ((1 - 2 * share) * given.squares + share**2 * everyone.squares) / people**2,
            less_expected(given.base, everyone.base, every),
            less_expected(given.cross, everyone.cross, every),
        )
        return np.where(there, share, np.nan), sums

    def counts(self, among: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many of these are in each domain, and the degrees of freedom: PSUs less strata.

        PSUs and strata are those with any of them.
        """
        inside = among & (self.domain >= 0)
        people = np.bincount(self.domain[inside], minlength=self.domains)
        (cells,) = _Given(among, None, 1).sums(self._cells, None)
        in_strata = _sums_by(self._strata.of, cells, len(self._strata))[:, 0] > 0
        strata = np.bincount(self._strata.domain[in_strata], minlength=self.domains)
        psus = people
        if self.design.is_clustered:
            (found,) = _Given(among, None, 1).sums(self._psus, None)
            psus = np.bincount(self._psus.domain[found[:, 0] > 0], minlength=self.domains)
        return people, psus - strata

    def variance(self, values: Sums) -> Floats:
        """The variance of the total of each linearised value: [domain, answer]."""
        design = self.design
        of_strata = design.stratum_factor[self._strata.other]
        lost = values.strata**2 * of_strata[:, np.newaxis]
        variance = values.squares - _sums_by(self._strata.domain, lost, self.domains)
        of_psus = design.psu_factor[design.psu_stratum[self._psus.other]]
        if design.is_clustered:
            squares = values.psus**2 * of_psus[:, np.newaxis]
            variance += _sums_by(self._psus.domain, squares, self.domains)
        # Residuals take the means of the categories away: −2·Σ m·cross + m'Qm.
        means = np.einsum("kl,dla->dka", design.sweep, values.base)
        if design.blocks:
            cross = values.cross - self._products(
                self._strata, values.strata, of_strata, design.stratum_weights
            )
            if design.is_clustered:
                cross += self._products(self._psus, values.psus, of_psus, design.psu_weights)
            squares = np.einsum("kl,dla->dka", design.quadratic, means)
            variance += ((squares - 2 * cross) * means).sum(axis=1)
        if design.lonely_factor.any():
            variance += self._around_grand_mean(values, means)
        # Rounding can press it below 0.
        return np.maximum(variance, 0.0)

    def _around_grand_mean(self, values: Sums, means: Floats) -> Floats:
        """What it changes to centre strata with a single PSU at the mean of all PSUs, not at 0."""
        design, factors = self.design, self.design.lonely_factor
        scaled = values.strata * factors[self._strata.other, np.newaxis]
        lonely = _sums_by(self._strata.domain, scaled, self.domains)
        lonely -= np.einsum("k,dka->da", factors @ design.stratum_weights, means)
        weights = design.stratum_weights.sum(axis=0)
        mean = (values.people - np.einsum("k,dka->da", weights, means)) / design.psus
        change: Floats = factors.sum() * mean**2 - 2 * mean * lonely
        return change

    def _products(
        self, cells: _Cells, sums: Floats, factors: Floats, by_category: Floats
    ) -> Floats:
        """Σ factor · sum · category's weight over strata or PSUs: [domain, category, answer]."""
        # scipy takes a while to load, and only the making of a release needs it.
        from scipy.sparse import csr_array

        starts = np.searchsorted(cells.domain, np.arange(self.domains + 1))
        shape = (self.domains, len(by_category))
        columns = (sums * factors[:, np.newaxis]).T
        products = [
            csr_array((column, cells.other, starts), shape=shape) @ by_category
            for column in np.ascontiguousarray(columns)
        ]
        return np.stack(products, axis=2)


def _sums_by(places: Places, values: Floats, count: int) -> Floats:
    """The sums of the rows of ``values`` that have the same place."""
    width = values.shape[1]
    keys = places[:, np.newaxis] * width + np.arange(width)
    sums = np.bincount(keys.ravel(), values.ravel(), count * width)
    return sums.reshape(count, width).astype(np.float64, copy=False)
