"""How sure we are of a share or mean: variance within the whole design, and its 95 % interval.

A group (a domain) is estimated within the design, never by throwing the others away first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.columns import Columns, ItemColumn
from copfeedback.results.design import Floats, SampleDesign, Sums, sums_by
from copfeedback.results.domains import DesignDomains, Linearised
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
        everyone = domains.tally(item.asked.astype(np.intp) - 1, 1)
        given = self._answers(item)
        people = domains.by_domain(everyone.weighted)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = domains.by_domain(given.weighted) / people
            per_person: Floats = (1 / people)[domains.domain]
        expected: Floats = share[domains.domain]

        def less_expected(answers: Floats, all_asked: Floats) -> Floats:
            difference: Floats = (answers - expected * all_asked) * per_person
            return difference

        squares: Floats = (1 - 2 * expected) * given.squared + expected**2 * everyone.squared
        linearised = Linearised(
            less_expected(given.weighted, everyone.weighted),
            less_expected(given.squared, everyone.squared),
            squares * per_person**2,
            less_expected(given.base, everyone.base),
        )
        counts = domains.counts(item.asked)
        n = domains.people(counts)
        share = np.where(share < _NOTHING, 0.0, np.where(share > 1 - _NOTHING, 1.0, share))
        error = np.sqrt(domains.variance(_without_nan(linearised)))
        error[(share == 0) | (share == 1)] = 0.0
        degrees = domains.degrees(counts)
        low, high, effective = korn_graubard(share, error, n[:, np.newaxis], degrees[:, np.newaxis])
        error[n == 0] = np.nan
        return Shares(share, error, low, high, effective, n, people[:, 0], degrees)

    def _answers(self, item: ItemColumn) -> Sums:
        domains = self._domains
        if item.ticks is None:
            sums = domains.tally(item.picked.astype(np.intp), len(item.answers))
        else:
            each = [domains.tally(ticks.astype(np.intp) - 1, 1) for ticks in item.ticks.T]
            sums = _beside(*each)
        if not item.favourable:
            return sums
        return _beside(sums, domains.tally(item.gave(*item.favourable).astype(np.intp) - 1, 1))

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
        domains, design = self._domains, self._domains.design
        there = domains.inside & item.asked & ~np.isnan(item.numbers)
        counts = domains.counts(there)
        n = domains.people(counts)
        cells = domains.cells[there]
        weights: Floats = design.weights[there]
        numbers: Floats = item.numbers[there]

        def summed(values: Floats) -> Floats:
            return sums_by(cells, values[:, np.newaxis], len(domains.unit))

        people = domains.by_domain(summed(weights))[:, 0]
        estimate = domains.by_domain(summed(weights * numbers))[:, 0]
        values = numbers
        if as_mean:
            with np.errstate(invalid="ignore", divide="ignore"):
                estimate = estimate / people
            domain = domains.domain[cells]
            values = (numbers - estimate[domain]) / people[domain]
        linearised = Linearised(
            summed(weights * values),
            summed(weights**2 * values),
            summed((weights * values) ** 2),
            summed(design.residual_weights[there] * values),
        )
        error = np.sqrt(domains.variance(linearised))[:, 0]
        error[n == 0] = np.nan
        degrees = domains.degrees(counts)
        reach = _student(degrees) * error
        return Means(estimate, error, estimate - reach, estimate + reach, n, people, degrees)


def _beside(*sums: Sums) -> Sums:
    return Sums(*(np.hstack(each) for each in zip(*sums, strict=True)))


def _without_nan(values: Linearised) -> Linearised:
    """Domains in which nobody was asked have no linearised values: they count for nothing."""
    return Linearised(*(np.nan_to_num(each, nan=0.0, posinf=0.0, neginf=0.0) for each in values))


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


@dataclass(frozen=True, slots=True)
class ShareEstimate:
    """A share with its standard error and 95 % interval, all as fractions of 1."""

    share: float
    standard_error: float
    low: float
    high: float


def estimate_share(count: int, base: int, respondents: int) -> ShareEstimate:
    """The share of an answer in a domain of an unweighted design without clusters."""
    share = count / base
    variance = 0.0
    if count not in (0, base):
        variance = respondents / (respondents - 1) * share * (1 - share) / base
    error = np.array([variance**0.5])
    n = np.array([base])
    low, high, _ = korn_graubard(np.array([share]), error, n, n - 1)
    return ShareEstimate(share, float(error[0]), float(low[0]), float(high[0]))
