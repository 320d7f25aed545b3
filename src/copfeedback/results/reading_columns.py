"""Reading the stored responses of a wave into columns, some thousands at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import orjson
from numpy.typing import NDArray

from copfeedback.results.columns import NOBODY, Coded, Columns, ItemColumn
from copfeedback.results.items import (
    answer_codes,
    favourable_codes,
    has_mean,
    items_with_figures,
)
from copfeedback.results.published import GENDER_OF, NO_ANSWER, NO_ARM, Group
from copfeedback.results.routing import asking_of
from copfeedback.surveys.expressions import Expression
from copfeedback.surveys.model import SCALE_MINIMUM, Question, QuestionType, Survey
from copfeedback.surveys.packing import MARGINS, NOT_STATED
from copfeedback.surveys.wave_model import Arm, Wave

CHUNK = 5_000
_GENDERS = (Group.WOMAN, Group.MAN, Group.ANOTHER, Group.NOT_STATED)
_UNSURE = "prefer_not"

_Stored: TypeAlias = dict[str, Any]
"""The answers of one response: only those to questions that were shown; texts lie elsewhere."""


class StoredResponse(NamedTuple):
    """What estimates need of a stored response."""

    answers: str
    mode: str
    stratum: str | None = None
    cluster: str | None = None
    weight: float | None = None
    population_size: float | None = None


def read_columns(survey: Survey, wave: Wave, stored: Iterable[StoredResponse]) -> Columns:
    """Read the stored responses of a wave.

    Args:
        survey: its questionnaire, with the wave's sectors.
        wave: the wave, for the arms of its sectors.
        stored: its responses.
    """
    reading = _Reading(survey)
    for responses in _chunks(stored):
        reading.take(responses)
    return reading.columns(wave)


def _chunks(stored: Iterable[StoredResponse]) -> Iterator[list[StoredResponse]]:
    iterator = iter(stored)
    while responses := list(islice(iterator, CHUNK)):
        yield responses


class _Reading:
    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._dimensions = {
            name: _Coding(_values(survey, name))
            for name in MARGINS
            if name in survey.question_of_item
        }
        self._mode = _Coding(())
        self._stratum, self._cluster = _Coding(("",)), _Coding(("",))
        self._weights: list[NDArray[np.float64]] = []
        self._sizes: list[NDArray[np.float64]] = []
        asking = asking_of(survey)
        self._populations: dict[tuple[Expression, ...], _Population] = {}
        self._items: dict[str, _Item] = {}
        for item, question in items_with_figures(survey).items():
            conditions = asking[question.id].conditions
            population = self._populations.setdefault(conditions, _Population(conditions))
            self._items[item] = _Item(item, question, population)
        self._size = 0

    def take(self, responses: Sequence[StoredResponse]) -> None:
        answers: list[_Stored] = orjson.loads(f"[{','.join(each.answers for each in responses)}]")
        self._size += len(answers)
        for name, coding in self._dimensions.items():
            if name == "gender":
                coding.take(
                    [GENDER_OF.get(each.get(name, ""), Group.NOT_STATED) for each in answers]
                )
            else:
                given = (each.get(name, NOT_STATED) for each in answers)
                coding.take([NOT_STATED if value == _UNSURE else value for value in given])
        self._mode.take([each.mode for each in responses])
        self._stratum.take([each.stratum or "" for each in responses])
        self._cluster.take([each.cluster or "" for each in responses])
        self._weights.append(np.array([each.weight for each in responses], dtype=np.float64))
        self._sizes.append(np.array([each.population_size for each in responses], dtype=np.float64))
        for population in self._populations.values():
            population.take(answers)
        for item in self._items.values():
            item.take(answers)

    def columns(self, wave: Wave) -> Columns:
        dimensions = {name: coding.coded() for name, coding in self._dimensions.items()}
        dimensions["mode"] = self._mode.coded()
        if (sector := dimensions.get("sector")) is not None and (arm := _arms(sector, wave)):
            dimensions["arm"] = arm
        stratum, cluster = self._stratum.coded(), self._cluster.coded()
        return Columns(
            self._size,
            dimensions,
            {name: item.column() for name, item in self._items.items()},
            stratum if len(stratum.values) > 1 else None,
            cluster if len(cluster.values) > 1 else None,
            _known(self._weights),
            _known(self._sizes),
        )


def _values(survey: Survey, dimension: str) -> tuple[str, ...]:
    if dimension == "gender":
        return _GENDERS
    codes = (choice.code for choice in survey.question_of_item[dimension].choices)
    return (*(code for code in codes if code != _UNSURE), NOT_STATED)


def _arms(sector: Coded, wave: Wave) -> Coded | None:
    arms = [wave.plan.arm_of(value) for value in sector.values]
    values = (Arm.PILOT.value, Arm.CONTROL.value, NO_ARM)
    if not any(arms):
        return None
    places = np.array([values.index(arm.value if arm else NO_ARM) for arm in arms], np.int32)
    return Coded(values, places[sector.codes] if len(sector.codes) else sector.codes)


def _known(parts: Sequence[NDArray[np.float64]]) -> NDArray[np.float64] | None:
    """The numbers; None if any response has none."""
    whole = np.concatenate(parts) if parts else np.empty(0)
    return None if not len(whole) or np.isnan(whole).any() else whole


class _Coding:
    """Values turned into places; a value that nobody expected gets the next place."""

    def __init__(self, values: Sequence[str]) -> None:
        self._places = {value: place for place, value in enumerate(values)}
        self._parts: list[NDArray[np.int32]] = []

    def take(self, values: Sequence[str]) -> None:
        for value in set(values) - self._places.keys():
            self._places[value] = len(self._places)
        self._parts.append(np.array([self._places[value] for value in values], np.int32))

    def coded(self) -> Coded:
        whole = np.concatenate(self._parts) if self._parts else np.empty(0, np.int32)
        return Coded(tuple(self._places), whole)


@dataclass
class _Population:
    """Everyone who is asked the questions with the same conditions."""

    conditions: tuple[Expression, ...]
    parts: list[NDArray[np.bool_]] = field(default_factory=list)
    # Few combinations of answers occur, so conditions are looked up far oftener than evaluated.
    _known: dict[tuple[Any, ...], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = tuple({name for each in self.conditions for name in each.references()})

    def take(self, responses: Sequence[_Stored]) -> None:
        if self.conditions:
            self.parts.append(np.array([self._is_asked(each) for each in responses], np.bool_))
        else:
            self.parts.append(np.ones(len(responses), np.bool_))

    def asked(self) -> NDArray[np.bool_]:
        return np.concatenate(self.parts) if self.parts else np.empty(0, np.bool_)

    def _is_asked(self, answers: _Stored) -> bool:
        # The stored answers are those of shown questions, which is what routing looks at.
        values = map(answers.get, self._names)
        key = tuple(tuple(value) if isinstance(value, list) else value for value in values)
        if key not in self._known:
            given = zip(self._names, key, strict=True)
            seen = {name: value for name, value in given if value is not None}
            self._known[key] = all(each.holds(seen) for each in self.conditions)
        return self._known[key]


class _Item:
    def __init__(self, item: str, question: Question, population: _Population) -> None:
        self._item, self._question, self._population = item, question, population
        self._answers = answer_codes(question)
        self._places: dict[Any, int] = {code: at for at, code in enumerate(self._answers)}
        if question.type is QuestionType.SCALE:
            self._places = {at + SCALE_MINIMUM: at for at in range(len(self._answers) - 1)} | {
                NO_ANSWER: len(self._answers) - 1
            }
        self._parts: list[NDArray[Any]] = []
        self._numbers: list[NDArray[np.float64]] = []

    def take(self, responses: Sequence[_Stored]) -> None:
        asked = self._population.parts[-1]
        given = [each.get(self._item) for each in responses]
        if has_mean(self._question):
            # What is no number, such as a value of another version, counts as no answer.
            numbers = [value if isinstance(value, int | float) else None for value in given]
            self._numbers.append(np.where(asked, np.array(numbers, np.float64), np.nan))
        if self._question.type is QuestionType.MULTIPLE:
            self._parts.append(self._ticks(given) & asked[:, np.newaxis])
            return
        if self._question.type is QuestionType.RANKING:
            given = [value[0] if value else None for value in given]
        nothing = len(self._answers) - 1
        if self._answers == (NO_ANSWER,):  # a number: there is an answer or none
            places = [NOBODY if value is not None else nothing for value in given]
        else:
            places = [self._places.get(value, nothing) for value in given]
        self._parts.append(np.where(asked, np.array(places, np.int16), NOBODY).astype(np.int16))

    def _ticks(self, given: Sequence[Sequence[str] | None]) -> NDArray[np.bool_]:
        ticks = np.zeros((len(given), len(self._answers)), np.bool_)
        for at, codes in enumerate(given):
            for code in codes or (NO_ANSWER,):
                ticks[at, self._places[code]] = True
        return ticks

    def column(self) -> ItemColumn:
        asked = self._population.asked()
        several = self._question.type is QuestionType.MULTIPLE
        shape = (0, len(self._answers)) if several else (0,)
        whole: NDArray[Any] = np.concatenate([np.empty(shape, np.int16), *self._parts])
        return ItemColumn(
            self._item,
            self._question,
            asked,
            self._answers,
            np.empty(0, np.int16) if several else whole.astype(np.int16, copy=False),
            whole.astype(np.bool_) if several else None,
            favourable_codes(self._question, self._item),
            np.concatenate(self._numbers) if self._numbers else None,
        )
