"""Key figures: what they say, what is to be reached, and that a target that moved is seen."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from copfeedback.evaluations.default_kpis import DEFAULTS, default_kpis
from copfeedback.evaluations.kpi_rules import (
    UNFINISHED,
    Moved,
    Reached,
    Way,
    checked,
    comparable,
    latest,
    moved,
    reached_by,
)
from copfeedback.evaluations.kpis import NEW, ORDER
from copfeedback.evaluations.model import Direction
from copfeedback.evaluations.plan_model import Kpi, KpiKind
from copfeedback.evaluations.services import in_english
from copfeedback.evaluations.tables import kpi as kpi_table
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Actor, Role
from copfeedback.results.published_series import SeriesFigure, Unit
from copfeedback.storage.engine import reading
from tests.evaluations.figured import SATISFACTION, Figured, a_point
from tests.factories import TODAY, in_languages

CODE = "satisfaction"


def a_kpi(**changes: Any) -> Kpi:
    given: dict[str, Any] = {
        "code": "graffiti",
        "name": in_languages("Graffiti"),
        "definition": in_languages("Walls that were painted over"),
        "kind": KpiKind.OUTCOME,
        "series": SATISFACTION,
    }
    return Kpi(**given | changes)


@pytest.fixture
def figured(engine: Engine) -> Figured:
    return Figured(engine)


def test_the_board_begins_with_what_comes_of_it_and_never_with_counts_alone() -> None:
    kinds = [each.kind for each in DEFAULTS]
    assert set(kinds) == set(KpiKind)
    assert kinds.count(KpiKind.OUTCOME) + kinds.count(KpiKind.QUALITY) >= len(kinds) / 2
    assert ORDER[-1] is KpiKind.ACTIVITY


def test_the_guidebooks_key_figures_are_there_from_the_beginning() -> None:
    read = {each.series for each in DEFAULTS}
    assert read >= {
        *(f"survey.neighbourhood-safety.{item}" for item in ("satisfaction", "safe_dark")),
        *(f"survey.neighbourhood-safety.{item}" for item in ("coop_report", "manner_respect")),
        "survey.neighbourhood-safety.last_crime_reported",
        *(f"activities.{kind}" for kind in ("partnership", "initiative", "presentation")),
        *(f"activities.{kind}" for kind in ("open_day", "diversity", "prevention", "people")),
        *(f"activities.{kind}" for kind in ("meeting", "meeting_with_outcome")),
        *(f"activities.{kind}" for kind in ("running_12", "running_24")),
        "forums.commitments_kept",
        "forums.attendance",
        "complaints.closed",
        "complaints.closed_in_three_months",
    }
    assert len({each.code for each in DEFAULTS}) == len(DEFAULTS) == len(read)


def test_that_more_reporting_may_mean_more_trust_is_said() -> None:
    reporting = default_kpis(in_english)["reporting"]
    assert "trust the police more" in reporting.definition["en"]


def test_a_key_figure_that_nobody_publishes_is_shown_without_figures(figured: Figured) -> None:
    board = figured.kpis.board()
    assert len(board) == len(DEFAULTS)
    assert [each.kpi.kind for each in board] == sorted(
        (each.kpi.kind for each in board), key=ORDER.index
    )
    assert {(each.series, each.latest, each.reached, each.moved) for each in board} == {
        (None, None, None, None)
    }
    assert board[0].points == ()


def test_the_latest_figure_is_shown_with_its_change_since_the_first(figured: Figured) -> None:
    figured.publish(a_point(2024, 40, 37, 43, 500), a_point(2025, 50, 47, 53, 400), a_point(2026))
    shown = figured.kpis.find(CODE)
    assert shown.latest is not None and shown.moved is not None  # noqa: PT018
    assert (shown.latest.period, shown.reached) == ("2025", None)
    assert (shown.moved.since.period, shown.moved.value, shown.moved.way) == ("2024", 10, Way.UP)


def test_no_change_is_told_across_a_break(figured: Figured) -> None:
    figured.publish(a_point(2024, 40), a_point(2025, 50, breaks=("wording",)))
    assert figured.kpis.find(CODE).moved is None


def test_all_figures_withheld_is_no_error(figured: Figured) -> None:
    figured.publish(a_point(2024), a_point(2025))
    shown = figured.kpis.find(CODE)
    assert (shown.latest, shown.moved, len(shown.points)) == (None, None, 2)


@pytest.mark.parametrize(
    ("figure", "target", "direction", "found"),
    [
        ((50, 47, 53), 45, Direction.UP, Reached.YES),
        ((50, 47, 53), 47, Direction.UP, Reached.YES),
        ((50, 47, 53), 50, Direction.UP, Reached.UNCERTAIN),
        ((50, 47, 53), 53, Direction.UP, Reached.UNCERTAIN),
        ((50, 47, 53), 54, Direction.UP, Reached.NO),
        ((50, 47, 53), 53, Direction.DOWN, Reached.YES),
        ((50, 47, 53), 50, Direction.DOWN, Reached.UNCERTAIN),
        ((50, 47, 53), 46, Direction.DOWN, Reached.NO),
        ((12,), 12, Direction.UP, Reached.YES),
        ((11,), 12, Direction.UP, Reached.NO),
        ((12,), 12, Direction.DOWN, Reached.YES),
        ((0,), 0, Direction.DOWN, Reached.YES),
    ],
)
def test_a_target_is_reached_as_far_as_the_figure_is_sure(
    figure: tuple[float, ...], target: float, direction: Direction, found: Reached
) -> None:
    assert reached_by(a_point(2025, *figure), target, direction) is found


def test_of_a_year_that_is_not_over_nobody_can_tell(figured: Figured) -> None:
    unfinished = a_point(2026, 50, breaks=(UNFINISHED,))
    assert reached_by(unfinished, 40, Direction.UP) is Reached.UNCERTAIN
    assert reached_by(a_point(2025), 40, Direction.UP) is None

    figured.publish(a_point(2024, 40), a_point(2025, 45), unfinished)
    shown = figured.kpis.find(CODE)
    assert shown.latest is not None and shown.moved is not None  # noqa: PT018
    assert (shown.latest.period, shown.moved.value, len(shown.points)) == ("2025", 5, 3)

    figured.publish(unfinished)
    shown = figured.kpis.find(CODE)
    assert (shown.latest, shown.moved) == (unfinished, None)


def test_the_change_of_a_survey_is_the_one_that_evaluations_have(figured: Figured) -> None:
    figured.changes = {(SATISFACTION, "2024", "2025"): SeriesFigure(9, 4, 14)}
    figured.publish(a_point(2024, 40, 37, 43, 500), a_point(2025, 50, 47, 53, 400))
    moved_by = figured.kpis.find(CODE).moved
    assert moved_by is not None
    assert (moved_by.value, moved_by.low, moved_by.high, moved_by.way) == (9, 4, 14, Way.UP)


def test_a_change_has_the_interval_of_two_independent_figures() -> None:
    # Newcombe 1998, method 10: 56/70 less 48/80 is 0.2, from 0.0524 to 0.3339.
    earlier = a_point(2024, 60.0, 49.04, 70.04)
    found = moved(earlier, a_point(2025, 80.0, 69.18, 87.69))
    assert found is not None and found.low is not None and found.high is not None  # noqa: PT018
    assert (found.value, found.way) == (20, Way.UP)
    assert found.low == pytest.approx(5.24, abs=0.05)
    assert found.high == pytest.approx(33.39, abs=0.05)


@pytest.mark.parametrize(
    ("one", "other", "way"),
    [
        ((50, 47, 53), (52, 49, 55), Way.UNCERTAIN),
        ((50, 47, 53), (40, 37, 43), Way.DOWN),
        ((12,), (14,), Way.UP),
        ((12,), (12,), Way.SAME),
        ((12,), (9,), Way.DOWN),
        ((50, 47, 53), (50,), Way.SAME),
    ],
)
def test_which_way_it_went(one: tuple[float, ...], other: tuple[float, ...], way: Way) -> None:
    found = moved(a_point(2024, *one), a_point(2025, *other))
    assert found is not None
    assert found.way is way


def test_withheld_figures_have_no_change() -> None:
    assert moved(a_point(2024), a_point(2025, 5)) is None
    assert moved(a_point(2024, 5), a_point(2025)) is None
    assert latest([a_point(2024)]) is None
    assert [each.period for each in comparable([a_point(2024), a_point(2025, 5)])] == ["2025"]


def test_a_break_before_a_withheld_figure_breaks_all_the_same() -> None:
    points = [a_point(2023, 4), a_point(2024, breaks=("modes",)), a_point(2025, 5)]
    assert [each.period for each in comparable(points)] == ["2025"]


def test_a_target_is_set_and_what_was_before_stays(figured: Figured) -> None:
    figured.publish(a_point(2025, 50, 47, 53))
    before = figured.kpis.find(CODE).kpi
    first = figured.kpis.set(figured.leader, replace(before, target=45), after=0)
    assert (first.version, first.target) == (1, 45)
    assert figured.kpis.find(CODE).reached is Reached.YES
    figured.today = TODAY + timedelta(days=9)

    figured.kpis.set(figured.leader, replace(first, target=40), after=1)

    shown = figured.kpis.find(CODE)
    assert (shown.kpi.target, shown.kpi.version, shown.since) == (40, 2, figured.today)
    assert [(each.kpi.target, each.since) for each in shown.versions] == [(45, TODAY), (None, None)]
    assert next(each for each in figured.kpis.board() if each.kpi.code == CODE).kpi.target == 40


def test_the_portals_own_words_are_not_kept_and_so_follow_its_languages(figured: Figured) -> None:
    own = figured.kpis.find(CODE).kpi
    figured.kpis.set(figured.leader, replace(own, target=45), after=0)
    with reading(figured.trail.engine) as connection:
        content = connection.execute(select(kpi_table.c.content)).scalar_one()
    assert own.name["en"] not in content
    shown = figured.kpis.find(CODE).kpi
    assert (shown.name, shown.definition) == (own.name, own.definition)

    other = replace(shown, definition=in_languages("In our words"))
    figured.kpis.set(figured.leader, other, after=1)
    assert figured.kpis.find(CODE).kpi.definition == in_languages("In our words")
    assert figured.kpis.find(CODE).kpi.name == own.name


def test_nothing_changed_is_no_new_version(figured: Figured) -> None:
    own = figured.kpis.find(CODE).kpi
    assert figured.kpis.set(figured.leader, own, after=0) == own
    assert figured.kpis.find(CODE).versions == ()


def test_a_key_figure_is_retired_and_comes_back(figured: Figured) -> None:
    own = figured.kpis.find(CODE).kpi
    retired = figured.kpis.set(figured.leader, replace(own, active=False), after=0)
    assert CODE not in {each.kpi.code for each in figured.kpis.board()}
    assert retired in figured.kpis.all()
    figured.kpis.set(figured.leader, replace(retired, active=True), after=1)
    assert CODE in {each.kpi.code for each in figured.kpis.board()}


def test_who_plans_adds_a_key_figure_of_their_own(figured: Figured) -> None:
    figured.publish(a_point(2025, 7), name="complaints.filed", unit=Unit.NUMBER)
    added = a_kpi(series="complaints.filed", direction=Direction.DOWN, target=6.5)
    kept = figured.kpis.set(figured.leader, added, after=NEW)
    assert kept == replace(added, version=1)
    shown = figured.kpis.find("graffiti")
    assert (shown.kpi, shown.reached, shown.versions) == (kept, Reached.NO, ())
    assert "complaints.filed" in {each.name for each in figured.kpis.series_names()}


def test_of_two_who_define_at_once_the_second_is_told(figured: Figured) -> None:
    own = figured.kpis.find(CODE).kpi
    figured.kpis.set(figured.leader, replace(own, target=45), after=0)
    with pytest.raises(ChangedMeanwhile):
        figured.kpis.set(figured.leader, replace(own, target=46), after=0)
    assert figured.kpis.find(CODE).kpi.target == 45


def test_only_who_plans_defines_key_figures(figured: Figured) -> None:
    own = figured.kpis.find(CODE).kpi
    for role in (Role.ANALYST, Role.ADMINISTRATOR, Role.AGENCY_OFFICER, None):
        with pytest.raises(NotPermitted):
            figured.kpis.set(Actor("x", role, organisation=1), replace(own, target=1), after=0)
    assert figured.kpis.find(CODE).versions == ()


def test_what_is_not_there_cannot_be_read_or_changed(figured: Figured) -> None:
    with pytest.raises(Unknown):
        figured.kpis.find("nothing")
    figured.publish(a_point(2025, 50))
    with pytest.raises(Unknown):
        figured.kpis.set(figured.leader, a_kpi(), after=1)


def test_a_code_is_used_once(figured: Figured) -> None:
    figured.publish(a_point(2025, 50))
    with pytest.raises(Faulty) as faulty:
        figured.kpis.set(figured.leader, a_kpi(code=CODE), after=NEW)
    assert faulty.value.problems == (Problem("code", Fault.TAKEN),)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"code": "Über alles"}, Problem("code", Fault.CODE)),
        ({"code": "a" * 65}, Problem("code", Fault.CODE)),
        ({"code": "activities"}, Problem("code", Fault.TAKEN)),
        ({"name": Translations({"en": ""})}, Problem("name", Fault.MISSING)),
        ({"name": in_languages("a" * 20_000)}, Problem("name.en", Fault.TOO_LONG, 200)),
        ({"definition": Translations({"en": " "})}, Problem("definition", Fault.MISSING)),
        ({"series": "survey.none.x"}, Problem("series", Fault.UNKNOWN)),
        ({"series": ""}, Problem("series", Fault.MISSING)),
        ({"target": -1.0}, Problem("target", Fault.AMOUNT)),
        ({"target": 1e9}, Problem("target", Fault.AMOUNT)),
        ({"target": math.nan}, Problem("target", Fault.AMOUNT)),
        ({"target": math.inf}, Problem("target", Fault.AMOUNT)),
    ],
)
def test_what_cannot_be_is_refused_by_name(changes: dict[str, Any], problem: Problem) -> None:
    with pytest.raises(Faulty) as faulty:
        checked(a_kpi(**changes), {SATISFACTION})
    assert faulty.value.problems == (problem,)


def test_a_series_that_is_read_already_stays_possible(figured: Figured) -> None:
    own = figured.kpis.find(CODE).kpi  # nobody publishes it yet
    kept = figured.kpis.set(figured.leader, replace(own, target=60), after=0)
    assert kept.series == SATISFACTION


def test_a_change_says_since_when() -> None:
    first = a_point(2024, 4)
    assert moved(first, a_point(2025, 6)) == Moved(first, 2, Way.UP)
