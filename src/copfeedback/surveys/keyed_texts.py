"""Every text of a questionnaire, under a key that stays when parts are moved about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from copfeedback.surveys.model import Choice, Question, QuestionType, Row, Section, Survey
from copfeedback.surveys.wave_model import BEHIND
from copfeedback.surveys.yaml_shape import (
    ChoiceShape,
    QuestionShape,
    RowShape,
    SectionShape,
    SurveyShape,
)

Path: TypeAlias = tuple[str | int, ...]

SURVEY_TEXTS = ("title", *BEHIND)
QUESTION_TEXTS = (
    "text",
    "hint",
    "easy",
    "aligned_with",
    "low",
    "high",
    "required_message",
    "constraint_message",
)


@dataclass(frozen=True, slots=True)
class KeyedText:
    """One text in its languages: its key, its place in words, and its path in the definition."""

    key: str
    where: str
    path: Path
    texts: Mapping[str, str]


def keyed_texts(survey: Survey | SurveyShape) -> Iterator[KeyedText]:
    """Every text, in the order of the file.

    In a definition each list of choices has its texts once, however many questions share it; in
    a survey that was read the choices are each question's own.
    """
    for name in SURVEY_TEXTS:
        if texts := getattr(survey, name):
            yield KeyedText(f"survey.{name}", name.replace("_", " "), (name,), texts)
    if isinstance(survey, SurveyShape):
        for name, choices in survey.choice_lists.items():
            owner = f"list.{_escaped(name)}"
            yield from _of_choices(choices, owner, f"list {name}", ("choice_lists", name))
    sections: Sequence[Section | SectionShape] = survey.sections
    for at, section in enumerate(sections):
        where = f"title of section {section.id}"
        path: Path = ("sections", at, "title")
        yield KeyedText(f"section.{section.id}.title", where, path, section.title)
        questions: Sequence[Question | QuestionShape] = section.questions
        for place, question in enumerate(questions):
            yield from _of_question(question, ("sections", at, "questions", place))


def _of_question(question: Question | QuestionShape, path: Path) -> Iterator[KeyedText]:
    where = f"question {question.id}"
    for name in QUESTION_TEXTS:
        texts = getattr(question, name)
        # What is worked out is never asked: its text is seen by nobody.
        if texts and not (name == "text" and question.type is QuestionType.CALCULATE):
            key = f"question.{question.id}.{name}"
            yield KeyedText(key, f"{name.replace('_', ' ')} of {where}", (*path, name), texts)
    if not isinstance(question.choices, str) and not is_of_sectors(question):
        owner = f"choice.{_escaped(question.id)}"
        yield from _of_choices(question.choices, owner, where, (*path, "choices"))
    rows: Sequence[Row | RowShape] = question.rows
    for at, row in enumerate(rows):
        place = f"row {row.id} of {where}"
        yield KeyedText(f"row.{row.id}.text", place, (*path, "rows", at, "text"), row.text)


def is_of_sectors(question: Question | QuestionShape) -> bool:
    """Whether people pick a sector: those belong to the wave, with their names."""
    return question.id == "sector" or question.type is QuestionType.SECTOR


def _of_choices(
    choices: Sequence[Choice | ChoiceShape], owner: str, where: str, path: Path
) -> Iterator[KeyedText]:
    for at, choice in enumerate(choices):
        place = f"choice {choice.code} of {where}"
        yield KeyedText(f"{owner}.{choice.code}", place, (*path, at, "text"), choice.text)


def _escaped(owner: str) -> str:
    """A name in which no dot is mistaken for the one before the code."""
    return owner.replace("\\", "\\\\").replace(".", "\\.")
