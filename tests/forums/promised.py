"""A forum, those who owe it something, and what was promised there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Commitment, Owner
from copfeedback.forums.commitments import Commitments
from copfeedback.forums.model import Chair, Forum, Level
from copfeedback.forums.problem_entry import ProblemFields
from copfeedback.forums.problem_model import Stage
from copfeedback.forums.problems import Problems
from copfeedback.forums.store import add_forum
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Trail
from copfeedback.people.model import Actor, OrganisationKind, Role
from copfeedback.storage.engine import writing
from tests.people.members import an_organisation

FORUM = "old-town"
FIRST_DAY = date(2026, 3, 2)


def a_forum(code: str = FORUM, **changes: Any) -> Forum:
    """A forum of a neighbourhood, chaired by somebody from a school."""
    chair = Chair("Amina Diallo", Translations({"en": "Headmistress"}))
    given: dict[str, Any] = {
        "level": Level.NEIGHBOURHOOD,
        "name": Translations({"en": "Old Town forum", "ar": "منتدى المدينة القديمة"}),
        "chair": chair,
        "languages": ("en", "ar"),
        "sector": None,
    }
    return Forum(code, **given | changes)


@dataclass
class Town:
    """A forum, its chair, and an officer of each kind of organisation."""

    engine: Engine
    day: date = FIRST_DAY
    organisations: dict[OrganisationKind, int] = field(default_factory=dict)
    promises: int = 0

    def __post_init__(self) -> None:
        with writing(self.engine) as connection:
            add_forum(connection, a_forum())
        self.organisations = {kind: an_organisation(self.engine, kind) for kind in OrganisationKind}
        self.trail = Trail(
            self.engine, lambda: datetime.combine(self.day, datetime.min.time(), UTC)
        )
        self.commitments = Commitments(self.trail, lambda: self.day, {"spring"}.__contains__)
        self.problems = Problems(self.trail, lambda: self.day, {"spring"}.__contains__)
        ngo = self.organisations[OrganisationKind.NGO]
        self.chair = Actor(
            "amina", Role.FORUM_CHAIR, id=1, organisation=ngo, forums=frozenset({FORUM})
        )

    def officer(self, kind: OrganisationKind) -> Actor:
        """Somebody who answers for an organisation."""
        organisation = self.organisations[kind]
        return Actor(f"officer of {kind}", Role.AGENCY_OFFICER, id=9, organisation=organisation)

    @property
    def police(self) -> Actor:
        """The officer of the police."""
        return self.officer(OrganisationKind.POLICE)

    def after(self, days: int) -> None:
        """Let days go by."""
        self.day += timedelta(days=days)

    def promised(self, owner: Owner = Owner.POLICE, **changes: Any) -> Commitment:
        """Something promised today for thirty days on, and something else each time."""
        self.promises += 1
        changes.setdefault("what", {"en": f"Walk down Mill Street, number {self.promises}"})
        return self.commitments.make(self.chair, self.a_promise(owner, **changes))

    def a_promise(self, owner: Owner = Owner.POLICE, **changes: Any) -> NewCommitment:
        """What a chair enters."""
        kinds = {
            Owner.POLICE: OrganisationKind.POLICE,
            Owner.MUNICIPALITY: OrganisationKind.MUNICIPALITY,
        }
        given: dict[str, Any] = {
            "forum": FORUM,
            "owner": owner,
            "office": {"en": "Patrol unit"},
            "what": {"en": "Walk down Mill Street every evening"},
            "due": self.day + timedelta(days=30),
            "organisation": self.organisations[kinds[owner]] if owner in kinds else None,
        }
        return NewCommitment(**given | changes)


def a_record(stage: Stage = Stage.SCANNING, **changes: Any) -> ProblemFields:
    """What a chair writes of a problem."""
    english = {"title": "Broken lamps", "what": "Lamps are broken again and again"}
    plan = {"statement": "Mill Street is dark", "steps": "Mend the lamps", "aims": "Half as many"}
    if stage in {Stage.ASSESSMENT, Stage.CLOSED}:
        english |= plan | {"measured": "Broken lamps were counted"}
    given: dict[str, Any] = {"stage": stage, "texts": {"en": english}, "language": "en"}
    return ProblemFields(**given | changes)
