"""One person's way through a survey in the full door, kept in the memory of their session.

Nothing of it is stored until they send it. It knows no Streamlit: what is on the screen is
somebody else's business.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from copfeedback.surveys.answers import Entered
from copfeedback.surveys.model import Section, Survey
from copfeedback.surveys.routing import Route, find_route

NONCE_BYTES = 16


class Screen(StrEnum):
    """What somebody who answers can have before them."""

    INTRODUCTION = "introduction"
    SECTION = "section"
    REVIEW = "review"
    THANKS = "thanks"
    TOO_LATE = "too_late"
    """The wave was closed before they sent their answers."""


@dataclass
class Visit:
    """Everything entered so far, exactly as entered, and where the person is.

    ``checking`` shows what must be mended; ``reviewing`` leads back to the review instead of to
    the next section; ``incident`` is the number of a failure to store them. The nonce makes the
    answers count once, however often they are sent.
    """

    survey: Survey
    entered: dict[str, Sequence[str]] = field(default_factory=dict)
    nonce: bytes = field(default_factory=lambda: secrets.token_bytes(NONCE_BYTES))
    screen: Screen = Screen.INTRODUCTION
    section_id: str = ""
    checking: bool = False
    reviewing: bool = False
    incident: str = ""

    @property
    def route(self) -> Route:
        """The way through the questionnaire with what was entered so far."""
        return find_route(self.survey, self.entered)

    @property
    def section(self) -> Section:
        """The section on the screen, or the first."""
        sections = self.survey.sections
        return next((each for each in sections if each.id == self.section_id), sections[0])

    @property
    def is_unsent(self) -> bool:
        """Whether leaving now would lose something."""
        return bool(self.entered)

    @property
    def is_asking(self) -> bool:
        """Whether questions are on the screen."""
        return self.screen is Screen.SECTION

    @property
    def has_ended(self) -> bool:
        """Whether the answers were sent, or came too late."""
        return self.screen in {Screen.THANKS, Screen.TOO_LATE}

    @property
    def place(self) -> str:
        """A name for what is on the screen, the same as long as it is the same."""
        return f"{self.screen}/{self.section_id}/{self.checking}/{self.incident}"

    def take(self, entries: Entered) -> None:
        """Keep what was entered for these items, in place of what was there."""
        for item, values in entries.items():
            filled = [value for value in values if value]
            if filled:
                self.entered[item] = filled
            else:
                self.entered.pop(item, None)

    def forward(self) -> None:
        """Go on, unless something on this screen must be mended first."""
        route = self.route
        if self.screen is Screen.SECTION and route.problems_in(self.section):
            self.checking = True
            return
        here = self.section_id if self.screen is Screen.SECTION else None
        self._show(None if self.reviewing else route.after(here))

    def back(self) -> None:
        """Go back, with or without mistakes; from the first section to the introduction."""
        before = self.route.before(self.section_id)
        if before is None:
            self._move(Screen.INTRODUCTION)
        else:
            self._show(before)

    def change(self, section: Section) -> None:
        """Go from the review to a section, and from there back to the review."""
        self._show(section)
        self.reviewing = True

    def mend(self) -> None:
        """Show in the review what must be mended before the answers can be sent."""
        self._move(Screen.REVIEW)
        self.checking = True

    def fail(self, incident: str) -> None:
        """Stay in the review and say that nothing could be stored; nothing is lost."""
        self._move(Screen.REVIEW)
        self.incident = incident

    def finish(self, screen: Screen) -> None:
        """It is over: forget what was entered."""
        self._move(screen)
        self.entered = {}

    def _show(self, section: Section | None) -> None:
        if section is None:
            self._move(Screen.REVIEW)
        else:
            self._move(Screen.SECTION)
            self.section_id = section.id

    def _move(self, screen: Screen) -> None:
        self.screen = screen
        self.section_id = ""
        self.checking = self.reviewing = False
        self.incident = ""
