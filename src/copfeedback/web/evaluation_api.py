"""Evaluations for programs: ``/api/v1``, read only, for everybody."""

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
from copfeedback.web.api import ROOT, answering_problems
from copfeedback.web.api_queries import LIMIT, MOST, BadQuery, read_parameters
from copfeedback.web.conditional import conditional
from copfeedback.web.errors import Handler
from copfeedback.web.evaluation_documents import Document, evaluation_document, summary_document
from copfeedback.web.kept import Content
from copfeedback.web.unchanged import Unchanged

_JSON = "application/json"
_NUMBER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)


class EvaluationApi:
    """The answers of the API about evaluations. It knows what everybody may know."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._unchanged = Unchanged(portal.trail.now)

    async def all(self, request: Request) -> Response:
        """GET: all evaluations as they stand, the one that was registered first first.

        Raises:
            BadQuery: the query asks for something that there is not.
            Unknown: there is no evaluation after which the page would begin.
        """
        asked = read_parameters(request.url.query, ("limit", "after"))
        limit = asked.get("limit", str(LIMIT))
        if not _NUMBER.fullmatch(limit) or int(limit) > MOST:
            raise BadQuery(f"limit: a number from 1 to {MOST}")
        after = asked.get("after")
        return await self._answer(request, lambda: self._all(int(limit), after))

    async def one(self, request: Request) -> Response:
        """GET: all of one.

        Raises:
            Unknown: there is none.
        """
        code = request.path_params["evaluation"]
        return await self._answer(request, lambda: self._one(code))

    async def _answer(self, request: Request, make: Callable[[], Document]) -> Response:
        document = await asyncio.to_thread(make)
        content = Content.of(orjson.dumps(document), _JSON)
        name = f"{request.url.path}?{request.url.query}"
        return conditional(request, content, self._unchanged.since(name, content.tag))

    def _all(self, limit: int, after: str | None) -> Document:
        register = self._portal.evaluations
        found = register.all()
        codes = [each.code for each in found]
        if after is not None and after not in codes:
            raise Unknown
        begin = 0 if after is None else codes.index(after) + 1
        page = found[begin : begin + limit]
        more = len(found) > begin + len(page)
        return {
            "evaluations": [summary_document(each, register.standing(each)) for each in page],
            "next": f"{ROOT}/evaluations?limit={limit}&after={page[-1].code}" if more else None,
        }

    def _one(self, code: str) -> Document:
        evaluation = self._portal.evaluations.find(code)
        stands = self._portal.evaluations.standing(evaluation)
        return evaluation_document(evaluation, stands, self._portal.answering.states(evaluation))


def evaluation_api_routes(portal: Portal) -> list[Route]:
    """The addresses of the API about evaluations."""
    api = EvaluationApi(portal)

    def answer(path: str, handler: Handler) -> Route:
        return Route(ROOT + path, answering_problems(handler), methods=["GET"])

    return [
        answer("/evaluations", api.all),
        answer("/evaluations/{evaluation}", api.one),
    ]
