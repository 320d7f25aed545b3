"""A survey with everything that disclosure has to think of, and waves of it by group sizes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any

from copfeedback.results.columns import Columns
from copfeedback.results.disclosure import publish
from copfeedback.results.published import PublishedTable
from copfeedback.results.reading_columns import StoredResponse, read_columns
from copfeedback.surveys.model import Question, QuestionType, Survey
from tests.factories import a_question, a_survey, an_asked_wave

GENDERS = ("woman", "man", "non_binary", "prefer_not")
GENDER = a_question(
    "gender", "single", "woman", "man", "non_binary", "self_described", "prefer_not"
)
AGES = ("18_29", "30_59", "60_over")
AGE = a_question("age_band", "single", *AGES)
SECTORS = ("harbour", "hills", "centre")
SECTOR = a_question("sector", "single", *SECTORS)

_QUESTIONS = [
    a_question("content", "single", "yes", "no", "dont_know", favourable=("yes",)),
    a_question("why_not", "single", "slow", "rude", "other", show_if="${content} = 'no'"),
    a_question("wishes", "multiple", "lights", "patrols"),
    a_question("victim", "single", "yes", "no", sensitive=True),
    a_question("reported", "single", "yes", "no", sensitive=True, show_if="${victim} = 'yes'"),
    a_question("helped", "single", "well", "badly", show_if="${reported} = 'yes'"),
]
WITH_EVERYTHING = a_survey(_QUESTIONS, [GENDER])
WITH_ALL_TABLES = a_survey(_QUESTIONS, [GENDER, AGE, SECTOR])

Answers = Mapping[str, Any]

_PERSON: Mapping[str, Sequence[str]] = {
    "gender": GENDERS,
    "age_band": (*AGES, ""),
    "sector": (*SECTORS, ""),
    "mode": ("light", "paper"),
}


def columns_of(
    responses: Iterable[Answers], survey: Survey = WITH_EVERYTHING, **plan: Any
) -> Columns:
    """The columns of these responses, each given by its answers and perhaps its mode."""
    stored = [
        StoredResponse(
            json.dumps({name: value for name, value in each.items() if name != "mode"}),
            each.get("mode", "light"),
        )
        for each in responses
    ]
    return read_columns(survey, an_asked_wave(survey, **plan).wave, stored)


def published(
    responses: Iterable[Answers], survey: Survey = WITH_EVERYTHING
) -> Mapping[str, PublishedTable]:
    """The tables of these responses."""
    return publish(an_asked_wave(survey), columns_of(responses, survey)).tables


def responses(sizes: Mapping[str, int], answers: Callable[[int], Answers]) -> list[Answers]:
    """So many responses of each gender; ``answers`` gets 0, 1, … within a gender."""
    return [
        {**answers(at), "gender": gender} for gender, size in sizes.items() for at in range(size)
    ]


def random_wave(sizes: Sequence[int], seed: int, survey: Survey = WITH_EVERYTHING) -> list[Answers]:
    """A wave of groups of these sizes (in the order of GENDERS) with answers of every shape.

    Within a group and question, answers are spread, almost unanimous or unanimous.
    """
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    wave: list[Answers] = []
    for gender, size in zip(GENDERS, sizes, strict=True):
        leaning = {q.id: _leaning(random, q) for q in survey.questions()}
        for _ in range(size):
            answers: dict[str, Any] = {}
            for question in survey.questions():
                if question.show_if is None or question.show_if.holds(answers):
                    _answer(random, question, leaning[question.id], answers)
            wave.append({**answers, "gender": gender})
    return wave


def random_crowd(size: int, seed: int, survey: Survey = WITH_ALL_TABLES) -> list[Answers]:
    """A wave with genders, ages, sectors and modes of every shape, some values seldom."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    shares = {
        name: [random.choice((0.003, 0.02, 0.1, 0.5, 1)) for _ in values]
        for name, values in _PERSON.items()
    }
    gender = shares["gender"]
    gender[:2] = [0.5, 0.5]
    leaning = {
        (q.id, name): _leaning(random, q) for q in survey.questions() for name in _PERSON["gender"]
    }
    crowd: list[Answers] = []
    for _ in range(size):
        person = {name: random.choices(values, shares[name])[0] for name, values in _PERSON.items()}
        answers: dict[str, Any] = {}
        for question in survey.questions():
            if question.id not in person and (
                question.show_if is None or question.show_if.holds(answers)
            ):
                _answer(random, question, leaning[question.id, person["gender"]], answers)
        crowd.append({**answers, **{name: value for name, value in person.items() if value}})
    return crowd


def _leaning(random: Random, question: Question) -> dict[str, float]:
    codes = [*(choice.code for choice in question.choices), ""]
    shape = random.choice(["spread", "spread", "almost", "unanimous"])
    if shape == "spread":
        return {code: random.random() ** 2 for code in codes}
    favourite = random.choice(codes)
    rest = 0.0 if shape == "unanimous" else 0.03
    return {code: 1.0 if code == favourite else rest for code in codes}


def _answer(
    random: Random, question: Question, leaning: Mapping[str, float], answers: dict[str, Any]
) -> None:
    if question.type is QuestionType.MULTIPLE:
        ticked = [code for code, weight in leaning.items() if code and random.random() < weight]
        if ticked:
            answers[question.id] = ticked
        return
    code = random.choices(list(leaning), list(leaning.values()))[0]
    if code:
        answers[question.id] = code
