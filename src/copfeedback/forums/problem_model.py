"""What a problem is that a forum works on: scanning, analysis, response, assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from copfeedback.forums.meeting_model import Finding
from copfeedback.forums.model import Topic
from copfeedback.i18n.translations import LocalText


class Stage(StrEnum):
    """How far the work on a problem has come."""

    SCANNING = "scanning"
    ANALYSIS = "analysis"
    RESPONSE = "response"
    ASSESSMENT = "assessment"
    CLOSED = "closed"


PARTS: Mapping[Stage, tuple[str, ...]] = {
    Stage.SCANNING: ("title", "what", "where", "who_says", "strengths"),
    Stage.ANALYSIS: ("offender", "handler", "target", "guardian", "place", "manager", "causes"),
    Stage.RESPONSE: ("statement", "steps", "tasks", "aims"),
    Stage.ASSESSMENT: ("measured", "displacement", "lessons"),
}
"""What is written at each stage, in each language.

Offender, target and place are each beside whoever could keep them in check. ``statement``,
``steps``, ``tasks`` and ``aims`` with the dates of review are a community safety plan.
"""
WORDS = tuple(name for names in PARTS.values() for name in names)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number agreed on before the response, and what it was before and after."""

    name: str
    unit: str = ""
    before: float | None = None
    before_on: date | None = None
    target: float | None = None
    after: float | None = None
    after_on: date | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem across meetings; every version of it stays.

    ``texts`` has, by language, what is written of ``PARTS``; the first language is the original.
    ``since`` is when it began. ``reviews`` are the days on which it is looked at again.
    ``written_on`` is the day of this version.
    """

    id: int
    forum: str
    stage: Stage
    texts: Mapping[str, Mapping[str, str]]
    language: str
    topic: Topic | None = None
    sector: str | None = None
    since: date | None = None
    quick_win: bool = False
    measures: tuple[Measure, ...] = ()
    reviews: tuple[date, ...] = ()
    findings: tuple[Finding, ...] = ()
    opened_on: date = field(default=date.min)
    written_on: date = field(default=date.min)
    version: int = 0

    def read(self, name: str, language: str) -> LocalText | None:
        """One of ``PARTS`` for a reader of a language; None where nothing is written."""
        own = self.texts.get(language, {}).get(name, "")
        if own:
            return LocalText(own, language, is_fallback=False)
        original = self.texts.get(self.language, {}).get(name, "")
        if original:
            return LocalText(original, self.language, is_fallback=language != self.language)
        return None

    def next_review(self, today: date) -> date | None:
        """The next day on which it is looked at again; None where none is set."""
        return min((day for day in self.reviews if day >= today), default=None)

    def is_review_due(self, today: date) -> bool:
        """Whether a day has come on which it was to be looked at, and nothing was written since."""
        over = (day for day in self.reviews if self.written_on < day <= today)
        return self.stage is not Stage.CLOSED and any(over)
