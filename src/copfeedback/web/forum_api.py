"""Forums, their meetings and commitments for programs: ``/api/v1``, read only, for everybody."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.faults import Unknown
from copfeedback.forums.forum_rules import is_code
from copfeedback.forums.meetings import shown
from copfeedback.web.api import ROOT, answering_problems
from copfeedback.web.conditional import conditional
from copfeedback.web.errors import Handler
from copfeedback.web.forum_documents import (
    Document,
    agenda_document,
    commitment_document,
    forum_document,
    meeting_document,
    minutes_document,
    reply_document,
)
from copfeedback.web.forum_query import WantedCommitments, read_commitment_query
from copfeedback.web.kept import Content
from copfeedback.web.unchanged import Unchanged

_JSON = "application/json"
_NUMBER = re.compile(r"\d{4}-\d\d-\d\d(-\d{1,3})?", re.ASCII)


class ForumApi:
    """The answers of the API about forums. It knows what everybody may know."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._unchanged = Unchanged(portal.trail.now)

    async def forums(self, request: Request) -> Response:
        """GET: all forums, those that have ended too."""
        return await self._answer(request, self._forums)

    async def forum(self, request: Request) -> Response:
        """GET: a forum with its meetings, the latest first.

        Raises:
            Unknown: there is none.
        """
        code = request.path_params["forum"]
        return await self._answer(request, lambda: self._forum(code))

    async def meeting(self, request: Request) -> Response:
        """GET: a meeting with its agenda and minutes.

        Raises:
            Unknown: there is none.
        """
        code, number = request.path_params["forum"], request.path_params["number"]
        return await self._answer(request, lambda: self._meeting(code, number))

    async def commitments(self, request: Request) -> Response:
        """GET: commitments, page by page.

        Raises:
            BadQuery: the query asks for something that there is not.
        """
        wanted = read_commitment_query(request.url.query)
        return await self._answer(request, lambda: self._commitments(wanted))

    async def _answer(self, request: Request, make: Callable[[], Document]) -> Response:
        document = await asyncio.to_thread(make)
        content = Content.of(orjson.dumps(document), _JSON)
        name = f"{request.url.path}?{request.url.query}"
        return conditional(request, content, self._unchanged.since(name, content.tag))

    def _forums(self) -> Document:
        return {"forums": [forum_document(each) for each in self._portal.forums.all()]}

    def _forum(self, code: str) -> Document:
        if not is_code(code):
            raise Unknown
        forum, standing = self._portal.forums.find(code), self._portal.agendas.standing
        meetings = [shown(standing(each), forum) for each in self._portal.meetings.public(code)]
        return forum_document(forum) | {"meetings": [meeting_document(each) for each in meetings]}

    def _meeting(self, code: str, number: str) -> Document:
        if not is_code(code) or not _NUMBER.fullmatch(number):
            raise Unknown
        portal, forum = self._portal, self._portal.forums.find(code)
        is_open = forum.protected is None
        meeting = portal.agendas.standing(portal.meetings.find(code, number))
        minutes = portal.minutes.latest(meeting.id)
        told = None
        if minutes is not None:
            translations = portal.minutes.translations(meeting.id, minutes.number).values()
            told = minutes_document(minutes, translations, attendance=is_open)
        replies = portal.minutes.replies(meeting.id) if minutes is not None else []
        return meeting_document(shown(meeting, forum)) | {
            "agenda": agenda_document(portal.agendas.shown(meeting.id), names=is_open),
            "minutes": told,
            "replies": [reply_document(each) for each in replies],
        }

    def _commitments(self, wanted: WantedCommitments) -> Document:
        portal, today = self._portal, self._portal.surveys.today()
        listed = portal.commitments.all(
            forum=wanted.forum, sector=wanted.sector, owner=wanted.owner
        )
        page, after = wanted.choose(listed, today)
        return {
            "commitments": [commitment_document(each, today) for each in page],
            "next": None if after is None else f"{ROOT}/commitments?{after}",
        }


def forum_api_routes(portal: Portal) -> list[Route]:
    """The addresses of the API about forums."""
    api = ForumApi(portal)

    def answer(path: str, handler: Handler) -> Route:
        return Route(ROOT + path, answering_problems(handler), methods=["GET"])

    return [
        answer("/forums", api.forums),
        answer("/forums/{forum}", api.forum),
        answer("/forums/{forum}/meetings/{number}", api.meeting),
        answer("/commitments", api.commitments),
    ]
