"""Notices of a forum: corrections of rumours, news, warnings; pinned, dated, taken back."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from copfeedback.faults import Faulty, Problem, Unknown
from copfeedback.forums.notice_model import NoticeKind
from copfeedback.web.forms import first
from copfeedback.web.forum_desk import Desk, Place
from copfeedback.web.forum_desk_form import DeskForm, day, texts
from copfeedback.web.staff_door import StaffVisit


class NoticePages:
    """The page of a forum's notices."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._notices = desk.portal.notices

    async def show(self, visit: StaffVisit) -> Response:
        """GET: those there are, and the form of a new one."""
        return await self._page(visit, await self._desk.forum(visit), DeskForm({}))

    async def change(self, visit: StaffVisit) -> Response:
        """POST: publish one, or take one back."""
        place, form = await self._desk.forum(visit), DeskForm(visit.form)
        go = first(visit.form, "go")
        if go.startswith("back:"):
            there = await asyncio.to_thread(self._notices.of, place.forum.code)
            taken = next((each for each in there if f"back:{each.id}" == go), None)
            if taken is None:
                raise Unknown
            await asyncio.to_thread(self._notices.take_back, visit.actor, taken.id)
            return self._desk.onward(visit, visit.request.url.path, "taken_back")
        problems: list[Problem] = []
        until = day(first(visit.form, "pinned_until"), "pinned_until", problems)
        kind = first(visit.form, "kind")
        if problems:
            return await self._page(visit, place, form.faulty(problems, visit.speech))
        try:
            await asyncio.to_thread(
                self._notices.publish,
                visit.actor,
                place.forum.code,
                NoticeKind(kind) if kind in set(NoticeKind) else NoticeKind.NEWS,
                texts(visit.form, "title"),
                texts(visit.form, "text"),
                until,
            )
        except Faulty as faulty:
            return await self._page(visit, place, form.faulty(faulty, visit.speech))
        return self._desk.onward(visit, visit.request.url.path, "told")

    async def _page(self, visit: StaffVisit, place: Place, form: DeskForm) -> Response:
        notices = await asyncio.to_thread(self._notices.of, place.forum.code)
        return await self._desk.page(
            visit,
            "desk_notices.html",
            place,
            422 if form.problems else 200,
            form=form,
            notices=notices,
            kinds=list(NoticeKind),
        )
