"""Sounds and pictures that belong to questions."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from copfeedback.application import Portal
from copfeedback.surveys.spoken import CONTENT_TYPE
from copfeedback.web.pictograms import FILES as PICTOGRAMS

# A file of a published version never changes. Who listened to what stays in the browser alone.
_KEPT = {"Cache-Control": "private, max-age=604800"}
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
        asked = request.path_params
        found = await asyncio.to_thread(
            self._portal.survey_files.find, asked["survey"], asked["version"], asked["name"]
        )
        if found is None:
            return PlainTextResponse("not found\n", 404)
        return Response(found.content, media_type=found.kind, headers=_KEPT)
