"""What is released of a questionnaire: its items, their answers, and which of these are good."""

from __future__ import annotations

from copfeedback.results.published import NO_ANSWER
from copfeedback.results.routing import asking_of
from copfeedback.surveys.model import (
    SCALE_MAXIMUM,
    SCALE_MINIMUM,
    Question,
    QuestionType,
    Survey,
)
from copfeedback.surveys.rules import SUPPLIED

WITH_SHARES = frozenset(
    {
        QuestionType.SINGLE,
        QuestionType.MULTIPLE,
        QuestionType.SCALE,
        QuestionType.LIKERT_GRID,
        QuestionType.RANKING,
    }
)
LARGEST_RELEASED = 1_000
"""A number can be as large as this at most, or its mean could be one person's number."""


def has_mean(question: Question) -> bool:
    """Whether a mean is released: of a scale, and of a number that cannot be large."""
    if question.type is QuestionType.SCALE:
        return True
    numbers = (QuestionType.NUMBER, QuestionType.DECIMAL)
    return question.type in numbers and question.maximum <= LARGEST_RELEASED


def items_with_figures(survey: Survey) -> dict[str, Question]:
    """What is released of a survey, in the order of the questionnaire.

    Of a ranking, that is the share who ranked each choice first; of a number, its mean. Not
    released: days, texts and large numbers, the questions about the person, and whatever depends
    on a text or a day, because nobody can tell any more who was asked.
    """
    asking = asking_of(survey)
    return {
        item: question
        for question in survey.questions()
        if (question.type in WITH_SHARES or has_mean(question))
        and question.id not in SUPPLIED
        and asking[question.id].can_be_told
        for item in question.item_ids
        if item != question.other_item
    }


def items_with_shares(survey: Survey) -> dict[str, Question]:
    """Those of them whose answers have shares."""
    return {
        item: question
        for item, question in items_with_figures(survey).items()
        if question.type in WITH_SHARES
    }


def answer_codes(question: Question) -> tuple[str, ...]:
    """The answers a question can have, ``no_answer`` last; that alone for a number."""
    if question.type is QuestionType.SCALE:
        codes = tuple(str(point) for point in range(SCALE_MINIMUM, SCALE_MAXIMUM + 1))
    else:
        codes = tuple(choice.code for choice in question.choices)
    return (*codes, NO_ANSWER)


def favourable_codes(question: Question, item: str) -> tuple[str, ...]:
    """The favourable answers of an item; none if it is no key indicator."""
    row = next((row for row in question.rows if row.id == item), None)
    return row.favourable if row else question.favourable
