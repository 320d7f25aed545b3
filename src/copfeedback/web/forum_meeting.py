"""A meeting at the light door: where and when, its agenda with papers, and its minutes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.faults import Unknown
from copfeedback.forums.commitment_model import Commitment
from copfeedback.forums.meeting_model import Meeting, MeetingState
from copfeedback.forums.meetings import shown
from copfeedback.forums.minutes_model import Minutes
from copfeedback.forums.points import (
    ROOM,
    Known,
    Point,
    agenda_points,
    minuted_points,
)
from copfeedback.forums.translating import state_of
from copfeedback.forums.wording import FIELD_NAMES
from copfeedback.i18n.catalogues import Speech
from copfeedback.web.attachment import attachment
from copfeedback.web.forum_words import forum_words, left_nowhere
from copfeedback.web.paging import Paged, cut, paged
from copfeedback.web.rendering import Renderer

_NUMBER = re.compile(r"\d{4}-\d\d-\d\d(-\d{1,3})?", re.ASCII)
# Whoever opened it in the browser would find that it can do nothing there.
_PAPER_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


class MeetingPages:
    """The page of each meeting, and the papers that belong to it."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def meeting(self, request: Request) -> Response:
        """A meeting as it stands: before it the agenda, afterwards the minutes.

        Raises:
            Unknown: there is none of this number, or no such forum.
        """
        tag = request.path_params["lang"]
        context = await asyncio.to_thread(self._meeting, request, tag)
        return self.page("forum_meeting.html", tag, context)

    async def paper(self, request: Request) -> Response:
        """A paper of an agenda item, to be kept.

        Raises:
            Unknown: there is none of this number.
        """
        number = request.path_params["paper"]
        paper, pdf = await asyncio.to_thread(self._portal.agendas.paper, number)
        headers = {
            "Content-Disposition": attachment(f"paper-{paper.id}-{paper.language}.pdf"),
            "Content-Security-Policy": _PAPER_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-cache",
        }
        return Response(pdf, media_type="application/pdf", headers=headers)

    def page(self, template: str, tag: str, context: Mapping[str, Any]) -> Response:
        """A page about a meeting."""
        speech = self._portal.catalogues.speech(tag)
        words = forum_words(speech, self._portal.surveys.today())
        page = self._renderer.page(
            template, tag, field_name=_field_names(speech), **words, **context
        )
        return left_nowhere(page, context["forum"])

    def find(self, request: Request) -> tuple[Mapping[str, Any], Meeting]:
        """The meeting that an address names, and what every page about it shows.

        Raises:
            Unknown: there is none.
        """
        code, number = request.path_params["forum"], request.path_params["number"]
        forum = self._portal.forums.find(code)
        if not _NUMBER.fullmatch(number):
            raise Unknown
        meeting = self._portal.agendas.standing(self._portal.meetings.find(code, number))
        forums = {each.code: each for each in self._portal.forums.all()}
        return {"forum": forum, "forums": forums, "meeting": shown(meeting, forum)}, meeting

    def known(self, meeting: Meeting, *, minuted: bool) -> Known:
        """What the points of a meeting are put together from."""
        agendas = self._portal.agendas
        promised = {each.id: each for each in self._portal.commitments.all(forum=meeting.forum)}
        put_off = {} if minuted else agendas.put_off(meeting.id)
        return Known(agendas.shown(meeting.id), promised.get, put_off)

    def points_of(self, minutes: Minutes, known: Known, tag: str) -> list[Point]:
        """A version of the minutes, for a reader of a language."""
        published, made = self._portal.minutes, self._made(minutes.meeting_id)
        translation = published.translations(minutes.meeting_id, minutes.number).get(tag)
        return minuted_points(known, published.shown(minutes, translation, tag), made, tag)

    def around(self, minutes: Minutes, tag: str) -> dict[str, Any]:
        """How far a version can be read in which language."""
        there = self._portal.minutes.translations(minutes.meeting_id, minutes.number)
        languages = self._portal.catalogues.languages
        states = [(each, state_of(minutes, there.get(each), each)) for each in languages]
        return {"minutes": minutes, "states": states, "state": dict(states)[tag]}

    def _meeting(self, request: Request, tag: str) -> dict[str, Any]:
        portal = self._portal
        context, meeting = self.find(request)
        versions = portal.minutes.versions(meeting.id)
        known = self.known(meeting, minuted=bool(versions))
        points = self.points_of(versions[0], known, tag) if versions else agenda_points(known, tag)
        under_points = {each.id for point in points for each in point.commitments}
        path = f"/forums/{meeting.forum}/{meeting.number}"
        page: Paged[Point] = paged(cut(points, ROOM, lambda point: point.size(tag)), request, path)
        is_over = meeting.ends_at <= portal.trail.now()
        return {
            **context,
            **(self.around(versions[0], tag) if versions else {"minutes": None}),
            "versions": versions,
            "replies": portal.minutes.replies(meeting.id) if versions else [],
            "agenda": known.agenda,
            "page": page,
            "address": page.address,
            "is_over": is_over,
            "is_coming": not is_over and meeting.state is MeetingState.PLANNED,
            "other_commitments": [
                each for each in self._made(meeting.id) if each.id not in under_points
            ],
        }

    def _made(self, meeting_id: int) -> list[Commitment]:
        return self._portal.commitments.all(meeting_id=meeting_id)


def _field_names(speech: Speech) -> Any:
    return lambda name: speech.gettext(FIELD_NAMES[name])
