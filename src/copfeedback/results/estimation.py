"""How sure we are of a share: variance within the whole design and Korn–Graubard intervals.

The design of an open link is a simple one: every response weighs the same, and responses are the
sampling units, drawn with replacement. A group (a domain) is estimated within it, never by
throwing the others away first.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

LOWER, UPPER = 0.025, 0.975
"""The tails of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class ShareEstimate:
    """A share with its standard error and 95 % interval, all as fractions of 1."""

    share: float
    standard_error: float
    low: float
    high: float


def estimate_share(count: int, base: int, respondents: int) -> ShareEstimate:
    """The share of an answer in a domain of the whole design.

    The variance is linearised over the whole design, se² = N/(N−1) · p(1−p)/n. The degrees of
    freedom are those of the domain, n − 1, as R's ``survey`` and the NCHS count them.

    Args:
        count: how many of the domain gave the answer.
        base: how many are in the domain, n; at least one.
        respondents: how many are in the whole design, N; at least ``base``.
    """
    share = count / base
    if count in (0, base):
        variance = 0.0
    else:
        variance = respondents / (respondents - 1) * share * (1 - share) / base
    error = sqrt(variance)
    low, high = korn_graubard(share, error, base, base - 1)
    return ShareEstimate(share, error, low, high)


def korn_graubard(
    share: float, standard_error: float, base: int, degrees_of_freedom: int
) -> tuple[float, float]:
    """The 95 % interval of Korn and Graubard, which also holds for shares near and at 0 and 1.

    Survey Methodology 24 (1998), 193–201, with the effective sample size cut at ``base`` and set
    to it for shares of 0 and 1, as in NCHS Vital and Health Statistics 2(175), 2017.
    """
    # scipy takes a while to load, and only the making of a release needs it.
    from scipy.special import betaincinv, stdtrit

    effective = float(base)
    if standard_error > 0:
        adjusted = share * (1 - share) / standard_error**2
        if degrees_of_freedom != base - 1:
            adjusted *= (stdtrit(base - 1, UPPER) / stdtrit(degrees_of_freedom, UPPER)) ** 2
        effective = min(effective, float(adjusted))
    hits = effective * share
    misses = effective - hits
    low = float(betaincinv(hits, misses + 1, LOWER)) if share > 0 else 0.0
    high = float(betaincinv(hits + 1, misses, UPPER)) if share < 1 else 1.0
    return low, high
