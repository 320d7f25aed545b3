"""An independent body at the full door: its people with keys, a roster, and complaints to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from copfeedback.application import Portal
from copfeedback.complaints.case_view import CaseView
from copfeedback.complaints.code import ComplaintCode
from copfeedback.complaints.filing import NewCase
from copfeedback.complaints.model import Channel
from copfeedback.complaints.roster_book import Begun
from copfeedback.complaints.roster_file import sign_roster
from copfeedback.people.model import OPERATOR, SESSION_COOKIE, Actor, OrganisationKind, Role
from tests.pages.reader import Reader
from tests.people.members import NAMES

CLIENT = "198.51.100.7"
STORY = "Officer Karl Weber shouted at my mother on 3 March.\nHe broke her phone."


@dataclass
class Commission:
    """The body's people by name, each signed in with an open key."""

    portal: Portal
    sign_in: Callable[..., Reader]
    begun: Begun
    readers: dict[str, Reader] = field(default_factory=dict)
    codes: dict[str, ComplaintCode] = field(default_factory=dict)

    def enrol(self, **roles: Role) -> None:
        """Let people sign in, which makes their keys, and put a roster of all in force."""
        for name, role in roles.items():
            self.readers[name] = self.sign_in(role, name)
        name = NAMES[OrganisationKind.OVERSIGHT]
        (body,) = (each for each in self.portal.organisations.all() if each.name == name)
        book = self.portal.keys.book
        book.import_roster(sign_roster(book.next_roster(body), self.begun.signing))

    def __getattr__(self, name: str) -> Reader:
        """Somebody of the body."""
        return self.readers[name]

    def actor(self, name: str) -> Actor:
        """Somebody of the body, as they are signed in."""
        found = self.portal.people.actor_of(self.readers[name].cookies[SESSION_COOKIE])
        assert found is not None
        return found

    def staff_id(self, name: str) -> str:
        """The number of their account, as selects have it."""
        (found,) = (each.id for each in self.portal.accounts.staff(OPERATOR) if each.name == name)
        return str(found)

    def a_case(self, narrative: str = STORY, **changes: object) -> str:
        """The number of a complaint that is lodged."""
        code, nonce = self.portal.filing.draw()
        answers = {"kind": ["complaint"], "categories": ["individual"], "danger": ["no"]}
        new = NewCase(code, nonce, narrative, answers, {}, "en", Channel.LIGHT)
        filed = self.portal.filing.file(replace(new, **changes), CLIENT)  # type: ignore[arg-type]
        self.codes[filed.case_id] = code
        return filed.case_id

    def view(self, case_id: str, name: str = "amal") -> CaseView:
        """A case as somebody of the body reads it."""
        actor = self.actor(name)
        key = self.portal.keys.key_of(self.readers[name].cookies[SESSION_COOKIE], actor)
        return self.portal.casework.cases.case(actor, key, case_id)

    def complainant(self, case_id: str) -> str:
        """What their cookie holds once they have typed their code."""
        return self.portal.following.sign_in(self.codes[case_id].written, CLIENT)


def a_commission(portal: Portal, sign_in: Callable[..., Reader]) -> Commission:
    """A body with two caseworkers, a custodian, an interpreter and a police liaison."""
    portal.filing._languages = lambda: frozenset({"en", "ar"})
    commission = Commission(portal, sign_in, portal.keys.book.begin())
    commission.enrol(
        amal=Role.CASEWORKER,
        boris=Role.CASEWORKER,
        clara=Role.CUSTODIAN,
        dina=Role.INTERPRETER,
        erik=Role.AGENCY_OFFICER,
    )
    return commission
