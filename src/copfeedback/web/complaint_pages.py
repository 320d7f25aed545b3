"""The way to complain, and what is promised to whoever does: pages to read, without scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.complaints import agencies
from copfeedback.complaints import promise_wording as wording
from copfeedback.complaints.intake_wording import WHY_CLOSED
from copfeedback.complaints.promise_model import PromisePage
from copfeedback.profile.model import Part
from copfeedback.profile.wording import own_words
from copfeedback.web.rendering import Renderer


class ComplaintPages:
    """The entry to complaints, and the pages of the promise."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def entry(self, request: Request) -> Response:
        """How it works, whom to call first, and every way on."""
        tag = request.path_params["lang"]
        context = await asyncio.to_thread(self._entry, tag)
        return self._respond("complaints.html", tag, "", context)

    async def page(self, request: Request) -> Response:
        """One page of the promise."""
        tag, page = request.path_params["lang"], PromisePage(request.path_params["page"])
        context = await asyncio.to_thread(self._page, tag, page)
        return self._respond("promise_page.html", tag, f"/{page}", context)

    def _entry(self, tag: str) -> Mapping[str, Any]:
        portal = self._portal
        directory, operation = portal.profile.directory(), portal.promises.operation()
        return {
            "door": portal.filing.door(tag),
            "emergencies": agencies.in_danger(directory, portal.profile.identity()),
            "routes": agencies.instead(operation, directory),
            "operation": operation,
            "own_words": own_words(portal.profile.promise(Part.COMPLAINT_PROMISE), tag),
            "titles": wording.titles(portal.promises, tag),
            "why_closed": WHY_CLOSED,
        }

    def _page(self, tag: str, page: PromisePage) -> Mapping[str, Any]:
        portal = self._portal
        context: dict[str, Any] = {
            "shown": wording.filled_page(portal.promises, page, tag, portal.catalogues.speech),
            "operation": portal.promises.operation(),
            "is_who": page is PromisePage.WHO,
        }
        if page is PromisePage.WHO:
            directory = portal.profile.directory()
            context["routes"] = agencies.instead(context["operation"], directory)
        return context

    def _respond(self, template: str, tag: str, path: str, context: Mapping[str, Any]) -> Response:
        text = self._renderer.page_text(
            template,
            tag,
            wording=wording,
            address=lambda to: f"/{to}/complaints{path}",
            **context,
        )
        return self._renderer.respond(text, tag, keep=False)
