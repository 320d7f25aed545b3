"""The addresses of evaluations, plans and key figures at the light door."""

from __future__ import annotations

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.web.forum_routes import Routed
from copfeedback.web.rendering import Renderer


def evaluation_routes(portal: Portal, renderer: Renderer, get: Routed, post: Routed) -> list[Route]:
    """Everything about evaluations; before the catch-all of the API."""
    return []
