"""The addresses of evaluations, plans and key figures at the light door."""

from __future__ import annotations

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.web.evaluation_api import evaluation_api_routes
from copfeedback.web.evaluation_check import ChainPages
from copfeedback.web.evaluation_feed import EvaluationFeed
from copfeedback.web.evaluation_pack import EvaluationPack
from copfeedback.web.evaluation_page import EvaluationPage
from copfeedback.web.evaluation_pledge import PledgePages
from copfeedback.web.evaluation_report import ReportPages
from copfeedback.web.evaluations import EvaluationPages
from copfeedback.web.forum_routes import Routed
from copfeedback.web.kpi_routes import kpi_routes
from copfeedback.web.plan_routes import plan_routes
from copfeedback.web.rendering import Renderer


def evaluation_routes(portal: Portal, renderer: Renderer, get: Routed) -> list[Route]:
    """Everything about evaluations; before the catch-all of the API."""
    pledges, reports = PledgePages(portal, renderer), ReportPages(portal, renderer)
    chain, pack = ChainPages(portal, renderer), EvaluationPack(portal)
    return [
        *evaluation_api_routes(portal),
        get("/evaluations/chain.txt", chain.text),
        get("/evaluations/events/{number:number}.json", chain.event),
        get("/evaluations/{evaluation}.zip", pack.pack),
        get("/evaluations/{evaluation}/files/{sha256}.pdf", pack.file),
        get("/{lang:lang}/evaluations.atom", EvaluationFeed(portal).all),
        get("/{lang:lang}/evaluations", EvaluationPages(portal, renderer).all),
        # A fixed name comes before those of evaluations.
        get("/{lang:lang}/evaluations/check", chain.check),
        get("/{lang:lang}/evaluations/{evaluation}", EvaluationPage(portal, renderer).one),
        get("/{lang:lang}/evaluations/{evaluation}/pledge", pledges.one),
        get("/{lang:lang}/evaluations/{evaluation}/report", reports.one),
        *plan_routes(portal, renderer, get),
        *kpi_routes(portal, renderer, get),
    ]
