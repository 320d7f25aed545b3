"""Whether figures differ: against numbers in print, and laws that any comparison must keep."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.results.change import (
    Interval,
    Verdict,
    at_once,
    change,
    combined,
    difference_in_differences,
    gap,
    holm,
)
from copfeedback.results.published import Estimate

Z = NormalDist().inv_cdf(0.975)


def wilson(count: int, base: int) -> Interval:
    share = count / base
    middle = (share + Z**2 / (2 * base)) / (1 + Z**2 / base)
    reach = Z * sqrt(share * (1 - share) / base + Z**2 / (4 * base**2)) / (1 + Z**2 / base)
    return Interval(share, middle - reach, middle + reach)


def an_estimate(share: int, standard_error: float = 2.0, effective: int = 600) -> Estimate:
    reach = round(Z * standard_error)
    low, high = max(0, share - reach), min(100, share + reach)
    return Estimate(share, low, high, standard_error, effective)


estimates = st.builds(
    an_estimate, st.integers(0, 100), st.integers(1, 80).map(lambda tenths: tenths / 10)
)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe (1998), table II, method 10: (a), (b), (e) and (h).
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_interval_is_the_printed_one_when_two_shares_are_compared(first, second, low, high):
    found = combined([wilson(*first)], [wilson(*second)])
    assert found.share == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_change_has_the_root_of_both_variances_when_both_waves_are_large():
    found = change(an_estimate(40, 3.0), an_estimate(52, 4.0))
    # 12 ± 1.96·√(9 + 16 + 2/12)
    assert (found.points, found.low, found.high) == (12, 2, 22)
    assert found.verdict is Verdict.UP
    assert found.p_value == pytest.approx(2 * NormalDist().cdf(-12 / sqrt(25 + 1 / 6)))


def test_change_is_clear_when_the_intervals_of_both_waves_overlap():
    earlier, later = an_estimate(50, 2.0), an_estimate(57, 2.0)
    assert earlier.high > later.low
    assert change(earlier, later).verdict is Verdict.UP


def test_change_uses_the_intervals_when_few_gave_the_answer():
    nobody = Estimate(0, 0, 9, 0.0, 40)
    found = change(Estimate(20, 9, 36, 6.3, 40), nobody)
    # 20 − √((0 − 0)² + (36 − 20)² + 0.64), and the like for the other side
    assert (found.points, found.low, found.high) == (-20, -36, -6)
    assert found.verdict is Verdict.DOWN


def test_change_uses_the_intervals_when_there_are_few_degrees_of_freedom():
    wide = Estimate(50, 35, 65, 5.0, 600, few_degrees=True)
    sure = Estimate(50, 40, 60, 5.0, 600)
    assert change(sure, wide).high > change(sure, sure).high


def test_difference_in_differences_adds_four_variances():
    found = difference_in_differences(
        an_estimate(40, 2.0), an_estimate(60, 2.0), an_estimate(45, 2.0), an_estimate(50, 2.0)
    )
    # 15 ± 1.96·√(4·4 + 4/12)
    assert (found.points, found.low, found.high) == (15, 7, 23)
    assert found.verdict is Verdict.UP


@given(estimates)
def test_nothing_changed_when_two_figures_are_the_same(estimate):
    found = change(estimate, estimate)
    assert (found.points, found.verdict) == (0, Verdict.NO_CLEAR_CHANGE)
    assert found.p_value == pytest.approx(1)


@given(estimates, estimates)
def test_change_turns_round_when_waves_are_swapped(one, other):
    there, back = change(one, other), change(other, one)
    assert there.points == -back.points
    assert there.p_value == pytest.approx(back.p_value)
    # A bound of exactly half a point is rounded up, whichever way it points.
    assert abs(there.low + back.high) <= 1
    assert {there.verdict, back.verdict} in (
        {Verdict.UP, Verdict.DOWN},
        {Verdict.NO_CLEAR_CHANGE},
    )


@given(estimates, estimates)
def test_verdict_agrees_with_the_interval_and_the_p_value(women, men):
    found = gap(women, men)
    assert -100 <= found.low <= found.points <= found.high <= 100
    if found.verdict is Verdict.NO_CLEAR_CHANGE:
        assert found.low <= 0 <= found.high
    else:
        assert found.p_value < 0.05
        assert found.low * found.high > 0
        assert (found.points > 0) is (found.verdict is Verdict.UP)


def test_several_comparisons_are_corrected_as_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == ()


@given(st.lists(st.floats(0, 1), max_size=20))
def test_correction_only_ever_raises_p_values_and_keeps_their_order(p_values):
    found = holm(p_values)
    assert all(before <= after <= 1 for before, after in zip(p_values, found, strict=True))
    ranked = [after for _, after in sorted(zip(p_values, found, strict=True))]
    assert ranked == sorted(ranked)


def test_what_chance_can_explain_is_not_clear_when_many_are_compared():
    barely = change(an_estimate(50, 2.0), an_estimate(57, 2.0))
    clearly = change(an_estimate(50, 2.0), an_estimate(70, 2.0))
    assert barely.verdict is Verdict.UP
    same = change(an_estimate(50), an_estimate(50))
    found = at_once([barely, clearly, same, same, same])
    assert [each.verdict for each in found[:2]] == [Verdict.NO_CLEAR_CHANGE, Verdict.UP]
    assert at_once([barely]) == (barely,)
