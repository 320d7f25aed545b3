"""What a survey author can write: one tiny questionnaire for each feature, and the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from copfeedback.i18n.languages import load_languages
from copfeedback.i18n.translations import Translations
from copfeedback.surveys.definition import check_survey_file, with_sectors
from copfeedback.surveys.model import Choice, QuestionType, Survey
from copfeedback.surveys.routing import find_route
from tests.factories import DEMOGRAPHICS, PROJECT, TINY, in_languages
from tests.surveys.questionnaires import a_definition, read

LANGUAGES = load_languages(PROJECT / "locales" / "languages.toml")
RATING = "complaint-handling"
"""One question, put where a decision is told; who is behind it is for each wave to say."""
ALL_SHIPPED = sorted((PROJECT / "surveys").glob("*/v[0-9]*.yaml"))
SHIPPED = [path for path in ALL_SHIPPED if path.parent.name != RATING]


def shown(survey: Survey, **entered: list[str]) -> list[str]:
    return [question.id for question in find_route(survey, entered).shown]


def test_a_choice_list_is_written_once_when_questions_share_it():
    survey = read(
        a_definition(
            """
            - {id: one, type: single, text: {en: One?}, choices: shared}
            - {id: two, type: multiple, text: {en: Two?}, choices: shared, max_answers: 1}
            """,
            lists="shared: [{code: a, text: {en: A}}, {code: b, text: {en: B}}]",
        )
    )

    one, two = survey.questions()
    assert one.choices == two.choices
    assert one.codes == {"a", "b"}
    assert two.max_answers == 1


def test_a_question_is_skipped_when_its_condition_does_not_hold():
    survey = read(
        a_definition(
            """
            - {id: victim, type: single, text: {en: A?}, choices: yes_no}
            - {id: reported, type: single, text: {en: B?}, choices: yes_no,
               show_if: "${victim} = 'yes'"}
            - {id: why_not, type: text, text: {en: C?},
               show_if: "${victim} = 'yes' and not(${reported} = 'yes')"}
            """
        )
    )

    assert shown(survey) == ["victim"]
    assert shown(survey, victim=["no"], reported=["no"]) == ["victim"]
    assert shown(survey, victim=["yes"]) == ["victim", "reported", "why_not"]
    assert shown(survey, victim=["yes"], reported=["yes"]) == ["victim", "reported"]


def test_a_condition_can_look_at_ticked_choices_rows_and_points():
    survey = read(
        a_definition(
            """
            - {id: ticked, type: multiple, text: {en: A?}, choices: yes_no}
            - {id: grid, type: likert_grid, text: {en: B}, choices: yes_no,
               rows: [{id: row, text: {en: R}}]}
            - {id: point, type: scale, text: {en: C?}, low: {en: L}, high: {en: H}}
            - {id: by_tick, type: note, text: {en: D}, show_if: "selected(${ticked}, 'no')"}
            - {id: by_row, type: note, text: {en: E}, show_if: "${row} = 'yes'"}
            - {id: by_point, type: note, text: {en: F}, show_if: "${point} < 5"}
            """
        )
    )

    assert shown(survey) == ["ticked", "grid", "point"]
    assert "by_tick" in shown(survey, ticked=["yes", "no"])
    assert "by_row" in shown(survey, row=["yes"])
    assert "by_point" in shown(survey, point=["4"])


def test_key_indicators_name_codes_points_or_rows():
    survey = read(
        a_definition(
            """
            - {id: safe, type: single, text: {en: A?}, choices: yes_no,
               indicator: {favourable: ['yes']}}
            - {id: trust, type: scale, text: {en: B?}, low: {en: L}, high: {en: H},
               indicator: {favourable: [9, 10]}}
            - id: grid
              type: likert_grid
              text: {en: C}
              choices: yes_no
              rows: [{id: row, text: {en: R}, indicator: {favourable: ['yes']}}]
            """
        )
    )

    safe, trust, grid = survey.questions()
    assert (safe.favourable, trust.favourable) == (("yes",), ("9", "10"))
    assert grid.rows[0].favourable == ("yes",)
    assert grid.item_ids == ("row",)
    assert survey.question_of_item["row"] is grid


def test_hints_alignment_sensitivity_and_bounds_are_kept():
    survey = read(
        a_definition(
            """
            - id: age
              type: number
              text: {en: Age?}
              hint: {en: In years.}
              aligned_with: {en: SDG 16.1.4}
              sensitive: true
              required: true
              minimum: 12
              maximum: 120
            """
        )
    )

    (age,) = survey.questions()
    assert age.hint is not None
    assert age.hint["en"] == "In years."
    assert (age.minimum, age.maximum) == (12, 120)
    assert age.sensitive
    assert age.required
    assert age.aligned_with is not None
    assert age.aligned_with["en"] == "SDG 16.1.4"


def test_the_questions_about_the_person_come_last_and_in_one_wording():
    survey = read(a_definition(after="demographics: [sector, gender]\n"))

    assert [section.id for section in survey.sections] == ["page", "about_you"]
    assert [question.id for question in survey.sections[1].questions] == ["gender", "sector"]
    gender = survey.question_of_item["gender"]
    assert gender.type is QuestionType.SINGLE
    assert not gender.required


def test_what_tables_cross_is_declared():
    after = "demographics: [gender, sector]\ncrossings: [sector by gender]\n"

    assert read(a_definition(after=after)).crossings == (("sector", "gender"),)
    assert read(a_definition(after="demographics: [gender]\n")).crossings == ()


def test_the_sectors_are_those_of_the_wave():
    survey = read(a_definition(after="demographics: [sector]\n"))
    harbour = Choice("harbour", in_languages("Harbour"))

    asked = with_sectors(survey, (harbour,))

    assert asked.question_of_item["sector"].choices == (harbour,)
    assert find_route(asked, {"sector": ["harbour"]}).answers == {"sector": "harbour"}


def test_nobody_is_asked_for_a_sector_when_the_wave_has_none():
    survey = with_sectors(read(a_definition(after="demographics: [sector]\n")), ())

    assert "sector" not in survey.question_of_item
    assert [section.id for section in find_route(survey, {}).sections()] == ["page"]


def test_every_text_is_read_in_every_language_of_the_survey():
    survey = read(TINY)

    for question in survey.questions():
        read_in = question.text.read_in("ar")
        assert (read_in.language, read_in.is_fallback) == ("ar", False)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
class TestShippedSurveys:
    def survey(self, path: Path) -> Survey:
        return check_survey_file(path, DEMOGRAPHICS)

    def test_it_passes_the_check_and_speaks_every_language(self, path: Path):
        assert set(self.survey(path).languages) == set(LANGUAGES)

    def test_it_says_who_is_behind_it_in_every_language(self, path: Path):
        survey = self.survey(path)
        texts: list[Translations] = [
            survey.run_by,
            survey.paid_by,
            survey.backed_by,
            survey.independence,
            survey.contact,
        ]
        assert all(set(text) >= set(LANGUAGES) for text in texts)

    def test_it_asks_for_gender_age_and_sector_without_demanding_them(self, path: Path):
        survey = self.survey(path)
        about_you = survey.sections[-1]
        # A sector would tell too much about staff.
        asked = ["gender", "age_band", *([] if survey.internal else ["sector"])]
        assert [question.id for question in about_you.questions] == asked
        assert not any(question.required for question in about_you.questions)

    def test_sensitive_questions_can_be_declined(self, path: Path):
        for question in self.survey(path).questions():
            if question.sensitive and question.codes:
                assert "prefer_not" in question.codes or not question.required, question.id


def test_the_handling_of_complaints_is_rated_by_one_question_in_every_language():
    (path,) = (each for each in ALL_SHIPPED if each.parent.name == RATING)
    survey = check_survey_file(path, DEMOGRAPHICS)
    assert [question.id for question in survey.questions()] == ["handling"]
    assert set(survey.languages) == set(LANGUAGES)


def test_residents_partners_and_staff_each_have_a_survey():
    assert {path.parent.name for path in SHIPPED} == {
        "neighbourhood-safety", "police-contact", "partnership", "staff-view"
    }  # fmt: skip
