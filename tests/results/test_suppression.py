"""Complementary suppression over any published sums."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copfeedback.results.suppression import (
    CannotBeMadeSafe,
    Relation,
    range_left,
    withhold_until_safe,
)

SAFE = 10
TOTAL = Relation("all", ("women", "men", "others"))


def by_size(counts):
    return lambda cell, _withheld: counts[cell]


def table(rows):
    """Counts of a two-way table with its totals, and the sums that hold in it."""
    counts = {(r, c): count for r, row in enumerate(rows) for c, count in enumerate(row)}
    height, width = len(rows), len(rows[0])
    relations = []
    for r in range(height):
        parts = tuple((r, c) for c in range(width))
        relations.append(Relation((r, "all"), parts))
        counts[r, "all"] = sum(counts[part] for part in parts)
    for c in (*range(width), "all"):
        parts = tuple((r, c) for r in range(height))
        relations.append(Relation(("all", c), parts))
        counts["all", c] = sum(counts[part] for part in parts)
    return counts, relations


def test_a_lone_withheld_part_is_recovered_when_its_total_is_shown():
    counts = {"all": 303, "women": 200, "men": 100, "others": 3}
    assert range_left("others", counts, [TOTAL], {"others"}) == 0


def test_a_second_part_is_withheld_when_the_first_could_be_recovered():
    counts = {"all": 303, "women": 200, "men": 100, "others": 3}
    safe = withhold_until_safe(counts, [TOTAL], {"others"}, SAFE, by_size(counts))
    assert safe == {"others", "men"}
    assert range_left("others", counts, [TOTAL], safe) == 103


def test_two_small_parts_are_not_enough_when_their_sum_is_small():
    counts = {"all": 207, "women": 200, "men": 4, "others": 3}
    safe = withhold_until_safe(counts, [TOTAL], {"men", "others"}, SAFE, by_size(counts))
    assert safe == {"men", "others", "women"}


def test_nothing_more_is_withheld_when_nothing_has_to_be():
    counts = {"all": 310, "women": 200, "men": 100, "others": 10}
    assert withhold_until_safe(counts, [TOTAL], set(), SAFE, by_size(counts)) == frozenset()


def test_a_rectangle_is_withheld_when_rows_and_columns_are_both_summed():
    """One more cell in the row is not enough: the columns still give it away."""
    counts, relations = table([[3, 12, 90], [15, 14, 80], [70, 60, 50]])
    small = (0, 0)
    assert range_left(small, counts, relations, {small, (0, 1)}) == 0
    rectangle = {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert range_left(small, counts, relations, rectangle) == 15
    assert withhold_until_safe(counts, relations, {small}, SAFE, by_size(counts)) == rectangle


def test_it_is_said_when_nothing_left_to_withhold_would_help():
    impossible = [Relation("all", ("one",)), Relation("none", ("one",))]
    counts = {"all": 3, "one": 3, "none": 3}
    with pytest.raises(CannotBeMadeSafe):
        withhold_until_safe(counts, impossible, {"one"}, 10**9, by_size(counts))


def test_counts_are_refused_when_they_contradict_their_sums():
    counts = {"all": 1, "one": 5, "two": 0}
    with pytest.raises(ValueError, match="contradict"):
        range_left("two", counts, [Relation("all", ("one", "two"))], {"two"})


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=3, max_size=3))
def test_every_small_count_is_safe_when_any_table_is_protected(rows):
    counts, relations = table(rows)
    small = {cell for cell, count in counts.items() if 0 < count < 10}
    safe = withhold_until_safe(counts, relations, small, SAFE, by_size(counts))
    assert small <= safe
    for cell in small:
        assert range_left(cell, counts, relations, safe) >= SAFE
