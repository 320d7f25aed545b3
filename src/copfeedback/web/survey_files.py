"""Sounds and pictures that belong to questions."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from copfeedback.application import Portal
from copfeedback.people.model import SESSION_COOKIE, Permission
from copfeedback.surveys.files import DRAFT, SurveyFile
from copfeedback.surveys.spoken import CONTENT_TYPE
from copfeedback.web.pictograms import FILES as PICTOGRAMS

LAST_VERSION = 9_999

# A file of a published version never changes. Who listened to what stays in the browser alone.
_KEPT = {"Cache-Control": "private, max-age=604800"}
_UNKEPT = {"Cache-Control": "no-store"}
# The drawings take the colour of the words around them from a style of their own.
_OWN_STYLE = "default-src 'none'; style-src 'unsafe-inline'"


class SurveyFiles:
    """Serves what the pages of a survey refer to."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def sound(self, request: Request) -> Response:
        """GET: a question as somebody speaks it."""
        survey, name = request.path_params["survey"], request.path_params["name"]
        found = self._portal.recordings.named(survey, name)
        if found is None:
            return PlainTextResponse("not found\n", 404)
        return FileResponse(found.path, media_type=CONTENT_TYPE, headers=_KEPT)

    async def pictogram(self, request: Request) -> Response:
        """GET: a picture of an answer, for the full door."""
        content = PICTOGRAMS.get(request.path_params["name"])
        if content is None:
            return PlainTextResponse("not found\n", 404)
        headers = {**_KEPT, "Content-Security-Policy": _OWN_STYLE}
        return Response(content, media_type="image/svg+xml", headers=headers)

    async def file(self, request: Request) -> Response:
        """GET: a picture or sound that a questionnaire came with."""
        found = await asyncio.to_thread(self._find, request)
        if found is None:
            return PlainTextResponse("not found\n", 404)
        headers = _UNKEPT if request.path_params["version"] == DRAFT else _KEPT
        return Response(found.content, media_type=found.kind, headers=headers)

    def _find(self, request: Request) -> SurveyFile | None:
        """The file; those of a draft are there for whoever works on questionnaires alone."""
        asked = request.path_params
        if asked["version"] > LAST_VERSION or "\0" in asked["survey"] + asked["name"]:
            return None  # nothing that every database can look for
        if asked["version"] == DRAFT:
            actor = self._portal.people.actor_of(request.cookies.get(SESSION_COOKIE))
            if actor is None or not actor.may(Permission.MANAGE_WAVES):
                return None
        return self._portal.survey_files.find(asked["survey"], asked["version"], asked["name"])
