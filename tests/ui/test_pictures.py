"""Pictures beside the trend: dots, bars, answers from bad to good, and the gap."""

from __future__ import annotations

import pytest

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.results.answer_order import AnswerOrder
from copfeedback.results.model import Break
from copfeedback.results.published import EVERYONE, Estimate, Withheld
from copfeedback.results.wording import FAVOURABLE
from copfeedback.ui.chart_bars import bars_chart, most_frequent_first
from copfeedback.ui.chart_dots import Series, dots_chart, dots_in_words
from copfeedback.ui.chart_gap import gap_chart
from copfeedback.ui.chart_likert import likert_chart
from copfeedback.ui.chart_look import looks_of, short_label
from tests.results.trend_points import MEN, WOMEN, a_point, an_estimate

CATALOGUES = Catalogues(PROJECT / "locales")
ENGLISH, ARABIC = CATALOGUES.speech("en"), CATALOGUES.speech("ar")
LOOKS = looks_of([EVERYONE, WOMEN, MEN])
ORDER = AnswerOrder(("very_bad", "bad"), "neither", ("good", "very_good"), ("dont_know",))
SHARES = {"very_bad": 10, "bad": 20, "neither": 30, "good": 15, "very_good": 5, "dont_know": 20}
ESTIMATES = {code: an_estimate(share) for code, share in SHARES.items()}


def some_series(*shares: int | None) -> Series:
    return Series("Women", LOOKS[1], [None if s is None else an_estimate(s) for s in shares])


def test_every_dot_has_its_interval_and_what_is_not_shown_has_none():
    (dots,) = dots_chart(["a", "b", "c"], [some_series(50, None, 30)], ENGLISH).data
    assert dots.x == (50, 30)
    assert (dots.error_x.array, dots.error_x.arrayminus) == ((4, 4), (4, 4))
    assert dots.hovertext[1] == "<b>Women</b>, c<br>30% (26% to 34%)"


def test_dots_are_told_in_words():
    words = dots_in_words("Trust", ["a", "b"], [some_series(50, None)], ENGLISH)
    assert words == "Trust. Women: a 50%"


def test_bars_begin_with_the_most_frequent_and_end_with_no_answer():
    shares = {"slow": 10, "rude": 40, "no_answer": 60, "other": 20}
    found = most_frequent_first({code: an_estimate(share) for code, share in shares.items()})
    assert found == ["rude", "other", "slow", "no_answer"]
    assert most_frequent_first({"slow": None, "rude": an_estimate(0)}) == ["rude", "slow"]


def test_bars_differ_by_more_than_colour():
    assert len({look.pattern for look in LOOKS[1:]}) == 2
    assert len({look.symbol for look in LOOKS}) == 3


def test_neutral_answers_lie_on_the_middle_and_what_says_neither_apart():
    figure = likert_chart([("Women", ESTIMATES)], ORDER, str, ENGLISH)
    by_place = {(bar.legendgroup, bar.x[0] >= 0): bar for bar in figure.data}
    assert by_place["neither", True].x == (15,)
    assert by_place["neither", False].x == (-15,)
    assert by_place["very_bad", False].x == (-10,)
    assert by_place["very_good", True].x == (5,)
    assert by_place["dont_know", True].xaxis == "x2"
    assert {bar.xaxis for bar in figure.data if bar.legendgroup != "dont_know"} == {"x"}
    named = [bar for bar in figure.data if bar.showlegend]
    assert min(named, key=lambda bar: bar.legendrank).name == "very_bad"
    assert len(named) == len(SHARES)


def test_stacking_goes_outwards_from_the_middle():
    figure = likert_chart([("Women", ESTIMATES)], ORDER, str, ENGLISH)
    negative = [bar.legendgroup for bar in figure.data if bar.x[0] < 0]
    positive = [bar.legendgroup for bar in figure.data if bar.x[0] > 0 and bar.xaxis == "x"]
    assert negative == ["neither", "bad", "very_bad"]
    assert positive == ["neither", "good", "very_good"]


def test_an_unreliable_answer_has_no_part_of_its_bar():
    figure = likert_chart([("Women", {**ESTIMATES, "bad": None})], ORDER, str, ENGLISH)
    (bad,) = [bar for bar in figure.data if bar.legendgroup == "bad"]
    assert (bad.x, bad.text) == ((0,), ("",))


@pytest.mark.parametrize(("speech", "mirrored"), [(ENGLISH, False), (ARABIC, True)])
def test_pictures_run_as_the_language_does(speech, mirrored):
    for figure in (
        dots_chart(["a"], [some_series(50)], speech),
        bars_chart(["a"], [some_series(50)], speech),
        likert_chart([("a", ESTIMATES)], ORDER, str, speech),
    ):
        low, high = figure.layout.xaxis.range
        assert (low > high) is mirrored
        assert figure.layout.yaxis.side == ("right" if mirrored else "left")


def test_the_gap_has_its_interval_and_breaks_where_waves_cannot_be_compared():
    points = [
        a_point("Wave 1", {WOMEN: 30, MEN: 50}),
        a_point("Wave 2", {WOMEN: 40, MEN: 50}, breaks=(Break.WORDING,)),
        a_point("Wave 3", {WOMEN: 40, MEN: Withheld.TOO_FEW}),
    ]
    (line,) = gap_chart(points, FAVOURABLE, ENGLISH).data
    assert line.y == (-20, None, -10, None)
    assert line.error_y.array[0] > 0
    assert "-20 points" in line.hovertext[0]


@pytest.mark.parametrize("speech", [ENGLISH, ARABIC])
def test_pictures_stand_when_there_is_nothing_to_show(speech):
    empty = Series("Women", LOOKS[1], [None])
    assert not dots_chart(["a"], [empty], speech).data
    assert not bars_chart([], [], speech).data
    assert gap_chart([a_point("Wave 1", None)], FAVOURABLE, speech).data
    assert likert_chart([], ORDER, str, speech).data


def test_long_labels_are_broken_and_cut_and_markup_is_shown_as_it_is():
    label = short_label("<b>How satisfied are you with what the police do in your area? " * 3)
    assert label.count("<br>") == 3
    assert label.endswith("…")
    assert "<b>" not in label


def test_a_full_stop_ends_a_label_that_is_read_from_the_right():
    women = Series("النساء", LOOKS[1], [Estimate(40, 35, 45)])
    labels = dots_chart(["تستمع الشرطة."], [women], ARABIC).layout.yaxis.ticktext
    assert labels == ("\u200fتستمع الشرطة.\u200f",)
