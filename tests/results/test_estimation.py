"""How sure we are: equal to svy, which is itself tested against R, and to numbers in print."""

from __future__ import annotations

import polars
import pytest
import svy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from copfeedback.results.estimation import estimate_share, korn_graubard

EQUAL = 1e-9


def svy_shares(groups: list[tuple[str, int, int]]) -> dict[str, svy.ParamEst]:
    """What svy says of the share of yes in each group of (name, yes, no)."""
    rows = [
        (name, answer)
        for name, yes, no in groups
        for answer, count in (("yes", yes), ("no", no))
        for _ in range(count)
    ]
    frame = polars.DataFrame(rows, schema=["group", "answer"], orient="row")
    frame = frame.with_columns(weight=polars.lit(1.0))
    sample = svy.Sample(frame, svy.Design(wgt="weight"))
    found = sample.estimation.prop("answer", by="group", ci_method="korn-graubard")
    return {each.by_level[0]: each for each in found.estimates if each.y_level == "yes"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 120), st.integers(0, 120)).filter(lambda pair: sum(pair) > 1),
        min_size=1,
        max_size=4,
    ).filter(lambda groups: any(yes for yes, _ in groups))
)
def test_share_error_and_interval_equal_svy_when_estimated_within_the_whole_design(groups):
    named = [(f"group {at}", yes, no) for at, (yes, no) in enumerate(groups)]
    respondents = sum(yes + no for _, yes, no in named)
    expected = svy_shares(named)
    for name, yes, no in named:
        if name not in expected:
            continue  # svy lists no answer that nobody gave
        found = estimate_share(yes, yes + no, respondents)
        assert found.share == pytest.approx(expected[name].est, abs=EQUAL)
        assert found.standard_error == pytest.approx(expected[name].se, abs=EQUAL)
        assert found.low == pytest.approx(expected[name].lci, abs=EQUAL)
        assert found.high == pytest.approx(expected[name].uci, abs=EQUAL)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_interval_equals_the_formula_when_a_design_has_clusters(data):
    """Written out a second time with scipy's distributions: svy gives no such design."""
    base = data.draw(st.integers(2, 5_000))
    count = data.draw(st.integers(1, base - 1))
    degrees_of_freedom = data.draw(st.integers(1, base - 1))
    share = count / base
    error = (data.draw(st.floats(0.2, 8)) * share * (1 - share) / base) ** 0.5

    quantiles = [stats.t.ppf(0.975, df) for df in (base - 1, degrees_of_freedom)]
    effective = min(base, share * (1 - share) / error**2 * (quantiles[0] / quantiles[1]) ** 2)
    hits = effective * share
    low = stats.beta.ppf(0.025, hits, effective - hits + 1)
    high = stats.beta.ppf(0.975, hits + 1, effective - hits)

    found = korn_graubard(share, error, base, degrees_of_freedom)
    assert found == (pytest.approx(low, abs=EQUAL), pytest.approx(high, abs=EQUAL))


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        # Clopper and Pearson's exact intervals for n = 20, as printed in tables.
        (0, 0.0, 0.1684),
        (1, 0.0013, 0.2487),
        (10, 0.2720, 0.7280),
        (20, 0.8316, 1.0),
    ],
)
def test_interval_is_the_exact_one_when_the_effective_size_is_the_base(count, low, high):
    share = count / 20
    error = (share * (1 - share) / 20) ** 0.5
    assert korn_graubard(share, error, 20, 19) == (
        pytest.approx(low, abs=5e-5),
        pytest.approx(high, abs=5e-5),
    )


@given(st.data())
def test_interval_holds_the_share_when_anything_is_estimated(data):
    respondents = data.draw(st.integers(1, 10_000_000))
    base = data.draw(st.integers(1, respondents))
    count = data.draw(st.integers(0, base))
    found = estimate_share(count, base, respondents)
    assert 0 <= found.low <= found.share <= found.high <= 1
