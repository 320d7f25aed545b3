"""What the picture of a trend shows, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.i18n.translations import Translations
from copfeedback.results.model import Break, TrendPoint
from copfeedback.results.published import Withheld
from copfeedback.ui.chart_look import CONFIG
from copfeedback.ui.charts import broken_between, trend_chart, trend_in_words
from copfeedback.ui.tables import FAVOURABLE
from tests.factories import a_survey
from tests.results.trend_points import MEN, WOMEN, a_point

CATALOGUES = Catalogues(PROJECT / "locales")
ENGLISH, ARABIC = CATALOGUES.speech("en"), CATALOGUES.speech("ar")
GROUPS = (WOMEN, MEN)
SURVEY = a_survey([])


def a_trend(*pairs: tuple[int | None, int | None]) -> list[TrendPoint]:
    return [
        a_point(f"Wave {at}", {WOMEN: _shown(women), MEN: _shown(men)})
        for at, (women, men) in enumerate(pairs, 1)
    ]


def _shown(share: int | None) -> int | Withheld:
    return Withheld.TOO_FEW if share is None else share


def traces(trend: list[TrendPoint], speech: Any = ENGLISH) -> tuple[list[Any], list[Any]]:
    """Lines and ribbons."""
    figure = trend_chart(trend, GROUPS, FAVOURABLE, SURVEY, speech)
    lines = [trace for trace in figure.data if trace.mode == "lines+markers"]
    return lines, [trace for trace in figure.data if trace.fill == "toself"]


def test_every_group_has_a_line_and_its_interval_around_it():
    lines, ribbons = traces(a_trend((60, 50), (70, 55)))
    assert [line.y for line in lines] == [(60, 70), (50, 55)]
    assert ribbons[0].y == (64, 74, 66, 56)
    assert ribbons[0].x == ("Wave 1", "Wave 2", "Wave 2", "Wave 1")


def test_groups_differ_by_more_than_colour():
    lines, _ = traces(a_trend((60, 50), (70, 55)))
    assert len({line.marker.symbol for line in lines}) == len(lines)
    assert len({line.line.dash for line in lines}) == len(lines)


def test_a_withheld_figure_is_a_gap_in_line_and_ribbon():
    lines, ribbons = traces(a_trend((60, 50), (None, 55), (62, 57)))
    assert lines[0].y == (60, None, 62)
    assert not lines[0].connectgaps
    women = [ribbon for ribbon in ribbons if ribbon.legendgroup == "gender=woman"]
    assert [ribbon.x for ribbon in women] == [("Wave 1", "Wave 1"), ("Wave 3", "Wave 3")]


def test_line_and_ribbon_break_where_waves_cannot_be_compared():
    first, second, third = a_trend((60, 50), (70, 55), (72, 57))
    points = [first, replace(second, breaks=(Break.WORDING, Break.MODES)), third]
    lines, ribbons = traces(points)
    assert lines[0].x == ("Wave 1", "Wave 2", "Wave 2", "Wave 3")
    assert lines[0].y == (60, None, 70, 72)
    assert not lines[0].connectgaps
    women = [ribbon for ribbon in ribbons if ribbon.legendgroup == "gender=woman"]
    assert [sorted(set(ribbon.x)) for ribbon in women] == [["Wave 1"], ["Wave 2", "Wave 3"]]


def test_the_text_alternative_says_where_a_line_breaks_and_why():
    first, second = a_trend((60, 50), (70, 55))
    points = [first, replace(second, breaks=(Break.WORDING, Break.MODES))]
    words = trend_in_words("Trust", points, GROUPS, FAVOURABLE, SURVEY, ENGLISH)
    assert words.endswith(
        "Wave 1 and Wave 2 cannot be compared: the question was asked in other words and people "
        "could answer in other ways"
    )


def test_a_break_is_told_between_the_waves_that_asked():
    first, second, third = a_trend((60, 50), (70, 55), (72, 57))
    points = [first, replace(second, table=None), replace(third, breaks=(Break.MODES,))]
    assert broken_between(points) == [(points[0], points[2])]


def test_waves_stay_apart_when_their_names_are_alike():
    points = [
        replace(point, wave=replace(point.wave, name=Translations({"en": "<b>Spring</b>"})))
        for point in a_trend((60, 50), (70, 55))
    ]
    figure = trend_chart(points, GROUPS, FAVOURABLE, SURVEY, ENGLISH)
    assert figure.data[0].x == ("Wave 1", "Wave 2", "Wave 2", "Wave 1")
    assert figure.layout.xaxis.ticktext == ("‹b›Spring‹/b›", "‹b›Spring‹/b›")


def test_hovering_says_only_what_is_published():
    lines, ribbons = traces(a_trend((60, None)))
    assert lines[0].hovertext == (
        "<b>Women</b>, Wave 1<br>60% (56% to 64%)<br>about 600 people asked",
    )
    assert len(lines) == 1
    assert {ribbon.hoverinfo for ribbon in ribbons} == {"skip"}


def test_a_group_without_any_figure_has_no_line():
    lines, _ = traces(a_trend((60, None), (61, None)))
    assert [line.name for line in lines] == ["Women"]


@pytest.mark.parametrize(
    ("speech", "side", "order"), [(ENGLISH, "left", True), (ARABIC, "right", "reversed")]
)
def test_time_runs_as_the_language_does(speech, side, order):
    layout = trend_chart(a_trend((60, 50)), GROUPS, FAVOURABLE, SURVEY, speech).layout
    assert layout.yaxis.side == side
    assert layout.xaxis.autorange == order


def test_the_text_alternative_holds_every_figure():
    words = trend_in_words(
        "Trust", a_trend((60, 50), (None, 55)), GROUPS, FAVOURABLE, SURVEY, ENGLISH
    )
    assert words == "Trust. Women: Wave 1 60%. Men: Wave 1 50% and Wave 2 55%"


def test_the_chart_has_no_tool_but_the_one_our_own_buttons_press():
    assert CONFIG["modeBarButtons"] == [["toImage"]]
    assert CONFIG["displayNotifier"] is False
