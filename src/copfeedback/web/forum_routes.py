"""The addresses of forums at the light door."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.web.errors import Handler
from copfeedback.web.forum_handbook import ForumHandbook
from copfeedback.web.rendering import Renderer

Routed = Callable[[str, Handler], Route]


def forum_routes(portal: Portal, renderer: Renderer, get: Routed, post: Routed) -> list[Route]:
    """Everything about forums; before the catch-all of the API."""
    handbook = ForumHandbook(portal, renderer)
    return [
        # Fixed names come before those of forums and meetings, which could be theirs.
        get("/{lang:lang}/forums/handbook", handbook.contents),
        get("/{lang:lang}/forums/handbook/{page}", handbook.page),
    ]
