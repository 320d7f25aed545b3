"""The use cases of plans and checklists, for the table of all: who gets beyond permission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from copfeedback.application import Portal
from copfeedback.people.model import Actor, Permission
from tests.evaluations.test_plans import a_plan

Attempt = Callable[[Portal, Actor, str], object]
OWN = "own"


def _planning(do: Callable[[Portal, Actor], object]) -> list[tuple[Permission, Attempt]]:
    """What whoever manages plans does, wherever they work."""
    return [(Permission.MANAGE_PLANS, lambda portal, actor, _whose: do(portal, actor))]


def _assess(portal: Portal, actor: Actor, whose: str) -> object:
    """Answer for one's own organisation; there is no way to answer for another one."""
    who = actor if whose == OWN else replace(actor, organisation=None)
    return portal.checklists.assess(who, "agencies", {}, {})


PLAN_USE_CASES: Mapping[str, list[tuple[Permission, Attempt]]] = {
    "Plans.drafts": _planning(lambda portal, actor: portal.plans.drafts(actor)),
    "Plans.draft": _planning(lambda portal, actor: portal.plans.draft(actor, "never")),
    "Plans.save": _planning(lambda portal, actor: portal.plans.save(actor, a_plan("-"), 0)),
    "Plans.publish": _planning(lambda portal, actor: portal.plans.publish(actor, "x", after=1)),
    "Checklists.assess": [(Permission.ASSESS, _assess)],
}
