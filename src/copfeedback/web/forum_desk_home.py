"""The forums of a chair, each with its one next step; and one forum with its meetings."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from copfeedback.faults import Unknown
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.model import Forum
from copfeedback.forums.next_step import NextStep
from copfeedback.web.forum_desk import Desk, path_of
from copfeedback.web.staff_door import StaffVisit

_MEETINGS_SHOWN = 24


class DeskHome:
    """Where chairs begin."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._portal = desk.portal

    async def show_all(self, visit: StaffVisit) -> Response:
        """GET: my forums."""
        rows = await asyncio.to_thread(self._rows, visit)
        return self._desk.plain_page(visit, "desk_home.html", rows=rows)

    def _rows(self, visit: StaffVisit) -> list[tuple[Forum, NextStep | None, str]]:
        found: list[tuple[Forum, NextStep | None, str]] = []
        for code in sorted(visit.actor.forums):
            try:
                forum = self._desk.chaired(visit, code)
            except Unknown:  # an account can be for a forum that is not founded yet
                continue
            step = self._portal.next_steps.of(visit.actor, forum)
            found.append((forum, step, path_of(step, forum) if step else ""))
        return found

    async def show_one(self, visit: StaffVisit) -> Response:
        """GET: a forum, what can be done in it, and its meetings."""
        place = await self._desk.forum(visit)
        upcoming, past = await asyncio.to_thread(self._meetings, place.forum.code)
        return await self._desk.page(
            visit, "desk_forum.html", place, upcoming=upcoming, past=past[:_MEETINGS_SHOWN]
        )

    def _meetings(self, code: str) -> tuple[list[Meeting], list[Meeting]]:
        meetings, standing = self._portal.meetings, self._portal.agendas.standing
        return [standing(each) for each in meetings.upcoming(code)], meetings.past(code)
