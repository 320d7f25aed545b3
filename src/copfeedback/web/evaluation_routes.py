"""The addresses of evaluations, plans and key figures at the light door."""

from __future__ import annotations

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.web.evaluation_page import EvaluationPage
from copfeedback.web.evaluation_pledge import PledgePages
from copfeedback.web.evaluation_report import ReportPages
from copfeedback.web.evaluations import EvaluationPages
from copfeedback.web.forum_routes import Routed
from copfeedback.web.rendering import Renderer


def evaluation_routes(portal: Portal, renderer: Renderer, get: Routed) -> list[Route]:
    """Everything about evaluations; before the catch-all of the API."""
    pledges, reports = PledgePages(portal, renderer), ReportPages(portal, renderer)
    return [
        get("/{lang:lang}/evaluations", EvaluationPages(portal, renderer).all),
        get("/{lang:lang}/evaluations/{evaluation}", EvaluationPage(portal, renderer).one),
        get("/{lang:lang}/evaluations/{evaluation}/pledge", pledges.one),
        get("/{lang:lang}/evaluations/{evaluation}/report", reports.one),
    ]
