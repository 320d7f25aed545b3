"""A question as one person is asked it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import Catalogues, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.surveys.asking import (
    as_asked,
    has_easy_words,
    is_the_same_for_all,
    parts_of_day,
    problem_in_words,
)
from copfeedback.surveys.model import Question, Survey
from copfeedback.surveys.routing import Route, find_route
from copfeedback.surveys.wording import answer_in_words
from tests.every_type import ENTERED, every_survey
from tests.factories import a_question, a_survey, in_languages

TODAY = date(2026, 5, 6)
CATALOGUES = Catalogues(PROJECT / "locales")
ENGLISH, ARABIC = CATALOGUES.speech("en"), CATALOGUES.speech("ar")
EVERYTHING = {item: values for entries in ENTERED.values() for item, values in entries.items()}


def route(**changes: Sequence[str]) -> Route:
    """The way of somebody who answered everything; an empty list leaves an answer out."""
    entered = {item: values for item, values in (EVERYTHING | changes).items() if values}
    return find_route(every_survey(), entered, seed=b"s" * 16, today=TODAY)


def asked(
    id_: str, speech: Speech = ENGLISH, *, easy: bool = False, **changes: list[str]
) -> Question:
    """A question of the questionnaire that has everything, as it is asked."""
    way = route(**changes)
    question = next(each for each in way.survey.questions() if each.id == id_)
    return as_asked(question, way, speech, easy=easy, today=TODAY)


def survey_of(question: Question) -> Survey:
    return a_survey([a_question("first", "text"), question])


def test_an_earlier_answer_stands_in_the_words_of_the_reader():
    assert asked("town").text["en"] == "In which town of North?"
    assert asked("town", ARABIC).text["ar"] == "في أي مدينة في الشمال؟"


def test_numbers_days_and_calculated_values_are_written_as_the_language_writes_them():
    english, arabic = asked("summary").text["en"], asked("summary", ARABIC).text["ar"]

    assert english.startswith("You live with 8 hands in Laketon, since January 31, 2026")
    assert "البحيرة" in arabic
    assert "يناير" in arabic


def test_what_was_not_answered_reads_as_left_open():
    words = asked("summary", people=[], town=[], since=[], travel=[]).text["en"]

    assert words == "You live with … hands in …, since …, and go by …."


def test_an_answer_that_counts_no_more_is_not_mentioned():
    assert "go by …." in asked("summary", travel=["bus"]).text["en"]


def test_an_answer_that_looks_like_a_mention_is_taken_as_it_is():
    assert asked("story", name=["${people} ${nobody}"]).text["en"] == (
        "What happened at ${people} ${nobody}?"
    )


def test_a_mention_of_a_choice_whose_words_mention_another_answer_is_filled_too():
    survey = every_survey()
    later = a_question("later", "note", text=in_languages("You chose ${again}"))
    section = replace(survey.sections[-2], questions=(*survey.sections[-2].questions, later))
    survey = replace(survey, sections=(*survey.sections[:-2], section, survey.sections[-1]))
    way = find_route(survey, EVERYTHING, today=TODAY)

    assert as_asked(later, way, ENGLISH, today=TODAY).text["en"] == (
        "You chose Like “<i>Old</i> & _new_ [x](y)”"
    )


@pytest.mark.parametrize("part", ["text", "hint", "low", "high"])
def test_every_part_of_a_question_can_mention_an_answer(part: str):
    words = {"low": in_languages("0"), "high": in_languages("10")}
    question = a_question("q", "scale", **(words | {part: in_languages("Of ${first}.")}))
    way = find_route(survey_of(question), {"first": ["us"]})

    assert getattr(as_asked(question, way, ENGLISH), part)["en"] == "Of us."


def test_rows_and_choices_can_mention_an_answer():
    grid = a_question("q", "likert_grid", "row")
    row = replace(grid.rows[0], text=in_languages("Row of ${first}"))
    choice = replace(grid.choices[0], text=in_languages("Yes, ${first}"))
    grid = replace(grid, rows=(row,), choices=(choice,))
    way = find_route(survey_of(grid), {"first": ["us"]})

    filled = as_asked(grid, way, ENGLISH)
    assert filled.text_of("row")["en"] == "Row of us"
    assert answer_in_words(filled, "row", choice.code, ENGLISH) == "Yes, us"


def test_messages_can_mention_an_answer():
    way = route(since=["7", "5", "2026"])
    problem = next(each for each in way.problems if each.item == "since")

    assert problem_in_words(problem, way, ENGLISH) == "With 4 people, that day is still to come."
    assert problem_in_words(problem, way, ARABIC).startswith("مع 4 أشخاص")


def test_easy_words_are_used_where_the_language_has_them():
    assert asked("region", easy=True).text["en"] == "Your place?"
    assert asked("travel", easy=True).text["en"] == "How do you travel?"
    assert asked("region", CATALOGUES.speech("fr"), easy=True).text["en"] == "Where do you live?"
    assert has_easy_words(every_survey(), "ar")
    assert not has_easy_words(every_survey(), "fr")


def test_easy_words_can_mention_an_answer():
    question = a_question("q", "text", easy=in_languages("And ${first}?"))
    way = find_route(survey_of(question), {"first": ["us"]})

    assert as_asked(question, way, ENGLISH, easy=True).text["en"] == "And us?"


def test_only_the_choices_that_fit_an_earlier_answer_are_offered():
    assert [choice.code for choice in asked("town").choices] == ["hill", "lake"]
    assert [choice.code for choice in asked("town", region=["south"]).choices] == ["bay"]
    assert asked("town", region=[]).choices == ()


def test_a_consent_is_answered_with_yes_or_no_and_must_be():
    consent = asked("agrees")

    assert [choice.code for choice in consent.choices] == ["yes", "no"]
    assert consent.required
    assert consent.choices[0].text.read_in("en").text == "Yes, I agree"


@pytest.mark.parametrize(
    ("id_", "same"),
    [("region", True), ("town", False), ("summary", False), ("street_1", False), ("again", False)],
)
def test_what_is_another_thing_for_each_person_is_known(id_: str, same: bool):
    question = next(each for each in every_survey().questions() if each.id == id_)

    assert is_the_same_for_all(question) is same


@pytest.mark.parametrize(
    ("entries", "parts"),
    [
        ([], ("", "", "")),
        (["2026-05-06"], ("6", "5", "2026")),
        (["6", "5", "2026"], ("6", "5", "2026")),
        (["06", "", ""], ("06", "", "")),
        (["٦", "5", "٢٠٢٦"], ("٦", "5", "٢٠٢٦")),
        (["6", "5"], ("6", "5", "")),
        (["1", "2", "3", "4"], ("1", "2", "3")),
        (["nonsense"], ("", "", "nonsense")),
    ],
)
def test_the_parts_of_a_day_stand_in_their_fields(entries: list[str], parts: tuple[str, str, str]):
    assert parts_of_day(entries) == parts


def test_languages_keep_their_own_words_when_answers_are_filled_in():
    text = Translations({"en": "Of ${first}", "ar": "من ${first}"})
    question = a_question("q", "note", text=text)
    way = find_route(survey_of(question), {"first": ["us"]})

    assert dict(as_asked(question, way, ENGLISH).text) == {"en": "Of us", "ar": "من us"}
