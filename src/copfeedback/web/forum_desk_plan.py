"""Planning a meeting, changing it, cancelling it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from starlette.responses import Response

from copfeedback.faults import Fault, Faulty, Problem
from copfeedback.forums.meeting_model import Aim, Meeting, MeetingKind
from copfeedback.forums.meeting_rules import MeetingFields, nights_after, zones
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import find_language, language_name
from copfeedback.i18n.translations import Translations
from copfeedback.web.forms import first, first_number
from copfeedback.web.forum_desk import Desk, MeetingPlace, Place
from copfeedback.web.forum_desk_form import DeskForm, clock_time, day, texts
from copfeedback.web.staff_door import StaffVisit

_STEP_FREE: Mapping[str, bool | None] = {"yes": True, "no": False}
_FIELD_OF = {"starts": "begins"}


class PlanPages:
    """The pages on which meetings are planned."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._meetings = desk.portal.meetings
        self._zone = desk.portal.settings.time_zone

    async def show_new(self, visit: StaffVisit) -> Response:
        """GET: the form of a new meeting."""
        place = await self._desk.forum(visit)
        blank = {"zone": self._zone, "minutes_language": place.forum.languages[0]}
        return await self._page(visit, place, DeskForm.of(blank))

    async def plan(self, visit: StaffVisit) -> Response:
        """POST: plan it."""
        place = await self._desk.forum(visit)
        form = DeskForm(visit.form)
        if visit.is_switching:
            return await self._page(visit, place, form)
        try:
            fields = read_meeting(visit.form, visit.speech)
            meeting = await asyncio.to_thread(
                self._meetings.plan, visit.actor, place.forum.code, fields
            )
        except Faulty as faulty:
            return await self._page(visit, place, _with_faults(form, faulty, visit.speech))
        return self._desk.onward(visit, MeetingPlace(place.forum, meeting).path, "planned")

    async def show_change(self, visit: StaffVisit) -> Response:
        """GET: the form of a meeting that is planned."""
        place = await self._desk.meeting(visit)
        return await self._page(visit, place, _filled(place.meeting, visit.speech))

    async def change(self, visit: StaffVisit) -> Response:
        """POST: change it, or cancel it."""
        place = await self._desk.meeting(visit)
        form, go = DeskForm(visit.form), first(visit.form, "go")
        if visit.is_switching:
            return await self._page(visit, place, form)
        version = first_number(visit.form, "version")
        after = -1 if version is None else version
        reason = texts(visit.form, "reason")
        try:
            if go == "cancel":
                await asyncio.to_thread(
                    self._meetings.cancel, visit.actor, place.meeting.id, reason, after=after
                )
                return self._desk.onward(visit, place.path, "cancelled")
            nights = place.meeting.ends.date() - place.meeting.starts.date()
            fields = read_meeting(visit.form, visit.speech, nights)
            await asyncio.to_thread(
                self._meetings.change,
                visit.actor,
                place.meeting.id,
                fields,
                after=after,
                reason=reason,
            )
        except Faulty as faulty:
            return await self._page(visit, place, _with_faults(form, faulty, visit.speech))
        return self._desk.onward(visit, place.path, "changed")

    async def _page(self, visit: StaffVisit, place: Place, form: DeskForm) -> Response:
        return await self._desk.page(
            visit,
            "desk_plan.html",
            place,
            422 if form.problems else 200,
            form=form,
            kinds=list(MeetingKind),
            aims=list(Aim),
            zones=[(zone, zone) for zone in offered_zones(self._zone, form.first("zone"))],
            minutes_languages=self._desk.languages(visit),
            answering=True,
        )


def offered_zones(usual: str, chosen: str) -> list[str]:
    """The zones of the portal's part of the world: all of them would be a page of their own."""
    region = usual.partition("/")[0]
    near = {zone for zone in zones() if zone.startswith(f"{region}/")}
    return sorted(near | {usual, "UTC"} | ({chosen} & zones()))


def read_meeting(
    form: Mapping[str, list[str]], speech: Speech, nights: timedelta = timedelta(0)
) -> MeetingFields:
    """What was entered; ``nights`` is how many days after the first it ends.

    Raises:
        Faulty: no day or no time can be read.
    """
    problems: list[Problem] = []
    held_on = day(first(form, "day"), "day", problems)
    begins = clock_time(first(form, "begins"), "begins", problems)
    ends = clock_time(first(form, "ends"), "ends", problems)
    if held_on is None and not problems:
        problems.append(Problem("day", Fault.MISSING))
    if held_on is None or begins is None or ends is None:
        raise Faulty(problems)
    kind, aim = first(form, "kind"), first(form, "aim")
    return MeetingFields(
        starts=datetime.combine(held_on, begins),
        ends=datetime.combine(nights_after(held_on, nights), ends),
        zone=first(form, "zone"),
        kind=MeetingKind(kind) if kind in set(MeetingKind) else MeetingKind.REGULAR,
        aim=Aim(aim) if aim in set(Aim) else Aim.ACCOUNTABILITY,
        title=_texts(form, "title"),
        place=_texts(form, "place"),
        neutral_ground="neutral_ground" in form,
        step_free=_STEP_FREE.get(first(form, "step_free")),
        interpretation=_languages(first(form, "interpretation"), speech),
        childcare="childcare" in form,
        online=first(form, "online"),
        minutes_language=first(form, "minutes_language"),
    )


def _texts(form: Mapping[str, list[str]], name: str) -> Translations | None:
    entered = texts(form, name)
    return Translations(entered) if entered else None


def _languages(typed: str, speech: Speech) -> tuple[str, ...]:
    """The tags of languages that are named with commas between; others as they were typed."""
    named = typed.replace("،", ",").replace("、", ",").split(",")
    return tuple(find_language(each, speech) or each.strip() for each in named if each.strip())


def _filled(meeting: Meeting, speech: Speech) -> DeskForm:
    spoken = [language_name(tag, speech) for tag in meeting.interpretation]
    chosen: Sequence[str] = [
        name for name in ("neutral_ground", "childcare") if getattr(meeting, name)
    ]
    free = {True: "yes", False: "no", None: ""}[meeting.step_free]
    return DeskForm.of(
        {
            "version": meeting.version,
            "day": meeting.starts.date(),
            "begins": f"{meeting.starts:%H:%M}",
            "ends": f"{meeting.ends:%H:%M}",
            "zone": meeting.zone,
            "kind": meeting.kind,
            "aim": meeting.aim,
            "title": meeting.title,
            "place": meeting.place,
            "step_free": free,
            "interpretation": ", ".join(spoken),
            "online": meeting.online,
            "minutes_language": meeting.minutes_language,
            **dict.fromkeys(chosen, "yes"),
        }
    )


def _with_faults(form: DeskForm, faulty: Faulty, speech: Speech) -> DeskForm:
    """Day and hour are one thing to the calendar and two on the form."""
    named = [
        replace(each, field="day")
        if each.field == "starts" and each.fault in (Fault.PAST, Fault.DATE)
        else each
        for each in faulty.problems
    ]
    return form.faulty(named, speech, **_FIELD_OF)
