"""The published results for programs: ``/api/v1``, read only, for everybody."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from typing import Any

import orjson
import yaml
from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.faults import Unknown
from copfeedback.incidents import new_incident
from copfeedback.results.model import Publication
from copfeedback.results.open_data.document import Documents, summary
from copfeedback.results.releases import UnknownRelease
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.web.api_queries import BadQuery, Wanted, read_query
from copfeedback.web.conditional import FOR_EVERYBODY, conditional
from copfeedback.web.errors import Handler
from copfeedback.web.kept import Content, Kept
from copfeedback.web.open_data import DOWNLOADS, modified_at

ROOT = "/api/v1"
METHODS = "GET, HEAD, OPTIONS"
_JSON = "application/json"
_PROBLEM = "application/problem+json"
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_PREFLIGHT: Mapping[str, str] = {
    **FOR_EVERYBODY,
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


class UnknownItem(Exception):  # noqa: N818 - named for what happened
    """The release has no figures of this question."""


class Withdrawn(Exception):  # noqa: N818 - named for what happened
    """The figures were taken away; there is a notice in their place."""

    def __init__(self, publication: Publication) -> None:
        super().__init__(publication.release.id)
        self.publication = publication


_MISSING: Mapping[type[Exception], str] = {
    UnknownRelease: "There is no such release, or it is not public",
    UnknownItem: "The release has no figures of such a question",
    Unknown: "There is nothing of this name",
}


class Api:
    """The answers of the API. It knows what everybody may know, and nothing of who asks."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._documents = Documents(portal.catalogues)
        self._kept = Kept()
        self._description = Content.of(_description(), _JSON)

    async def results(self, request: Request) -> Response:
        """GET: the releases that are or were public, the latest first, without their figures."""
        wanted = read_query(request.url.query)
        listed = await asyncio.to_thread(self._listed)
        latest = max((moment for _, moment in listed), default=_BEGINNING)
        found = wanted.choose(listed)
        body = {
            "results": [_linked(summary(each, moment)) for each, moment in found.page],
            "next": _next(wanted, found.page) if found.more else None,
        }
        return conditional(request, _content(body), latest)

    def _listed(self) -> list[tuple[Publication, datetime]]:
        public = self._portal.results.public_releases()
        return [(each, modified_at(self._portal, each)) for each in public]

    async def release(self, request: Request) -> Response:
        """GET: a release with all its figures."""
        found, moment = await self._find(request)
        make = partial(self._whole, found, moment)
        content = await self._kept.get((found.release.id, found.release.sha256, moment), make)
        return conditional(request, content, moment)

    def _whole(self, found: Publication, moment: datetime) -> Content:
        return _content(_linked(self._documents.release(found, moment)))

    async def item(self, request: Request) -> Response:
        """GET: one question of a release."""
        found, moment = await self._find(request)
        item = request.path_params["item"]
        if item not in found.release.tables:
            raise UnknownItem(item)
        content = await self._kept.get(
            (found.release.id, found.release.sha256, item),
            lambda: _content(self._documents.item(found, item)),
        )
        return conditional(request, content, moment)

    async def canonical(self, request: Request) -> Response:
        """GET: the text that was frozen, byte for byte: its SHA-256 is that of the release."""
        found, moment = await self._find(request)
        content = await self._kept.get(
            (found.release.sha256, "canonical"),
            lambda: Content.of(found.canonical.encode(), _JSON),
        )
        return conditional(request, content, moment)

    async def description(self, request: Request) -> Response:
        """GET: what the API can do, as OpenAPI."""
        return conditional(request, self._description, _BEGINNING)

    async def anything_else(self, request: Request) -> Response:
        """What scripts of other sites ask before they ask, and what there is not."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        if request.method not in {"GET", "HEAD"}:
            problem = _problem(405, "This can only be read", allow=METHODS)
            problem.headers["Allow"] = METHODS
            return problem
        return _problem(404, "There is nothing at this address")

    async def _find(self, request: Request) -> tuple[Publication, datetime]:
        found, moment = await asyncio.to_thread(
            self._find_publication, request.path_params["release"]
        )
        if found.withdrawn_at is not None:
            raise Withdrawn(found)
        return found, moment

    def _find_publication(self, release_id: str) -> tuple[Publication, datetime]:
        found = self._portal.results.find_publication(release_id)
        return found, modified_at(self._portal, found)


def answering_problems(handler: Handler) -> Handler:
    """Wrap a handler of the API so that every error becomes a problem document (RFC 9457)."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Exception as error:  # noqa: BLE001 - the last line before the reader
            return _problem_of(error)

    return answer


def _problem_of(error: Exception) -> Response:
    match error:
        case BadQuery():
            return _problem(400, "This query cannot be read", detail=str(error))
        case UnknownRelease() | UnknownItem() | Unknown():
            return _problem(404, _MISSING[type(error)])
        case Withdrawn(publication=publication):
            told = summary(publication, publication.withdrawn_at or publication.published_at)
            return _problem(410, "This release was withdrawn", release=told)
        case StorageUnavailable():
            return _problem(503, "Try again in a minute", incident=new_incident(error))
    return _problem(500, "Something went wrong on our side", incident=new_incident(error))


def _problem(status: int, title: str, **more: Any) -> Response:
    told = {"type": "about:blank", "title": title, "status": status, **more}
    headers = {**FOR_EVERYBODY, "Cache-Control": "no-store"}
    return Response(orjson.dumps(told), status, headers, _PROBLEM)


def _content(body: Mapping[str, Any]) -> Content:
    return Content.of(orjson.dumps(body), _JSON)


def _linked(document: dict[str, Any]) -> dict[str, Any]:
    """With where to go from there; the pages and files are there in every language."""
    own = f"{ROOT}/results/{document['id']}"
    links: dict[str, Any] = {"self": own, "page": f"/{{lang}}/results/{document['id']}"}
    if document["withdrawn_at"] is None:
        links["canonical"] = f"{own}/canonical"
        links["downloads"] = [f"{links['page']}/download/{name}" for name, _ in DOWNLOADS]
    return document | {"links": links}


def _next(wanted: Wanted, page: list[tuple[Publication, datetime]]) -> str:
    return f"{ROOT}/results?{wanted.after_this(page[-1][0].release.id)}"


def _description() -> bytes:
    """The OpenAPI document, written by hand in YAML."""
    text = files("copfeedback.web").joinpath("openapi.yaml").read_text(encoding="utf-8")
    return json.dumps(yaml.safe_load(text), ensure_ascii=False).encode()
