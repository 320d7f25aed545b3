"""An evaluation with published results, and what tests of answers need around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, update

from copfeedback.evaluations import store
from copfeedback.evaluations.answer_checks import ForumsNearby, Offered
from copfeedback.evaluations.answering import Answering
from copfeedback.evaluations.events import Evaluation, EventKind, Registered, Withdrawn
from copfeedback.evaluations.model import Pledge
from copfeedback.evaluations.report_model import (
    Action,
    Decision,
    Finding,
    Recommendation,
    Report,
    Verdict,
)
from copfeedback.faults import Unknown
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Trail
from copfeedback.people.model import Actor, OrganisationKind, Role
from copfeedback.people.tables import staff
from copfeedback.storage.engine import reading, writing
from tests.evaluations.pledged import CODE, a_pledge, stakeholders
from tests.factories import TODAY, in_languages
from tests.people.members import an_organisation

FORUM = "old-town"
RESPOND_BY = TODAY + timedelta(days=60)


def a_report(
    number: int = 1, recommendations: Sequence[Recommendation] = (), **changes: Any
) -> Report:
    """Results that can be published as they are."""
    text = in_languages("text")
    given: dict[str, Any] = {
        "summary": text,
        "easy": text,
        "answers": {"relevance": text, "effectiveness": text},
        "findings": (Finding("trust", Verdict.NO_CHANGE), Finding("voices", Verdict.IMPROVED)),
        "method": text,
        "limits": text,
        "decision": Decision.CHANGE,
        "decision_why": text,
    }
    return Report(number, recommendations=tuple(recommendations), **given | changes)


def a_recommendation(
    key: str = "r1", organisation: int | None = None, **changes: Any
) -> Recommendation:
    """Something that is recommended to an office."""
    given: dict[str, Any] = {
        "text": in_languages("Teach all officers to listen"),
        "office": in_languages("Chief of police"),
        "respond_by": RESPOND_BY,
    }
    return Recommendation(key, organisation=organisation, **given | changes)


def an_action(what: str = "A course for all", key: str = "", **changes: Any) -> Action:
    """Something an office promises."""
    given: dict[str, Any] = {
        "what": in_languages(what),
        "office": in_languages("Police school"),
        "due": TODAY + timedelta(days=100),
    }
    return Action(key, **given | changes)


class Evaluated:
    """The service of answers, and an evaluation about which it is asked, on a day of the test."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.today = TODAY
        self.trail = Trail(engine, lambda: datetime.combine(self.today, time(12), tzinfo=UTC))
        self.police = an_organisation(engine, OrganisationKind.POLICE)
        self.hall = an_organisation(engine, OrganisationKind.MUNICIPALITY)
        self.institute = an_organisation(engine, OrganisationKind.NGO)
        self.officer = Actor("o", Role.AGENCY_OFFICER, id=1, organisation=self.police)
        self.clerk = Actor("c", Role.AGENCY_OFFICER, id=2, organisation=self.hall)
        self.evaluator = Actor("e", Role.EVALUATOR, id=3, organisation=self.institute)
        self.chair = Actor("f", Role.FORUM_CHAIR, id=4, forums=frozenset({FORUM}))
        for number, organisation in enumerate((self.police, self.hall), start=1):
            self.hire(f"officer-{number}", organisation)
        self.offered: list[Offered] = []
        self.answering = Answering(
            self.trail,
            lambda: self.today,
            ForumsNearby(self._names, lambda *meeting: meeting[1] == "2026-05-04", self._offer),
        )

    def hire(self, name: str, organisation: int) -> None:
        """Somebody who can sign in answers for an organisation."""
        row = {"name": name, "role": Role.AGENCY_OFFICER.value, "password_hash": "", "active": True}
        row |= {"demonstration": False, "organisation_id": organisation, "heads_unit": False}
        row |= {"manager": False, "wrong_attempts": 0, "email": "", "single_sign_on": None}
        row |= {"second_factor": "", "last_step": 0}
        with writing(self.engine) as connection:
            connection.execute(insert(staff), row)

    def dismiss(self, organisation: int) -> None:
        """Nobody of an organisation can sign in any more."""
        gone = update(staff).where(staff.c.organisation_id == organisation).values(active=False)
        with writing(self.engine) as connection:
            connection.execute(gone)

    def _names(self) -> Mapping[str, Translations]:
        return {FORUM: in_languages("Old town forum"), "youth": in_languages("Youth forum")}

    def _offer(self, _connection: Connection, offered: Offered) -> str:
        if offered.action.what == in_languages("Too late"):  # the forum ended meanwhile
            raise Unknown
        self.offered.append(offered)
        return "12345678"

    def register(self, code: str = CODE, **changes: Any) -> None:
        """A pledge of the institute's, for the police."""
        facts = {
            "organisation": self.institute,
            "commissioner_organisation": self.police,
            "stakeholders": stakeholders(self.hall, FORUM),
        }
        pledge: Pledge = a_pledge(**facts | changes)
        self._add(code, EventKind.REGISTERED, Registered(pledge))

    def publish(
        self, *recommendations: Recommendation, number: int = 1, code: str = CODE
    ) -> Evaluation:
        """Results with recommendations."""
        self._add(code, EventKind.PUBLISHED, a_report(number, recommendations))
        return self.find(code)

    def withdraw(self, code: str = CODE) -> None:
        """Take the results back."""
        self._add(code, EventKind.WITHDRAWN, Withdrawn(in_languages("A fault")))

    def find(self, code: str = CODE) -> Evaluation:
        """The evaluation as it stands."""
        with reading(self.engine) as connection:
            return store.find_evaluation(connection, code)

    def _add(self, code: str, kind: EventKind, said: Any) -> None:
        with writing(self.engine) as connection:
            store.add_event(
                connection, code, kind, said, at=self.trail.now(), on=self.today, by="Institute"
            )
