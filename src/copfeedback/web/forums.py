"""Forums at the light door: all of them, and each with what it is, decides and waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.attendance_wording import group_or_age
from copfeedback.forums.attendance_figures import AGE_BAND, GENDER
from copfeedback.forums.commitment_model import OPEN
from copfeedback.forums.forum_book import in_tree_order
from copfeedback.forums.forum_tree import Branch, above, grow, sides
from copfeedback.forums.meeting_model import Meeting, Proposal
from copfeedback.forums.meetings import shown
from copfeedback.forums.model import Forum
from copfeedback.forums.notice_model import Notice
from copfeedback.forums.when import how_long
from copfeedback.i18n.translations import Translations
from copfeedback.results.domain_wording import DIMENSION_NAMES
from copfeedback.web.forum_words import forum_words, left_nowhere
from copfeedback.web.paging import Paged, cut, fitting, paged
from copfeedback.web.public import wanted_language
from copfeedback.web.rendering import Renderer

AT_ONCE = 60
"""So many forums fit on a page of 30 KB; beyond that, each has those below it on its own page."""
NEXT = 10
LATEST = 8
"""Of meetings, commitments and proposals so many stand on a forum's page; the rest has another."""
ROOM, ROOM_OF_WORDS = 16_000, 4_000
"""Bytes that lists may take: alone on a page, and where much else is."""
SHORT = 1_200
"""Letters. Of longer purposes and rules the page only says where they are."""
_MARKUP = 300


class ForumPages:
    """The pages about forums themselves."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def all(self, request: Request) -> Response:
        """Every forum, and when each meets next."""
        tag = request.path_params["lang"]
        context = await asyncio.to_thread(self._all, tag)
        page: Paged[Branch] = paged(cut(context["tree"], AT_ONCE), request, "/forums")
        around = {**context, "page": page, "address": page.address}
        return self._page("forums.html", tag, "", around)

    async def one(self, request: Request) -> Response:
        """One forum; with ``all`` in the query, everything there is of one kind, page by page.

        Raises:
            Unknown: there is no such forum.
        """
        tag, asked = request.path_params["lang"], request.query_params
        code = request.path_params["forum"]
        if asked.get("all") in _LISTS:
            forum, every = await asyncio.to_thread(self._listed, code, asked["all"])
            path = f"/forums/{code}"
            pages = cut(every, ROOM, lambda each: _size(each, tag))
            page: Paged[Any] = paged(pages, request, path, all=asked["all"])
            listed = {"forum": forum, "what": asked["all"], "page": page, "address": page.address}
            return self._page("forum_list.html", tag, "", listed)
        context = await asyncio.to_thread(self._one, code, tag)
        return self._page("forum.html", tag, f"/{code}", context)

    async def short(self, request: Request) -> Response:
        """A short address that can be said: on to the forum in the reader's language.

        Raises:
            Unknown: there is no such forum.
        """
        code = request.path_params["forum"]
        found = await asyncio.to_thread(self._portal.forums.find, code)
        return RedirectResponse(
            f"/{wanted_language(self._portal, request).tag}/forums/{found.code}",
            302,
            {"Vary": "Accept-Language, Cookie", "Cache-Control": "private, no-cache"},
        )

    def _all(self, tag: str) -> Mapping[str, Any]:
        portal, today = self._portal, self._portal.surveys.today()
        forums = {each.code: each for each in portal.forums.all()}
        active = in_tree_order(each for each in forums.values() if each.ended is None)
        return {
            "tree": grow(active),
            "whole": len(active) <= AT_ONCE,
            "ended": [each for each in forums.values() if each.ended is not None],
            "upcoming": [
                (shown(each, forums[each.forum]), forums[each.forum])
                for each in portal.meetings.upcoming()[:NEXT]
            ],
            "pinned": [
                (each, forums[each.forum])
                for each in _first([n for n in portal.notices.of() if n.is_pinned(today)], tag)
            ],
        }

    def _one(self, code: str, tag: str) -> Mapping[str, Any]:
        portal, today = self._portal, self._portal.surveys.today()
        forum = portal.forums.find(code)
        forums = {each.code: each for each in portal.forums.all()}
        past = portal.meetings.past(code)
        proposals = portal.proposals.public(code)
        commitments = portal.commitments.all(forum=code)
        return {
            "forum": forum,
            "above": above(forum, forums),
            "below": [
                each for each in forums.values() if each.parent == code and each.ended is None
            ],
            "sector": portal.forums.officer(forum),
            "upcoming": _shown(portal.meetings.upcoming(code), forum)[:NEXT],
            "past": _shown(past[:LATEST], forum),
            "past_count": len(past),
            "open": [each for each in commitments if each.status(today) in OPEN][:LATEST],
            "proposals": _first(proposals, tag),
            "proposal_count": len(proposals),
            "notices": _first(portal.notices.of(code), tag),
            "has_long_words": any(
                len(each.read_in(tag).text) > SHORT
                for each in (forum.purpose, forum.rules)
                if each is not None
            ),
            "sides": sides(forum),
            "activity": portal.forums.activity(code)[-NEXT:],
            **self._attended(code, tag),
            "lasted": how_long(forum.founded, forum.ended or today, tag) if forum.founded else "",
        }

    def _attended(self, code: str, tag: str) -> dict[str, Any]:
        """Who came in the last year of which figures can be seen, beside the population."""
        figures = self._portal.forum_figures
        latest = next(iter(figures.of(code)), None)
        if latest is None:
            return {"attended": None, "compared": []}
        speech = self._portal.catalogues.speech(tag)
        compared = [
            (
                DIMENSION_NAMES[dimension],
                [
                    (group_or_age(dimension, each.value, speech), each)
                    for each in figures.against_population(latest, dimension)
                ],
            )
            for dimension in (GENDER, AGE_BAND)
        ]
        return {"attended": latest, "compared": compared}

    def _listed(self, code: str, what: str) -> tuple[Forum, Sequence[Any]]:
        """A forum with all its meetings, notices or answered proposals, or its own words."""
        portal = self._portal
        forum = portal.forums.find(code)
        if what == "meetings":
            return forum, _shown(portal.meetings.public(code), forum)
        if what == "notices":
            return forum, portal.notices.of(code)
        if what == "rules":
            return forum, ()
        return forum, portal.proposals.public(code)

    def _page(self, template: str, tag: str, path: str, context: Mapping[str, Any]) -> Response:
        speech = self._portal.catalogues.speech(tag)
        words = forum_words(speech, self._portal.surveys.today())
        around = {"address": lambda to: f"/{to}/forums{path}", **words, **context}
        return left_nowhere(self._renderer.page(template, tag, **around), context.get("forum"))


_LISTS = frozenset({"meetings", "notices", "proposals", "rules"})


def _first(every: Sequence[Notice | Proposal], tag: str) -> list[Any]:
    """As many of the latest as fit on a page that shows other things as well."""
    return fitting(every, LATEST, ROOM_OF_WORDS, lambda each: _size(each, tag))


def _size(thing: Notice | Proposal | Meeting, tag: str) -> int:
    """About how many bytes it takes on a page in a language."""
    match thing:
        case Notice():
            said = [thing.title, thing.text]
        case Proposal():
            said = [each for each in (thing.answer, Translations({tag: thing.text})) if each]
        case _:
            said = [thing.title] if thing.title else []
    return _MARKUP + sum(len(each.read_in(tag).text.encode()) for each in said)


def _shown(meetings: Iterable[Meeting], forum: Forum) -> list[Meeting]:
    return [shown(each, forum) for each in meetings]
