"""Made-up answers of the demonstration: people of different moods, ways and languages."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import yaml

from copfeedback.surveys.answers import choices_offered
from copfeedback.surveys.circumstances import Circumstances, HelperKind, Mode
from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.model import YES, Question, QuestionType, Survey

_LEAVES_OUT = 0.03
_WRITES = 0.15
_USUAL_HABIT = 0.05
_ASIDE = frozenset({"dont_know", "prefer_not", "not_applicable"})
_MODES = {"light": 60, "full": 25, "kiosk": 6, "assisted": 5, "paper": 4}
_HELPERS = {"ngo": 5, "family": 3, "volunteer": 2, "police": 1}
_CHANNELS = {"": 60, "poster": 15, "school": 10, "ngo": 10, "library": 5}
LANGUAGES = {"en": 45, "ar": 14, "fr": 8, "ru": 10, "es": 9, "uk": 14}
_GENDERS = {"woman": 505, "man": 455, "non_binary": 9, "self_described": 5, "prefer_not": 26}
_AGES = {
    "from_12": 7, "from_18": 22, "from_30": 26, "from_45": 22, "from_60": 16, "from_75": 6,
    "prefer_not": 1,
}  # fmt: skip
TEXTS = yaml.safe_load(files("copfeedback").joinpath("demo.yaml").read_text(encoding="utf-8"))


def came_in(language: str, source: random.Random) -> Circumstances:
    """How somebody answers."""
    mode = Mode(drawn(source, _MODES))
    helper = HelperKind(drawn(source, _HELPERS)) if mode is Mode.ASSISTED else None
    return Circumstances(language, mode, helper, channel=drawn(source, _CHANNELS))


def made_up(
    survey: Survey, wave_number: int, language: str, source: random.Random, today: date
) -> dict[str, AnswerValue]:
    """One person's answers: a mood that differs by gender and rises a little from wave to wave."""
    person = {"gender": drawn(source, _GENDERS), "age_band": drawn(source, _AGES)}
    mood = source.gauss(0.12 * wave_number + (-0.25 if person["gender"] == "woman" else 0.1))
    answers: dict[str, AnswerValue] = {}
    for section in survey.sections:
        if section.show_if is not None and not section.show_if.holds(answers, today=today):
            continue
        for question in section.questions:
            if question.show_if is not None and not question.show_if.holds(answers, today=today):
                continue
            if question.calculation is not None:
                answers[question.id] = question.calculation.value(answers, today=today)
            for item in question.item_ids:
                if not question.required and source.random() < _LEAVES_OUT:
                    continue
                offered = choices_offered(question, answers, today)
                asked = replace(question, choices=tuple(offered))
                answer = person.get(item) or _pick(asked, item, mood, language, source, today)
                if answer is not None:
                    answers[item] = answer
    return answers


def _pick(  # noqa: PLR0911 - one for each type
    question: Question,
    item: str,
    mood: float,
    language: str,
    source: random.Random,
    today: date,
) -> AnswerValue | None:
    feeling = mood + source.gauss(0, 0.9)
    match question.type:
        case QuestionType.TEXT if question.short:
            return str(source.choice(TEXTS["words"][language]))
        case _ if question.type is QuestionType.TEXT or item == question.other_item:
            return (
                str(source.choice(TEXTS["remarks"][language]))
                if source.random() < _WRITES
                else None
            )
        case QuestionType.NUMBER:
            return min(question.maximum, question.minimum + int(source.expovariate(1 / 12)))
        case QuestionType.DECIMAL:
            return min(question.maximum, round(question.minimum + source.expovariate(1 / 3), 1))
        case QuestionType.SCALE:
            return max(0, min(10, round(5.4 + 2.1 * feeling)))
        case QuestionType.DATE:
            return (today - timedelta(days=source.randrange(300))).isoformat()
        case QuestionType.TIME:
            return f"{source.randrange(8, 21):02}:{source.choice((0, 15, 30, 45)):02}"
        case QuestionType.CONSENT:
            return YES
        case QuestionType.MULTIPLE | QuestionType.RANKING:
            return _pick_several(question, source)
    return _pick_one(question, item, feeling, source) if question.choices else None


def _pick_one(question: Question, item: str, feeling: float, source: random.Random) -> str:
    favourable = next(
        (row.favourable for row in question.rows if row.id == item), question.favourable
    )
    codes = [choice.code for choice in question.choices]
    aside = [code for code in codes if code in _ASIDE]
    ranked = [code for code in codes if code not in aside]
    if aside and source.random() < _USUAL_HABIT:
        return source.choice(aside)
    if not favourable:
        return source.choices(ranked, weights=range(len(ranked) + 1, 1, -1))[0]
    if ranked[-1] in favourable:
        ranked.reverse()
    place = (len(ranked) - 1) * (0.5 - feeling / 4)
    return ranked[max(0, min(len(ranked) - 1, round(place)))]


def _pick_several(question: Question, source: random.Random) -> tuple[str, ...]:
    if question.exclusive and source.random() < _USUAL_HABIT:
        return (min(question.exclusive),)
    free = [c.code for c in question.choices if c.code not in question.exclusive]
    many = max(question.min_answers or 0, min(len(free), question.max_answers or 3))
    return tuple(source.sample(free, many))


def drawn(source: random.Random, weights: Mapping[str, int]) -> str:
    """One of these, as often as its weight says."""
    return source.choices(list(weights), weights=list(weights.values()))[0]
