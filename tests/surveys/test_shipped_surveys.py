"""What the shipped surveys ask: the promises that go with their subject, not their wording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from copfeedback.application import PROJECT
from copfeedback.i18n.languages import load_languages
from copfeedback.surveys.definition import check_survey_file
from copfeedback.surveys.model import Question, QuestionType, Survey
from copfeedback.surveys.pictograms import PICTOGRAMS

SURVEYS = PROJECT / "surveys"
LANGUAGES = load_languages(PROJECT / "locales" / "languages.toml")
FILES = sorted(SURVEYS.glob("*/v[0-9]*.yaml"))
DEMOGRAPHICS = (PROJECT / "surveys" / "demographics.yaml").read_text(encoding="utf-8")


def shipped(name: str, version: int = 1) -> Survey:
    return check_survey_file(SURVEYS / name / f"v{version}.yaml", DEMOGRAPHICS)


@pytest.fixture(scope="module")
def perception() -> Survey:
    return shipped("neighbourhood-safety")


@pytest.fixture(scope="module")
def contact() -> Survey:
    return shipped("police-contact")


@pytest.fixture(scope="module")
def staff() -> Survey:
    return shipped("staff-view")


@pytest.fixture(scope="module")
def partnership() -> Survey:
    return shipped("partnership")


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


def test_perception_needs_no_way_of_answering_that_is_hard_to_do(perception: Survey):
    assert {q.type.value for q in perception.questions()} == {
        "single", "multiple", "likert_grid", "scale", "number", "text", "note"
    }  # fmt: skip


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


def texts_in(part: Any) -> Iterator[dict[str, str]]:
    """Every text of a file, wherever it stands: what is written by language."""
    if isinstance(part, dict):
        if "en" in part:
            yield part
        else:
            for each in part.values():
                yield from texts_in(each)
    elif isinstance(part, list):
        for each in part:
            yield from texts_in(each)


def written(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


SCRIPTS = {"ar": r"[\u0621-\u064a]", "ru": r"[\u0410-\u0451]", "uk": r"[\u0410-\u0451]"}
FOREIGN = {"ru": "[іїєґІЇЄҐ]", "uk": "[ыэёъЫЭЁЪ]"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_everything_can_be_read_in_each_language_and_in_its_letters(path: Path):
    for texts in texts_in(written(path)):
        assert set(texts) == set(LANGUAGES), texts["en"]
        assert all(text.strip() for text in texts.values()), texts["en"]
        for language, letters in SCRIPTS.items():
            assert re.search(letters, texts[language]), texts[language]
        for language, letters in FOREIGN.items():
            assert not re.search(letters, texts[language]), texts[language]


ORGANISATION = {
    "explaining the aims, gains and risks": {"explains_both_sides", "explains_all_along"},
    "asking the community": {"feedback_plan", "feedback_used"},
    "training for everybody": {"had_training", "training_everybody"},
    "further training": {"training_goes_on"},
    "whom we hire": {"hiring_fits"},
    "judging work by numbers and quality": {"judged_on_quality"},
    "clear expectations": {"expectations_clear"},
    "more say for the front line": {"front_line_say"},
    "less friction inside": {"leaders_settle", "beat_and_patrol"},
    "measuring the effect": {"impact_measured"},
    "leaders allow honest mistakes": {"honest_mistakes"},
    "managers back new ideas": {"lead_backs_ideas", "lead_stands_by_us"},
    "units work together": {"units_coordinate"},
    "the front line is in the team": {"front_line_in_team"},
    "managers solve problems in new ways": {"lead_solves"},
    "areas of the right size": {"area_size"},
    "authority to begin something": {"authority_to_start"},
    "time besides calls": {"time_beyond_calls", "community_time"},
    "time to win trust and to prevent": {"time_for_trust", "time_to_prevent"},
    "choosing people for talking and understanding": {"chosen_for_empathy"},
    "effect on promotion": {"promotion_effect"},
    "links to justice and other services": {"links_outside"},
}
"""What the staff survey asks about the change of the organisation: topic and items."""


@pytest.mark.parametrize("topic", ORGANISATION)
def test_staff_are_asked_about_each_topic_of_organisational_change(staff: Survey, topic: str):
    for item in ORGANISATION[topic]:
        asked = question(staff, item)
        if item != "community_time":  # how much time is enough depends on the post
            assert favourable(asked, item)


def favourable(asked: Question, item: str) -> tuple[str, ...]:
    return next((row.favourable for row in asked.rows if row.id == item), asked.favourable)


def test_staff_are_asked_in_many_ways_and_can_rank_what_helps_most(staff: Survey):
    assert question(staff, "help_most").type is QuestionType.RANKING
    assert question(staff, "help_most").random_choices  # the first one listed has no advantage
    assert question(staff, "help_ideas").type is QuestionType.TEXT
    assert question(staff, "training_wanted").type is QuestionType.MULTIPLE
    assert question(staff, "trust_people").type is QuestionType.SCALE


@pytest.mark.parametrize(
    ("asked_of_staff", "asked_of_residents"),
    [
        ("our_prevention", "work_prevention"),
        ("our_response", "work_response"),
        ("our_problems", "work_problems"),
        ("our_information", "work_information"),
        ("our_access", "work_access"),
        ("our_equal", "work_equal"),
        ("our_voice", "manner_voice"),
        ("our_neutrality", "manner_neutrality"),
        ("our_respect", "manner_respect"),
        ("our_motives", "manner_motives"),
        ("people_values", "manner_values"),
        ("trust_people", "trust"),
        ("people_report", "coop_report"),
        ("people_witness", "coop_witness"),
        ("people_meeting", "coop_meeting"),
        ("tension_seen", "tension"),
    ],
)
def test_staff_and_residents_answer_mirrored_questions_on_the_same_scale(
    staff: Survey, perception: Survey, asked_of_staff: str, asked_of_residents: str
):
    ours, theirs = question(staff, asked_of_staff), question(perception, asked_of_residents)

    assert ours.type is theirs.type
    assert ours.codes == theirs.codes - (set() if ours.rows else {"prefer_not"})
    assert ours.aligned_with is not None


def test_the_staff_survey_is_not_for_the_public_and_the_others_are(staff: Survey):
    assert staff.internal
    for path in FILES:
        assert check_survey_file(path, DEMOGRAPHICS).internal == (path.parent.name == "staff-view")


def test_staff_are_asked_nothing_that_lets_one_of_them_stand_out(staff: Survey):
    about_person = [q.id for section in staff.sections[-2:] for q in section.questions]

    assert about_person == ["years_service", "leads_others", "gender", "age_band"]
    assert len(question(staff, "years_service").choices) == 4  # three bands and no answer
    assert not any(q.required for q in staff.questions())


PARTNERSHIP = {
    "acting first on crime, fear and disorder": {
        "acts_on_crime", "acts_on_fear", "acts_on_disorder"
    },
    "fitting local priorities and means": {"fits_priorities", "fits_strengths"},
    "ordinary people have a say": {"ordinary_people_say"},
    "settling conflicts by talking": {"settles_by_talking"},
    "working on disorder together": {"disorder_together"},
    "bringing in other services": {"brings_services_in"},
    "favouring nobody": {"favours_nobody"},
    "respect for differences": {"respects_difference"},
    "no politics": {"no_politics"},
    "people who need special protection": {"sees_vulnerable"},
}  # fmt: skip
"""What the partnership survey asks about the police: topic and items."""


@pytest.mark.parametrize("topic", PARTNERSHIP)
def test_partners_are_asked_about_each_topic_of_partnership(partnership: Survey, topic: str):
    for item in PARTNERSHIP[topic]:
        assert favourable(question(partnership, item), item)


def test_partners_say_on_whose_behalf_they_take_part_but_not_who_they_are(partnership: Survey):
    asked = question(partnership, "respondent_type")

    assert asked.codes >= {
        "resident", "council", "public_service", "ngo", "minority", "faith", "business", "media"
    }  # fmt: skip
    assert not asked.specified


@pytest.mark.parametrize(
    ("name", "headline", "reason"),
    [
        ("staff-view", "job_satisfaction", "job_reason"),
        ("partnership", "partnership_satisfaction", "partnership_reason"),
    ],
)
def test_satisfaction_leads_and_its_lack_is_followed_by_the_main_reason(
    name: str, headline: str, reason: str
):
    asked = shipped(name)
    follow_up = question(asked, reason)

    assert asked.headline == headline
    assert follow_up.show_if is not None
    assert follow_up.show_if.holds({headline: "dissatisfied"})
    assert not follow_up.show_if.holds({headline: "satisfied"})


NEW_IN_VERSION_2 = ("easy", "pictogram")


def without(part: Any, names: tuple[str, ...]) -> Any:
    if isinstance(part, dict):
        return {key: without(each, names) for key, each in part.items() if key not in names}
    return [without(each, names) for each in part] if isinstance(part, list) else part


def test_the_second_perception_survey_asks_the_very_same_so_that_waves_compare():
    first, second = (written(SURVEYS / "neighbourhood-safety" / f"v{n}.yaml") for n in (1, 2))

    assert without(second, (*NEW_IN_VERSION_2, "version")) == without(first, ("version",))


def test_the_second_perception_survey_asks_every_question_in_easy_words_too():
    for section in shipped("neighbourhood-safety", 2).sections[:-1]:
        for asked in section.questions:
            assert asked.easy is not None, asked.id
            assert asked.easy["en"] != asked.text["en"]


def test_common_scales_have_a_picture_for_each_answer_that_no_other_answer_has():
    survey = shipped("neighbourhood-safety", 2)

    for item in ("satisfaction", "manner_voice", "coop_report", "work_access", "knows_complaints"):
        pictures = [c.pictogram for c in question(survey, item).choices if c.code != "prefer_not"]
        assert set(pictures) <= PICTOGRAMS
        assert len(set(pictures)) == len(pictures)
