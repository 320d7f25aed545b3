"""Demonstration data: made-up answers with a fixed seed, taken in the way real ones are."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from babel.dates import format_skeleton

from copfeedback import ratings
from copfeedback.application import DEMOGRAPHICS, PROJECT, Portal
from copfeedback.demo_answers import LANGUAGES, TEXTS, came_in, drawn, made_up
from copfeedback.demo_complaint_pages import demo_promises
from copfeedback.demo_complaints import DemonstrationComplaints
from copfeedback.demo_evaluations import DemonstrationEvaluations
from copfeedback.demo_forums import DemonstrationForums
from copfeedback.demo_keys import enrol_demonstration
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
from copfeedback.results.followup_model import Reply, Status
from copfeedback.surveys.answers import entered_again
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.importing import import_survey
from copfeedback.surveys.model import Survey
from copfeedback.surveys.service import Submission, Surveys
from copfeedback.surveys.wave_file import WaveFile
from copfeedback.surveys.wave_model import WaveKind
from copfeedback.surveys.waves import add_wave, close_wave, publish_survey
from copfeedback.surveys.xlsform.reading import read_xlsform

SEED = 20_261
RESPONSES = 3_000
COMPLAINTS = 40
STAFF_NAME = "leader"
STAFF_PASSWORD = "demonstration only"  # noqa: S105 - works on the machine itself alone
EVERY_TYPE = "every-question-type"

_OPENED_DAYS_AGO = (400, 210, 20)
_FIELDWORK_DAYS = (45, 45, 110)
_KINDS = (WaveKind.BASELINE, WaveKind.MIDLINE, WaveKind.CONTINUOUS)
_EVERY_MONTHS = 6
_PILOTS = ("harbour", "riverside")
_RESULTS_AFTER_DAYS = 30
_AT_ONCE = 500


@dataclass
class _Day:
    """The calendar of the made-up past."""

    today: date


@dataclass(frozen=True)
class _Shown:
    """A survey of the demonstration: the version that each of its waves asks, and how."""

    id: str
    versions: tuple[int, ...]
    responses: float = 1.0
    settings: Mapping[str, Any] = field(default_factory=dict)


_SHOWN = (
    # Easy words, pictograms and sound came with the second version; its questions stayed.
    _Shown("neighbourhood-safety", (1, 1, 2), settings={"target": 4_000}),
    _Shown("police-contact", (1, 1, 1)),
    _Shown("partnership", (1,), 0.1, {"recruitment": "outreach"}),
    _Shown("staff-view", (1,), 0, {"audience": "internal", "by_code": True}),
    _Shown(EVERY_TYPE, (1,), 0.05),
    _Shown(ratings.SURVEY, (1,), 0, {"by_code": True}),
)


def load_demonstration(
    portal: Portal, *, responses: int = RESPONSES, complaints: int = COMPLAINTS
) -> None:
    """Fill an empty database: surveys with waves of each kind, the last ones open; staff; cases."""
    source = random.Random(SEED)  # noqa: S311 - made-up answers, and the same ones every time
    today = portal.surveys.today()
    calendar = _Day(today)
    past = Surveys(portal.engine, portal.surveys.book, portal.intake, lambda: calendar.today)
    for shown in _SHOWN:
        first = len(_OPENED_DAYS_AGO) - len(shown.versions)
        for number, version in enumerate(shown.versions, first):
            survey = _publish(portal, shown.id, version)
            file = _wave_file(survey, shown, number, today)
            add_wave(portal.trail, OPERATOR, file, demonstration=True)
            portal.surveys.book.refresh()
            asked = portal.surveys.book.find(file.id)
            many = round(responses * shown.responses)
            _answer(past, calendar, asked, number, many, source, until=today)
            if file.closes < today:
                close_wave(portal.trail, portal.surveys.book, OPERATOR, file.id, file.closes)
                portal.results.build_release(OPERATOR, file.id)
    portal.surveys.fold_all()
    _name_officers(portal, today)
    _describe(portal, today)
    _hire(portal)
    _tell_what_followed(portal)
    demo_promises(portal)
    keys = enrol_demonstration(portal, STAFF_PASSWORD)
    DemonstrationComplaints(portal, keys).lodge(at_most=complaints)
    DemonstrationForums(portal).hold()
    DemonstrationEvaluations(portal).hold()


def _publish(portal: Portal, survey_id: str, version: int) -> Survey:
    """Publish a survey that ships, in our format or as an XLSForm."""
    demographics, folder = DEMOGRAPHICS.read_text(encoding="utf-8"), PROJECT / "surveys" / survey_id
    if survey_id == EVERY_TYPE:
        form = folder / "form.xlsx"
        report = read_xlsform(form.read_bytes(), form.name, demographics)
        return import_survey(portal.trail, OPERATOR, report.survey, demographics)
    return publish_survey(portal.trail, OPERATOR, folder / f"v{version}.yaml", demographics)


def _name_officers(portal: Portal, today: date) -> None:
    """The sectors that the surveys ask for, the districts around them, and some communities."""
    for listed in TEXTS["officers"]:
        code, days = listed["code"], listed.get("days_in_post")
        sector = Sector(
            code=code,
            kind=SectorKind(listed.get("kind", "area")),
            name=Translations(listed.get("name") or TEXTS["sectors"][code]),
            parent=listed.get("parent"),
            officer=listed.get("officer", ""),
            telephone=listed.get("telephone", ""),
            since=None if days is None else today - timedelta(days=days),
            public="hidden" not in listed,
        )
        portal.sectors.set(OPERATOR, sector, new=True)


def _describe(portal: Portal, today: date) -> None:
    """Who runs the portal, whom to call, and who helps nearby."""
    about = TEXTS["identity"]
    emergency = Contact(Translations(about["emergency"]), "112", emergency=True)
    identity = Identity(operator=Translations(about["operator"]), contacts=(emergency,))
    portal.profile.write(OPERATOR, Part.IDENTITY, identity)
    partners = tuple(
        _partner(number, listed, today) for number, listed in enumerate(TEXTS["directory"], 1)
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
    for listed in TEXTS["organisations"]:
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


def _tell_what_followed(portal: Portal) -> None:
    """What came of the latest results of the first survey."""
    latest = next(a.wave for a in portal.surveys.closed_waves() if a.survey.id == _SHOWN[0].id)
    organisations = {each.name: each.id for each in portal.organisations.all()}
    for listed in TEXTS["what_followed"]:
        reply = Reply(
            latest.id,
            listed.get("item"),
            Status(listed["status"]),
            Translations(listed["said"]),
            Translations(listed["answer"]),
        )
        portal.follow_ups.write(OPERATOR, organisations[listed["organisation"]], reply)


def _wave_file(survey: Survey, shown: _Shown, number: int, today: date) -> WaveFile:
    opens = today - timedelta(days=_OPENED_DAYS_AGO[number])
    closes = opens + timedelta(days=_FIELDWORK_DAYS[number])
    names = {tag: format_skeleton("yMMMM", opens, locale=tag) for tag in survey.languages}
    sectors = [
        {"code": code, "text": texts, "arm": "pilot" if code in _PILOTS else "control"}
        for code, texts in TEXTS["sectors"].items()
    ]
    return WaveFile.model_validate(
        {
            "id": f"{survey.id}-{opens:%Y-%m}",
            "survey": survey.id,
            "version": survey.version,
            "name": {tag: name[0].upper() + name[1:] for tag, name in names.items()},
            "opens": opens,
            "closes": closes,
            "results_due": closes + timedelta(days=_RESULTS_AFTER_DAYS),
            "kind": _KINDS[number],
            "every_months": _EVERY_MONTHS,
            "population": {
                margin: counts
                for margin, counts in TEXTS["population"].items()
                if margin in survey.question_of_item
            },
            "sectors": [] if survey.internal else sectors,
            **({} if survey.run_by else TEXTS["behind"]),
            **shown.settings,
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
        language = drawn(source, LANGUAGES)
        answers = made_up(asked.survey, number, language, source, calendar.today)
        circumstances = came_in(language, source)
        submission = Submission(entered_again(answers), source.randbytes(16), circumstances)
        await surveys.send_together(asked, submission)

    async def answer_all() -> None:
        for start in range(0, responses, _AT_ONCE):
            many = min(_AT_ONCE, responses - start)
            await asyncio.gather(*(answer() for _ in range(many)))

    asyncio.run(answer_all())
