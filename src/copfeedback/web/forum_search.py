"""Search over agendas, minutes, commitments and what else forums say, for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.forums.model import Forum
from copfeedback.forums.search_sources import Kind
from copfeedback.forums.searching import LONGEST_QUERY, Found, Hit
from copfeedback.i18n.catalogues import N_
from copfeedback.i18n.language_names import language_name
from copfeedback.web.paging import PAGE, Paged
from copfeedback.web.rendering import Renderer

KIND_NAMES: Mapping[Kind, str] = {
    Kind.AGENDA: N_("Agenda"),
    Kind.MINUTES: N_("Minutes of the meeting"),
    Kind.COMMITMENT: N_("Commitment"),
    Kind.PROPOSAL: N_("Proposal"),
    Kind.PROBLEM: N_("Problem"),
    Kind.NOTICE: N_("Notice"),
}
_MOST_PAGES = 500


class ForumSearch:
    """The page that searches."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def search(self, request: Request) -> Response:
        """GET: the form, and what was found."""
        tag, asked = request.path_params["lang"], request.query_params
        speech = self._portal.catalogues.speech(tag)
        query = asked.get("q", "").strip()[:LONGEST_QUERY]
        at = _page(asked.get(PAGE, ""))
        found, forums = await asyncio.to_thread(self._find, query, tag, at)
        page = Paged(found.hits, found.page, found.pages, "/forums/search", {"q": query})
        return self._renderer.page(
            "forum_search.html",
            tag,
            query=query,
            found=found,
            page=page,
            forum_of=lambda hit: forums.get(_forum_of(hit)),
            kind_name=lambda kind: speech.gettext(KIND_NAMES[kind]),
            language_name=lambda each: language_name(each, speech),
            direction=self._direction,
            address=page.address,
            longest=LONGEST_QUERY,
        )

    def _find(self, query: str, tag: str, page: int) -> tuple[Found, Mapping[str, Forum]]:
        """What was found, and all forums by code."""
        forums = {each.code: each for each in self._portal.forums.all()}
        return self._portal.search.find(query, tag, page), forums

    def _direction(self, tag: str) -> str:
        known = self._portal.catalogues.languages.get(tag)
        return known.direction if known is not None else "auto"


def _forum_of(hit: Hit) -> str:
    """The forum below whose address it was found; empty where it has one of its own."""
    first, _, rest = hit.path.removeprefix("/").partition("/")
    return rest.partition("/")[0] if first == "forums" else ""


def _page(asked: str) -> int:
    known = asked.isascii() and asked.isdecimal() and len(asked) <= len(str(_MOST_PAGES))
    return min(max(int(asked), 1), _MOST_PAGES) if known else 1
