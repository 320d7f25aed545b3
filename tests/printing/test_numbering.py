"""The numbers that data entry types."""

from __future__ import annotations

from copfeedback.printing.numbering import choice_numbers, numbering, question_number
from copfeedback.surveys.model import Choice, QuestionType, Row
from tests.printing.papers import a_question, a_survey, choices, said

OTHER = (*choices("Yes", "No"), Choice("other", said("Other"), specify=True))
SURVEY = a_survey(
    [
        a_question("agree", QuestionType.CONSENT),
        a_question("hello", QuestionType.NOTE),
        a_question("why", QuestionType.SINGLE, choices=OTHER),
        a_question(
            "grid",
            QuestionType.LIKERT_GRID,
            choices=choices("Yes", "No"),
            rows=(Row("first", said("First")), Row("second", said("Second"))),
        ),
        a_question("trust", QuestionType.SCALE),
    ]
)


def test_questions_count_from_one_and_rows_of_a_grid_within_it_when_notes_stand_between():
    assert numbering(SURVEY) == {
        "agree": "1",
        "why": "2",
        "why_other": "2.3",
        "first": "3.1",
        "second": "3.2",
        "trust": "4",
    }


def test_a_grid_as_a_whole_has_the_number_before_the_point():
    numbers = numbering(SURVEY)
    by_id = {question.id: question_number(question, numbers) for question in SURVEY.questions()}
    assert by_id == {"agree": "1", "hello": "", "why": "2", "grid": "3", "trust": "4"}


def test_answers_have_the_number_that_is_printed_beside_their_box():
    by_id = {question.id: choice_numbers(question) for question in SURVEY.questions()}
    assert by_id["agree"] == {"yes": 1, "no": 2}
    assert by_id["why"] == {"yes": 1, "no": 2, "other": 3}
    assert by_id["trust"]["0"] == 0
    assert by_id["trust"]["10"] == 10
