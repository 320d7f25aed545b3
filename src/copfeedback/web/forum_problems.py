"""What forums work on, for everybody: scanning, analysis, response and assessment."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.forums.problem_model import PARTS, Problem, Stage
from copfeedback.forums.wording import PART_NAMES
from copfeedback.i18n.catalogues import Speech
from copfeedback.web.forum_commitments import public_sectors
from copfeedback.web.forum_words import forum_words
from copfeedback.web.paging import cut, paged
from copfeedback.web.rendering import Renderer

ROOM = 16_000
"""Bytes of a page that the titles of problems take."""
_AROUND = 420
WHOLE = 14_000
"""Bytes of words up to which all stages are on one page; beyond that, each has its own."""
VERSIONS = 8
"""So many versions are listed: one later than the one that is shown, and those before it."""
WRITTEN = tuple(each for each in Stage if each is not Stage.CLOSED)


class ProblemPages:
    """The pages of problems."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def all(self, request: Request) -> Response:
        """Every problem, or those of one forum."""
        context = await asyncio.to_thread(self._all, request)
        return self._page("problems.html", request.path_params["lang"], context)

    async def one(self, request: Request) -> Response:
        """A problem as it is known now, or an earlier version of what was written.

        Raises:
            Unknown: there is none of this number.
        """
        tag, number = request.path_params["lang"], request.path_params["number"]
        asked = request.query_params
        context = await asyncio.to_thread(
            self._one, number, asked.get("version"), asked.get("stage")
        )
        return self._page("problem.html", tag, context)

    def _all(self, request: Request) -> Mapping[str, Any]:
        portal = self._portal
        forums = {each.code: each for each in portal.forums.all()}
        asked = request.query_params.get("forum", "")
        forum = asked if asked in forums else ""
        found = portal.problems.all(forum or None)
        given = {"forum": forum} if forum else {}
        page = paged(cut(found, ROOM, _size), request, "/problems", **given)
        return {"page": page, "forums": forums, "forum": forum, "address": page.address}

    def _one(self, number: int, version: str | None, stage: str | None) -> Mapping[str, Any]:
        portal = self._portal
        versions = portal.problems.versions(number)
        problem = next((each for each in versions if str(each.version) == version), versions[0])
        at = versions.index(problem)
        shown = _shown(problem, stage)
        asked = {"version": str(problem.version)} if at else {}
        asked |= {"stage": str(shown[0])} if shown != WRITTEN else {}
        query = f"?{urlencode(asked)}" if asked else ""
        forum = portal.forums.find(problem.forum)
        return {
            "problem": problem,
            "latest": versions[0],
            "versions": versions[max(at - 1, 0) : at + VERSIONS],
            "forum": forum,
            "stages": WRITTEN,
            "shown": shown,
            "split": shown != WRITTEN,
            "parts_of": PARTS,
            "items": portal.problems.items_on(number),
            "commitments": portal.commitments.all(problem=number),
            "sectors": public_sectors(portal, "en"),
            "address": lambda to: f"/{to}/problems/{number}{query}",
        }

    def _page(self, template: str, tag: str, context: Mapping[str, Any]) -> Response:
        speech = self._portal.catalogues.speech(tag)
        words = forum_words(speech, self._portal.problems.today())
        part_name = partial(part_name_in, speech)
        return self._renderer.page(template, tag, part_name=part_name, **words, **context)


def part_name_in(speech: Speech, name: str) -> str:
    """What a part of a problem's record is called."""
    return speech.gettext(PART_NAMES[name])


def _size(problem: Problem) -> int:
    """About how many bytes it takes in a list, in its longest language."""
    titles = (parts.get("title", "") for parts in problem.texts.values())
    return _AROUND + max(len(each.encode()) for each in titles)


def _shown(problem: Problem, asked: str | None) -> tuple[Stage, ...]:
    """The stages that stand on the page."""
    if _words_of(problem) <= WHOLE:
        return WRITTEN
    return (Stage(asked) if asked in set(WRITTEN) else WRITTEN[0],)


def _words_of(problem: Problem) -> int:
    """How many bytes of words a problem has, in its longest language."""
    return max(sum(map(len, map(str.encode, parts.values()))) for parts in problem.texts.values())
