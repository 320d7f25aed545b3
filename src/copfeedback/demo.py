"""Demonstration data: made-up answers with a fixed seed, taken in the way real ones are."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import yaml
from babel.dates import format_skeleton

from copfeedback.application import PROJECT, Portal
from copfeedback.i18n.translations import Translations
from copfeedback.people.account_model import NewAccount
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.profile.model import (
    Contact,
    Criterion,
    Directory,
    Identity,
    Need,
    Part,
    Partner,
    Reach,
    Vetting,
)
from copfeedback.surveys.answers import entered_again
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.model import Mode, Question, QuestionType, Survey
from copfeedback.surveys.service import Submission, Surveys
from copfeedback.surveys.waves import WaveFile, add_wave, close_wave, publish_survey

SEED = 20_261
RESPONSES = 3_000
STAFF_NAME = "leader"
STAFF_PASSWORD = "demonstration only"  # noqa: S105 - works on the machine itself alone
SURVEYS = ("neighbourhood-safety", "police-contact")

_OPENED_DAYS_AGO = (400, 210, 20)
_FIELDWORK_DAYS = (45, 45, 110)
_RESULTS_AFTER_DAYS = 30
_AT_ONCE = 500
_LEAVES_OUT = 0.03
_WRITES = 0.15
_USUAL_HABIT = 0.05
_ASIDE = frozenset({"dont_know", "prefer_not", "not_applicable"})
_LANGUAGES = {"en": 45, "ar": 14, "fr": 8, "ru": 10, "es": 9, "uk": 14}
_GENDERS = {"woman": 505, "man": 455, "non_binary": 9, "self_described": 5, "prefer_not": 26}
_AGES = {
    "from_12": 7, "from_18": 22, "from_30": 26, "from_45": 22, "from_60": 16, "from_75": 6,
    "prefer_not": 1,
}  # fmt: skip


_TEXTS = yaml.safe_load(files("copfeedback").joinpath("demo.yaml").read_text(encoding="utf-8"))


@dataclass
class _Day:
    """The calendar of the made-up past."""

    today: date


def load_demonstration(portal: Portal, *, responses: int = RESPONSES) -> None:
    """Fill an empty database: two surveys, three waves each (the last one open), staff."""
    source = random.Random(SEED)  # noqa: S311 - made-up answers, and the same ones every time
    today = portal.surveys.today()
    demographics = (PROJECT / "surveys" / "demographics.yaml").read_text(encoding="utf-8")
    calendar = _Day(today)
    past = Surveys(portal.engine, portal.surveys.book, portal.intake, lambda: calendar.today)
    for survey_id in SURVEYS:
        path = PROJECT / "surveys" / survey_id / "v1.yaml"
        survey = publish_survey(portal.trail, OPERATOR, path, demographics)
        for number, days_ago in enumerate(_OPENED_DAYS_AGO):
            opens = today - timedelta(days=days_ago)
            file = _wave_file(survey, opens, _FIELDWORK_DAYS[number])
            add_wave(portal.trail, OPERATOR, file, demonstration=True)
            portal.surveys.book.refresh()
            asked = portal.surveys.book.find(file.id)
            _answer(past, calendar, asked, number, responses, source, until=today)
            if file.closes < today:
                close_wave(portal.trail, portal.surveys.book, OPERATOR, file.id, file.closes)
                portal.results.build_release(OPERATOR, file.id)
    portal.surveys.fold_all()
    _name_officers(portal, today)
    _describe(portal, today)
    _hire(portal)


def _name_officers(portal: Portal, today: date) -> None:
    """The sectors that the surveys ask for, the districts around them, and some communities."""
    for listed in _TEXTS["officers"]:
        code, days = listed["code"], listed.get("days_in_post")
        sector = Sector(
            code=code,
            kind=SectorKind(listed.get("kind", "area")),
            name=Translations(listed.get("name") or _TEXTS["sectors"][code]),
            parent=listed.get("parent"),
            officer=listed.get("officer", ""),
            telephone=listed.get("telephone", ""),
            since=None if days is None else today - timedelta(days=days),
            public="hidden" not in listed,
        )
        portal.sectors.set(OPERATOR, sector, new=True)


def _describe(portal: Portal, today: date) -> None:
    """Who runs the portal, whom to call, and who helps nearby."""
    about = _TEXTS["identity"]
    emergency = Contact(Translations(about["emergency"]), "112", emergency=True)
    identity = Identity(operator=Translations(about["operator"]), contacts=(emergency,))
    portal.profile.write(OPERATOR, Part.IDENTITY, identity)
    partners = tuple(
        _partner(number, listed, today) for number, listed in enumerate(_TEXTS["directory"], 1)
    )
    portal.profile.write(OPERATOR, Part.DIRECTORY, Directory(partners))


def _partner(number: int, listed: dict[str, Any], today: date) -> Partner:
    days = listed.get("vetted_days_ago")
    return Partner(
        id=number,
        name=Translations(listed["name"]),
        offer=Translations(listed["offer"]),
        audience=Translations(listed["audience"]),
        needs=frozenset(map(Need, listed["needs"])),
        languages=tuple(listed["languages"]),
        reach=Reach(
            telephone=listed["telephone"],
            email=listed.get("email", ""),
            website=listed.get("website", ""),
        ),
        vetting=None
        if days is None
        else Vetting("City hall", today - timedelta(days=days), frozenset(Criterion)),
    )


def _hire(portal: Portal) -> None:
    """One person for each role, named after it, in three organisations."""
    for listed in _TEXTS["organisations"]:
        kind = OrganisationKind(listed["kind"])
        organisation = portal.organisations.add(OPERATOR, kind, listed["name"])
        units: dict[str | None, int] = {}
        for name, above in listed.get("units", {}).items():
            parent = units.get(above)
            units[name] = portal.organisations.add_unit(OPERATOR, organisation, name, parent)
        for role, place in listed["staff"].items():
            account = NewAccount(
                name=role.replace("_", "-"),
                role=Role(role),
                organisation=organisation,
                unit=units.get(place.get("unit")),
                heads_unit=place.get("heads_unit", False),
                manager=place.get("manager", False),
                forums=frozenset(place.get("forums", ())),
            )
            portal.accounts.add_staff(OPERATOR, account, STAFF_PASSWORD, demonstration=True)


def _wave_file(survey: Survey, opens: date, days: int) -> WaveFile:
    closes = opens + timedelta(days=days)
    names = {tag: format_skeleton("yMMMM", opens, locale=tag) for tag in survey.languages}
    return WaveFile.model_validate(
        {
            "id": f"{survey.id}-{opens:%Y-%m}",
            "survey": survey.id,
            "version": survey.version,
            "name": {tag: name[0].upper() + name[1:] for tag, name in names.items()},
            "opens": opens,
            "closes": closes,
            "results_due": closes + timedelta(days=_RESULTS_AFTER_DAYS),
            "sectors": [{"code": code, "text": texts} for code, texts in _TEXTS["sectors"].items()],
        }
    )


def _answer(
    surveys: Surveys,
    calendar: _Day,
    asked: AskedWave,
    number: int,
    responses: int,
    source: random.Random,
    *,
    until: date,
) -> None:
    days = (min(asked.wave.closes, until) - asked.wave.opens).days

    async def answer() -> None:
        calendar.today = asked.wave.opens + timedelta(days=source.randint(0, days))
        language = _draw(source, _LANGUAGES)
        answers = _made_up(asked.survey, number, language, source)
        submission = Submission(
            entered_again(answers),
            source.randbytes(16),
            language,
            source.choice((Mode.LIGHT, Mode.LIGHT, Mode.FULL)),
        )
        await surveys.send_together(asked, submission)

    async def answer_all() -> None:
        for start in range(0, responses, _AT_ONCE):
            many = min(_AT_ONCE, responses - start)
            await asyncio.gather(*(answer() for _ in range(many)))

    asyncio.run(answer_all())


def _made_up(
    survey: Survey, wave_number: int, language: str, source: random.Random
) -> dict[str, AnswerValue]:
    """One person's answers: a mood that differs by gender and rises a little from wave to wave."""
    person = {"gender": _draw(source, _GENDERS), "age_band": _draw(source, _AGES)}
    mood = source.gauss(0.12 * wave_number + (-0.25 if person["gender"] == "woman" else 0.1))
    answers: dict[str, AnswerValue] = {}
    for question in survey.questions():
        if question.show_if is not None and not question.show_if.holds(answers):
            continue
        for item in question.item_ids:
            if source.random() < _LEAVES_OUT:
                continue
            answer = person.get(item) or _pick(question, item, mood, language, source)
            if answer is not None:
                answers[item] = answer
    return answers


def _pick(
    question: Question, item: str, mood: float, language: str, source: random.Random
) -> AnswerValue | None:
    feeling = mood + source.gauss(0, 0.9)
    if question.type is QuestionType.TEXT:
        return source.choice(_TEXTS["remarks"][language]) if source.random() < _WRITES else None
    if question.type is QuestionType.NUMBER:
        return min(question.maximum, int(source.expovariate(1 / 12)))
    if question.type is QuestionType.SCALE:
        return max(0, min(10, round(5.4 + 2.1 * feeling)))
    if question.type is QuestionType.MULTIPLE:
        return _pick_several(question, source)
    return _pick_one(question, item, feeling, source)


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
    return tuple(source.sample(free, min(len(free), question.max_answers or 3)))


def _draw(source: random.Random, weights: dict[str, int]) -> str:
    return source.choices(list(weights), weights=list(weights.values()))[0]
