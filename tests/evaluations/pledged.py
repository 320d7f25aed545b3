"""A pledge that can be registered as it is, and what tests of evaluations need around it."""

from __future__ import annotations

from datetime import date
from typing import Any

from copfeedback.evaluations.model import (
    Criterion,
    Degree,
    Design,
    Direction,
    Independence,
    Indicator,
    PlannedWave,
    Pledge,
    Site,
    SiteArm,
    Stakeholder,
    Timing,
    WaveRole,
)
from copfeedback.i18n.translations import Translations
from tests.factories import in_languages

CODE = "walking-patrols"
DUE = date(2027, 10, 29)
BASELINE = PlannedWave(WaveRole.BASELINE, date(2026, 6, 1), date(2026, 6, 30))
ENDLINE = PlannedWave(WaveRole.ENDLINE, date(2027, 6, 1), date(2027, 6, 30))


def an_indicator(key: str = "trust", **changes: Any) -> Indicator:
    """A figure that is read from a survey, or what ``changes`` make of it."""
    given: dict[str, Any] = {
        "name": in_languages("Trust in the police"),
        "criterion": Criterion.EFFECTIVENESS,
        "definition": in_languages("Those who trust the police, of all who answered"),
        "source": in_languages("The survey of the neighbourhoods"),
        "series": "survey.tiny.trust",
        "design": Design.DIFFERENCE_IN_DIFFERENCES,
        "direction": Direction.UP,
        "least": 3.0,
        "success": in_languages("Trust rises by 3 points more in the pilot sites"),
    }
    return Indicator(key, **given | changes)


def a_qualitative_indicator(key: str = "voices", **changes: Any) -> Indicator:
    """What is looked for in interviews."""
    given: dict[str, Any] = {
        "name": in_languages("What residents tell of the patrols"),
        "criterion": Criterion.RELEVANCE,
        "qualitative": True,
        "by_gender": False,
        "looked_for": in_languages("Whether people say that somebody listens to them"),
        "evidence": in_languages("Notes of twelve conversations in groups"),
        "method": in_languages("Two people code the notes apart from one another"),
    }
    return Indicator(key, **given | changes)


def a_pledge(**changes: Any) -> Pledge:
    """A pledge that can be registered on the day of the tests as it is."""
    given: dict[str, Any] = {
        "title": Translations({"en": "Patrols on foot", "ar": "دوريات راجلة"}),
        "about": in_languages("Two officers walk through each neighbourhood every evening"),
        "commissioner": in_languages("City police"),
        "evaluator": in_languages("Institute for public safety"),
        "independence": Independence.EXTERNAL,
        "timing": Timing.INTERIM,
        "due": DUE,
        "questions": {
            Criterion.RELEVANCE: in_languages("Do the patrols meet what people need?"),
            Criterion.EFFECTIVENESS: in_languages("Do people trust the police more?"),
        },
        "indicators": (an_indicator(), a_qualitative_indicator()),
        "waves": (BASELINE, ENDLINE),
        "sites": (
            Site("harbour", SiteArm.PILOT, mixed=Degree.HIGH, crime=Degree.MEDIUM, asked=True),
            Site("hills", SiteArm.CONTROL, mixed=Degree.HIGH, crime=Degree.MEDIUM),
        ),
        "stakeholders": (),
        "resources": in_languages("One analyst for six months"),
        "consulted": in_languages("Two forums; they added the question of need"),
    }
    return Pledge(**given | changes)


def stakeholders(organisation: int, forum: str = "old-town") -> tuple[Stakeholder, ...]:
    """An organisation and a forum that are to sign."""
    return (
        Stakeholder("hall", in_languages("City hall"), organisation=organisation),
        Stakeholder("forum", in_languages("Old town forum"), forum=forum),
    )
