"""The pages of the full door: their addresses, files and titles, and whom the menu offers them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from copfeedback.i18n.catalogues import N_
from copfeedback.people.model import Actor, Permission
from copfeedback.settings import Settings

PAGES_FOLDER = Path(__file__).resolve().parents[3] / "pages"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page. ``permission`` says who is offered it; whether they may is for the service.

    Without a permission it is for everybody. Whoever has ``otherwise`` is offered it as well.
    One that is not ``listed`` is reached from another page. ``tab`` is what a browser calls it
    and remembers, where that should tell less than the menu.
    """

    name: str
    title: str
    permission: Permission | None = None
    otherwise: Permission | None = None
    listed: bool = True
    tab: str = ""

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
ACCOUNT, KEYS = "account", "keys"
SECTORS = "sectors"
HELP, PROFILE = "help", "profile"
AUDIT, OPERATIONS = "audit", "operations"
FREE_TEXT = "free-text"
QUESTIONNAIRES, FIELDWORK = "questionnaires", "fieldwork"
RELEASES = "releases"
MICRODATA = "microdata"
WHAT_FOLLOWED = "what-followed"
CASES, CASE, CASE_REQUESTS = "cases", "case", "case-requests"
INTERPRETING, REGISTER, IDENTITIES = "interpreting", "register", "identities"
COMPLAINTS, COMPLAINT_PAGES = "complaints", "complaint-pages"
COMPLAINT_FIGURES, EARLY_WARNING = "complaint-figures", "early-warning"
COMPLAINT, FOLLOW = "complaint", "follow"
FORUMS = "forums"
FORUM_SETUP, FORUM_PROPOSAL = "forum-setup", "forum-proposal"
FORUM_DESK = "forum-desk"
COMMITMENTS, MY_COMMITMENTS = "commitments", "my-commitments"
PROBLEMS, STORIES = "problems", "stories"
EVALUATIONS, INDICATORS = "evaluations", "indicators"
POLICE_PLAN, CHECKLISTS = "police-plan", "checklists"
EVALUATION_DESK, EVALUATION_ANSWERS = "evaluation-desk", "evaluation-answers"
PLAN_DESK, ACTIVITIES = "plan-desk", "activities"
PAGES = (
    PageEntry(HOME, N_("Home")),
    PageEntry(SURVEY, N_("Surveys")),
    PageEntry(RESULTS, N_("Results")),
    PageEntry(COMPLAINTS, N_("Complaints"), tab=N_("Form")),
    PageEntry(COMPLAINT, N_("Tell us something"), listed=False),
    PageEntry(FOLLOW, N_("Form"), listed=False),
    PageEntry(COMPLAINT_FIGURES, N_("Complaints in numbers"), listed=False),
    PageEntry(FORUM_PROPOSAL, N_("Propose a topic or ask a question"), listed=False),
    PageEntry(FORUMS, N_("Forums")),
    PageEntry(COMMITMENTS, N_("Commitments")),
    PageEntry(PROBLEMS, N_("Problems forums work on"), listed=False),
    PageEntry(STORIES, N_("You said, we did, we did not"), listed=False),
    PageEntry(EVALUATIONS, N_("Evaluations")),
    PageEntry(INDICATORS, N_("Key figures")),
    PageEntry(POLICE_PLAN, N_("Plans"), listed=False),
    PageEntry(CHECKLISTS, N_("Checklists"), listed=False),
    PageEntry(HELP, N_("Help")),
    PageEntry(OVERVIEW, N_("Key indicators"), Permission.SEE_TRENDS),
    PageEntry(TRENDS, N_("Trends"), Permission.SEE_TRENDS),
    PageEntry(QUESTIONNAIRES, N_("Questionnaires"), Permission.MANAGE_WAVES),
    PageEntry(FIELDWORK, N_("Fieldwork"), Permission.MANAGE_WAVES, Permission.SEE_FIELDWORK),
    PageEntry(RELEASES, N_("Releases"), Permission.MANAGE_RELEASES),
    PageEntry(MICRODATA, N_("Single answers"), Permission.EXPORT_MICRODATA),
    PageEntry(WHAT_FOLLOWED, N_("What followed"), Permission.ANSWER_RESULTS),
    PageEntry(FREE_TEXT, N_("Free text"), Permission.CODE_FREE_TEXT, Permission.CLEAR_EXCERPTS),
    PageEntry(CASES, N_("Cases"), Permission.HANDLE_COMPLAINTS),
    PageEntry(CASE, N_("A case"), Permission.HANDLE_COMPLAINTS, listed=False),
    PageEntry(REGISTER, N_("Register of officers"), Permission.HANDLE_COMPLAINTS),
    PageEntry(EARLY_WARNING, N_("Early warning"), Permission.HANDLE_COMPLAINTS),
    PageEntry(INTERPRETING, N_("Interpreting"), Permission.INTERPRET_CASES),
    PageEntry(IDENTITIES, N_("Who complains"), Permission.RELEASE_IDENTITY),
    PageEntry(CASE_REQUESTS, N_("Requests about complaints"), Permission.ANSWER_CASE_REQUESTS),
    PageEntry(FORUM_DESK, N_("Chair's desk"), Permission.MANAGE_FORUM),
    PageEntry(
        MY_COMMITMENTS,
        N_("Commitments to answer for"),
        Permission.REPORT_ON_COMMITMENTS,
        Permission.MANAGE_FORUM,
    ),
    PageEntry(EVALUATION_DESK, N_("Evaluations to work on"), Permission.MANAGE_EVALUATIONS),
    PageEntry(
        EVALUATION_ANSWERS,
        N_("Evaluations to sign and answer"),
        Permission.SIGN_EVALUATIONS,
        Permission.ANSWER_EVALUATIONS,
    ),
    PageEntry(
        ACTIVITIES,
        N_("Activities with the community"),
        Permission.RECORD_ACTIVITIES,
        Permission.MANAGE_PLANS,
    ),
    PageEntry(PLAN_DESK, N_("Plans and key figures"), Permission.MANAGE_PLANS),
    PageEntry(PEOPLE, N_("Staff accounts"), Permission.SEE_STAFF, Permission.MANAGE_CASE_STAFF),
    PageEntry(
        INVITATIONS, N_("Invitations"), Permission.MANAGE_STAFF, Permission.MANAGE_CASE_STAFF
    ),
    PageEntry(ORGANISATIONS, N_("Organisations"), Permission.MANAGE_ORGANISATIONS),
    PageEntry(SECTORS, N_("Sectors"), Permission.MANAGE_SECTORS),
    PageEntry(FORUM_SETUP, N_("Set up forums"), Permission.SET_UP_FORUMS, Permission.MANAGE_FORUM),
    PageEntry(
        PROFILE, N_("About this portal"), Permission.EDIT_PROFILE, Permission.APPROVE_PROMISE
    ),
    PageEntry(COMPLAINT_PAGES, N_("Complaint pages"), Permission.EDIT_COMPLAINT_PAGES),
    PageEntry(AUDIT, N_("Audit trail"), Permission.READ_AUDIT_TRAIL),
    PageEntry(OPERATIONS, N_("Operations"), Permission.SEE_OPERATIONS),
    PageEntry(KEYS, N_("My key"), Permission.KEEP_KEYS),
    PageEntry(ACCOUNT, N_("My account"), Permission.KEEP_OWN_ACCOUNT),
)
OF_SURVEYS = frozenset((SURVEY, RESULTS, OVERVIEW, TRENDS, QUESTIONNAIRES, FIELDWORK, RELEASES))
OF_SURVEYS |= {MICRODATA, WHAT_FOLLOWED, FREE_TEXT}
OF_COMPLAINTS = frozenset((COMPLAINTS, COMPLAINT_PAGES, CASES, CASE, CASE_REQUESTS))
OF_COMPLAINTS |= {COMPLAINT, FOLLOW, INTERPRETING, REGISTER, IDENTITIES, KEYS}
OF_COMPLAINTS |= {COMPLAINT_FIGURES, EARLY_WARNING}
OF_FORUMS = frozenset((FORUMS, FORUM_SETUP, FORUM_PROPOSAL, FORUM_DESK))
OF_FORUMS |= {COMMITMENTS, MY_COMMITMENTS, PROBLEMS, STORIES}
OF_EVALUATIONS = frozenset((EVALUATIONS, INDICATORS, POLICE_PLAN, CHECKLISTS, EVALUATION_DESK))
OF_EVALUATIONS |= {EVALUATION_ANSWERS, PLAN_DESK, ACTIVITIES}


def pages_of(settings: Settings) -> tuple[PageEntry, ...]:
    """The pages of the features that the settings offer."""
    left_out = frozenset[str]()
    if not settings.has_surveys:
        left_out |= OF_SURVEYS
    if not settings.has_complaints:
        left_out |= OF_COMPLAINTS
    if not settings.has_forums:
        left_out |= OF_FORUMS
    if not settings.has_evaluations:
        left_out |= OF_EVALUATIONS
    return tuple(page for page in PAGES if page.name not in left_out)


def titles_of(settings: Settings) -> dict[str, str]:
    """The untranslated titles of these pages, by their addresses."""
    return {page.path: page.tab or page.title for page in pages_of(settings)}


TITLES = {page.path: page.title for page in PAGES}


def page_file(name: str) -> str:
    """The script of a page, as Streamlit's links name it."""
    return str(PAGES_FOLDER / f"{name.replace('-', '_')}.py")
