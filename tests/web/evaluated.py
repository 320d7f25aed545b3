"""Evaluations in every state, put straight into the chain; for tests of the light door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from copfeedback.application import Portal
from copfeedback.evaluations import store
from copfeedback.evaluations.events import (
    Amended,
    Cancelled,
    Event,
    EventKind,
    Registered,
    Said,
    Withdrawn,
)
from copfeedback.evaluations.model import DataSeen, Pledge
from copfeedback.evaluations.report_model import (
    Action,
    Answer,
    Compared,
    Decision,
    Figure,
    Finding,
    Measured,
    Recommendation,
    Report,
    Response,
    Source,
    Verdict,
)
from copfeedback.i18n.translations import Translations
from tests.evaluations.pledged import CODE, a_pledge, an_indicator
from tests.web.conftest import TODAY

PAST, COMING = TODAY - timedelta(days=12), TODAY + timedelta(days=60)
BY = "Institute for public safety"


def both(english: str, arabic: str = "") -> Translations:
    """A text in English, and in Arabic if there is one."""
    return Translations({"en": english, **({"ar": arabic} if arabic else {})})


def happened(
    portal: Portal, kind: EventKind, said: Said, code: str = CODE, on: date | None = None
) -> Event:
    """Something that happened to an evaluation, at noon of a day."""
    day = on or TODAY
    at = datetime.combine(day, time(12), UTC)
    with portal.engine.begin() as connection:
        return store.add_event(connection, code, kind, said, at=at, on=day, by=BY)


def offered(portal: Portal, reference: str) -> None:
    """An action of an evaluation was put before a forum under a reference."""
    registered(portal)
    published(portal)
    action = Action("a1", both("Lamps"), both("Works"), TODAY, offered=reference)
    happened(portal, EventKind.RESPONDED, Response("r1", Answer.ACCEPTED, None, (action,)))


def registered(
    portal: Portal, code: str = CODE, on: date | None = None, *, late: bool = False, **changes: Any
) -> Pledge:
    """An evaluation that is promised."""
    pledge = a_pledge(**changes)
    happened(portal, EventKind.REGISTERED, Registered(pledge, late), code, on)
    return pledge


def amended(
    portal: Portal, pledge: Pledge, seen: DataSeen = DataSeen.NONE, code: str = CODE
) -> Event:
    """Another pledge in the place of the one before."""
    said = Amended(pledge, both("The school was closed"), seen)
    return happened(portal, EventKind.AMENDED, said, code)


def cancelled(portal: Portal, code: str = CODE, *, gathered: bool = True) -> Event:
    """That it will not go on."""
    return happened(
        portal, EventKind.CANCELLED, Cancelled(both("The money is gone"), gathered), code
    )


def withdrawn(portal: Portal, code: str = CODE) -> Event:
    """That its results must not be used."""
    return happened(portal, EventKind.WITHDRAWN, Withdrawn(both("A file was mixed up")), code)


def compared(group: str = "all", change: float = 11) -> Compared:
    """Figures before and after, and their change."""
    moved = Figure(change, change - 6, change + 6)
    return Compared(group, Figure(41, 37, 45, 400), Figure(41 + change, 37, 45, 380), moved)


def measured(change: float = 11) -> Measured:
    """What a release says of everybody, women and men."""
    groups = tuple(compared(each, change) for each in ("all", "woman", "man"))
    sources = (Source("neighbourhood-safety-1.1", "ab" * 32),)
    return Measured(groups, sources=sources)


def a_report(findings: tuple[Finding, ...] = (), **changes: Any) -> Report:
    """A version of the results; of both indicators of the pledge, unless told otherwise."""
    facts: dict[str, Any] = {
        "number": 1,
        "summary": both("Some things are better, some are not."),
        "easy": both("More people trust the police. Fear did not get less.", "ثقة أكبر."),
        "answers": {"relevance": both("Yes, for most."), "effectiveness": both("In part.")},
        "findings": findings
        or (
            Finding("trust", Verdict.IMPROVED, both("Trust grew."), measured=measured()),
            Finding(
                "voices", Verdict.NO_CHANGE, both("People say the same."), evidence=both("Notes")
            ),
        ),
        "method": both("We asked 400 people twice."),
        "limits": both("Only one town."),
        "decision": Decision.CHANGE,
        "decision_why": both("Fear stays."),
        "recommendations": (
            Recommendation("r1", both("Walk at night too."), both("City police"), COMING),
        ),
    }
    return Report(**(facts | changes))


def published(portal: Portal, code: str = CODE, on: date | None = None, **changes: Any) -> Event:
    """Results that are public."""
    return happened(portal, EventKind.PUBLISHED, a_report(**changes), code, on)


def many_indicators(count: int, text: str) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Changes to a pledge with so many indicators, and a finding for each."""
    long = Translations({tag: f"{text} {tag}" for tag in ("en", "ar", "fr", "ru", "es", "uk")})
    keys = [f"i{at}" for at in range(count)]
    indicators = tuple(
        an_indicator(key, name=long, definition=long, success=long, source=long) for key in keys
    )
    verdicts = list(Verdict)
    findings = tuple(
        Finding(key, verdicts[at % len(verdicts)], long, measured=measured(at % 9 - 4))
        for at, key in enumerate(keys)
    )
    return {"indicators": indicators}, findings


def texts(mapping: Mapping[str, str]) -> Translations:
    """A text in several languages."""
    return Translations(mapping)
