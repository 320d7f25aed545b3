"""What was found, and how an evaluation stands, in words."""

from __future__ import annotations

from datetime import date

import pytest
from markupsafe import escape

from copfeedback.application import PROJECT
from copfeedback.evaluations import figure_wording, kpi_wording, lines, report_wording
from copfeedback.evaluations.kpi_rules import Moved, Way
from copfeedback.evaluations.model import Criterion, Direction, Indicator, WaveRole
from copfeedback.evaluations.report_model import (
    Compared,
    Decision,
    Figure,
    Finding,
    Measured,
    Report,
    Source,
    Verdict,
)
from copfeedback.evaluations.standing import Fieldwork, Standing, Status
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.i18n.translations import Translations
from copfeedback.results.published_series import Unit
from tests.evaluations.figured import a_point

CATALOGUES = Catalogues(PROJECT / "locales")
ENGLISH, ARABIC = CATALOGUES.speech("en"), CATALOGUES.speech("ar")
TEXT = Translations({"en": "text"})
ROSE = Compared("all", Figure(41, base=400), Figure(52, base=380), Figure(11, 5, 17))


def found(*verdicts: Verdict) -> Report:
    findings = tuple(Finding(f"i{at}", verdict) for at, verdict in enumerate(verdicts))
    return Report(1, TEXT, TEXT, {}, findings, TEXT, TEXT, Decision.CONTINUE, TEXT)


def an_indicator(direction: Direction | None = Direction.UP, least: float = 5) -> Indicator:
    return Indicator("i0", TEXT, Criterion.IMPACT, direction=direction, least=least)


MIXED = found(
    *3 * [Verdict.IMPROVED],
    Verdict.WORSENED,
    *2 * [Verdict.NO_CHANGE],
    Verdict.NOT_MEASURED,
)


def test_what_did_not_improve_is_said_before_what_did() -> None:
    said = report_wording.counts_sentence(MIXED, ENGLISH)
    assert said == "Of 7 indicators, 4 did not improve and 3 improved."
    assert report_wording.not_improved_sentence(MIXED, ENGLISH) == (
        "Of those that did not improve: 1 got worse, 2 did not change, and 1 was not measured."
    )


def test_nothing_is_said_of_what_did_not_improve_where_all_did() -> None:
    assert report_wording.not_improved_sentence(found(Verdict.IMPROVED), ENGLISH) == ""
    assert "1 indicator, 0 did not" in report_wording.counts_sentence(
        found(Verdict.IMPROVED), ENGLISH
    )


def test_a_finding_is_said_with_its_change_and_interval() -> None:
    finding = Finding("i0", Verdict.IMPROVED, measured=Measured((ROSE,)))
    assert report_wording.finding_sentence(finding, Unit.PERCENT, ENGLISH) == (
        "It was 41% before and is 52% now: +11 points. "
        "The true change is very likely in this range: +5 to +17."
    )
    cells = figure_wording.cells(ROSE, Unit.PERCENT, ENGLISH)
    assert [escape(each).striptags() for each in cells] == [
        "41% (about 400 people asked)",
        "52% (about 380 people asked)",
        "+11 points (+5 to +17)",
    ]
    assert figure_wording.cells(None, Unit.PERCENT, ENGLISH) == ["–"] * 3


def test_a_figure_that_is_an_estimate_has_its_range_beside_it() -> None:
    shown = figure_wording.figure_cell(Figure(41, 37, 45, 400), Unit.PERCENT, ENGLISH)
    assert escape(shown).striptags() == "41% (37% to 45%; about 400 people asked)"
    assert figure_wording.base(ROSE.after, ENGLISH, people=False) == "based on 380"
    assert figure_wording.group(ROSE, ENGLISH) == "Everyone"


def test_a_difference_of_differences_is_not_taken_for_the_change_in_pilot_sites() -> None:
    more = Compared("all", Figure(41), Figure(52), Figure(8, 1, 15))
    finding = Finding("i0", Verdict.IMPROVED, measured=Measured((more,), control=(ROSE,)))
    said = report_wording.finding_sentence(finding, Unit.PERCENT, ENGLISH)
    assert said.startswith("In pilot sites it was 41% before and is 52% now. Less the change in")
    assert "+8 points" in said


def test_signs_stay_in_front_of_their_numbers_from_right_to_left() -> None:
    fell = figure_wording.change(Figure(-3, -9, 3), Unit.PERCENT, ARABIC)
    assert "\u2066" in fell
    assert "\u2069" in fell
    assert figure_wording.interval(Figure(-3, -9, 3), Unit.PERCENT, ARABIC).count("\u2066") == 2


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (45.52, Unit.PERCENT, "46%"),
        (-0.02, Unit.PERCENT, "0%"),
        (1, Unit.DAYS, "1 day"),
        (12, Unit.DAYS, "12 days"),
        (1200, None, "1,200"),
    ],
)
def test_figures_are_said_in_their_unit(value: float, unit: Unit | None, said: str) -> None:
    assert figure_wording.amount(value, unit, ENGLISH) == said


def test_a_change_and_its_range_have_the_digits_of_the_figures_it_is_made_of() -> None:
    rough = Figure(4.6, 0.4, 8.7)
    assert figure_wording.change(rough, Unit.PERCENT, ENGLISH) == "+5 points"
    assert figure_wording.interval(rough, Unit.PERCENT, ENGLISH) == "0 to +9"
    assert figure_wording.change(rough, None, ENGLISH) == "+4.6"
    assert figure_wording.interval(rough, None, ENGLISH) == "+0.4 to +8.7"
    moved = Moved(a_point(2024, 40), 4.6, Way.UP, 0.4, 8.7)
    said = kpi_wording.moved_words(moved, Unit.PERCENT, ENGLISH)
    assert said == "Up by 5 points since 2024. (0 to +9)"


def test_what_was_promised_is_said_as_it_was_promised() -> None:
    assert figure_wording.promised_amount(62.5, Unit.PERCENT, ENGLISH) == "62.5%"
    wanted = report_wording.wanted_sentence(an_indicator(least=2.5), Unit.PERCENT, ENGLISH)
    assert wanted == "Should rise by at least 2.5 points"


def test_what_is_not_shown_is_a_dash() -> None:
    assert figure_wording.figure(None, Unit.PERCENT, ENGLISH) == "–"
    assert figure_wording.change_of(Compared("all", None, None, None), None, ENGLISH) == ""
    alone = Compared("all", None, None, Figure(2, -1, 5))
    assert figure_wording.change_of(alone, Unit.PERCENT, ENGLISH).startswith("The change is +2")


@pytest.mark.parametrize(
    ("direction", "gained", "verdict", "reached"),
    [
        (Direction.UP, 5.0, Verdict.IMPROVED, True),
        (Direction.UP, 4.0, Verdict.IMPROVED, False),
        (Direction.UP, 8.0, Verdict.INCONCLUSIVE, False),
        (Direction.DOWN, -6.0, Verdict.IMPROVED, True),
        (Direction.DOWN, 6.0, Verdict.WORSENED, False),
        (None, 6.0, Verdict.IMPROVED, None),
    ],
)
def test_success_is_what_was_promised_as_such(
    direction: Direction | None, gained: float, verdict: Verdict, reached: bool | None
) -> None:
    changed = Compared("all", Figure(1), Figure(2), Figure(gained))
    finding = Finding("i0", verdict, measured=Measured((changed,)))
    assert report_wording.is_reached(an_indicator(direction), finding) is reached


def test_figures_from_outside_are_judged_alike() -> None:
    finding = Finding("i0", Verdict.IMPROVED, outside=ROSE)
    assert report_wording.reached_sentence(an_indicator(), finding, ENGLISH).endswith("reached.")
    assert report_wording.wanted_sentence(an_indicator(), Unit.PERCENT, ENGLISH) == (
        "Should rise by at least 5 points"
    )


def test_the_first_promised_day_is_always_said() -> None:
    first, moved = date(2027, 5, 1), date(2027, 7, 1)
    kept = Standing(Status.REGISTERED, first, first, first)
    assert lines.promised_sentences(kept, ENGLISH) == ["Results first promised for May 1, 2027."]
    late = Standing(Status.OVERDUE, first, first, moved, 12, 2)
    said = lines.promised_sentences(late, ENGLISH)
    assert said[0] == "Results first promised for May 1, 2027."
    assert "2 times" in said[1]
    assert "July 1, 2027" in said[1]
    assert said[2].startswith("What counts is May 1, 2027")
    assert lines.standing_sentence(late, ENGLISH) == "Overdue by 12 days"


def test_late_results_say_how_late_they_were() -> None:
    first = date(2027, 5, 1)
    late = Standing(Status.PUBLISHED_LATE, first, first, first, published_on=date(2027, 5, 4))
    assert lines.standing_sentence(late, ENGLISH) == "Results published 3 days late (May 4, 2027)"


def test_a_figure_that_is_frozen_nowhere_else_says_of_which_day_it_is() -> None:
    assert report_wording.of_the_day(Source("complaints-2026-Q1", "ab" * 32), ENGLISH) == ""
    assert report_wording.of_the_day(Source("forums-2025", ""), ENGLISH) == (
        "as on the day the results were published"
    )


def test_a_baseline_that_was_there_before_is_called_so() -> None:
    there = Fieldwork(WaveRole.BASELINE, date(2026, 5, 1), date(2026, 5, 9), existing=True)
    assert lines.gathering_sentence(there, ENGLISH) == (
        "Baseline: May 1, 2026 to May 9, 2026 (known already when the pledge was made)"
    )
