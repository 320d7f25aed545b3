"""Variances within the whole design of a wave, linearised, from grouped sums.

A statistic of a domain is linearised to one value a response, u (D. A. Binder, International
Statistical Review 51, 1983, 279–292). Its variance is that of the totals of w·u of the primary
sampling units (PSUs) within strata. Where weights fit margins of the population, u is replaced by
its residuals from the margins, as R's ``survey`` does it. Responses outside the domain have u = 0
and stay in the design.

Nothing but sums enters: those of w, w² and base weights by stratum (or PSU), margin categories,
domain and answer. They take one pass over the responses for each question and table.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.columns import Coded, Columns
from copfeedback.results.weighting import Weights

SWEEPS = 10
"""How often residuals are taken from each of several margins in turn: as often as in R."""

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]


def sums_by(places: Places, values: Floats, count: int) -> Floats:
    """The sums of the rows of ``values`` that have the same place."""
    width = values.shape[1]
    keys = places[:, np.newaxis] * width + np.arange(width)
    sums = np.bincount(keys.ravel(), values.ravel(), count * width)
    return sums.reshape(count, width).astype(np.float64, copy=False)


class Sums(NamedTuple):
    """Sums over responses by cell (rows) and answer (columns).

    ``weighted`` is of w, ``squared`` of w², ``base`` of the weights of residuals. The last two
    are only right where the design needs them.
    """

    weighted: Floats
    squared: Floats
    base: Floats


class SampleDesign:
    """The strata, PSUs and margins of a wave.

    Without clusters, each response is a PSU. With the population sizes of strata, sampling is
    without replacement (fpc 1 − m/M); a size below the PSUs there are is a mistake and changes
    nothing. A stratum with a single PSU is centred at the mean of all PSUs
    (``survey.lonely.psu = "adjust"`` in R).
    """

    def __init__(self, columns: Columns, weights: Weights) -> None:
        self.size = columns.size
        self.weights = weights.values
        # Residuals from one margin are weighted by base weights, from several not at all: R's.
        several = len(weights.categories) > 1
        self.residual_weights = np.ones(self.size) if several else weights.base
        strata = _numbered(columns.stratum, self.size)
        self.strata = int(strata.max(initial=0)) + 1
        psus = None
        if columns.cluster is not None:
            # Clusters of different strata may have the same name.
            joint = columns.cluster.codes.astype(np.intp) * self.strata + strata
            psus = np.unique(joint, return_inverse=True)[1]
        self._number_categories(weights)
        self._number_units(strata, psus)
        self._scale_strata(columns, strata)
        self._weigh_residuals()

    def _number_categories(self, weights: Weights) -> None:
        """Give the categories of all margins consecutive numbers."""
        counts = [int(codes.max(initial=0)) + 1 for codes in weights.categories]
        starts = np.cumsum([0, *counts])
        self.blocks = [slice(starts[at], starts[at + 1]) for at in range(len(counts))]
        self.categories = int(starts[-1])
        self._codes = [
            codes.astype(np.intp) + start
            for codes, start in zip(weights.categories, starts[:-1], strict=True)
        ]

    def _number_units(self, strata: Places, psus: Places | None) -> None:
        """Units are responses alike in stratum, PSU and categories."""
        joint = strata if psus is None else psus
        for codes in self._codes:
            joint = joint * self.categories + codes
        _, first, self.unit_of = np.unique(joint, return_index=True, return_inverse=True)
        self.units = len(first)
        self.unit_stratum = strata[first]
        self.unit_psu = None if psus is None else psus[first]
        self.unit_categories = [codes[first] for codes in self._codes]
        self.unit_weight = self._same_in_units(self.weights, first)
        self.unit_residual_weight = self._same_in_units(self.residual_weights, first)

    def _same_in_units(self, weights: Floats, first: Places) -> Floats | None:
        """The weights of the units; None if they differ within one."""
        each = weights[first]
        return each if np.array_equal(each[self.unit_of], weights) else None

    def _scale_strata(self, columns: Columns, strata: Places) -> None:
        """How much the squares of PSU totals count, and how much those of stratum totals."""
        if self.unit_psu is None:
            psus = np.bincount(strata, minlength=self.strata)
        else:
            found, first = np.unique(self.unit_psu, return_index=True)
            self.psus = len(found)
            self.psu_stratum = self.unit_stratum[first]
            psus = np.bincount(self.psu_stratum, minlength=self.strata)
        correction = np.ones(self.strata)
        if columns.population_size is not None:
            sizes = np.zeros(self.strata)
            np.maximum.at(sizes, strata, columns.population_size)
            sampled = sizes >= np.maximum(psus, 1)
            correction[sampled] = 1 - psus[sampled] / sizes[sampled]
        several = psus > 1
        less_one = np.where(several, psus - 1, 1)
        self.psu_factor = correction * np.where(several, psus / less_one, 1.0)
        self.stratum_factor = np.where(several, correction / less_one, 0.0)
        self.lonely_factor = np.where(psus == 1, correction, 0.0)
        self.all_psus = int(psus.sum())

    def _weigh_residuals(self) -> None:
        """What residuals take: the sums of weights by category, and how margins are swept."""
        units = np.arange(self.units)
        all_in_one = np.zeros(self.size, np.intp)
        sums = self.tally(self.unit_of, units, all_in_one, 1)
        weighted, squared, base = (each[:, 0] for each in sums)
        count = self.categories
        self.stratum_weights = np.zeros((self.strata, count))
        self.psu_weights = np.zeros((0 if self.unit_psu is None else self.psus, count))
        together, quadratic = np.zeros((count, count)), np.zeros((count, count))
        factors = self.psu_factor[self.unit_stratum]
        for codes in self.unit_categories:
            np.add.at(self.stratum_weights, (self.unit_stratum, codes), weighted)
            if self.unit_psu is not None:
                np.add.at(self.psu_weights, (self.unit_psu, codes), weighted)
            for others in self.unit_categories:
                np.add.at(together, (codes, others), base)
                np.add.at(quadratic, (codes, others), factors * squared)
        if self.unit_psu is not None:
            scaled = self.psu_weights * self.psu_factor[self.psu_stratum, np.newaxis]
            quadratic = self.psu_weights.T @ scaled
        scaled = self.stratum_weights * self.stratum_factor[:, np.newaxis]
        self.quadratic = quadratic - self.stratum_weights.T @ scaled
        self.sweep = np.zeros((count, count))
        for _ in range(SWEEPS if len(self.blocks) > 1 else min(1, len(self.blocks))):
            for block in self.blocks:
                left = np.eye(count)[block] - together[block] @ self.sweep
                self.sweep[block] += left / np.diag(together)[block, np.newaxis]

    def tally(self, cells: Places, unit_of_cell: Places, answers: Places, width: int) -> Sums:
        """Sums over responses by cell and answer.

        Args:
            cells: each response's cell; those of the last, numbered ``len(unit_of_cell)``, are
                left out.
            unit_of_cell: the unit that each other cell lies in.
            answers: each response's answer; −1 for none.
            width: how many answers there are.
        """
        keys = cells * (width + 1)
        keys += answers
        keys += 1
        shape = (-1, width + 1)
        count = len(unit_of_cell)
        size = (count + 1) * (width + 1)

        def summed(weights: Floats | None) -> Floats:
            sums = np.bincount(keys, weights, size).reshape(shape)
            return sums[:count, 1:].astype(np.float64)

        numbers = None
        if self.unit_weight is not None or self.unit_residual_weight is not None:
            numbers = summed(None)
        if self.unit_weight is not None and numbers is not None:
            weight = self.unit_weight[unit_of_cell, np.newaxis]
            weighted, squared = numbers * weight, numbers * weight**2
        else:
            weighted = summed(self.weights)
            squared = weighted if self.unit_psu is not None else summed(self.weights**2)
        if not self.blocks:
            base = weighted
        elif self.unit_residual_weight is not None and numbers is not None:
            base = numbers * self.unit_residual_weight[unit_of_cell, np.newaxis]
        else:
            base = summed(self.residual_weights)
        return Sums(weighted, squared, base)


def _numbered(coded: Coded | None, size: int) -> Places:
    if coded is None:
        return np.zeros(size, np.intp)
    return np.unique(coded.codes, return_inverse=True)[1]
