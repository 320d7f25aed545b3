"""What was promised at forums, for everybody: the board, and each commitment with its history."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.faults import Unknown
from copfeedback.forums.commitment_model import Commitment, Event, Owner, Status
from copfeedback.people.sector_model import Sector
from copfeedback.web.forum_words import forum_words
from copfeedback.web.paging import cut, paged
from copfeedback.web.rendering import Renderer

ROOM = 11_000
"""Bytes of a page that commitments take; the rest of 30 KB is for what is around them."""
_AROUND = 520

Choice = TypeVar("Choice", Owner, Status)


class CommitmentPages:
    """The pages of commitments."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def board(self, request: Request) -> Response:
        """All commitments, or those that were asked for; late ones first."""
        context = await asyncio.to_thread(self._board, request)
        return self._page("commitments.html", request.path_params["lang"], context)

    async def one(self, request: Request) -> Response:
        """A commitment and all that happened to it.

        Raises:
            Unknown: there is none of this number.
        """
        context = await asyncio.to_thread(self._one, request)
        return self._page("commitment.html", request.path_params["lang"], context)

    def _board(self, request: Request) -> Mapping[str, Any]:
        portal, asked = self._portal, request.query_params
        forums = {each.code: each for each in portal.forums.all()}
        sectors = public_sectors(portal, request.path_params["lang"])
        forum = asked.get("forum", "") if asked.get("forum") in forums else ""
        sector = asked.get("sector", "") if asked.get("sector") in sectors else ""
        owner, status = _chosen(Owner, asked.get("side")), _chosen(Status, asked.get("status"))
        found = portal.commitments.all(forum=forum or None, sector=sector or None, owner=owner)
        today = portal.commitments.today()
        listed = [each for each in found if status is None or each.status(today) is status]
        given = {"forum": forum, "sector": sector, "side": owner or "", "status": status or ""}
        page = paged(
            cut(listed, ROOM, _size),
            request,
            "/commitments",
            **{name: value for name, value in given.items() if value},
        )
        records = portal.commitments.records(found)
        return {
            "page": page,
            "count": len(listed),
            "records": [(each, records[each]) for each in Owner if owner in (None, each)],
            "forums": forums,
            "sectors": sectors,
            "given": given,
            "owners": list(Owner),
            "statuses": list(Status),
            "address": page.address,
        }

    def _one(self, request: Request) -> Mapping[str, Any]:
        portal, number = self._portal, request.path_params["number"]
        commitment = portal.commitments.find(number)
        meeting = None
        if commitment.meeting_id is not None:
            every = portal.meetings.public(commitment.forum)
            meeting = next((each for each in every if each.id == commitment.meeting_id), None)
        page = paged(cut(commitment.events, ROOM, _event_size), request, f"/commitments/{number}")
        return {
            "commitment": commitment,
            "page": page,
            "address": page.address,
            "forum": portal.forums.find(commitment.forum),
            "meeting": meeting,
            "problem": self._problem(commitment),
            "sectors": public_sectors(portal, "en"),
        }

    def _problem(self, commitment: Commitment) -> Any:
        if commitment.problem is None:
            return None
        try:
            return self._portal.problems.find(commitment.problem)
        except Unknown:  # held back still
            return None

    def _page(self, template: str, tag: str, context: Mapping[str, Any]) -> Response:
        speech = self._portal.catalogues.speech(tag)
        words = forum_words(speech, self._portal.commitments.today())
        return self._renderer.page(template, tag, **words, **context)


def public_sectors(portal: Portal, tag: str) -> dict[str, Sector]:
    """The sectors everybody may see, by code, in the order of their names."""
    return {
        branch.sector.code: branch.sector for top in portal.sectors.public(tag) for branch in top
    }


def _chosen(kind: type[Choice], text: str | None) -> Choice | None:
    return kind(text) if text in set(kind) else None


def _size(commitment: Commitment) -> int:
    """About how many bytes it takes on the board, in its longest language."""
    texts = (commitment.what, commitment.office)
    return _AROUND + sum(max(len(each.encode()) for each in text.values()) for text in texts)


def _event_size(event: Event) -> int:
    """About how many bytes something that happened takes, in its longest language."""
    longest = max((len(each.encode()) for each in (event.text or {}).values()), default=0)
    return _AROUND // 2 + longest
