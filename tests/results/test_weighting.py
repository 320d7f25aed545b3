"""Weights fit the population as far as it can be fitted, and keep no release from being made."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from copfeedback.results.columns import Coded, Columns
from copfeedback.results.published import Group, Weighting
from copfeedback.results.weighting import RULES, Note, Remark, Weights, weigh

GENDERS = (Group.WOMAN, Group.MAN, Group.ANOTHER, Group.NOT_STATED)
AGES = ("12-17", "18-29", "30-44", "not_stated")
LIMIT = RULES["trimming"]["limit"]


def a_wave(
    gender: ArrayLike, age: ArrayLike | None = None, weight: ArrayLike | None = None
) -> Columns:
    dimensions = {"gender": Coded(GENDERS, np.array(gender, np.int32))}
    if age is not None:
        dimensions["age_band"] = Coded(AGES, np.array(age, np.int32))
    weights = None if weight is None else np.array(weight, np.float64)
    return Columns(len(dimensions["gender"].codes), dimensions, {}, weight=weights)


def shares(weights: Weights, codes: NDArray[np.int32], count: int) -> NDArray[np.float64]:
    return np.bincount(codes, weights.values, count) / weights.values.sum()


def remarks(weights: Weights) -> set[Remark]:
    return {note.remark for note in weights.remarks}


def test_responses_count_alike_when_nothing_is_known():
    found = weigh(a_wave([0, 1, 1]), {})
    assert found.values.tolist() == [1, 1, 1]
    assert (found.weighting, found.margins, found.design_effect) == (Weighting.NONE, (), None)
    assert found.remarks == ()


def test_weights_are_those_of_the_design_when_there_is_no_population():
    found = weigh(a_wave([0, 1, 1], weight=[1, 2, 3]), {})
    assert found.values.tolist() == [1, 2, 3]
    assert found.weighting is Weighting.DESIGN
    assert found.design_effect == pytest.approx(3 * 14 / 36)


def test_weights_fit_one_margin_by_post_stratification():
    found = weigh(a_wave([0, 0, 0, 1]), {"gender": {"woman": 500, "man": 500}})
    assert found.values == pytest.approx([500 / 3, 500 / 3, 500 / 3, 500])
    assert (found.weighting, found.margins) == (Weighting.POST_STRATIFIED, ("gender",))
    mean = 250
    variance = (3 * (500 / 3 - mean) ** 2 + (500 - mean) ** 2) / 4
    assert found.design_effect == pytest.approx(1 + variance / mean**2)
    assert found.remarks == ()


def test_design_weights_keep_their_proportions_within_a_category():
    columns = a_wave([0, 0, 1, 1], weight=[1, 3, 1, 1])
    found = weigh(columns, {"gender": {"woman": 400, "man": 600}})
    assert found.values == pytest.approx([100, 300, 300, 300])


def test_choices_of_gender_are_added_up_as_tables_show_them():
    population = {"gender": {"woman": 600, "man": 300, "non_binary": 60, "self_described": 40}}
    found = weigh(a_wave([0, 0, 1, 2, 2]), population)
    assert found.values == pytest.approx([300, 300, 300, 50, 50])


def test_those_without_a_target_keep_their_share_and_the_rest_is_scaled():
    found = weigh(a_wave([0, 0, 0, 1, 1, 1, 1, 2, 3, 3]), {"gender": {"woman": 510, "man": 490}})
    columns = np.array([0, 0, 0, 1, 1, 1, 1, 2, 3, 3], np.int32)
    assert shares(found, columns, 4) == pytest.approx([0.51 * 0.7, 0.49 * 0.7, 0.1, 0.2])
    assert found.values.sum() == pytest.approx(1000)
    assert found.remarks == (Note(Remark.NO_TARGET, "gender", ("another", "not_stated")),)


def test_categories_are_left_out_when_nobody_of_them_answered():
    population = {"gender": {"woman": 500, "man": 400, "non_binary": 100}}
    found = weigh(a_wave([0, 0, 1]), population)
    assert found.values == pytest.approx([250, 250, 400])
    assert found.remarks == (Note(Remark.EMPTY_CATEGORY, "gender", ("another",)),)


@pytest.mark.parametrize(
    "population",
    [
        {"sector": {"harbour": 100}},  # the wave has no sectors
        {"gender": {"non_binary": 100}},  # nobody is in it
        {"gender": {}},
        {"gender": {"woman": 0, "man": 0}},
        {"shoe_size": {"42": 100}},
    ],
)
def test_margins_are_left_out_when_nobody_fits_them(population):
    found = weigh(a_wave([0, 1]), population)
    assert found.values.tolist() == [1, 1]
    assert found.weighting is Weighting.NONE
    assert found.remarks == (Note(Remark.UNKNOWN_MARGIN, next(iter(population))),)


def test_margins_with_different_totals_are_proportions_of_the_smallest():
    columns = a_wave([0, 0, 1, 1], [0, 1, 0, 1])
    population = {"gender": {"woman": 60, "man": 60}, "age_band": {"12-17": 50, "18-29": 50}}
    found = weigh(columns, population)
    assert found.weighting is Weighting.RAKED
    assert found.values == pytest.approx([25, 25, 25, 25])
    assert found.remarks == (Note(Remark.DIFFERENT_TOTALS, "", ("gender", "age_band")),)


def test_a_margin_is_left_out_when_it_cannot_fit_together_with_those_before():
    # All women are young and all men are not, but in the population it is not so.
    columns = a_wave([0, 0, 1, 1], [0, 0, 1, 1])
    population = {"gender": {"woman": 50, "man": 50}, "age_band": {"12-17": 90, "18-29": 10}}
    found = weigh(columns, population)
    assert found.margins == ("gender",)
    assert found.weighting is Weighting.POST_STRATIFIED
    assert found.values == pytest.approx([25, 25, 25, 25])
    assert found.remarks == (Note(Remark.NOT_CONVERGED, "age_band"),)


def test_all_start_alike_when_design_weights_cannot_be_used():
    for weight in ([1, 0], [1, -2], [1, np.inf], [np.nan, 1]):
        found = weigh(a_wave([0, 1], weight=weight), {"gender": {"woman": 30, "man": 10}})
        assert found.values == pytest.approx([30, 10])
        assert found.remarks == (Note(Remark.UNUSABLE_WEIGHTS),)


def test_large_weights_are_cut_and_the_margins_fitted_again():
    gender = np.repeat([0, 1], [60, 40])
    weight = np.ones(100)
    weight[0] = 60.0
    columns = a_wave(gender, weight=weight)
    found = weigh(columns, {"gender": {"woman": 500, "man": 500}})
    uncut = 500 * 60 / 119
    mean = 10
    assert uncut > LIMIT * mean
    assert found.trimmed == 1
    assert found.values[0] <= uncut / 2
    assert shares(found, columns.dimensions["gender"].codes, 2) == pytest.approx([0.5, 0.5])
    # Five rounds leave it a little above the limit, and say so.
    above = int((found.values > LIMIT * mean * (1 + 1e-9)).sum())
    assert (Remark.OVER_LIMIT in remarks(found)) is (above > 0)


def test_weights_above_the_limit_are_told_when_a_margin_needs_them():
    # One man stands for half the population.
    found = weigh(a_wave([0] * 49 + [1]), {"gender": {"woman": 500, "man": 500}})
    assert found.values[-1] == pytest.approx(500)
    assert Note(Remark.OVER_LIMIT, "", ("1",)) in found.remarks
    assert found.margins == ("gender",)


def test_nothing_is_weighted_when_there_are_no_responses():
    found = weigh(a_wave([]), {"gender": {"woman": 500, "man": 500}})
    assert len(found.values) == 0
    assert found.weighting is Weighting.NONE


counts = st.integers(0, 100_000)
populations = st.fixed_dictionaries(
    {},
    optional={
        "gender": st.dictionaries(
            st.sampled_from(["woman", "man", "non_binary", "self_described", "prefer_not"]), counts
        ),
        "age_band": st.dictionaries(st.sampled_from([*AGES, "75+"]), counts),
        "sector": st.dictionaries(st.sampled_from(["harbour", "hill"]), counts),
    },
)


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.floats(0.01, 100)), max_size=60),
    st.booleans(),
    populations,
)
def test_whatever_the_population_weights_fit_the_margins_they_say_they_fit(
    responses, designed, population
):
    gender, age, weight = zip(*responses, strict=True) if responses else ((), (), ())
    columns = a_wave(gender, age, weight if designed else None)
    found = weigh(columns, population)
    assert np.isfinite(found.values).all()
    assert (found.values > 0).all()
    assert set(found.margins) <= population.keys()
    left_out = {note.margin for note in found.remarks if note.remark in LEAVES_OUT}
    if responses:
        # Each margin is met, or it is said that it is not.
        assert set(found.margins) | left_out == population.keys()
    for name in found.margins:
        assert_fits(found, columns, population[name], name)


LEAVES_OUT = (Remark.UNKNOWN_MARGIN, Remark.NOT_CONVERGED)


def assert_fits(found: Weights, columns: Columns, population: Mapping[str, int], name: str) -> None:
    """Among those with a target, shares are those of the population."""
    coded = columns.dimensions[name]
    by_value = dict(zip(coded.values, shares(found, coded.codes, len(coded.values)), strict=True))
    people = dict(population)
    if name == "gender":
        people["another"] = people.pop("non_binary", 0) + people.pop("self_described", 0)
    wanted = {value: people.get(value, 0) for value in by_value}
    wanted = {value: count for value, count in wanted.items() if count and by_value[value]}
    assert wanted
    together = sum(by_value[value] for value in wanted)
    for value, count in wanted.items():
        assert by_value[value] / together == pytest.approx(count / sum(wanted.values()), rel=1e-9)
    observed = np.bincount(coded.codes, found.base, len(coded.values)) / found.base.sum()
    for value, share in zip(coded.values, observed, strict=True):
        if value not in wanted:
            assert by_value[value] == pytest.approx(share, abs=1e-9)
