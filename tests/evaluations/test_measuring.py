"""Figures of indicators are fetched and judged, by what the pledge laid down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from copfeedback.application import PROJECT
from copfeedback.evaluations import figure_wording
from copfeedback.evaluations.fieldwork import KnownWave
from copfeedback.evaluations.measuring import Measuring, begun_on, last_waves
from copfeedback.evaluations.model import Design, Direction, PlannedWave, WaveRole
from copfeedback.evaluations.report_model import (
    Compared,
    Figure,
    Measured,
    Missing,
    Source,
    Verdict,
)
from copfeedback.evaluations.verdicts import judged, reached_success, verdict_of
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.results.across_waves import AcrossWaves
from copfeedback.results.measuring import Difference, Unmeasured, WavesCompared
from copfeedback.results.model import Break
from copfeedback.results.published import Group
from copfeedback.results.published_series import Series, SeriesFigure, SeriesPoint, Unit
from tests.evaluations.pledged import BASELINE, ENDLINE, a_pledge, an_indicator
from tests.factories import in_languages

FILED = an_indicator(
    "filed", series="complaints.filed", design=Design.CHANGE, direction=Direction.DOWN, least=10.0
)
TRUST = an_indicator("trust", design=Design.CHANGE)
ENGLISH = Catalogues(PROJECT / "locales").speech("en")
NOTHING = WavesCompared(missing=Unmeasured.NOT_PUBLISHED)


@dataclass
class Waves:
    """Results of surveys by hand; it keeps what it was asked for."""

    found: WavesCompared = NOTHING
    asked: tuple[Any, ...] = ()

    def compare(self, *args: Any, sites: Any = None) -> WavesCompared:
        self.asked = (*args, sites)
        return self.found

    def wave_in(self, survey: str, opens: date, _closes: date) -> str | None:
        return f"{survey}-{opens.year}" if opens.year < 2027 else None


def measuring(waves: Waves | None = None, series: Series | None = None) -> Measuring:
    return Measuring(cast("AcrossWaves", waves or Waves()), lambda _name: series)


def a_series(*values: float | None, breaks_at: int = -1, **changes: Any) -> Series:
    """By quarter from the beginning of 2026; what is None is withheld."""
    points = []
    for at, value in enumerate(values):
        year, month = 2026 + at // 4, 3 * (at % 4) + 1
        figure = None if value is None else SeriesFigure(value)
        points.append(
            SeriesPoint(
                f"q{at}",
                date(year, month, 1),
                date(year + month // 10, (month + 2) % 12 + 1, 1) - timedelta(days=1),
                figure,
                {Group.WOMAN: figure},
                f"complaints-q{at}",
                f"{at}a" * 32,
                ("wording",) if at == breaks_at else (),
            )
        )
    text = in_languages("words")
    facts: dict[str, Any] = {"unit": Unit.NUMBER} | changes
    return Series("complaints.filed", text, text, points=tuple(points), **facts)


def test_a_survey_is_asked_for_the_waves_of_the_pledge():
    waves = Waves()
    named = replace(ENDLINE, wave="tiny-summer")
    midline = PlannedWave(WaveRole.MIDLINE, date(2026, 12, 1), date(2026, 12, 31), "tiny-winter")
    pledge = a_pledge(waves=(midline, named, BASELINE))
    measuring(waves).measured(TRUST, pledge)
    assert waves.asked == ("tiny", "trust", ["tiny-2026"], ["tiny-summer"], None)
    measuring(waves).measured(an_indicator(), pledge)
    assert waves.asked[-1] == {"harbour": "pilot", "hills": "control"}


def test_the_figures_of_a_survey_stay_as_they_were_published():
    before, after = SeriesFigure(40, 36, 44, 600), SeriesFigure(52, 48, 56, 550)
    change = SeriesFigure(12, 6, 18)
    differences = (
        Difference(Group.ALL, before, after, change),
        Difference(Group.WOMAN, before, None, None),
    )
    waves = Waves(WavesCompared(differences, (), (("tiny-1.1", "ab"), ("tiny-2.1", "cd"))))
    found = measuring(waves).measured(TRUST, a_pledge())
    everybody = Compared("all", Figure(40, 36, 44, 600), Figure(52, 48, 56, 550), Figure(12, 6, 18))
    women = Compared("woman", Figure(40, 36, 44, 600), None, None)
    sources = (Source("tiny-1.1", "ab"), Source("tiny-2.1", "cd"))
    assert found == Measured((everybody, women), sources=sources)
    apart = replace(TRUST, by_gender=False)
    assert measuring(waves).measured(apart, a_pledge()).compared == (everybody,)


def test_a_question_that_was_asked_in_other_words_is_not_measured():
    waves = Waves(WavesCompared(missing=Unmeasured.NOT_COMPARABLE, breaks=(Break.WORDING,)))
    found = measuring(waves).measured(TRUST, a_pledge())
    assert (found.missing, found.breaks) == (Missing.NOT_COMPARABLE, ("wording",))
    assert verdict_of(TRUST, found) is Verdict.NOT_MEASURED


SPRING = PlannedWave(WaveRole.ENDLINE, date(2027, 1, 1), date(2027, 3, 31))


def test_a_series_is_compared_from_before_the_programme_to_the_endline():
    pledge = a_pledge(began=date(2026, 7, 1), waves=(BASELINE, SPRING))
    found = measuring(series=a_series(10, 100, 90, 80, 70, 5, 5)).measured(FILED, pledge)
    everybody = found.everybody
    assert everybody is not None
    assert everybody.before == Figure(100)
    assert everybody.after == Figure(70)
    assert everybody.change == Figure(-30)
    assert [each.group for each in found.compared] == ["all", "woman"]
    assert [each.id for each in found.sources] == ["complaints-q1", "complaints-q4"]
    assert verdict_of(FILED, found) is Verdict.IMPROVED


@pytest.mark.parametrize(
    ("unit", "before", "after", "change", "verdict"),
    [
        (Unit.PERCENT, 66.1, 66.4, "0 points", Verdict.NO_CHANGE),
        (Unit.PERCENT, 66.4, 66.6, "+1 points", Verdict.IMPROVED),
        (Unit.DAYS, 12.04, 12.01, "0", Verdict.NO_CHANGE),
        (Unit.NUMBER, 12.04, 12.06, "+0.1", Verdict.IMPROVED),
    ],
)
def test_a_change_that_is_shown_as_none_is_none(
    unit: Unit, before: float, after: float, change: str, verdict: Verdict
):
    pledge = a_pledge(began=date(2026, 7, 1), waves=(BASELINE, SPRING))
    series = a_series(10, before, 1, 1, after, unit=unit).rounded()
    indicator = replace(FILED, direction=Direction.UP, least=None)
    found = measuring(series=series).measured(indicator, pledge)
    assert found.everybody is not None
    assert figure_wording.change(found.everybody.change, unit, ENGLISH) == change
    assert verdict_of(indicator, found) is verdict


@pytest.mark.parametrize(
    ("opens", "after"),
    [
        (date(2026, 12, 31), "q4"),
        (date(2027, 1, 1), "q4"),
        (date(2027, 1, 2), "q5"),
        (date(2027, 4, 2), None),
    ],
)
def test_a_period_that_began_before_the_endline_is_none(opens: date, after: str | None):
    last = PlannedWave(WaveRole.ENDLINE, opens, opens + timedelta(days=9))
    pledge = a_pledge(began=date(2026, 7, 1), waves=(BASELINE, last))
    found = measuring(series=a_series(10, 100, 90, 80, 70, 5)).measured(FILED, pledge)
    assert [each.id for each in found.sources[1:]] == ([f"complaints-{after}"] if after else [])


def test_the_days_of_the_endline_are_those_of_the_wave_that_is_named():
    typed = replace(SPRING, wave="summer")
    pledge = a_pledge(began=date(2026, 7, 1), waves=(BASELINE, typed), due=date(2027, 10, 29))
    summer = KnownWave("tiny", date(2027, 4, 1), date(2027, 5, 31))
    series = a_series(10, 100, 90, 80, 70, 5)
    found = Measuring(
        cast("AcrossWaves", Waves()), lambda _name: series, {"summer": summer}.get
    ).measured(FILED, pledge)
    assert [each.id for each in found.sources] == ["complaints-q1", "complaints-q5"]


@pytest.mark.parametrize("gone", [1, 4])
def test_a_period_that_is_gone_is_not_replaced_by_one_that_looks_better(gone: int):
    pledge = a_pledge(began=date(2026, 7, 1), waves=(BASELINE, SPRING))
    series = a_series(10, 100, 90, 80, 70, 5)
    points = tuple(each for at, each in enumerate(series.points) if at != gone)
    found = measuring(series=replace(series, points=points)).measured(FILED, pledge)
    assert found.missing is Missing.NOT_PUBLISHED


@pytest.mark.parametrize(
    ("series", "missing"),
    [
        (None, Missing.NOT_PUBLISHED),
        (a_series(), Missing.NOT_PUBLISHED),
        (a_series(10, 100), Missing.NOT_PUBLISHED),
        (a_series(10, None, 30), Missing.WITHHELD),
        (a_series(10, 20, 30, breaks_at=2), Missing.NOT_COMPARABLE),
    ],
)
def test_a_series_that_does_not_tell_says_why(series: Series | None, missing: Missing):
    autumn = PlannedWave(WaveRole.ENDLINE, date(2026, 7, 1), date(2026, 9, 30))
    pledge = a_pledge(began=date(2026, 7, 1), waves=(BASELINE, autumn))
    found = measuring(series=series).measured(FILED, pledge)
    assert found.missing is missing
    assert verdict_of(FILED, found) is Verdict.NOT_MEASURED


def test_a_series_that_knows_no_pilot_sites_is_not_held_against_control_sites():
    double = replace(FILED, design=Design.DIFFERENCE_IN_DIFFERENCES)
    found = measuring(series=a_series(10, 20, 30)).measured(double, a_pledge())
    assert found.missing is Missing.NOT_PUBLISHED


def test_a_programme_of_which_no_day_is_known_began_with_the_baseline():
    assert begun_on(a_pledge()) == BASELINE.opens
    assert begun_on(a_pledge(began=date(2026, 1, 2))) == date(2026, 1, 2)
    assert begun_on(a_pledge(waves=())) is None
    assert last_waves(a_pledge()) == [ENDLINE]


def changed(value: float, low: float | None = None, high: float | None = None) -> Measured:
    return Measured((Compared("all", Figure(40), Figure(40 + value), Figure(value, low, high)),))


@pytest.mark.parametrize(
    ("change", "up", "down"),
    [
        ((8, 4, 12), Verdict.IMPROVED, Verdict.WORSENED),
        ((-8, -12, -4), Verdict.WORSENED, Verdict.IMPROVED),
        ((1, -2, 3), Verdict.NO_CHANGE, Verdict.NO_CHANGE),
        ((1, -2, 4), Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE),
        ((4, 0, 8), Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE),
        ((3,), Verdict.IMPROVED, Verdict.WORSENED),
        ((-3,), Verdict.WORSENED, Verdict.IMPROVED),
        ((2,), Verdict.NO_CHANGE, Verdict.NO_CHANGE),
    ],
)
def test_a_verdict_follows_from_the_interval_or_the_size(
    change: tuple[float, ...], up: Verdict, down: Verdict
):
    measured = changed(*change)
    assert verdict_of(TRUST, measured) is up
    assert verdict_of(replace(TRUST, direction=Direction.DOWN), measured) is down
    aimless = verdict_of(replace(TRUST, direction=None), measured)
    assert aimless in (Verdict.NO_CHANGE, Verdict.INCONCLUSIVE)


@pytest.mark.parametrize(
    ("change", "success"), [((8, 4, 12), True), ((2, 1, 3), False), ((9, -1, 19), False)]
)
def test_a_success_is_a_clear_change_of_the_promised_size(change: tuple[float, ...], success: bool):
    assert reached_success(TRUST, changed(*change)) is success


def test_of_many_indicators_one_does_not_look_changed_by_chance():
    one = judged([(TRUST, changed(5, 1, 9))])
    assert one["trust"].verdict is Verdict.IMPROVED
    assert one["trust"].success
    many = [(replace(TRUST, key=f"other-{at}"), changed(0, -4, 4)) for at in range(9)]
    together = judged([(TRUST, changed(5, 1, 9)), *many])
    assert (together["trust"].verdict, together["trust"].success) == (Verdict.INCONCLUSIVE, False)
    clear = judged([(TRUST, changed(20, 12, 28)), *many])
    assert clear["trust"].verdict is Verdict.IMPROVED


def test_what_has_no_interval_is_judged_apart_from_what_has_one():
    found = judged([(TRUST, changed(5, 1, 9)), (FILED, changed(-30)), (TRUST, Measured())])
    assert found["filed"].verdict is Verdict.IMPROVED
