"""Activities that can be recorded as they are, and the services around them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine

from copfeedback.evaluations.activities import Activities
from copfeedback.evaluations.plan_model import Activity, ActivityKind
from copfeedback.evaluations.services import in_english
from copfeedback.people.audit import Trail
from copfeedback.people.model import Actor, OrganisationKind, Role
from tests.factories import TODAY, a_trail, in_languages
from tests.people.members import an_organisation


def an_activity(kind: ActivityKind = ActivityKind.PROJECT, **changes: Any) -> Activity:
    """Something that goes on since the beginning of the year of the tests."""
    given: dict[str, Any] = {
        "name": in_languages("Night walks"),
        "began": date(TODAY.year, 1, 10),
        "office": in_languages("City police"),
        "organisation": 1,
    }
    return Activity(0, kind, **given | changes)


class Recorded:
    """The activities of police and of the city, on a day that a test can choose."""

    def __init__(self, engine: Engine) -> None:
        self.today = TODAY
        self.trail: Trail = a_trail(engine)
        self.activities = Activities(self.trail, lambda: self.today, in_english)
        self.police = an_organisation(engine, OrganisationKind.POLICE)
        self.city = an_organisation(engine, OrganisationKind.MUNICIPALITY)
        self.leader = Actor("l", Role.LEADER, id=1, organisation=self.police)
        self.officer = Actor("o", Role.AGENCY_OFFICER, id=2, organisation=self.city)

    def record(self, kind: ActivityKind = ActivityKind.PROJECT, **changes: Any) -> Activity:
        """Record something that the police do."""
        given = {"organisation": self.police} | changes
        return self.activities.record(self.leader, an_activity(kind, **given))
