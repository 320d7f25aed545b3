"""Who answered, compared with who lives there."""

from __future__ import annotations

import pytest

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.results.participation import Participation, participation
from copfeedback.results.participation_wording import answered_less, left_aside
from copfeedback.results.published import EVERYONE, Domain
from tests.factories import a_survey
from tests.results.trend_points import MEN, WOMEN, a_point

ENGLISH = Catalogues(PROJECT / "locales").speech("en")
SURVEY = a_survey([])
NOT_STATED = Domain.of({"gender": "not_stated"})
ANOTHER = Domain.of({"gender": "another_or_not_stated"})


def by_gender(bases, **population: int) -> Participation:
    plan = {"population": {"gender": population}} if population else {}
    point = a_point("Wave 1", {EVERYONE: 50}, bases=bases, **plan)
    (found,) = participation(point.wave, point.release)
    return found


def test_the_lowest_rate_is_divided_by_the_highest():
    found = by_gender({EVERYONE: 300, WOMEN: 100, MEN: 200}, woman=1_000, man=1_000)
    assert found.lowest_to_highest == pytest.approx(0.5)
    women, men = found.groups
    assert (women.of_answers, women.of_people) == (pytest.approx(1 / 3), pytest.approx(0.5))
    assert men.rate == pytest.approx(0.2)
    assert answered_less(found, SURVEY, ENGLISH) == [
        "For its size, the group that answered least is “Women”: 50% as often as “Men”."
    ]


def test_those_who_did_not_say_are_counted_apart():
    found = by_gender({EVERYONE: 350, WOMEN: 100, MEN: 200, NOT_STATED: 50}, woman=1_000, man=1_000)
    assert [each.value for each in found.groups] == ["woman", "man"]
    assert found.unknown == 50
    assert found.groups[0].of_answers == pytest.approx(1 / 3)
    assert left_aside(found, SURVEY, ENGLISH) == ["Gender not stated: 50."]


def test_a_withheld_group_is_said_so_and_has_no_rate():
    bases = {EVERYONE: 300, WOMEN: None, MEN: 200, NOT_STATED: None}
    found = by_gender(bases, woman=1_000, man=1_000)
    assert found.withheld == ("woman",)
    assert found.lowest_to_highest is None
    assert left_aside(found, SURVEY, ENGLISH) == [
        "How many did not say is withheld.",
        "Withheld, because they are small: Women.",
    ]


def test_a_group_of_whom_nobody_answered_counts_as_none():
    found = by_gender({EVERYONE: 200, MEN: 200}, woman=1_000, man=1_000)
    assert found.lowest_to_highest == 0
    assert {each.value: each.answered for each in found.groups} == {"man": 200, "woman": 0}


def test_a_gender_that_is_merged_is_not_said_to_have_stayed_away():
    bases = {EVERYONE: 320, WOMEN: 100, MEN: 200, ANOTHER: 20}
    found = by_gender(bases, woman=1_000, man=1_000, non_binary=20)
    assert [each.value for each in found.groups] == ["woman", "man"]
    assert found.unknown == 20


def test_there_are_no_rates_without_a_population():
    found = by_gender({EVERYONE: 300, WOMEN: 100, MEN: 200})
    assert found.lowest_to_highest is None
    assert answered_less(found, SURVEY, ENGLISH) == []


def test_nothing_is_said_of_a_wave_nobody_answered():
    point = a_point("Wave 1", {EVERYONE: None}, bases={EVERYONE: 0})
    assert participation(point.wave, point.release) == ()
