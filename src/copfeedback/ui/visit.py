"""One person's way through a survey in the full door, kept in the memory of their session.

Nothing of it is stored until they send it. It knows no Streamlit: what is on the screen is
somebody else's business.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from copfeedback.surveys.about import About
from copfeedback.surveys.answers import Entered, initial_entries, kept_entries
from copfeedback.surveys.carried import Carried
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.model import Section, Survey
from copfeedback.surveys.routing import Page, Route, find_route

NONCE_BYTES = 16

_AT_THE_FULL_DOOR = About(mode=Mode.FULL.value)


class Screen(StrEnum):
    """What somebody who answers can have before them."""

    INTRODUCTION = "introduction"
    PAGE = "page"
    REVIEW = "review"
    THANKS = "thanks"
    TOO_LATE = "too_late"
    """The wave was closed before they sent their answers."""


@dataclass
class Visit:
    """Everything entered so far, exactly as entered, and where the person is.

    ``checking`` shows what must be mended; ``reviewing`` leads back to the review after the
    section; ``incident`` is the number of a failure to store them. The nonce makes the
    answers count once, however often they are sent.
    """

    survey: Survey
    today: Callable[[], date]
    entered: dict[str, Sequence[str]] = field(default_factory=dict)
    nonce: bytes = field(default_factory=lambda: secrets.token_bytes(NONCE_BYTES))
    screen: Screen = Screen.INTRODUCTION
    page_id: str = ""
    about: About = _AT_THE_FULL_DOOR
    number: str = ""
    checking: bool = False
    reviewing: bool = False
    incident: str = ""
    told: str = ""

    def __post_init__(self) -> None:
        self.entered = self.entered or dict(initial_entries(self.survey))

    @property
    def route(self) -> Route:
        """The way through the questionnaire with what was entered so far."""
        return find_route(self.survey, self.entered, seed=self.nonce, today=self.today())

    def page(self, route: Route) -> Page | None:
        """The page on the screen, or the next that this person sees; None for the review."""
        return route.page(self.page_id) or route.after(self.page_id or None)

    @property
    def is_unsent(self) -> bool:
        """Whether leaving now would lose something."""
        return not self.has_ended and self.entered != initial_entries(self.survey)

    @property
    def is_asking(self) -> bool:
        """Whether questions are on the screen."""
        return self.screen is Screen.PAGE

    @property
    def has_ended(self) -> bool:
        """Whether the answers were sent, or came too late."""
        return self.screen in {Screen.THANKS, Screen.TOO_LATE}

    @property
    def place(self) -> str:
        """A name for what is on the screen, the same as long as it is the same."""
        return (
            f"{self.screen}/{self.page_id}/{self.checking}/{self.incident}{self.told}{self.number}"
        )

    def take(self, page: Page, entries: Entered) -> None:
        """Keep what was entered on a page, in place of what was there."""
        for question in page.questions:
            for item in question.item_ids:
                if filled := kept_entries(question, entries.get(item, ())):
                    self.entered[item] = filled
                else:
                    self.entered.pop(item, None)

    def forward(self, *, to_review: bool = False) -> None:
        """Go on, unless something on this screen must be mended first."""
        route = self.route
        page = route.page(self.page_id) if self.is_asking else None
        if page is not None and route.problems_in(page):
            self.checking = True
        elif to_review:
            self._show(None)
        elif self.reviewing:
            self._show(route.rest_of_section(self.page_id), reviewing=True)
        else:
            self._show(route.after(self.page_id if self.is_asking else None))

    def back(self) -> None:
        """Go back, with or without mistakes; from the first page to the introduction."""
        before = self.route.before(self.page_id if self.is_asking else None)
        if before is None:
            self._move(Screen.INTRODUCTION)
        else:
            self._show(before)

    def change(self, section: Section) -> None:
        """Go from the review to a section, and from there back to the review."""
        self._show(self.route.first_of(section.id), reviewing=True)

    def mend(self) -> None:
        """Show in the review what must be mended before the answers can be sent."""
        self._move(Screen.REVIEW)
        self.checking = True

    def change_words(self) -> None:
        """Ask in easy words from now on, or in the usual ones again."""
        self.about = replace(self.about, easy=not self.about.easy)

    @property
    def carried(self) -> Carried:
        """All of it, as it is put aside."""
        return Carried(self.nonce, self.entered, replace(self.about, page=self.page_id))

    def go_on_with(self, kept: Carried, number: str) -> None:
        """Go on with what was put aside under a number."""
        self.nonce, self.entered = kept.nonce, dict(kept.entered)
        mode = kept.about.mode if kept.about.helper else Mode.FULL.value
        self.about = replace(kept.about, mode=mode, resume=number)
        route = self.route
        self._show(route.page(kept.about.page) or route.after(None))

    def fail(self, incident: str) -> None:
        """Stay in the review and say that nothing could be stored; nothing is lost."""
        self._move(Screen.REVIEW)
        self.incident = incident

    def finish(self, screen: Screen) -> None:
        """It is over: forget what was entered."""
        self._move(screen)
        self.entered = {}

    def _show(self, page: Page | None, *, reviewing: bool = False) -> None:
        if page is None:
            self._move(Screen.REVIEW)
        else:
            self._move(Screen.PAGE)
            self.page_id = page.id
            self.reviewing = reviewing

    def _move(self, screen: Screen) -> None:
        self.screen = screen
        self.page_id = ""
        self.checking = self.reviewing = False
        self.incident = self.told = self.number = ""
