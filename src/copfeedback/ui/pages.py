"""The pages of the full door: their addresses, files and titles, and whom the menu offers them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from copfeedback.i18n.catalogues import N_
from copfeedback.people.model import Actor, Permission

PAGES_FOLDER = Path(__file__).resolve().parents[3] / "pages"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page. ``permission`` says who is offered it; whether they may is for the service."""

    name: str
    title: str
    permission: Permission | None = None

    @property
    def path(self) -> str:
        """The page's address on the portal."""
        return "/" if self.name == HOME else f"/{self.name}"

    @property
    def file(self) -> str:
        """The script that renders it."""
        return page_file(self.name)

    def is_offered(self, actor: Actor | None) -> bool:
        """Whether the menu shows it to this reader."""
        return self.permission is None or (actor is not None and actor.may(self.permission))


HOME, SURVEY, RESULTS, TRENDS = "home", "survey", "results", "trends"
PAGES = (
    PageEntry(HOME, N_("Home")),
    PageEntry(SURVEY, N_("Surveys")),
    PageEntry(RESULTS, N_("Results")),
    PageEntry(TRENDS, N_("Trends"), Permission.SEE_TRENDS),
)
TITLES = {page.path: page.title for page in PAGES}


def page_file(name: str) -> str:
    """The script of a page, as Streamlit's links name it."""
    return str(PAGES_FOLDER / f"{name}.py")
