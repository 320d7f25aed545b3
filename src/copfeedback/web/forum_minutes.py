"""Versions of minutes at the light door: each stays readable, and what changed is shown."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.faults import Unknown
from copfeedback.forums.differing import EntryDifference
from copfeedback.forums.points import ROOM, Point
from copfeedback.web.forum_meeting import MeetingPages
from copfeedback.web.kept_differences import KeptDifferences
from copfeedback.web.paging import Paged, cut, paged

WITH = "with"
_DIGITS = 4
_MARKUP, _MARKUP_OF_PART = 600, 11


class MinutesPages:
    """The page of each version."""

    def __init__(self, portal: Portal, meetings: MeetingPages) -> None:
        self._portal = portal
        self._meetings = meetings
        self._kept = KeptDifferences(portal.minutes.differences)

    async def version(self, request: Request) -> Response:
        """One version; with the number of another in the query, how the two differ.

        Raises:
            Unknown: there is no such version that may be read.
        """
        tag, other = request.path_params["lang"], request.query_params.get(WITH, "")
        if other:
            context = await asyncio.to_thread(self._differences, request, other)
            return self._meetings.page("forum_differences.html", tag, context)
        context = await asyncio.to_thread(self._version, request, tag)
        return self._meetings.page("forum_version.html", tag, context)

    def _version(self, request: Request, tag: str) -> dict[str, Any]:
        context, meeting = self._meetings.find(request)
        versions = self._portal.minutes.versions(meeting.id)
        wanted = request.path_params["version"]
        minutes = next((each for each in versions if each.number == wanted), None)
        if minutes is None:
            raise Unknown
        known = self._meetings.known(meeting, minuted=True)
        points = self._meetings.points_of(minutes, known, tag)
        path = f"/forums/{meeting.forum}/{meeting.number}/minutes/{minutes.number}"
        page: Paged[Point] = paged(cut(points, ROOM, lambda point: point.size(tag)), request, path)
        return {
            **context,
            **self._meetings.around(minutes, tag),
            "versions": versions,
            "page": page,
            "address": page.address,
        }

    def _differences(self, request: Request, other: str) -> dict[str, Any]:
        context, meeting = self._meetings.find(request)
        versions = {each.number: each for each in self._portal.minutes.versions(meeting.id)}
        known = other.isascii() and other.isdecimal() and len(other) <= _DIGITS
        one, another = request.path_params["version"], int(other) if known else 0
        if one == another or one not in versions or another not in versions:
            raise Unknown
        older, newer = (versions[each] for each in sorted((one, another)))
        path = f"/forums/{meeting.forum}/{meeting.number}/minutes/{newer.number}"
        difference = self._kept.of(older, newer)
        pages = cut(difference.entries, ROOM, _size)
        page: Paged[EntryDifference] = paged(pages, request, path, **{WITH: str(older.number)})
        return {
            **context,
            "older": older,
            "newer": newer,
            "difference": difference,
            "page": page,
            "address": page.address,
        }


def _size(entry: EntryDifference) -> int:
    """About how many bytes it takes on a page."""
    parts = [part for each in entry.fields for part in each.parts]
    return _MARKUP + sum(len(each.text.encode()) + _MARKUP_OF_PART for each in parts)
