"""The questionnaire on paper."""

from __future__ import annotations

import time

import pytest

from copfeedback.application import PROJECT
from copfeedback.printing.questionnaire import paper_questionnaire
from copfeedback.surveys.definition import check_survey_file, with_sectors
from copfeedback.surveys.expressions import compile_expression
from copfeedback.surveys.model import Choice, Question, QuestionType, Row
from copfeedback.surveys.wave_model import Behind, WavePlan
from tests.factories import DEMOGRAPHICS
from tests.printing.papers import (
    SECTORS,
    a_question,
    a_survey,
    a_wave,
    choices,
    read,
    said,
    speech,
    text_of,
)

AGREEMENT = choices("Agree", "Neither", "Disagree")
EVERY_TYPE = [
    a_question("consent", QuestionType.CONSENT),
    a_question("note", QuestionType.NOTE, text=said("Please read this first.")),
    a_question("single", QuestionType.SINGLE, choices=choices("Red", "Green")),
    a_question(
        "multiple",
        QuestionType.MULTIPLE,
        choices=(*choices("Bread", "Milk"), Choice("other", said("Something else"), specify=True)),
        max_answers=2,
    ),
    a_question(
        "grid",
        QuestionType.LIKERT_GRID,
        choices=AGREEMENT,
        rows=(Row("a_row", said("They listen")),),
    ),
    a_question("scale", QuestionType.SCALE, low=said("Not at all"), high=said("Completely")),
    a_question("ranking", QuestionType.RANKING, choices=choices("Lights", "Parks", "Schools")),
    a_question("number", QuestionType.NUMBER, maximum=120),
    a_question("decimal", QuestionType.DECIMAL),
    a_question("date", QuestionType.DATE),
    a_question("time", QuestionType.TIME),
    a_question("short", QuestionType.TEXT, short=True),
    a_question("long", QuestionType.TEXT, max_length=2_000),
    a_question("sector", QuestionType.SECTOR),
    a_question("sum", QuestionType.CALCULATE, calculation=compile_expression("${number} + 1")),
]


def printed(questions: list[Question], tag: str = "en", **parts: object) -> str:
    return text_of(paper_questionnaire(a_survey(questions, **parts), a_wave(), speech(tag)))


@pytest.mark.parametrize("tag", ["en", "ar", "ru"])
def test_every_type_of_question_is_printed_in_every_direction(tag: str):
    text = printed(EVERY_TYPE, tag)
    asked = [q for q in EVERY_TYPE if q.type not in {QuestionType.NOTE, QuestionType.CALCULATE}]
    assert [q.id for q in asked if f"What about {q.id}?" not in text] == []
    assert "Please read this first." in text


def test_what_is_worked_out_is_not_asked():
    assert "What about sum?" not in printed(EVERY_TYPE)


def test_each_answer_is_printed_with_its_number():
    assert "1 Red 2 Green" in printed(EVERY_TYPE)


def test_it_says_how_many_boxes_may_be_marked_when_that_is_not_one():
    assert "Mark no more than 2 boxes." in printed(EVERY_TYPE)


def test_the_sectors_are_those_of_the_wave():
    assert "1 Harbour" in printed(EVERY_TYPE)


def test_who_is_behind_it_is_said_by_the_wave_where_it_says_so_else_by_the_survey():
    survey = a_survey(EVERY_TYPE, run_by=said("The institute"), paid_by=said("The fund"))
    wave = a_wave(plan=WavePlan(behind=Behind(paid_by=said("The city"))))
    text = text_of(paper_questionnaire(survey, wave, speech("en")))
    assert "The institute" in text
    assert "The city" in text
    assert "The fund" not in text


def test_each_page_has_a_place_for_the_slip_number_and_says_which_page_it_is():
    pages = read(paper_questionnaire(a_survey(EVERY_TYPE), a_wave(), speech("en"))).pages
    for number, page in enumerate(pages, 1):
        words = " ".join(page.extract_text().split())
        assert "Slip number" in words
        assert f"Page {number} of {len(pages)}" in words
        assert "paper-spring · en" in words


def test_a_question_says_whom_it_is_for_when_it_is_not_for_all():
    questions = [
        a_question("victim", QuestionType.SINGLE, choices=choices("Yes", "No")),
        a_question("told", QuestionType.TEXT, show_if=compile_expression("${victim} = 'yes'")),
    ]
    assert "Only if you answered “Yes” to question 1." in printed(questions)


def test_a_mention_of_an_earlier_answer_says_where_it_stands():
    questions = [
        a_question("colour", QuestionType.TEXT),
        a_question("why", QuestionType.TEXT, text=said("Why ${colour}?")),
    ]
    assert "Why [your answer to question 1]?" in printed(questions)


def test_a_text_that_is_not_in_the_language_says_in_which_it_is():
    text = printed([a_question("why", QuestionType.TEXT, text=said("Why?"))], "fr")
    assert "Why? [Anglais]" in text


def test_the_document_says_its_title_and_language():
    pdf = read(paper_questionnaire(a_survey(EVERY_TYPE), a_wave(), speech("ar")))
    assert pdf.root_object["/Lang"] == "ar"
    assert pdf.metadata is not None
    assert pdf.metadata.title == "A survey on paper"


def test_arabic_letters_are_joined_and_vowel_signs_stand_on_them():
    title = said("Safety", ar="لاحقًا تغيّر")
    pdf = paper_questionnaire(a_survey(EVERY_TYPE, title=title), a_wave(), speech("ar"))
    drawn = read(pdf).pages[0].extract_text()
    for word in ("لاحقًا", "تغيّر"):
        assert word in drawn


def test_a_text_longer_than_a_page_goes_on_on_the_next():
    long = said(" ".join(["words"] * 2_000) + " end")
    pdf = paper_questionnaire(a_survey(EVERY_TYPE, introduction=long), None, speech("en"))
    pages = [page.extract_text() for page in read(pdf).pages]
    assert "words" in pages[0]
    assert "end" in pages[2]


def test_a_grid_is_printed_row_by_row_when_it_has_too_many_answers_for_a_table():
    many = choices(*(f"Answer {at}" for at in range(12)))
    grid = a_question(
        "grid", QuestionType.LIKERT_GRID, choices=many, rows=(Row("a_row", said("They listen")),)
    )
    assert "12 Answer 11" in printed([grid])


def test_the_head_of_a_table_is_repeated_when_it_goes_on_on_another_page():
    rows = tuple(Row(f"row_{at}", said(f"Statement {at}")) for at in range(60))
    grid = a_question("grid", QuestionType.LIKERT_GRID, choices=AGREEMENT, rows=rows)
    pages = read(paper_questionnaire(a_survey([grid]), None, speech("en"))).pages
    assert len([page for page in pages if "Disagree" in page.extract_text()]) == len(pages)
    assert len(pages) > 2


@pytest.mark.parametrize("tag", ["en", "ar", "fr", "ru", "es", "uk"])
def test_the_shipped_survey_is_printed_in_each_of_its_languages(tag: str):
    path = PROJECT / "surveys" / "neighbourhood-safety" / "v1.yaml"
    survey = with_sectors(check_survey_file(path, DEMOGRAPHICS), SECTORS)
    pdf = read(paper_questionnaire(survey, a_wave(), speech(tag)))
    assert 6 <= len(pdf.pages) <= 14


def test_a_hundred_questions_are_printed_within_two_seconds():
    asked = [
        a_question(f"q{at}", QuestionType.SINGLE, choices=choices("Yes", "No", f"Maybe {at}"))
        for at in range(100)
    ]
    start = time.monotonic()
    pdf = paper_questionnaire(a_survey(asked), a_wave(), speech("en"))
    assert time.monotonic() - start < 2
    text = text_of(pdf)
    assert [at for at in range(100) if f"What about q{at}?" not in text] == []
