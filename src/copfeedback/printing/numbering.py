"""The numbers that stand on paper beside questions and answers: what data entry types."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.surveys.model import (
    ASKED_NOTHING,
    NO,
    SCALE_MAXIMUM,
    SCALE_MINIMUM,
    YES,
    Question,
    QuestionType,
    Survey,
)


def numbering(survey: Survey) -> dict[str, str]:
    """The printed number of each item, in the order of the paper.

    Questions count from 1, whoever they are asked of. The rows of a grid are 8.1, 8.2 and so on;
    an answer in own words that comes with choice 5 of question 7 is 7.5.
    """
    asked = (question for question in survey.questions() if question.type not in ASKED_NOTHING)
    found: dict[str, str] = {}
    for number, question in enumerate(asked, 1):
        if question.type is QuestionType.LIKERT_GRID:
            found |= {row.id: f"{number}.{at}" for at, row in enumerate(question.rows, 1)}
            continue
        found[question.id] = str(number)
        if question.other_item:
            codes = [choice.code for choice in question.choices]
            at = min(codes.index(code) for code in question.specified) + 1
            found[question.other_item] = f"{number}.{at}"
    return found


def question_number(question: Question, numbers: Mapping[str, str]) -> str:
    """The number of a question as a whole; empty for what is not asked."""
    return numbers[question.item_ids[0]].partition(".")[0] if question.item_ids else ""


def choice_numbers(question: Question) -> dict[str, int]:
    """The printed number of each answer of a question, by its code."""
    if question.type is QuestionType.CONSENT:
        return {YES: 1, NO: 2}
    if question.type is QuestionType.SCALE:
        return {str(point): point for point in range(SCALE_MINIMUM, SCALE_MAXIMUM + 1)}
    return {choice.code: at for at, choice in enumerate(question.choices, 1)}
