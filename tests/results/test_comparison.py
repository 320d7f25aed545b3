"""What figures of several waves say together, and where they say nothing."""

from __future__ import annotations

import pytest

from copfeedback.results.change import Verdict
from copfeedback.results.comparability import only
from copfeedback.results.comparison import (
    baseline,
    gender_gap,
    previous,
    programme_effect,
    since,
)
from copfeedback.results.model import Break
from copfeedback.results.published import EVERYONE, Withheld
from copfeedback.results.wording import FAVOURABLE
from copfeedback.surveys.wave_model import WaveKind
from tests.results.trend_points import CONTROL, MEN, PILOT, WOMEN, a_point


def test_a_figure_is_compared_with_the_wave_before_and_with_the_baseline():
    points = [
        a_point("Wave 1", {EVERYONE: 40}),
        a_point("Wave 2", {EVERYONE: 60}, kind=WaveKind.BASELINE),
        a_point("Wave 3", {EVERYONE: 58}),
        a_point("Wave 4", {EVERYONE: 45}),
    ]
    last = since(points, previous(points), FAVOURABLE)
    first = since(points, baseline(points), FAVOURABLE)
    assert last
    assert last.change
    assert last.earlier.wave.id == "Wave 3"
    assert (last.change.points, last.change.verdict) == (-13, Verdict.DOWN)
    assert first
    assert first.change
    assert first.earlier.wave.id == "Wave 2"
    assert first.change.points == -15


def test_the_first_wave_is_the_baseline_when_none_is_named_so():
    points = [a_point("Wave 1", {EVERYONE: 40}), a_point("Wave 2", {EVERYONE: 41})]
    assert baseline(points) is points[0]


def test_nothing_is_compared_when_there_is_one_wave_alone():
    points = [a_point("Wave 1", {EVERYONE: 40})]
    assert previous(points) is None
    assert since(points, previous(points), FAVOURABLE) is None
    assert since(points, baseline(points), FAVOURABLE) is None
    assert programme_effect(points, FAVOURABLE) is None


def test_nothing_is_compared_across_a_break_between_the_two():
    points = [
        a_point("Wave 1", {EVERYONE: 40}),
        a_point("Wave 2", {EVERYONE: 60}, breaks=(Break.WORDING,)),
        a_point("Wave 3", {EVERYONE: 70}),
    ]
    last = since(points, previous(points), FAVOURABLE)
    first = since(points, baseline(points), FAVOURABLE)
    assert last
    assert last.change
    assert first
    assert first.change is None
    assert first.breaks == (Break.WORDING,)


@pytest.mark.parametrize("missing", [None, Withheld.TOO_FEW])
def test_a_figure_that_is_not_shown_is_not_compared(missing: Withheld | None):
    points = [a_point("Wave 1", {EVERYONE: missing}), a_point("Wave 2", {EVERYONE: 41})]
    found = since(points, points[0], FAVOURABLE)
    assert found
    assert found.change is None


def test_waves_that_did_not_ask_are_passed_over():
    points = [
        a_point("Wave 1", {EVERYONE: 40}),
        a_point("Wave 2", None),
        a_point("Wave 3", {EVERYONE: 41}),
    ]
    assert previous(points) is points[0]


def test_the_gap_is_women_minus_men():
    gap = gender_gap(a_point("Wave 1", {WOMEN: 30, MEN: 50}), FAVOURABLE)
    assert gap
    assert (gap.points, gap.verdict) == (-20, Verdict.DOWN)


@pytest.mark.parametrize("shares", [{WOMEN: 30}, {WOMEN: 30, MEN: Withheld.TOO_FEW}, None])
def test_there_is_no_gap_when_one_gender_is_not_shown(shares):
    assert gender_gap(a_point("Wave 1", shares), FAVOURABLE) is None


def test_the_effect_is_what_the_pilot_changed_more_than_the_control():
    points = [
        a_point("Wave 1", {PILOT: 40, CONTROL: 40}),
        a_point("Wave 2", {PILOT: 60, CONTROL: 45}),
    ]
    effect = programme_effect(points, FAVOURABLE)
    assert effect
    assert effect.change
    assert effect.change.points == 15


def test_there_is_no_effect_when_an_arm_is_withheld_or_waves_cannot_be_compared():
    withheld = [
        a_point("Wave 1", {PILOT: 40, CONTROL: Withheld.TOO_FEW}),
        a_point("Wave 2", {PILOT: 60, CONTROL: 45}),
    ]
    broken = [
        a_point("Wave 1", {PILOT: 40, CONTROL: 40}),
        a_point("Wave 2", {PILOT: 60, CONTROL: 45}, breaks=(Break.MODES,)),
    ]
    for points in (withheld, broken):
        effect = programme_effect(points, FAVOURABLE)
        assert effect
        assert effect.change is None


def test_what_breaks_at_a_wave_that_is_left_out_breaks_at_the_next():
    points = [
        a_point("Wave 1", {EVERYONE: 40}, breaks=()),
        a_point("Wave 2", {EVERYONE: 60}, breaks=(Break.WORDING,)),
        a_point("Wave 3", {EVERYONE: 70}, breaks=(Break.MODES,)),
    ]
    kept = only(points, ["Wave 1", "Wave 3"])
    assert [point.breaks for point in kept] == [(), (Break.WORDING, Break.MODES)]
    assert only(points, ["Wave 2", "Wave 3"])[0].breaks == ()
