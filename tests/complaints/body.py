"""An independent body made up for tests: people with keys, a roster, and complaints to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Engine

from copfeedback.complaints.casefile import OpenCase, open_case, staff_holder
from copfeedback.complaints.code import ComplaintCode
from copfeedback.complaints.filing import Filed, Filing, NewCase
from copfeedback.complaints.following import Following
from copfeedback.complaints.model import Channel, Clocks
from copfeedback.complaints.roster import Reviewer, Roster, RosterHolder
from copfeedback.complaints.stretching import Stretching
from copfeedback.complaints.vault import HolderKey, PublicKeys, new_seed
from copfeedback.people.audit import Trail
from copfeedback.people.model import Role
from copfeedback.people.pace import ClientPace, Guesses
from copfeedback.storage.engine import reading

CLIENT = "198.51.100.7"
CHEAP = {"operations": 1, "memory": 8192}
"""Argon2id for tests that are about something else."""


@dataclass
class Day:
    """A calendar that a test can turn, and the clock that goes with it."""

    today: date = date(2026, 3, 2)
    seconds: float = 0.0

    def now(self) -> datetime:
        """Noon of the day, and some seconds."""
        noon = datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)
        return noon + timedelta(seconds=self.seconds)

    def passes(self, days: int) -> None:
        """Let days pass."""
        self.today += timedelta(days=days)


def a_holder(staff_id: int, name: str, role: Role) -> tuple[RosterHolder, HolderKey]:
    """Somebody on the roster, and their key."""
    key = HolderKey(new_seed())
    return RosterHolder(staff_id, name, role, key.public, active=True), key


@dataclass
class Body:
    """An independent body with its people, and what can be done with complaints to it."""

    engine: Engine
    day: Day = field(default_factory=Day)
    clocks: Clocks = field(default_factory=Clocks)
    languages: frozenset[str] = frozenset({"en", "ar"})
    rated: list[tuple[int, str]] = field(default_factory=list)
    counted: list[NewCase] = field(default_factory=list)
    before_commit: Callable[[Connection], None] = lambda _: None

    def __post_init__(self) -> None:
        people = [
            a_holder(11, "Amal Haddad", Role.CASEWORKER),
            a_holder(12, "Boris Lin", Role.CASEWORKER),
            a_holder(13, "Clara Stone", Role.CUSTODIAN),
            a_holder(14, "Dina Vogel", Role.INTERPRETER),
            a_holder(21, "Erik Blum", Role.AGENCY_OFFICER),
        ]
        self.keys = {holder.staff_id: key for holder, key in people}
        self.organisation, self.reviewer = HolderKey(new_seed()), HolderKey(new_seed())
        self.roster = Roster(
            version=1,
            made_on=self.day.today,
            body="Complaints commission",
            body_id=1,
            organisation=self.organisation.public.box,
            reviewer=Reviewer("Ombudsman", "", self.reviewer.public),
            holders=tuple(holder for holder, _ in people),
        )
        self.trail = Trail(self.engine, self.day.now)
        stretching = Stretching(2, **CHEAP)
        self.filing = Filing(
            self.trail,
            lambda: self.roster,
            stretching,
            self.clocks,
            lambda: self.day.today,
            pace=ClientPace(lambda: self.day.seconds, 1_000, 1),
            languages=lambda: self.languages,
            count=self._count,
        )
        self.following = Following(
            self.trail,
            stretching,
            self.clocks,
            lambda: self.day.today,
            Guesses(lambda: self.day.seconds),
            rated=lambda score, language: self.rated.append((score, language)),
        )

    def _count(self, connection: Connection, new: NewCase, _on: date) -> None:
        self.before_commit(connection)
        self.counted.append(new)

    def without(self, *staff_ids: int) -> None:
        """Let people leave the body."""
        self.roster = replace(
            self.roster,
            holders=tuple(
                replace(each, active=each.active and each.staff_id not in staff_ids)
                for each in self.roster.holders
            ),
        )

    def public(self, staff_id: int) -> PublicKeys:
        """What others know of somebody's keys."""
        return self.keys[staff_id].public

    def new(self, narrative: str = "They shouted at my mother.", **changes: object) -> NewCase:
        """A complaint that is not lodged yet."""
        code, nonce = self.filing.draw()
        plain = NewCase(code, nonce, narrative, {}, {}, language="en", channel=Channel.LIGHT)
        return replace(plain, **changes)  # type: ignore[arg-type]

    def a_case(self, narrative: str = "They shouted at my mother.", **changes: object) -> Lodged:
        """A complaint that is lodged."""
        new = self.new(narrative, **changes)
        return Lodged(new.code, self.filing.file(new, CLIENT))

    def opened(self, case_id: str, staff_id: int = 11) -> OpenCase:
        """A case as somebody of the body reads it."""
        with reading(self.engine) as connection:
            return open_case(connection, case_id, staff_holder(staff_id), self.keys[staff_id])


@dataclass(frozen=True)
class Lodged:
    """A case, and the code its complainant has."""

    code: ComplaintCode
    filed: Filed

    @property
    def id(self) -> str:
        """The number of the case."""
        return self.filed.case_id
