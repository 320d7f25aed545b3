"""How sure we are of a share or mean: variance within the whole design, and its 95 % interval.

A group (a domain) is estimated within the design, never by throwing the others away first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.columns import Columns, ItemColumn
from copfeedback.results.design import Floats, SampleDesign
from copfeedback.results.domains import DesignDomains, Sums, beside
from copfeedback.results.weighting import RULES, Weights

LOWER, UPPER = 0.025, 0.975
"""The tails of a 95 % interval."""

_NOTHING = 1e-12
"""A share this near to 0 or 1 differs from it by rounding alone."""


@dataclass(frozen=True)
class Shares:
    """Shares of answers, as fractions of 1: one row a domain, one column an answer.

    The columns are the answers of the item, then its favourable answers together if it has any.
    ``effective`` is the effective sample size n*. By domain, ``n`` is how many were asked,
    ``people`` the sum of their weights, ``degrees`` the degrees of freedom. A domain in which
    nobody was asked has NaN.
    """

    share: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    effective: Floats
    n: NDArray[np.int64]
    people: Floats
    degrees: NDArray[np.int64]

    @property
    def design_effect(self) -> Floats:
        """The variance as a multiple of that of a simple random sample, p(1 − p)/(n − 1).

        NaN where that is 0.
        """
        simple = self.share * (1 - self.share) / np.maximum(self.n - 1, 1)[:, np.newaxis]
        effect: Floats = self.standard_error**2 / np.where(simple > 0, simple, np.nan)
        return effect


@dataclass(frozen=True)
class Means:
    """Means, or totals, by domain, of those who gave a number: ``n``, standing for ``people``.

    The interval is that of Student's t. NaN where nobody gave a number.
    """

    mean: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    n: NDArray[np.int64]
    people: Floats
    degrees: NDArray[np.int64]


class Design:
    """The design of a wave, in which everything is estimated."""

    def __init__(self, columns: Columns, weights: Weights) -> None:
        self._design = SampleDesign(columns, weights)

    def split(self, domain: NDArray[np.int32], domains: int) -> Split:
        """The domains of a table. Worth keeping: making it takes longer than an estimate.

        Args:
            domain: each response's domain; −1 for none.
            domains: how many there are.
        """
        return Split(DesignDomains(self._design, domain, domains))

    def shares(self, item: ItemColumn, domain: NDArray[np.int32], domains: int) -> Shares:
        """See ``Split.shares``."""
        return self.split(domain, domains).shares(item)

    def means(self, item: ItemColumn, domain: NDArray[np.int32], domains: int) -> Means:
        """See ``Split.means``."""
        return self.split(domain, domains).means(item)


class Split:
    """The domains of a table, and what is estimated of each."""

    def __init__(self, domains: DesignDomains) -> None:
        self._domains = domains

    def shares(self, item: ItemColumn) -> Shares:
        """The share of each answer among those of a domain who were asked."""
        domains = self._domains
        everyone = domains.those(item.asked)
        share, linearised = domains.linearised(self._answers(item), everyone)
        share = np.where(share < _NOTHING, 0.0, np.where(share > 1 - _NOTHING, 1.0, share))
        error = np.sqrt(domains.variance(linearised))
        error[(share == 0) | (share == 1)] = 0.0
        error[np.isnan(share)] = np.nan
        n, degrees = domains.counts(item.asked)
        low, high, effective = korn_graubard(share, error, n[:, np.newaxis], degrees[:, np.newaxis])
        return Shares(share, error, low, high, effective, n, everyone.people[:, 0], degrees)

    def _answers(self, item: ItemColumn) -> Sums:
        """The sums of each answer, then those of the favourable ones together."""
        if item.ticks is None:
            sums = [self._domains.picked(item.picked.astype(np.intp), len(item.answers))]
        else:
            sums = [self._domains.those(ticks) for ticks in item.ticks.T]
        if item.favourable:
            sums.append(self._domains.those(item.gave(*item.favourable)))
        return beside(sums)

    def means(self, item: ItemColumn) -> Means:
        """The mean of a scale or number among those of a domain who gave one.

        Raises:
            ValueError: the item has no numbers.
        """
        return self._of_numbers(item, as_mean=True)

    def totals(self, item: ItemColumn) -> Means:
        """The total of a number in the population of a domain.

        Raises:
            ValueError: the item has no numbers.
        """
        return self._of_numbers(item, as_mean=False)

    def _of_numbers(self, item: ItemColumn, *, as_mean: bool) -> Means:
        if item.numbers is None:
            raise ValueError(f"{item.item} has no numbers")
        domains = self._domains
        there = item.asked & ~np.isnan(item.numbers)
        numbers = np.where(there, item.numbers, 0.0)
        totals = domains.values(numbers, there)
        estimate, people = totals.people[:, 0], domains.those(there).people[:, 0]
        n, degrees = domains.counts(there)
        if as_mean:
            some = np.where(people > 0, people, 1.0)
            estimate = estimate / some
            # Those in no domain get the values of the last one, and are left out all the same.
            linearised = (numbers - estimate[domains.domain]) / some[domains.domain]
            totals = domains.values(linearised, there)
        error = np.sqrt(domains.variance(totals))[:, 0]
        estimate, error = (np.where(n > 0, each, np.nan) for each in (estimate, error))
        reach = _student(degrees) * error
        return Means(estimate, error, estimate - reach, estimate + reach, n, people, degrees)


def _student(degrees: NDArray[np.int64]) -> Floats:
    """The quantile of Student's t; with no degrees of freedom, that of a single one."""
    # scipy takes a while to load, and only the making of a release needs it.
    from scipy.special import stdtrit

    different, places = np.unique(np.maximum(degrees, 1), return_inverse=True)
    quantiles: Floats = stdtrit(different.astype(np.float64), UPPER)[places]
    return quantiles.reshape(degrees.shape)


def korn_graubard(
    share: Floats,
    standard_error: Floats,
    base: NDArray[np.int64],
    degrees: NDArray[np.int64],
) -> tuple[Floats, Floats, Floats]:
    """The 95 % interval of Korn and Graubard and the effective sample size n*.

    The interval also holds for shares near and at 0 and 1. Survey Methodology 24 (1998), 193–201,
    with n* cut at ``base`` and set to it for shares of 0 and 1, as in NCHS Vital and Health
    Statistics 2(175), 2017. NaN where a share is. The arguments are broadcast.
    """
    # scipy takes a while to load, and only the making of a release needs it.
    from scipy.special import betaincinv

    ratio = _student(base - 1) / _student(degrees)
    share, standard_error, most, ratio = np.broadcast_arrays(
        np.asarray(share, np.float64), standard_error, np.asarray(base, np.float64), ratio
    )
    low, high, effective = (np.full(share.shape, np.nan) for _ in range(3))
    known = ~np.isnan(share)
    share, standard_error, most = share[known], standard_error[known], most[known]
    n = most.copy()
    sure = standard_error > 0
    adjusted = share[sure] * (1 - share[sure]) / standard_error[sure] ** 2
    n[sure] = np.minimum(n[sure], adjusted * ratio[known][sure] ** 2)
    hits, misses = n * share, n * (1 - share)
    some, not_all = share > 0, share < 1
    lowest, highest = np.zeros(len(share)), np.ones(len(share))
    lowest[some] = betaincinv(hits[some], misses[some] + 1, LOWER)
    highest[not_all] = betaincinv(hits[not_all] + 1, misses[not_all], UPPER)
    low[known], high[known], effective[known] = lowest, highest, n
    return low, high, effective


def reliable(shares: Shares) -> NDArray[np.bool_]:
    """Which shares are reliable enough to be shown, by the rules of the NCHS in their order.

    Vital and Health Statistics 2(175), 2017. A domain of a single PSU is not: nothing tells how
    it varies.
    """
    rules = RULES["reliability"]
    width = shares.high - shares.low
    large = shares.effective >= rules["smallest_effective"]
    narrow = width <= rules["narrow"]
    # Multiplied, not divided: a share can be 0.
    fair = (width < rules["wide"]) & (width <= rules["widest_relative"] * shares.share)
    several = (shares.degrees > 0)[:, np.newaxis]
    fine: NDArray[np.bool_] = several & large & (narrow | fair)
    return fine


def few_degrees(shares: Shares) -> NDArray[np.bool_]:
    """Which domains have so few degrees of freedom that their figures are flagged."""
    fewest: int = RULES["reliability"]["few_degrees"]
    return shares.degrees < fewest
