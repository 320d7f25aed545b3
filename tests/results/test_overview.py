"""All key indicators side by side."""

from __future__ import annotations

from copfeedback.results.change import Verdict
from copfeedback.results.model import Indicator
from copfeedback.results.overview import overview
from copfeedback.results.published import EVERYONE, Withheld
from tests.factories import a_question
from tests.results.trend_points import MEN, WOMEN, a_point, a_trend


def an_indicator(item: str) -> Indicator:
    return Indicator(item, a_question(item, "scale", favourable=("8",)), ("8",))


def found_for(*trends):
    by_item = {f"q{at}": trend for at, trend in enumerate(trends)}
    return overview([an_indicator(item) for item in by_item], by_item.__getitem__)


def test_every_indicator_has_its_latest_figure_its_gap_and_its_changes():
    found = found_for(
        a_trend(
            a_point("Wave 1", {EVERYONE: 30, WOMEN: 30, MEN: 30}),
            a_point("Wave 2", {EVERYONE: 40, WOMEN: 40, MEN: 40}),
            a_point("Wave 3", {EVERYONE: 60, WOMEN: 50, MEN: 70}),
        )
    )
    (line,) = found.lines
    assert line.latest.wave.id == "Wave 3"
    assert line.gap
    assert line.gap.points == -20
    assert line.since_last
    assert line.since_last.change
    assert line.since_last.change.points == 20
    assert line.since_baseline
    assert line.since_baseline.change
    assert line.since_baseline.change.points == 30


def test_an_indicator_that_was_never_asked_has_no_line():
    found = found_for(a_trend(a_point("Wave 1", None)), a_trend())
    assert found.lines == ()
    assert found.latest is None


def test_one_wave_alone_has_no_changes():
    (line,) = found_for(a_trend(a_point("Wave 1", {EVERYONE: 30}))).lines
    assert (line.since_last, line.since_baseline, line.gap) == (None, None, None)


def test_the_baseline_is_not_said_twice_when_it_is_the_wave_before():
    points = (a_point("Wave 1", {EVERYONE: 30}), a_point("Wave 2", {EVERYONE: 50}))
    (line,) = found_for(a_trend(*points)).lines
    assert line.since_last
    assert line.since_baseline is None


def test_a_change_is_less_sure_when_it_is_one_of_many():
    slight = a_trend(a_point("Wave 1", {EVERYONE: 40}), a_point("Wave 2", {EVERYONE: 47}))
    still = a_trend(a_point("Wave 1", {EVERYONE: 40}), a_point("Wave 2", {EVERYONE: 40}))
    alone, *_ = found_for(slight).lines
    among, *_ = found_for(slight, *[still] * 19).lines
    assert alone.since_last
    assert alone.since_last.change
    assert alone.since_last.change.verdict is Verdict.UP
    assert among.since_last
    assert among.since_last.change
    assert among.since_last.change.verdict is Verdict.NO_CLEAR_CHANGE


def test_a_wave_in_which_all_is_withheld_still_has_its_line():
    (line,) = found_for(
        a_trend(a_point("Wave 1", {EVERYONE: Withheld.TOO_FEW, WOMEN: Withheld.TOO_FEW}))
    ).lines
    assert line.gap is None
