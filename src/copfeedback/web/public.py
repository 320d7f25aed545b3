"""Home, the list of surveys, short addresses, results and health."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.i18n.languages import Language
from copfeedback.profile.wording import promised
from copfeedback.storage import migrating
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.web.rendering import Renderer

LANGUAGE_COOKIE = "lang"


def wanted_language(portal: Portal, request: Request) -> Language:
    """The language of somebody whose address names none: their choice, else their browser's."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return portal.catalogues.languages.wanted(
        chosen=chosen, accept_language=request.headers.get("accept-language")
    )


class PublicPages:
    """The pages of the light door that stand around the surveys."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def home(self, request: Request) -> Response:
        """What this is, and what can be answered now."""
        return await self._listing(request, "home.html", "/")

    async def surveys(self, request: Request) -> Response:
        """All surveys that are open or will be."""
        return await self._listing(request, "surveys.html", "/surveys")

    async def _listing(self, request: Request, template: str, path: str) -> Response:
        surveys, tag = self._portal.surveys, request.path_params["lang"]
        await asyncio.to_thread(surveys.book.all)
        promise = self._portal.profile.promise()
        return self._renderer.page(
            template,
            tag,
            open_waves=surveys.open_waves(),
            planned_waves=surveys.planned_waves(),
            next_rounds=surveys.next_rounds(),
            promised=promised(promise, self._portal.catalogues.speech(tag)),
            address=lambda to: f"/{to}{path}",
        )

    async def short(self, request: Request) -> Response:
        """A short address: on to the survey in the reader's language."""
        asked = await asyncio.to_thread(self._portal.surveys.book.find, request.path_params["wave"])
        tag = wanted_language(self._portal, request).tag
        channel = request.path_params.get("channel", "")
        via = f"?via={channel}" if channel in asked.wave.plan.channels else ""
        return RedirectResponse(
            f"/{tag}/surveys/{asked.wave.id}{via}",
            302,
            {"Vary": "Accept-Language, Cookie", "Cache-Control": "private, no-cache"},
        )

    async def healthy(self, _request: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    async def ready(self, _request: Request) -> Response:
        """The database answers and has the schema this code needs."""
        try:
            found = await asyncio.to_thread(migrating.current, self._portal.engine)
        except StorageUnavailable:
            return PlainTextResponse("database unavailable\n", 503)
        if found != migrating.head():
            return PlainTextResponse("database needs `copfeedback migrate`\n", 503)
        return PlainTextResponse("ready\n", headers={"Cache-Control": "no-store"})
