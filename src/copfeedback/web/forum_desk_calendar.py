"""Taking planned meetings over from a calendar file, looked at before they are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.responses import Response

from copfeedback.fault_wording import fault_sentence
from copfeedback.forums.calendar_import import Refused, import_meetings
from copfeedback.forums.calendar_reading import (
    ReadMeeting,
    Remark,
    Usual,
    WhyNot,
    read_calendar,
)
from copfeedback.i18n.catalogues import N_
from copfeedback.stored import from_json, to_json
from copfeedback.web.forms import first
from copfeedback.web.forum_desk import Desk, Place
from copfeedback.web.multipart import Upload
from copfeedback.web.staff_door import StaffVisit

MOST_AT_ONCE = 200
"""What is looked at goes along in the page, sealed, until it is kept."""
WHY_NOT: Mapping[WhyNot, str] = {
    WhyNot.NO_CALENDAR: N_("This is no calendar file (.ics)."),
    WhyNot.TOO_LARGE: N_("This file is too large."),
    WhyNot.TOO_MANY: N_("There are too many meetings in it. The first ones were read."),
    WhyNot.CUT_OFF: N_("The file ends in the middle of a meeting."),
    WhyNot.BROKEN_LINE: N_("This line cannot be read and is left out."),
    WhyNot.NO_START: N_("It does not say when it begins."),
    WhyNot.WHOLE_DAY: N_("It lasts a whole day and has no hour."),
    WhyNot.NO_SUCH_HOUR: N_(
        "The clocks are put forward that day, and this hour does not exist. Choose another time."
    ),
    WhyNot.END: N_("It ends before it begins, or days later."),
    WhyNot.RULE: N_("When it comes again cannot be read."),
    WhyNot.OVER: N_("It comes again no more."),
    WhyNot.NO_END: N_("It does not say when it ends. Two hours were taken."),
    WhyNot.ZONE: N_("Its time zone is not known. That of this portal was taken."),
}
_NO_FILE = N_("Please choose a file.")
_OTHERWISE = N_("Somebody has cancelled or changed it here.")


class CalendarPages:
    """The page on which a calendar is taken over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._portal = desk.portal
        self._zone = desk.portal.settings.time_zone

    async def show(self, visit: StaffVisit) -> Response:
        """GET: the form."""
        return await self._page(visit, await self._desk.forum(visit))

    async def look(self, visit: StaffVisit, upload: Upload) -> Response:
        """POST: look what is in a file."""
        place, sent = await self._desk.forum(visit), upload.file
        _ = visit.speech.gettext
        if sent is None:
            return await self._page(visit, place, problem=_(_NO_FILE))
        if sent.is_too_large:
            return await self._page(visit, place, problem=_(WHY_NOT[WhyNot.TOO_LARGE]))
        reading = await asyncio.to_thread(read_calendar, sent.content, self._usual(place))
        if any(each.why is WhyNot.NO_CALENDAR for each in reading.remarks):
            return await self._page(visit, place, problem=_(WHY_NOT[WhyNot.NO_CALENDAR]))
        coming = self._coming(reading.meetings)[:MOST_AT_ONCE]
        left_out = len(reading.meetings) - len(coming)
        return await self._page(
            visit, place, coming=coming, remarks=reading.remarks, left_out=left_out
        )

    async def plan(self, visit: StaffVisit) -> Response:
        """POST: plan what was looked at and chosen."""
        place = await self._desk.forum(visit)
        kept = self._desk.door.opened(visit.actor, first(visit.form, "kept"))
        if kept is None:
            problem = visit.speech.gettext(_NO_FILE)
            return await self._page(visit, place, problem=problem)
        coming = [from_json(ReadMeeting, each) for each in kept["meeting"]]
        chosen = set(visit.form.get("uid", ()))
        wanted = [each for each in coming if each.uid in chosen]
        done = await asyncio.to_thread(
            import_meetings, self._portal.meetings, visit.actor, place.forum.code, wanted, {}
        )
        if done.refused:
            return await self._page(visit, place, coming=coming, refused=done.refused)
        return self._desk.onward(visit, place.path, "imported")

    def _usual(self, place: Place) -> Usual:
        today = self._portal.surveys.today()
        return Usual(self._zone, place.forum.languages[0], today)

    def _coming(self, meetings: Iterable[ReadMeeting]) -> list[ReadMeeting]:
        """Those that are to come and take place."""
        now: datetime = self._portal.trail.now()
        return [
            each
            for each in meetings
            if not each.cancelled
            and each.fields.starts.replace(tzinfo=ZoneInfo(each.fields.zone)) > now
        ]

    async def _page(
        self,
        visit: StaffVisit,
        place: Place,
        *,
        coming: Sequence[ReadMeeting] | None = None,
        remarks: Sequence[Remark] = (),
        left_out: int = 0,
        problem: str = "",
        refused: Sequence[Refused] = (),
    ) -> Response:
        speech = visit.speech
        not_kept = {
            each.meeting.uid: " ".join(fault_sentence(fault, speech) for fault in each.problems)
            or speech.gettext(_OTHERWISE)
            for each in refused
        }
        known = await asyncio.to_thread(self._portal.meetings.public, place.forum.code)
        written = [to_json(each) for each in coming or ()]
        return await self._desk.page(
            visit,
            "desk_calendar.html",
            place,
            422 if problem or refused else 200,
            coming=coming,
            remarks=remarks,
            kept=self._desk.door.kept(visit.actor, {"meeting": written}) if written else "",
            left_out=left_out,
            known={each.uid for each in known},
            why_not=WHY_NOT,
            problem=problem,
            refused=not_kept,
        )
