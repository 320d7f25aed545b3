"""Looking through minutes before they are published, and publishing them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from starlette.responses import Response

from copfeedback.forums.agendas import LeftOver, MeetingCancelled
from copfeedback.forums.checking import Warning_
from copfeedback.forums.drafting import draft_state
from copfeedback.forums.faults import ChangedMeanwhile, Faulty
from copfeedback.forums.minutes_model import DraftEntry, Minutes
from copfeedback.forums.minutes_wording import telling_sentence
from copfeedback.forums.publishing import DraftEmpty, NotBegun, NothingChanged
from copfeedback.i18n.catalogues import N_
from copfeedback.web.forms import first
from copfeedback.web.forum_desk import Desk, MeetingPlace
from copfeedback.web.forum_desk_form import DeskForm, texts
from copfeedback.web.staff_door import StaffVisit

_REFUSALS = {
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
        self._drafting = desk.portal.drafting

    async def show(self, visit: StaffVisit) -> Response:
        """GET: what the checks found, and all that would be published."""
        return await self._page(visit, await self._desk.meeting(visit), DeskForm({}))

    async def publish(self, visit: StaffVisit) -> Response:
        """POST: publish what was looked at."""
        place, form = await self._desk.meeting(visit), DeskForm(visit.form)
        _, seen = visit.speech.gettext, first(visit.form, "seen")
        if "checked" not in visit.form:
            problems = {"checked": _(_NOT_CHECKED)}
            return await self._page(visit, place, DeskForm(form.values, problems))
        try:
            published = await asyncio.to_thread(
                self._minutes.publish,
                visit.actor,
                place.meeting.id,
                reason=texts(visit.form, "reason"),
                seen=int(seen) if seen.isascii() and seen.isdecimal() else -1,
            )
        except Faulty as faulty:
            return await self._page(visit, place, form.faulty(faulty, visit.speech))
        except tuple(_REFUSALS) as error:
            problems = {"checked": _(_REFUSALS[type(error)])}
            return await self._page(visit, place, DeskForm({}, problems))
        said = "corrected" if published.number > 1 else "published"
        return self._desk.onward(visit, place.path, said)

    async def _page(self, visit: StaffVisit, place: MeetingPlace, form: DeskForm) -> Response:
        warnings, entries, versions, titles = await asyncio.to_thread(self._read, visit, place)
        speech = visit.speech
        return await self._desk.page(
            visit,
            "desk_publish.html",
            place,
            422 if form.problems else 200,
            form=form,
            warnings=[(each, telling_sentence(each.kind, speech)) for each in warnings],
            entries=[each for each in entries if each.version],
            titles=titles,
            seen=draft_state(entries),
            versions=versions,
        )

    def _read(
        self, visit: StaffVisit, place: MeetingPlace
    ) -> tuple[Sequence[Warning_], Sequence[DraftEntry], Sequence[Minutes], dict[int, object]]:
        meeting_id, actor = place.meeting.id, visit.actor
        items = self._desk.portal.agendas.of(meeting_id).items
        # Before they are checked: what is saved in between was looked at by nobody.
        entries = self._drafting.entries(actor, meeting_id)
        return (
            self._minutes.check(actor, meeting_id),
            entries,
            self._minutes.approved(actor, meeting_id),
            {each.id: each.title for each in items},
        )
