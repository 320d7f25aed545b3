"""The addresses of whatever gives published figures to programs."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.web.api import ROOT, Api, answering_problems
from copfeedback.web.errors import Handler
from copfeedback.web.feeds import Feeds
from copfeedback.web.open_data import OpenData

_EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"]


def open_data_routes(portal: Portal, get: Callable[[str, Handler], Route]) -> list[Route]:
    """Downloads, the feed and the API; before those of a wave, whose names could be theirs."""
    data, feeds, api = OpenData(portal), Feeds(portal), Api(portal)

    def answer(path: str, handler: Handler) -> Route:
        return Route(ROOT + path, answering_problems(handler), methods=["GET"])

    return [
        get("/{lang:lang}/results/feed.xml", feeds.results),
        get("/{lang:lang}/results/{release}/download/{format}", data.download),
        answer("/results", api.results),
        answer("/results/{release}", api.release),
        answer("/results/{release}/items/{item}", api.item),
        answer("/results/{release}/canonical", api.canonical),
        answer("/openapi.json", api.description),
        Route("/api/{path:path}", answering_problems(api.anything_else), methods=_EVERY_METHOD),
    ]
