"""The addresses of plans and checklists at the light door."""

from __future__ import annotations

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.web.checklists import ChecklistPages
from copfeedback.web.forum_routes import Routed
from copfeedback.web.police_plan import PlanPages
from copfeedback.web.rendering import Renderer


def plan_routes(portal: Portal, renderer: Renderer, get: Routed) -> list[Route]:
    """Plans, and the checklists that evaluations use."""
    plans, checklists = PlanPages(portal, renderer), ChecklistPages(portal, renderer)
    return [
        get("/{lang:lang}/plan", plans.all),
        get("/{lang:lang}/plan/{plan}", plans.one),
        get("/{lang:lang}/checklists", checklists.all),
        get("/{lang:lang}/checklists/{checklist}", checklists.one),
    ]
