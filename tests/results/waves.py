"""A survey with everything that disclosure has to think of, and waves of it by group sizes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any

from copfeedback.results.counting import count_wave
from copfeedback.results.disclosure import publish
from copfeedback.results.model import WaveCounts
from copfeedback.results.published import PublishedTable
from copfeedback.surveys.model import Question, QuestionType, Survey
from tests.factories import a_question, a_survey

GENDERS = ("woman", "man", "non_binary", "prefer_not")
GENDER = a_question(
    "gender", "single", "woman", "man", "non_binary", "self_described", "prefer_not"
)

WITH_EVERYTHING = a_survey(
    [
        a_question("content", "single", "yes", "no", "dont_know", favourable=("yes",)),
        a_question("why_not", "single", "slow", "rude", "other", show_if="${content} = 'no'"),
        a_question("wishes", "multiple", "lights", "patrols"),
        a_question("victim", "single", "yes", "no", sensitive=True),
        a_question("reported", "single", "yes", "no", sensitive=True, show_if="${victim} = 'yes'"),
        a_question("helped", "single", "well", "badly", show_if="${reported} = 'yes'"),
    ],
    [GENDER],
)

Answers = Mapping[str, Any]


def counted(responses: Iterable[Answers], survey: Survey = WITH_EVERYTHING) -> WaveCounts:
    """The counts of these responses, each given by its answers."""
    return count_wave(survey, map(json.dumps, responses))


def published(
    responses: Iterable[Answers], survey: Survey = WITH_EVERYTHING
) -> dict[str, PublishedTable]:
    """The tables of these responses."""
    return publish("wave", survey, counted(responses, survey))


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
