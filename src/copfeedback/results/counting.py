"""Counting: one pass over the answers of a wave, in the memory of a few thousand of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import methodcaller
from typing import Any, TypeAlias

import orjson

from copfeedback.results.model import Answered, WaveCounts
from copfeedback.results.published import NO_ANSWER, Group
from copfeedback.results.routing import asking_of
from copfeedback.surveys.expressions import Expression
from copfeedback.surveys.model import (
    SCALE_MAXIMUM,
    SCALE_MINIMUM,
    Question,
    QuestionType,
    Survey,
)
from copfeedback.surveys.rules import SUPPLIED

GROUPS = (Group.WOMAN, Group.MAN, Group.ANOTHER, Group.NOT_STATED)
_GROUP_OF: Mapping[str | None, Group] = {
    "woman": Group.WOMAN,
    "man": Group.MAN,
    "non_binary": Group.ANOTHER,
    "self_described": Group.ANOTHER,
}
WITH_SHARES = frozenset(
    {
        QuestionType.SINGLE,
        QuestionType.MULTIPLE,
        QuestionType.SCALE,
        QuestionType.LIKERT_GRID,
        QuestionType.RANKING,
    }
)
CHUNK = 5_000

_Stored: TypeAlias = dict[str, Any]
"""The answers of one response: only those to questions that were shown; texts lie elsewhere."""


def items_with_shares(survey: Survey) -> dict[str, Question]:
    """What is released of a survey, in the order of the questionnaire.

    Of a ranking, that is the share who ranked each choice first. Not released: numbers, days and
    texts, the questions about the person, and whatever depends on a text or a day, because nobody
    can tell any more who was asked.
    """
    asking = asking_of(survey)
    return {
        item: question
        for question in survey.questions()
        if question.type in WITH_SHARES
        and question.id not in SUPPLIED
        and asking[question.id].can_be_told
        for item in question.item_ids
        if item != question.other_item
    }


def answer_codes(question: Question) -> tuple[str, ...]:
    """The answers a question can have, ``no_answer`` last."""
    if question.type is QuestionType.SCALE:
        codes = tuple(str(point) for point in range(SCALE_MINIMUM, SCALE_MAXIMUM + 1))
    else:
        codes = tuple(choice.code for choice in question.choices)
    return (*codes, NO_ANSWER)


def favourable_codes(question: Question, item: str) -> tuple[str, ...]:
    """The favourable answers of an item; none if it is no key indicator."""
    row = next((row for row in question.rows if row.id == item), None)
    return row.favourable if row else question.favourable


def count_wave(survey: Survey, stored: Iterable[str]) -> WaveCounts:
    """Count who was asked what and what they answered.

    Args:
        survey: the questionnaire.
        stored: the answers of each response, as JSON.
    """
    questions = items_with_shares(survey)
    asking = asking_of(survey)
    populations: dict[tuple[Expression, ...], _Population] = {}
    for question in survey.questions():
        conditions = asking[question.id].conditions
        if not asking[question.id].can_be_told:
            continue
        population = populations.setdefault(conditions, _Population(conditions))
        population.questions.append(question.id)
        for item in question.item_ids:
            if item in questions:
                population.tallies[item] = _Tally(_reader(question, item))
    everyone = dict.fromkeys(GROUPS, 0)
    for responses in _chunks(stored):
        by_group: dict[Group, list[_Stored]] = {group: [] for group in GROUPS}
        for answers in responses:
            by_group[_GROUP_OF.get(answers.get("gender"), Group.NOT_STATED)].append(answers)
        for group, members in by_group.items():
            everyone[group] += len(members)
            for population in populations.values():
                population.count(group, members)
    return WaveCounts(
        respondents=everyone,
        asked={
            question: dict(population.asked)
            for population in populations.values()
            for question in population.questions
        },
        items={
            item: _answered(question, item, population)
            for item, question in questions.items()
            for population in populations.values()
            if item in population.tallies
        },
    )


def _chunks(stored: Iterable[str]) -> Iterator[list[_Stored]]:
    iterator = iter(stored)
    while texts := list(islice(iterator, CHUNK)):
        yield orjson.loads(f"[{','.join(texts)}]")


def _reader(question: Question, item: str) -> Callable[[_Stored], Any]:
    if question.type is QuestionType.MULTIPLE:
        return lambda answers: tuple(answers.get(item, ()))
    if question.type is QuestionType.RANKING:
        return lambda answers: next(iter(answers.get(item, ())), None)
    return methodcaller("get", item)


@dataclass
class _Tally:
    """How often each group gave each answer; a multiple choice counts whole sets of ticks."""

    read: Callable[[_Stored], Any]
    counts: dict[Group, Counter[Any]] = field(
        default_factory=lambda: {group: Counter() for group in GROUPS}
    )


@dataclass
class _Population:
    """Everyone who is asked the questions with the same conditions."""

    conditions: tuple[Expression, ...]
    questions: list[str] = field(default_factory=list)
    tallies: dict[str, _Tally] = field(default_factory=dict)
    asked: dict[Group, int] = field(default_factory=lambda: dict.fromkeys(GROUPS, 0))
    # Few combinations of answers occur, so conditions are looked up far oftener than evaluated.
    _known: dict[tuple[Any, ...], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = tuple({name for each in self.conditions for name in each.references()})

    def count(self, group: Group, responses: Sequence[_Stored]) -> None:
        """Count some responses of one group."""
        if self.conditions:
            responses = [each for each in responses if self._is_asked(each)]
        self.asked[group] += len(responses)
        for tally in self.tallies.values():
            tally.counts[group].update(map(tally.read, responses))

    def _is_asked(self, answers: _Stored) -> bool:
        # The stored answers are those of shown questions, which is what routing looks at.
        values = map(answers.get, self._names)
        key = tuple(tuple(value) if isinstance(value, list) else value for value in values)
        if key not in self._known:
            given = zip(self._names, key, strict=True)
            seen = {name: value for name, value in given if value is not None}
            self._known[key] = all(each.holds(seen) for each in self.conditions)
        return self._known[key]


def _answered(question: Question, item: str, population: _Population) -> dict[Group, Answered]:
    codes = answer_codes(question)
    good = frozenset(favourable_codes(question, item))
    found: dict[Group, Answered] = {}
    for group, counts in population.tallies[item].counts.items():
        answers, favourable = dict.fromkeys(codes, 0), 0
        for answer, count in counts.items():
            given = _given(answer)
            for code in given:
                answers[code] += count
            if good.intersection(given):
                favourable += count
        found[group] = Answered(population.asked[group], answers, favourable if good else None)
    return found


def _given(answer: Any) -> tuple[str, ...]:
    if answer is None or answer == ():
        return (NO_ANSWER,)
    return answer if isinstance(answer, tuple) else (str(answer),)
