"""One request of somebody who answers a survey, and the addresses around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import quote

from markupsafe import Markup, escape

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import Speech
from copfeedback.surveys.asking import as_asked
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.carried import Carried
from copfeedback.surveys.keys import WaveKeys
from copfeedback.surveys.model import Question
from copfeedback.surveys.routing import Route, find_route


@dataclass(frozen=True)
class Visit:
    """The wave, the language, the day, and what somebody entered so far."""

    asked: AskedWave
    keys: WaveKeys
    speech: Speech
    carried: Carried
    today: date

    @property
    def sealed(self) -> Markup:
        """The text of the carried field."""
        return escape(self.carried.sealed(self.keys.carried, self.asked.compression))

    @cached_property
    def route(self) -> Route:
        """The way through the questionnaire with what was entered so far.

        The random orders are drawn from what makes the answers count once, which is kept nowhere.
        """
        return find_route(
            self.asked.survey, self.carried.entered, seed=self.carried.nonce, today=self.today
        )

    def as_asked(self, question: Question, route: Route) -> Question:
        """A question as this person has it before them."""
        easy = self.carried.about.easy
        return as_asked(question, route, self.speech, easy=easy, today=self.today)

    @property
    def look(self) -> tuple[bool, bool]:
        """What decides how its pages look: easy words, a device that many share."""
        return self.carried.about.easy, self.carried.about.is_kiosk


def survey_address(asked: AskedWave, tag: str) -> str:
    """Where a wave is answered, in a language."""
    return f"/{tag}/surveys/{asked.wave.id}"


def short_address(portal: Portal, asked: AskedWave) -> str:
    """The sayable address of a wave, without the protocol that nobody types."""
    host = portal.settings.public_address.split("://", 1)[1].rstrip("/")
    return f"{host}/s/{asked.wave.short}"


def sound_address(survey: str, name: str) -> str:
    """Where a sound file of a survey is."""
    return f"/sounds/{survey}/{quote(name)}"


def file_address(asked: AskedWave, name: str) -> str:
    """Where a picture or sound that belongs to a question is."""
    return f"/files/{asked.survey.id}/{asked.survey.version}/{quote(name)}"
