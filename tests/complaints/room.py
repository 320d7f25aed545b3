"""Staff of the made up body at work: who they are, and a case as far as they have come with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from copfeedback.complaints.case_parts import NewAllegation, Words
from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.casework import Casework, build_casework
from copfeedback.complaints.model import Category, Result, Verdict
from copfeedback.complaints.police_requests import NewRequest
from copfeedback.complaints.vault import HolderKey
from copfeedback.people.audit import Entry
from copfeedback.people.model import OPERATOR, Actor
from tests.complaints.body import Body

AMAL, BORIS, CLARA, DINA, ERIK = 11, 12, 13, 14, 21
"""Two caseworkers, a custodian, an interpreter, and an officer who answers for the police."""
ALLEGATION = NewAllegation("They hit him.", "en", Category.POWERS)
DECIDED = Words("We decided that they did.", "en")


@dataclass
class Room:
    """Casework of a body."""

    body: Body
    closings: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.casework: Casework = build_casework(
            self.body.trail,
            lambda: self.body.roster,
            self.body.clocks,
            lambda: self.body.day.today,
            lambda _, *closed: self.closings.append(closed),
        )

    def who(self, staff_id: int) -> tuple[Actor, HolderKey]:
        """Somebody, and the key of their session: the first two arguments of every use case."""
        known = self.body.roster.find(staff_id)
        assert known is not None
        organisation = 2 if staff_id == ERIK else 1
        actor = Actor(known.name, known.role, id=staff_id, organisation=organisation)
        return actor, self.body.keys[staff_id]

    def view(self, case_id: str, staff_id: int = AMAL) -> CaseView:
        """The case as somebody reads it."""
        return self.casework.cases.case(*self.who(staff_id), case_id)

    def entries(self) -> list[Entry]:
        """The audit trail, the latest first."""
        return self.body.trail.entries(OPERATOR)

    def acknowledged(self, narrative: str = "They hit my son.", **changes: Any) -> str:
        """A case that somebody looks after."""
        case_id = self.body.a_case(narrative, **changes).id
        self.casework.cases.acknowledge(*self.who(AMAL), case_id, None)
        return case_id

    def ready(self, **changes: Any) -> str:
        """A case that can be decided."""
        case_id = self.acknowledged(**changes)
        decisions, amal = self.casework.decisions, self.who(AMAL)
        allegation = decisions.add_allegation(*amal, case_id, ALLEGATION)
        decisions.record_account(*amal, case_id, "He fell.", by="the officer")
        reason = Words("A doctor saw it.", "en")
        decisions.find(*amal, case_id, allegation, Verdict.UPHELD, reason)
        outcome = Words("The police apologise.", "en")
        decisions.set_outcome(*amal, case_id, frozenset({Result.APOLOGY}), outcome)
        return case_id

    def decided(self, **changes: Any) -> str:
        """A case that is decided and whose complainant was told."""
        case_id = self.ready(**changes)
        self.casework.decisions.decide(*self.who(AMAL), case_id)
        self.casework.decisions.tell(*self.who(AMAL), case_id, DECIDED)
        return case_id

    def asked(self, text: str = "Who was on duty?", **changes: Any) -> tuple[str, str]:
        """A case, and a request to the police in it."""
        case_id = self.acknowledged(**changes)
        requests, today = self.casework.requests, self.body.day.today
        requests.plan_disclosure(*self.who(AMAL), case_id, "none seen", "the place", today)
        due_on = today + timedelta(days=14)
        return case_id, requests.send(*self.who(AMAL), case_id, NewRequest(ERIK, text, due_on))
