"""You said, we did, we did not: the stories of a sector at the light door."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.forums.meeting_model import Finding
from copfeedback.forums.story_model import Story
from copfeedback.i18n.translations import LocalText, Translations
from copfeedback.surveys.naming import figure_name
from copfeedback.web.forum_commitments import public_sectors
from copfeedback.web.forum_words import forum_words
from copfeedback.web.paging import cut, paged
from copfeedback.web.rendering import Renderer

ROOM = 15_000
"""Bytes of a page that stories take."""
_STORY, _LINK = 500, 420
LONGEST = 600
"""So many characters of a text stand in a story."""


class StoryPages:
    """The page of stories."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def all(self, request: Request) -> Response:
        """The stories of a sector, or of all; what moved last comes first."""
        context = await asyncio.to_thread(self._all, request)
        tag = request.path_params["lang"]
        speech = self._portal.catalogues.speech(tag)
        words = forum_words(speech, self._portal.stories.today())
        return self._renderer.page("forum_stories.html", tag, **words, **context)

    def _all(self, request: Request) -> Mapping[str, Any]:
        tag = request.path_params["lang"]
        sectors = public_sectors(self._portal, tag)
        asked = request.query_params.get("sector", "")
        sector = asked if asked in sectors else ""
        stories = self._portal.stories.of_sector(sector or None)
        given = {"sector": sector} if sector else {}
        page = paged(cut(stories, ROOM, _size), request, "/forums/stories", **given)
        return {
            "page": page,
            "sectors": sectors,
            "sector": sector,
            "forums": {each.code: each for each in self._portal.forums.all()},
            "found_in": partial(self._found_in, tag),
            "brief": partial(brief, tag),
            "cut": _cut,
            "address": page.address,
        }

    def _found_in(self, tag: str, finding: Finding) -> LocalText:
        return figure_name(self._portal.surveys.book, finding.release, finding.item, tag)


def brief(tag: str, texts: Translations) -> LocalText:
    """A text as it fits into a story; all of it stands on the page a story leads to."""
    local = texts.read_in(tag)
    return replace(local, text=_cut(local.text))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"


def _size(story: Story) -> int:
    """About how many bytes a story takes, in its longest language."""
    proposal = story.proposal
    texts = [proposal.answer] if proposal and proposal.answer else []
    texts += [each.text for each in story.decisions]
    texts += [each.what for each in story.commitments]
    texts += [event.text for each in story.commitments for event in each.events[-1:] if event.text]
    words = len(_cut(proposal.text).encode()) if proposal else 0
    words += sum(max(len(_cut(each).encode()) for each in text.values()) for text in texts)
    links = len(story.items) + len(story.problems) + len(story.commitments)
    return _STORY + words + _LINK * links
