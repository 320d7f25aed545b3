"""The use cases of answers, for the table of all: who gets beyond the question of permission.

``whose`` is the actor's own organisation, or somebody else's; the code of a forum is the same word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from copfeedback.application import Portal
from copfeedback.evaluations import store
from copfeedback.evaluations.events import Evaluation, EventKind, Registered, Said
from copfeedback.evaluations.model import Stakeholder
from copfeedback.evaluations.report_model import Acted, Answer, Progress, Response, Review
from copfeedback.people.model import Actor, Permission
from copfeedback.storage.engine import reading, writing
from tests.evaluations.answered import a_recommendation, a_report, an_action
from tests.evaluations.pledged import a_pledge
from tests.factories import TODAY, in_languages

Attempt = Callable[[Portal, Actor, str], object]
Asked = Callable[[Portal, Actor, Evaluation], object]
OWN = "own"
TEXT = in_languages("words")
_numbers = count(1)


def _organisation(portal: Portal, actor: Actor, whose: str) -> int | None:
    if whose == OWN:
        return actor.organisation
    return next(e.id for e in portal.organisations.all() if e.id != actor.organisation)


def _published(portal: Portal, to: int | None, **changes: Any) -> Evaluation:
    """Results with a recommendation to an organisation, and a promise that it made."""
    code = f"answered-{next(_numbers)}"
    promise = Response("r1", Answer.ACCEPTED, actions=(an_action(key="a1", organisation=to),))
    happened: tuple[tuple[EventKind, Said], ...] = (
        (EventKind.REGISTERED, Registered(a_pledge(**changes))),
        (EventKind.PUBLISHED, a_report(1, [a_recommendation("r1", to)])),
        (EventKind.RESPONDED, promise),
    )
    with writing(portal.engine) as connection:
        for kind, said in happened:
            at = portal.trail.now()
            store.add_event(connection, code, kind, said, at=at, on=TODAY, by="Institute")
    with reading(portal.engine) as connection:
        return store.find_evaluation(connection, code)


def answers(attempt: Asked) -> list[tuple[Permission, Attempt]]:
    """What whoever answers for an organisation does."""

    def tried(portal: Portal, actor: Actor, whose: str) -> object:
        to = _organisation(portal, actor, whose)
        return attempt(portal, actor, _published(portal, to))

    return [(Permission.ANSWER_EVALUATIONS, tried)]


def _review(portal: Portal, actor: Actor, evaluation: Evaluation) -> object:
    return portal.answering.review(actor, evaluation.code, Review(TEXT), after=evaluation.last)


def _as_evaluator(portal: Portal, actor: Actor, whose: str) -> object:
    own = _organisation(portal, actor, whose)
    return _review(portal, actor, _published(portal, None, organisation=own))


def _as_stakeholder(portal: Portal, actor: Actor, whose: str) -> object:
    """As somebody who signs for an organisation or for a forum."""
    signs = Stakeholder("s", TEXT, _organisation(portal, actor, whose), whose)
    found = _published(portal, None, stakeholders=(signs,))
    return _review(portal, replace(actor, forums=frozenset({OWN})), found)


ANSWER_USE_CASES: Mapping[str, list[tuple[Permission, Attempt]]] = {
    "Answering.respond": answers(
        lambda portal, actor, found: portal.answering.respond(
            actor, found.code, Response("r1", Answer.REJECTED, TEXT), after=found.last
        )
    ),
    "Answering.act": answers(
        lambda portal, actor, found: portal.answering.act(
            actor, found.code, Acted("a1", Progress.DONE, TEXT), after=found.last
        )
    ),
    "Answering.review": [
        (Permission.MANAGE_EVALUATIONS, _as_evaluator),
        (Permission.SIGN_EVALUATIONS, _as_stakeholder),
    ],
}
