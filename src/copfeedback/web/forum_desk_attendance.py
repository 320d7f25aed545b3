"""How many came to a meeting: in all, by side, and by gender and age apart."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.responses import Response

from copfeedback.attendance_wording import group_or_age
from copfeedback.faults import Fault, Faulty, Problem
from copfeedback.forums.attendance_figures import AGE_BANDS, GENDERS
from copfeedback.forums.attendance_rules import MOST
from copfeedback.forums.minutes_model import Attendance
from copfeedback.forums.model import Side
from copfeedback.web.forms import first
from copfeedback.web.forum_desk import Desk, MeetingPlace
from copfeedback.web.forum_desk_form import DeskForm, number
from copfeedback.web.staff_door import StaffVisit

_PARTS = {"sides": tuple(Side), "genders": GENDERS, "age_bands": AGE_BANDS}


class AttendancePages:
    """The page on which it is noted how many came."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._drafting = desk.portal.drafting

    async def show(self, visit: StaffVisit) -> Response:
        """GET: the numbers."""
        place = await self._desk.meeting(visit)
        known = await asyncio.to_thread(self._drafting.attendance, visit.actor, place.meeting.id)
        filled: Mapping[str, object] = {}
        if known is not None:
            filled = {
                "total": known.total,
                **{name: _as_texts(getattr(known, name)) for name in _PARTS},
            }
        return await self._page(visit, place, DeskForm.of(filled))

    async def keep(self, visit: StaffVisit) -> Response:
        """POST: keep them."""
        place, form = await self._desk.meeting(visit), DeskForm(visit.form)
        if visit.is_switching:
            return await self._page(visit, place, form)
        try:
            counted = read_attendance(visit.form)
            await asyncio.to_thread(
                self._drafting.record_attendance, visit.actor, place.meeting.id, counted
            )
        except Faulty as faulty:
            return await self._page(visit, place, form.faulty(faulty, visit.speech))
        return self._desk.onward(visit, visit.request.url.path, "counted")

    async def _page(self, visit: StaffVisit, place: MeetingPlace, form: DeskForm) -> Response:
        speech = visit.speech
        return await self._desk.page(
            visit,
            "desk_attendance.html",
            place,
            422 if form.problems else 200,
            form=form,
            sides=list(Side),
            genders=[(code, group_or_age("gender", code, speech)) for code in GENDERS],
            age_bands=[(code, group_or_age("age_band", code, speech)) for code in AGE_BANDS],
            answering=True,
        )


def read_attendance(form: Mapping[str, list[str]]) -> Attendance:
    """What was entered; an empty field is not recorded.

    Raises:
        Faulty: something is no number, or the total is missing.
    """
    problems: list[Problem] = []
    total = number(first(form, "total"), "total", MOST, problems)
    if total is None and not problems:
        problems.append(Problem("total", Fault.MISSING))
    parts = {
        name: {
            code: counted
            for code in codes
            if (counted := _part(form, f"{name}.{code}", problems)) is not None
        }
        for name, codes in _PARTS.items()
    }
    if problems or total is None:
        raise Faulty(problems)
    sides = {Side(code): counted for code, counted in parts["sides"].items()}
    return Attendance(total, sides, parts["genders"], parts["age_bands"])


def _part(form: Mapping[str, list[str]], name: str, problems: list[Problem]) -> int | None:
    return number(first(form, name), name, MOST, problems)


def _as_texts(numbers: Mapping[str, int]) -> dict[str, str]:
    return {str(code): str(counted) for code, counted in numbers.items()}
