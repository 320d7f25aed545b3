"""The pages of the full door: their addresses, files and titles, and whom the menu offers them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from copfeedback.i18n.catalogues import N_
from copfeedback.people.model import Actor, Permission

PAGES_FOLDER = Path(__file__).resolve().parents[3] / "pages"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page. ``permission`` says who is offered it; whether they may is for the service.

    Without a permission it is for everybody. Whoever has ``otherwise`` is offered it as well.
    One that is not ``listed`` is reached from another page.
    """

    name: str
    title: str
    permission: Permission | None = None
    otherwise: Permission | None = None
    listed: bool = True

    @property
    def path(self) -> str:
        """The page's address on the portal."""
        return "/" if self.name == HOME else f"/{self.name}"

    @property
    def file(self) -> str:
        """The script that renders it."""
        return page_file(self.name)

    @property
    def is_for_staff(self) -> bool:
        """Whether it shows nothing to somebody who is not signed in."""
        return self.permission is not None

    def is_offered(self, actor: Actor | None) -> bool:
        """Whether the menu shows it to this reader."""
        wanted = [each for each in (self.permission, self.otherwise) if each is not None]
        if not self.listed:
            return False
        if not wanted:
            return True
        return actor is not None and any(map(actor.may_somewhere, wanted))


HOME, SURVEY, RESULTS, TRENDS = "home", "survey", "results", "trends"
OVERVIEW = "overview"
PEOPLE, INVITATIONS, ORGANISATIONS = "people", "invitations", "organisations"
ACCOUNT = "account"
SECTORS = "sectors"
HELP, PROFILE = "help", "profile"
AUDIT, OPERATIONS = "audit", "operations"
FREE_TEXT = "free-text"
QUESTIONNAIRES, FIELDWORK = "questionnaires", "fieldwork"
RELEASES = "releases"
MICRODATA = "microdata"
WHAT_FOLLOWED = "what-followed"
CASES, CASE, CASE_REQUESTS = "cases", "case", "case-requests"
INTERPRETING, REGISTER = "interpreting", "register"
PAGES = (
    PageEntry(HOME, N_("Home")),
    PageEntry(SURVEY, N_("Surveys")),
    PageEntry(RESULTS, N_("Results")),
    PageEntry(HELP, N_("Help")),
    PageEntry(OVERVIEW, N_("Key indicators"), Permission.SEE_TRENDS),
    PageEntry(TRENDS, N_("Trends"), Permission.SEE_TRENDS),
    PageEntry(QUESTIONNAIRES, N_("Questionnaires"), Permission.MANAGE_WAVES),
    PageEntry(FIELDWORK, N_("Fieldwork"), Permission.MANAGE_WAVES, Permission.SEE_FIELDWORK),
    PageEntry(RELEASES, N_("Releases"), Permission.MANAGE_RELEASES),
    PageEntry(MICRODATA, N_("Single answers"), Permission.EXPORT_MICRODATA),
    PageEntry(WHAT_FOLLOWED, N_("What followed"), Permission.ANSWER_RESULTS),
    PageEntry(FREE_TEXT, N_("Free text"), Permission.CODE_FREE_TEXT, Permission.CLEAR_EXCERPTS),
    PageEntry(PEOPLE, N_("Staff accounts"), Permission.SEE_STAFF, Permission.MANAGE_CASE_STAFF),
    PageEntry(
        INVITATIONS, N_("Invitations"), Permission.MANAGE_STAFF, Permission.MANAGE_CASE_STAFF
    ),
    PageEntry(ORGANISATIONS, N_("Organisations"), Permission.MANAGE_ORGANISATIONS),
    PageEntry(SECTORS, N_("Sectors"), Permission.MANAGE_SECTORS),
    PageEntry(
        PROFILE, N_("About this portal"), Permission.EDIT_PROFILE, Permission.APPROVE_PROMISE
    ),
    PageEntry(AUDIT, N_("Audit trail"), Permission.READ_AUDIT_TRAIL),
    PageEntry(OPERATIONS, N_("Operations"), Permission.SEE_OPERATIONS),
    PageEntry(ACCOUNT, N_("My account"), Permission.KEEP_OWN_ACCOUNT),
)
TITLES = {page.path: page.title for page in PAGES}


def page_file(name: str) -> str:
    """The script of a page, as Streamlit's links name it."""
    return str(PAGES_FOLDER / f"{name.replace('-', '_')}.py")
