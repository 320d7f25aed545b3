"""The use cases of results, for the table of all: who gets beyond the question of permission.

``whose`` is the actor's own organisation, or somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

from copfeedback.application import Portal
from copfeedback.evaluations import store
from copfeedback.evaluations.events import Evaluation, EventKind, Registered
from copfeedback.evaluations.report_draft import DraftReport
from copfeedback.people.model import Actor, Permission
from copfeedback.storage.engine import reading, writing
from tests.evaluations.pledged import a_pledge
from tests.evaluations.reported import PDF
from tests.factories import TODAY, in_languages

Attempt = Callable[[Portal, Actor, str], object]
OWN = "own"
TEXT = in_languages("words")
_numbers = count(1)


def _evaluates(
    do: Callable[[Portal, Actor, Evaluation], object],
) -> list[tuple[Permission, Attempt]]:
    """What whoever evaluates does with what they promised."""

    def tried(portal: Portal, actor: Actor, whose: str) -> object:
        own, known = actor.organisation, [each.id for each in portal.organisations.all()]
        whom = own if whose == OWN else next(each for each in known if each != own)
        code, said = f"reported-{next(_numbers)}", Registered(a_pledge(organisation=whom))
        kind, at = EventKind.REGISTERED, portal.trail.now()
        with writing(portal.engine) as connection:
            store.add_event(connection, code, kind, said, at=at, on=TODAY, by="Institute")
        with reading(portal.engine) as connection:
            evaluation = store.find_evaluation(connection, code)
        return do(portal, actor, evaluation)

    return [(Permission.MANAGE_EVALUATIONS, tried)]


REPORT_USE_CASES: Mapping[str, list[tuple[Permission, Attempt]]] = {
    "ReportWriting.draft": _evaluates(
        lambda portal, actor, of: portal.reporting.draft(actor, of.code)
    ),
    "ReportWriting.save": _evaluates(
        lambda portal, actor, of: portal.reporting.save(
            actor, of.code, DraftReport(of.code), after=0
        )
    ),
    "ReportWriting.discard": _evaluates(
        lambda portal, actor, of: portal.reporting.discard(actor, of.code, after=0)
    ),
    "ReportWriting.attach": _evaluates(
        lambda portal, actor, of: portal.reporting.attach(
            actor, of.code, "Tables", "en", PDF, after=0
        )
    ),
    "ReportWriting.detach": _evaluates(
        lambda portal, actor, of: portal.reporting.detach(actor, of.code, "ab" * 32, after=0)
    ),
    "Reporting.publish": _evaluates(
        lambda portal, actor, of: portal.reporting.publish(actor, of.code, after=of.last)
    ),
    "Reporting.withdraw": _evaluates(
        lambda portal, actor, of: portal.reporting.withdraw(actor, of.code, TEXT, after=of.last)
    ),
}
