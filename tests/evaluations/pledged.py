"""A pledge that can be registered as it is, and what tests of evaluations need around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Engine, insert

from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.fieldwork import KnownWave
from copfeedback.evaluations.model import (
    Criterion,
    DataSeen,
    Degree,
    Design,
    Direction,
    Independence,
    Indicator,
    PlannedWave,
    Pledge,
    Site,
    SiteArm,
    Stakeholder,
    Timing,
    WaveRole,
)
from copfeedback.evaluations.pledge_draft import DraftPledge, as_draft
from copfeedback.evaluations.pledge_writing import Outside
from copfeedback.evaluations.pledging import Pledging
from copfeedback.evaluations.register import Register
from copfeedback.evaluations.standing import Standing
from copfeedback.i18n.translations import Translations
from copfeedback.people import sector_store
from copfeedback.people.audit import Trail
from copfeedback.people.model import Actor, OrganisationKind, Role
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.people.tables import staff
from copfeedback.storage.engine import writing
from tests.factories import TODAY, in_languages
from tests.people.members import an_organisation

LANGUAGES = ("en", "ar", "fr")
EVALUATOR_NAME = "Institute for public safety"
FORUM = "old-town"
CODE = "walking-patrols"
DUE = date(2027, 10, 29)
BASELINE = PlannedWave(WaveRole.BASELINE, date(2026, 6, 1), date(2026, 6, 30))
ENDLINE = PlannedWave(WaveRole.ENDLINE, date(2027, 6, 1), date(2027, 6, 30))


def an_indicator(key: str = "trust", **changes: Any) -> Indicator:
    """A figure that is read from a survey, or what ``changes`` make of it."""
    given: dict[str, Any] = {
        "name": in_languages("Trust in the police"),
        "criterion": Criterion.EFFECTIVENESS,
        "definition": in_languages("Those who trust the police, of all who answered"),
        "source": in_languages("The survey of the neighbourhoods"),
        "series": "survey.tiny.trust",
        "design": Design.DIFFERENCE_IN_DIFFERENCES,
        "direction": Direction.UP,
        "least": 3.0,
        "success": in_languages("Trust rises by 3 points more in the pilot sites"),
    }
    return Indicator(key, **given | changes)


def a_qualitative_indicator(key: str = "voices", **changes: Any) -> Indicator:
    """What is looked for in interviews."""
    given: dict[str, Any] = {
        "name": in_languages("What residents tell of the patrols"),
        "criterion": Criterion.RELEVANCE,
        "qualitative": True,
        "by_gender": False,
        "looked_for": in_languages("Whether people say that somebody listens to them"),
        "evidence": in_languages("Notes of twelve conversations in groups"),
        "method": in_languages("Two people code the notes apart from one another"),
    }
    return Indicator(key, **given | changes)


def a_pledge(**changes: Any) -> Pledge:
    """A pledge that can be registered on the day of the tests as it is."""
    given: dict[str, Any] = {
        "title": Translations({"en": "Patrols on foot", "ar": "دوريات راجلة"}),
        "about": in_languages("Two officers walk through each neighbourhood every evening"),
        "commissioner": in_languages("City police"),
        "evaluator": in_languages("Institute for public safety"),
        "independence": Independence.EXTERNAL,
        "timing": Timing.INTERIM,
        "due": DUE,
        "questions": {
            Criterion.RELEVANCE: in_languages("Do the patrols meet what people need?"),
            Criterion.EFFECTIVENESS: in_languages("Do people trust the police more?"),
        },
        "indicators": (an_indicator(), a_qualitative_indicator()),
        "waves": (BASELINE, ENDLINE),
        "sites": (
            Site("harbour", SiteArm.PILOT, mixed=Degree.HIGH, crime=Degree.MEDIUM, asked=True),
            Site("hills", SiteArm.CONTROL, mixed=Degree.HIGH, crime=Degree.MEDIUM),
        ),
        "stakeholders": (),
        "resources": in_languages("One analyst for six months"),
        "consulted": in_languages("Two forums; they added the question of need"),
    }
    return Pledge(**given | changes)


def stakeholders(organisation: int, forum: str = FORUM) -> tuple[Stakeholder, ...]:
    """An organisation and a forum that are to sign."""
    return (
        Stakeholder("hall", in_languages("City hall"), organisation=organisation),
        Stakeholder("forum", in_languages("Old town forum"), forum=forum),
    )


class Pledged:
    """The services of pledges on a day that a test can choose, and who works with them.

    ``waves`` are those of surveys that there are, by their ids; ``series`` the published ones.
    """

    def __init__(self, engine: Engine, today: date = TODAY) -> None:
        self.engine = engine
        self.today = today
        self.waves: dict[str, KnownWave] = {}
        self.series = {"survey.tiny.trust", "survey.tiny.victim", "complaints.filed"}
        self.weekend = frozenset({5, 6})
        self.police = an_organisation(engine, OrganisationKind.POLICE)
        self.council = an_organisation(engine, OrganisationKind.MUNICIPALITY)
        self.institute = an_organisation(engine, OrganisationKind.NGO, EVALUATOR_NAME)
        self.evaluator = Actor("eva", Role.EVALUATOR, id=11, organisation=self.institute)
        self.leader = Actor("lea", Role.LEADER, id=12, organisation=self.police)
        self.officer = Actor("otto", Role.AGENCY_OFFICER, id=13, organisation=self.council)
        self.chair = Actor(
            "clara",
            Role.FORUM_CHAIR,
            id=14,
            organisation=self.council,
            forums=frozenset({FORUM}),
        )
        with writing(engine) as connection:
            for code in ("harbour", "hills"):
                sector = Sector(code, SectorKind.AREA, in_languages(code.title()), public=True)
                sector_store.keep(connection, sector, new=True)
        self.trail = Trail(engine, lambda: datetime.combine(self.today, time(12), UTC))
        outside = Outside(
            self.waves.get,
            lambda name: name in self.series,
            {FORUM: "Old town forum"}.get,
            self.weekend,
            LANGUAGES,
            lambda survey: [each for each in self.waves.values() if each.survey == survey],
        )
        self.pledging = Pledging(self.trail, lambda: self.today, outside)
        self.register = Register(self.trail, lambda: self.today, self.waves.get)

    def works_there(self, name: str) -> None:
        """Somebody who can sign in works on the evaluations of the institute."""
        row = {"name": name, "role": Role.EVALUATOR.value, "password_hash": "", "active": True}
        row |= {"demonstration": False, "organisation_id": self.institute}
        row |= {"heads_unit": False, "manager": False, "wrong_attempts": 0, "email": ""}
        row |= {"single_sign_on": "", "second_factor": "", "last_step": 0}
        with writing(self.engine) as connection:
            connection.execute(insert(staff), row)

    def pledge(self, **changes: Any) -> Pledge:
        """A pledge of the institute, about a programme of the police, for two to sign."""
        given: dict[str, Any] = {
            "organisation": self.institute,
            "commissioner_organisation": self.police,
            "stakeholders": stakeholders(self.council, FORUM),
        }
        return a_pledge(**given | changes)

    def drafted(self, code: str = CODE, **changes: Any) -> DraftPledge:
        """What the institute is writing."""
        begun = self.pledging.begin(self.evaluator, code)
        draft = as_draft(code, self.pledge(**changes))
        return self.pledging.save(self.evaluator, draft, after=begun.version)

    def registered(self, code: str = CODE, **changes: Any) -> Evaluation:
        """An evaluation that was registered today."""
        self.drafted(code, **changes)
        self.pledging.register(self.evaluator, code)
        return self.find(code)

    def amended(
        self, code: str = CODE, data_seen: DataSeen = DataSeen.NONE, **changes: Any
    ) -> Evaluation:
        """The evaluation after its pledge was changed today."""
        before = self.find(code)
        pledge = replace(before.pledge, **changes)
        reason = in_languages("It was wrong")
        self.pledging.amend(self.evaluator, code, pledge, reason, data_seen, after=before.last)
        return self.find(code)

    def find(self, code: str = CODE) -> Evaluation:
        """An evaluation as it stands."""
        return self.register.find(code)

    def standing(self, code: str = CODE) -> Standing:
        """How it stands today."""
        return self.register.standing(self.find(code))
