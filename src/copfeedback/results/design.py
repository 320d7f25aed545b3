"""The sample design of a wave: what the variances of its estimates are made of.

A statistic of a domain is linearised to one value a response, u (D. A. Binder, International
Statistical Review 51, 1983, 279–292). Its variance is that of the totals of w·u of the primary
sampling units (PSUs) within strata. Where weights fit margins of the population, u is replaced by
its residuals from the margins, as R's ``survey`` does it. Responses outside the domain have u = 0
and stay in the design.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.columns import Coded, Columns
from copfeedback.results.weighting import Weights

SWEEPS = 10
"""How often residuals are taken from each of several margins in turn: as often as in R."""

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]


class SampleDesign:
    """The strata, PSUs and margins of a wave.

    Without clusters, each response is a PSU. With the population sizes of strata, sampling is
    without replacement (fpc 1 − m/M); a size below the PSUs there are is a mistake and changes
    nothing. A stratum with a single PSU is centred at the mean of all PSUs
    (``survey.lonely.psu = "adjust"`` in R).

    Units are responses alike in stratum and categories. ``psu_factor`` and ``stratum_factor`` are
    how much the squares of the totals of PSUs and of strata count in a variance, by stratum.
    ``stratum_weights`` and ``psu_weights`` are sums of weights by category; categories of all
    margins are numbered in a row.
    """

    def __init__(self, columns: Columns, weights: Weights) -> None:
        self.size = columns.size
        self.weights = weights.values
        # Residuals from one margin are weighted by base weights, from several not at all: R's.
        several = len(weights.categories) > 1
        self.residual_weights = np.ones(self.size) if several else weights.base
        strata = _numbered(columns.stratum, self.size)
        self.strata = int(strata.max(initial=0)) + 1
        self.psu_of: Places | None = None
        self.psu_stratum = np.empty(0, np.intp)
        if columns.cluster is not None:
            # Clusters of different strata may have the same name.
            joint = columns.cluster.codes.astype(np.intp) * self.strata + strata
            _, first, self.psu_of = np.unique(joint, return_index=True, return_inverse=True)
            self.psu_stratum = strata[first]
        codes = self._number_categories(weights)
        self._number_units(strata, codes)
        self._scale_strata(columns, strata)
        self._weigh_residuals(strata, codes)

    @property
    def is_clustered(self) -> bool:
        """Whether a PSU can have several responses."""
        return self.psu_of is not None

    def _number_categories(self, weights: Weights) -> list[Places]:
        counts = [int(codes.max(initial=0)) + 1 for codes in weights.categories]
        starts = [0, *np.cumsum(counts).tolist()]
        self.blocks = [slice(start, end) for start, end in pairwise(starts)]
        self.categories: int = starts[-1]
        numbered = zip(weights.categories, starts[:-1], strict=True)
        return [codes.astype(np.intp) + start for codes, start in numbered]

    def _number_units(self, strata: Places, codes: list[Places]) -> None:
        joint = strata
        for each in codes:
            joint = joint * self.categories + each
        _, first, self.unit_of = np.unique(joint, return_index=True, return_inverse=True)
        self.units = len(first)
        self.unit_stratum = strata[first]
        self.unit_categories = [each[first] for each in codes]
        self.unit_weight = self._same_in_units(self.weights, first)
        self.unit_residual_weight = self._same_in_units(self.residual_weights, first)

    def _same_in_units(self, weights: Floats, first: Places) -> Floats | None:
        """The weights of the units; None if they differ within one."""
        each = weights[first]
        return each if np.array_equal(each[self.unit_of], weights) else None

    def _scale_strata(self, columns: Columns, strata: Places) -> None:
        sampled = self.psu_stratum if self.is_clustered else strata
        psus = np.bincount(sampled, minlength=self.strata)
        correction = np.ones(self.strata)
        if columns.population_size is not None:
            sizes = np.zeros(self.strata)
            np.maximum.at(sizes, strata, columns.population_size)
            possible = sizes >= np.maximum(psus, 1)
            correction[possible] = 1 - psus[possible] / sizes[possible]
        several = psus > 1
        less_one = np.where(several, psus - 1, 1)
        self.psu_factor = correction * np.where(several, psus / less_one, 1.0)
        self.stratum_factor = np.where(several, correction / less_one, 0.0)
        self.lonely_factor = np.where(psus == 1, correction, 0.0)
        self.psus = int(psus.sum())

    def _weigh_residuals(self, strata: Places, codes: list[Places]) -> None:
        """What residuals take away, and how the margins are swept."""
        count = self.categories
        together, quadratic = np.zeros((count, count)), np.zeros((count, count))
        self.stratum_weights = np.zeros((self.strata, count))
        self.psu_weights = np.zeros((len(self.psu_stratum), count))
        scaled = self.weights**2 * self.psu_factor[strata]
        for each in codes:
            self.stratum_weights += _cross_sums(strata, each, self.weights, self.strata, count)
            for other in codes:
                together += _cross_sums(each, other, self.residual_weights, count, count)
                if self.psu_of is None:
                    quadratic += _cross_sums(each, other, scaled, count, count)
            if self.psu_of is not None:
                psus = len(self.psu_stratum)
                self.psu_weights += _cross_sums(self.psu_of, each, self.weights, psus, count)
        of_psus = self.psu_weights * self.psu_factor[self.psu_stratum, np.newaxis]
        of_strata = self.stratum_weights * self.stratum_factor[:, np.newaxis]
        quadratic += self.psu_weights.T @ of_psus - self.stratum_weights.T @ of_strata
        self.quadratic: Floats = quadratic
        self.sweep = np.zeros((count, count))
        for _ in range(SWEEPS if len(self.blocks) > 1 else 1):
            for block in self.blocks:
                left = np.eye(count)[block] - together[block] @ self.sweep
                self.sweep[block] += left / np.diag(together)[block, np.newaxis]


def _numbered(coded: Coded | None, size: int) -> Places:
    if coded is None:
        return np.zeros(size, np.intp)
    return np.unique(coded.codes, return_inverse=True)[1]


def _cross_sums(rows: Places, columns: Places, values: Floats, height: int, width: int) -> Floats:
    sums = np.bincount(rows * width + columns, values, height * width)
    return sums.reshape(height, width).astype(np.float64, copy=False)
