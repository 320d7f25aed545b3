"""How sure we are: equal to svy, which is itself tested against R, and to numbers in print."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from copfeedback.results.columns import Columns
from copfeedback.results.estimation import (
    Design,
    Shares,
    few_degrees,
    korn_graubard,
    reliable,
)
from copfeedback.results.weighting import weigh
from tests.results.designs import (
    DOMAINS,
    YES_NO_UNSURE,
    RandomWave,
    coded,
    everyone,
    numbers,
    open_link,
    picks,
    random_waves,
)

EQUAL = 1e-9


def design_of(wave: RandomWave) -> Design:
    weights = weigh(wave.columns, wave.population)
    assume(not weights.trimmed)  # svy's are not
    assert not weights.remarks
    return Design(wave.columns, weights)


def shares_of(wave: RandomWave) -> Shares:
    return design_of(wave).shares(wave.answers, wave.domain, DOMAINS)


def interval(share: float, error: float, base: int, degrees: int) -> tuple[float, float]:
    low, high, _ = korn_graubard(
        np.array([share]), np.array([error]), np.array([base]), np.array([degrees])
    )
    return float(low[0]), float(high[0])


@settings(max_examples=150)
@given(random_waves())
def test_shares_and_intervals_equal_svy_whatever_the_design(wave):
    found = shares_of(wave)
    expected = wave.sample.estimation.prop("answer", by="domain", ci_method="korn-graubard")
    compared = set()
    for each in expected.estimates:
        place = int(each.by_level[0]), YES_NO_UNSURE.index(each.y_level)
        compared.add(place)
        assert found.share[place] == pytest.approx(each.est, abs=EQUAL)
        assert found.standard_error[place] == pytest.approx(each.se, abs=EQUAL)
        assert found.degrees[place[0]] == each.df
        if each.df > 0 and EQUAL < each.est < 1 - EQUAL:  # at 0 and 1 see the rule for n* below
            assert found.low[place] == pytest.approx(each.lci, abs=EQUAL)
            assert found.high[place] == pytest.approx(each.uci, abs=EQUAL)
    assert compared
    for place in np.ndindex(DOMAINS, len(YES_NO_UNSURE)):
        # svy lists no answer that nobody gave.
        assert place in compared or found.share[place] == 0


@settings(max_examples=100)
@given(random_waves())
def test_means_and_totals_equal_svy_whatever_the_design(wave):
    split = design_of(wave).split(wave.domain, DOMAINS)
    means, totals = split.means(wave.values), split.totals(wave.values)
    of_means = wave.sample.estimation.mean("value", by="domain").estimates
    of_totals = wave.sample.estimation.total("value", by="domain").estimates
    assert len(of_means) == len(of_totals) == len(set(wave.domain.tolist()))
    for each in of_means:
        place = int(each.by_level[0])
        assert means.mean[place] == pytest.approx(each.est, abs=EQUAL)
        assert means.standard_error[place] == pytest.approx(each.se, abs=EQUAL)
        if each.df > 0:
            assert means.low[place] == pytest.approx(each.lci, abs=EQUAL)
            assert means.high[place] == pytest.approx(each.uci, abs=EQUAL)
    lonely = wave.columns.stratum is not None and 3 in wave.columns.stratum.codes
    for each in of_totals:
        place = int(each.by_level[0])
        assert totals.mean[place] == pytest.approx(each.est, rel=EQUAL)
        if not lonely:  # svy centres totals elsewhere than shares and means; none are published
            assert totals.standard_error[place] == pytest.approx(each.se, rel=EQUAL)


@settings(max_examples=50)
@given(random_waves())
def test_favourable_answers_are_the_last_column_and_vary_as_one_answer(wave):
    found = shares_of(wave)
    merged = replace(
        wave.answers,
        answers=("favourable", "no"),
        picked=np.where(wave.answers.picked == 1, 1, 0).astype(np.int16),
        favourable=(),
    )
    expected = shares_of(replace(wave, answers=merged))
    assert found.share.shape == (DOMAINS, 4)
    assert found.share[:, 3] == pytest.approx(expected.share[:, 0], abs=EQUAL, nan_ok=True)
    errors = expected.standard_error[:, 0]
    assert found.standard_error[:, 3] == pytest.approx(errors, abs=EQUAL, nan_ok=True)


@settings(max_examples=50)
@given(random_waves())
def test_ticks_are_estimated_as_single_answers_are(wave):
    ticks = wave.answers.picked[:, np.newaxis] == np.arange(3)
    ticked = replace(wave.answers, picked=np.empty(0, np.int16), ticks=ticks)
    one, other = shares_of(wave), shares_of(replace(wave, answers=ticked))
    for name in ("share", "standard_error", "low", "high", "effective", "n", "people", "degrees"):
        expected = pytest.approx(getattr(one, name), abs=EQUAL, nan_ok=True)
        assert getattr(other, name) == expected, name


@settings(max_examples=50)
@given(random_waves(), st.integers(0, 2**32 - 1))
def test_those_not_asked_are_outside_the_domain_but_inside_the_design(wave, seed):
    asked = np.random.default_rng(seed).random(wave.columns.size) < 0.7
    routed = replace(
        wave.answers, asked=asked, picked=np.where(asked, wave.answers.picked, -1).astype(np.int16)
    )
    found = shares_of(replace(wave, answers=routed))
    outside = np.where(asked, wave.domain, -1).astype(np.int32)
    expected = shares_of(replace(wave, domain=outside))
    for name in ("share", "standard_error", "low", "high", "n", "people", "degrees"):
        wanted = pytest.approx(getattr(expected, name), abs=EQUAL, nan_ok=True)
        assert getattr(found, name) == wanted, name


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=5).filter(
        lambda groups: sum(map(sum, groups)) > 1
    )
)
def test_open_link_has_the_variance_of_a_simple_sample(groups):
    """se² = N/(N−1) · p(1−p)/n, and n − 1 degrees of freedom."""
    cells = [(place, answer) for place in range(len(groups)) for answer in range(2)]
    counts = [groups[place][answer] for place, answer in cells]
    domain = np.repeat(np.array([place for place, _ in cells], np.int32), counts)
    item = picks(np.repeat([answer for _, answer in cells], counts), ("yes", "no"))
    columns = open_link(len(domain))
    found = Design(columns, weigh(columns, {})).shares(item, domain, len(groups))
    for place, (yes, no) in enumerate(groups):
        base = yes + no
        assert found.n[place] == found.people[place] == base
        if base == 0:
            assert np.isnan(found.share[place]).all()
            assert np.isnan(found.low[place]).all()
            continue
        share = yes / base
        variance = len(domain) / (len(domain) - 1) * share * (1 - share) / base
        assert found.share[place, 0] == pytest.approx(share)
        assert found.standard_error[place, 0] == pytest.approx(variance**0.5)
        assert found.degrees[place] == base - 1
        low, high = interval(share, variance**0.5, base, base - 1)
        assert found.low[place, 0] == pytest.approx(low)
        assert found.high[place, 0] == pytest.approx(high)
        assert 0 <= found.low[place, 0] <= share + EQUAL
        assert share - EQUAL <= found.high[place, 0] <= 1


def test_design_effect_is_1_when_everyone_of_an_open_link_is_estimated():
    columns = open_link(50)
    item = picks([0, 1] * 25, ("yes", "no"))
    found = Design(columns, weigh(columns, {})).shares(item, everyone(columns), 1)
    assert found.design_effect == pytest.approx(np.ones((1, 2)))


def test_design_effect_is_the_size_of_clusters_when_all_in_one_answer_alike():
    cluster = np.repeat(np.arange(20), 5)
    columns = Columns(100, {}, {}, cluster=coded(list(cluster)))
    item = picks(cluster % 2, ("yes", "no"))
    found = Design(columns, weigh(columns, {})).shares(item, everyone(columns), 1)
    # Twenty answers rather than a hundred: (p(1−p)/19) / (p(1−p)/99)
    assert found.design_effect[0, 0] == pytest.approx(99 / 19)
    assert found.effective[0, 0] < 20
    assert found.degrees[0] == 19


def test_variance_is_nothing_when_a_whole_population_answered():
    columns = Columns(40, {}, {}, population_size=np.full(40, 40.0))
    item = picks([0, 1, 1, 1] * 10, ("yes", "no"))
    found = Design(columns, weigh(columns, {})).shares(item, everyone(columns), 1)
    assert found.standard_error[0] == pytest.approx([0, 0])


def test_a_population_smaller_than_its_sample_is_not_believed():
    item = picks([0, 1, 1, 1] * 10, ("yes", "no"))
    errors = []
    for sizes in (None, np.full(40, 39.0)):
        columns = Columns(40, {}, {}, population_size=sizes)
        found = Design(columns, weigh(columns, {})).shares(item, everyone(columns), 1)
        errors.append(found.standard_error[0, 0])
    assert errors[0] == errors[1] > 0


def test_clusters_of_different_strata_differ_when_they_have_one_name():
    stratum = np.repeat([0, 1], 20)
    item = picks(np.tile([0, 0, 0, 1, 1], 8), ("yes", "no"))
    found = []
    for names in (np.tile(np.arange(4), 10), np.tile(np.arange(4), 10) + 4 * stratum):
        columns = Columns(40, {}, {}, coded(list(stratum)), coded(list(names)))
        found.append(Design(columns, weigh(columns, {})).shares(item, everyone(columns), 1))
    assert found[0].degrees[0] == found[1].degrees[0] == 6
    assert found[0].standard_error == pytest.approx(found[1].standard_error)


@settings(max_examples=200)
@given(st.data())
def test_interval_equals_the_formula_when_a_design_has_clusters(data):
    """Written out a second time with scipy's distributions."""
    base = data.draw(st.integers(2, 5_000))
    count = data.draw(st.integers(1, base - 1))
    degrees = data.draw(st.integers(1, base - 1))
    share = count / base
    error = (data.draw(st.floats(0.2, 8)) * share * (1 - share) / base) ** 0.5

    quantiles = [stats.t.ppf(0.975, df) for df in (base - 1, degrees)]
    effective = min(base, share * (1 - share) / error**2 * (quantiles[0] / quantiles[1]) ** 2)
    hits = effective * share
    low = stats.beta.ppf(0.025, hits, effective - hits + 1)
    high = stats.beta.ppf(0.975, hits + 1, effective - hits)

    found = interval(share, error, base, degrees)
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
@pytest.mark.parametrize("degrees", [19, 3])
def test_interval_is_the_exact_one_when_the_effective_size_is_the_base(count, low, high, degrees):
    share = count / 20
    error = (share * (1 - share) / 20) ** 0.5
    found = interval(share, error, 20, degrees)
    if degrees == 19 or count in (0, 20):  # at 0 and 1, n* is n whatever the design
        assert found == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    else:
        assert found[0] < low
        assert high < found[1]


def shares_like(share: float, low: float, high: float, effective: float, degrees: int) -> Shares:
    one = [np.array([[each]]) for each in (share, 0.0, low, high, effective)]
    return Shares(*one, np.array([1_000]), np.array([1_000.0]), np.array([degrees]))


@pytest.mark.parametrize(
    ("share", "low", "high", "effective", "shown"),
    [
        (0.5, 0.49, 0.51, 29.9, False),  # too few, however narrow
        (0.01, 0.0, 0.05, 30, True),  # narrow, however wide for its share
        (0.5, 0.349, 0.65, 30, False),  # wide
        (0.5, 0.351, 0.65, 30, True),
        (0.1, 0.05, 0.181, 500, False),  # wide for its share: 1.31 times
        (0.1, 0.05, 0.179, 500, True),
        (0.0, 0.0, 0.06, 500, False),
        (0.0, 0.0, 0.04, 500, True),
    ],
)
def test_shares_are_shown_by_the_rules_of_the_nchs_in_their_order(
    share, low, high, effective, shown
):
    assert reliable(shares_like(share, low, high, effective, 20)).item() is shown


def test_shares_are_not_shown_when_a_domain_lies_in_a_single_cluster():
    found = shares_like(0.5, 0.49, 0.51, 1_000, 0)
    assert not reliable(found).item()


@pytest.mark.parametrize(("degrees", "few"), [(7, True), (8, False)])
def test_few_degrees_of_freedom_are_flagged(degrees, few):
    assert few_degrees(shares_like(0.5, 0.4, 0.6, 100, degrees)).item() is few


def test_domains_without_anyone_have_no_figures():
    columns = open_link(4)
    design = Design(columns, weigh(columns, {}))
    domain = np.array([1, 1, -1, -1], np.int32)
    shares = design.shares(picks([0, 1, 0, 1], ("yes", "no")), domain, 3)
    assert shares.n.tolist() == [0, 2, 0]
    assert shares.share[1].tolist() == [0.5, 0.5]
    assert not reliable(shares).any()
    means = design.means(numbers([1, 2, 3, 4]), domain, 3)
    assert means.n.tolist() == [0, 2, 0]
    assert means.mean[1] == 1.5
    for found, name in ((shares, "share"), (shares, "standard_error"), (means, "mean")):
        assert np.isnan(getattr(found, name)[[0, 2]]).all()


def test_means_are_of_those_who_gave_a_number():
    columns = open_link(5)
    found = Design(columns, weigh(columns, {})).means(
        numbers([2, 4, np.nan, 6, np.nan]), everyone(columns), 1
    )
    assert (found.n[0], found.mean[0], found.degrees[0]) == (3, 4, 2)
    # √(N/(N−1) · Σ(x − 4)²) / n, with t of 2 degrees of freedom
    error = (5 / 4 * 8) ** 0.5 / 3
    assert found.standard_error[0] == pytest.approx(error)
    assert found.high[0] == pytest.approx(4 + 4.302653 * error)


def test_nothing_is_estimated_when_there_are_no_responses():
    columns = open_link(0)
    found = Design(columns, weigh(columns, {})).shares(picks([]), everyone(columns), 2)
    assert np.isnan(found.share).all()
    assert found.n.tolist() == [0, 0]
