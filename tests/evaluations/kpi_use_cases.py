"""The use cases of key figures and activities, for the table of all: who gets beyond permission.

``whose`` is the actor's own organisation or another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, Actor, Permission
from tests.evaluations.recorded import an_activity

Attempt = Callable[[Portal, Actor, str], object]
OWN = "own"


def _organisation(portal: Portal, actor: Actor, whose: str) -> int:
    known = [each.id for each in portal.organisations.all()]
    if whose == OWN and actor.organisation is not None:
        return actor.organisation
    return next(each for each in known if each != actor.organisation)


def record(portal: Portal, actor: Actor, whose: str) -> object:
    """Record something that an organisation did."""
    organisation = _organisation(portal, actor, whose)
    return portal.activities.record(actor, an_activity(organisation=organisation))


def change(portal: Portal, actor: Actor, whose: str) -> object:
    """Correct something that an organisation recorded."""
    organisation = _organisation(portal, actor, whose)
    kept = portal.activities.record(OPERATOR, an_activity(organisation=organisation))
    return portal.activities.change(actor, kept, after=kept.version)


def set_kpi(portal: Portal, actor: Actor, _whose: str) -> object:
    """Define a key figure as it is."""
    kpi = portal.kpis.find("satisfaction").kpi
    return portal.kpis.set(actor, kpi, after=kpi.version)


KPI_USE_CASES: Mapping[str, list[tuple[Permission, Attempt]]] = {
    "Activities.record": [(Permission.RECORD_ACTIVITIES, record)],
    "Activities.change": [(Permission.RECORD_ACTIVITIES, change)],
    "Kpis.set": [(Permission.MANAGE_PLANS, set_kpi)],
}
