"""Whom a printed question is for."""

from __future__ import annotations

import pytest

from copfeedback.printing.directions import directions
from copfeedback.printing.numbering import numbering
from copfeedback.surveys.expressions import compile_expression
from copfeedback.surveys.model import QuestionType
from tests.printing.papers import a_question, a_survey, choices, speech

SURVEY = a_survey(
    [
        a_question("victim", QuestionType.SINGLE, choices=choices("Yes", "No", "Not sure")),
        a_question("crimes", QuestionType.MULTIPLE, choices=choices("Theft", "Fraud")),
        a_question("age", QuestionType.NUMBER),
        a_question("trust", QuestionType.SCALE),
    ]
)


def told(condition: str) -> list[str]:
    return directions(compile_expression(condition), SURVEY, numbering(SURVEY), speech("en"))


@pytest.mark.parametrize(
    ("condition", "sentences"),
    [
        ("${victim} = 'yes'", ["Only if you answered “Yes” to question 1."]),
        (
            "${victim} = 'yes' or ${victim} = 'not_sure'",
            ["Only if you answered “Yes” or “Not sure” to question 1."],
        ),
        ("${victim} != 'no'", ["Not if you answered “No” to question 1."]),
        (
            "${victim} = 'yes' and selected(${crimes}, 'fraud')",
            [
                "Only if you answered “Yes” to question 1.",
                "Only if you answered “Fraud” to question 2.",
            ],
        ),
        ("not(selected(${crimes}, 'fraud'))", ["Not if you answered “Fraud” to question 2."]),
        ("${trust} = 0", ["Only if you answered 0 to question 4."]),
    ],
)
def test_answers_are_named_when_a_condition_compares_with_choices(
    condition: str, sentences: list[str]
):
    assert told(condition) == sentences


@pytest.mark.parametrize(
    ("condition", "numbers"),
    [
        ("${age} >= 18", "answer to question 3"),
        ("${victim} = 'yes' or ${age} < 18", "answers to questions 1 and 3"),
        ("${victim} = 'yes' or ${victim} = 'no' and ${trust} = 0", "answers to questions 1 and 4"),
        ("(${victim} = 'yes' or ${trust} = 1) and ${age} > 3", "questions 1, 3, and 4"),
    ],
)
def test_questions_are_named_when_a_condition_is_more_than_that(condition: str, numbers: str):
    (sentence,) = told(condition)
    assert sentence.startswith("Only for some people.")
    assert numbers in sentence
