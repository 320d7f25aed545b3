"""Looking through minutes before they are published, and publishing them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.responses import Response

from copfeedback.faults import ChangedMeanwhile, Faulty
from copfeedback.forums.agendas import LeftOver, MeetingCancelled
from copfeedback.forums.looking_through import TITLE
from copfeedback.forums.publishing import DraftEmpty, NotBegun, NothingChanged
from copfeedback.i18n.catalogues import N_
from copfeedback.telling_wording import telling_sentence
from copfeedback.web.forms import first
from copfeedback.web.forum_desk import Desk, MeetingPlace
from copfeedback.web.forum_desk_form import DeskForm, texts
from copfeedback.web.staff_door import StaffVisit

_REFUSALS: Mapping[type[Exception], str] = {
    DraftEmpty: N_("Nothing is written yet."),
    NotBegun: N_("This day is still to come."),
    MeetingCancelled: N_("This meeting was cancelled. It cannot be changed any more."),
    LeftOver: N_("Settle what is left over from earlier meetings"),
    NothingChanged: N_("The draft says what the published minutes say. There is nothing to do."),
    ChangedMeanwhile: N_("Somebody has written in the draft since. Please look at it once more."),
}
_NOT_CHECKED = N_("Please tick that you have looked at everything.")


class PublishPages:
    """The page on which minutes are approved."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._minutes = desk.portal.minutes

    async def show(self, visit: StaffVisit) -> Response:
        """GET: what the checks found, and all that would be published."""
        return await self._page(visit, await self._desk.meeting(visit), DeskForm({}))

    async def publish(self, visit: StaffVisit) -> Response:
        """POST: publish what was looked at."""
        place, form = await self._desk.meeting(visit), DeskForm(visit.form)
        _ = visit.speech.gettext
        if "checked" not in visit.form:
            problems = {"checked": _(_NOT_CHECKED)}
            return await self._page(visit, place, DeskForm(form.values, problems))
        try:
            published = await asyncio.to_thread(
                self._minutes.publish,
                visit.actor,
                place.meeting.id,
                reason=texts(visit.form, "reason"),
                seen=first(visit.form, "seen"),
            )
        except Faulty as faulty:
            return await self._page(visit, place, form.faulty(faulty, visit.speech))
        except tuple(_REFUSALS) as error:
            problems = {"checked": _(_REFUSALS[type(error)])}
            return await self._page(visit, place, DeskForm({}, problems))
        said = "corrected" if published.number > 1 else "published"
        return self._desk.onward(visit, place.path, said)

    async def _page(self, visit: StaffVisit, place: MeetingPlace, form: DeskForm) -> Response:
        now, versions = await asyncio.to_thread(
            lambda: (
                self._minutes.check(visit.actor, place.meeting.id),
                self._minutes.approved(visit.actor, place.meeting.id),
            )
        )
        speech = visit.speech
        return await self._desk.page(
            visit,
            "desk_publish.html",
            place,
            422 if form.problems else 200,
            form=form,
            now=now,
            warnings=[(each, telling_sentence(each.kind, speech)) for each in now.warnings],
            TITLE=TITLE,
            titles={each.item_id: each.title for each in now.minutes.entries},
            versions=versions,
        )
