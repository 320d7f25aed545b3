"""The addresses of key figures at the light door."""

from __future__ import annotations

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.web.forum_routes import Routed
from copfeedback.web.kpi_board import KpiPages
from copfeedback.web.kpi_files import KpiFiles, kpi_api_routes
from copfeedback.web.rendering import Renderer


def kpi_routes(portal: Portal, renderer: Renderer, get: Routed) -> list[Route]:
    """Everything about key figures."""
    pages, files = KpiPages(portal, renderer), KpiFiles(portal)
    return [
        *kpi_api_routes(files),
        get("/{lang:lang}/indicators", pages.board),
        get("/{lang:lang}/indicators.csv", files.table),
        # A fixed name comes before those of key figures.
        get("/{lang:lang}/indicators/activities", pages.activities),
        get("/{lang:lang}/indicators/{figure}", pages.one),
    ]
