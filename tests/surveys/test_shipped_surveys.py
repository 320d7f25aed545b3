"""What the shipped surveys ask: the promises that go with their subject, not their wording."""

from __future__ import annotations

import pytest

from copfeedback.application import PROJECT
from copfeedback.surveys.definition import check_survey_file
from copfeedback.surveys.model import Question, QuestionType, Survey

DEMOGRAPHICS = (PROJECT / "surveys" / "demographics.yaml").read_text(encoding="utf-8")


def shipped(name: str) -> Survey:
    return check_survey_file(PROJECT / "surveys" / name / "v1.yaml", DEMOGRAPHICS)


@pytest.fixture(scope="module")
def perception() -> Survey:
    return shipped("neighbourhood-safety")


@pytest.fixture(scope="module")
def contact() -> Survey:
    return shipped("police-contact")


def question(survey: Survey, item: str) -> Question:
    return survey.question_of_item[item]


def test_perception_is_asked_over_the_five_focus_areas_and_then_about_the_person(
    perception: Survey,
):
    assert [section.id for section in perception.sections] == [
        "policing_here",
        "views_of_police",
        "crime_and_reporting",
        "needs_and_priorities",
        "local_structures",
        "about_you",
    ]


def test_every_way_of_answering_is_used_at_least_once(perception: Survey):
    assert {q.type for q in perception.questions()} == set(QuestionType)


def test_people_can_say_what_to_improve_which_services_and_which_priorities(perception: Survey):
    assert question(perception, "improve").type is QuestionType.TEXT
    assert question(perception, "services_wanted").type is QuestionType.MULTIPLE
    assert question(perception, "priorities").max_answers == 3


def test_felt_safety_and_reporting_say_which_indicator_they_align_with(perception: Survey):
    for item, name in (("safe_dark", "SDG 16.1.4"), ("last_crime_reported", "SDG 16.3.1")):
        aligned = question(perception, item).aligned_with
        assert aligned is not None
        assert aligned["en"] == name


@pytest.mark.parametrize(
    ("survey", "indicator", "reason"),
    [
        ("neighbourhood-safety", "satisfaction", "satisfaction_reason"),
        ("neighbourhood-safety", "safe_dark", "safe_dark_reason"),
        ("neighbourhood-safety", "last_crime_reported", "not_reported_reason"),
        ("police-contact", "contact_satisfaction", "contact_reason"),
    ],
)
def test_a_bad_answer_to_a_key_question_is_followed_by_its_main_reason(
    survey: str, indicator: str, reason: str
):
    asked = shipped(survey)
    follow_up = question(asked, reason)

    assert question(asked, indicator).favourable
    assert follow_up.type is QuestionType.SINGLE  # closed, because free text is kept unlinked
    assert follow_up.show_if is not None
    assert indicator in follow_up.show_if.references()
    for good in question(asked, indicator).favourable:
        assert not follow_up.show_if.holds({indicator: good})


@pytest.mark.parametrize("part", ["voice", "neutrality", "respect", "motives"])
def test_the_four_parts_of_procedural_justice_are_key_indicators_of_both_surveys(
    perception: Survey, contact: Survey, part: str
):
    for survey in (perception, contact):
        rows = [row for q in survey.questions() for row in q.rows if part in row.id]
        assert rows
        assert all(row.favourable for row in rows)


def test_legitimacy_is_asked_but_obedience_is_not_called_a_good_answer(perception: Survey):
    rows = {row.id: row for q in perception.questions() for row in q.rows}

    assert rows["manner_values"].favourable
    assert not rows["manner_obey"].favourable  # it may come from fear


def test_satisfaction_stands_first_wherever_results_are_shown(perception: Survey, contact: Survey):
    assert (perception.headline, contact.headline) == ("satisfaction", "contact_satisfaction")


@pytest.mark.parametrize("name", ["neighbourhood-safety", "police-contact"])
def test_gender_age_and_area_are_asked_last_and_never_demanded(name: str):
    last = shipped(name).sections[-1]

    assert [q.id for q in last.questions] == ["gender", "age_band", "sector"]
    assert not any(q.required for q in shipped(name).questions())


@pytest.mark.parametrize("name", ["neighbourhood-safety", "police-contact"])
def test_whoever_does_not_want_to_answer_a_sensitive_question_can_say_so(name: str):
    for asked in shipped(name).questions():
        if asked.sensitive and asked.choices:
            assert "prefer_not" in asked.codes, asked.id
