"""Preparing a meeting: its notice, its agenda, and what earlier meetings left over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from starlette.responses import Response

from copfeedback.faults import ChangedMeanwhile, Faulty, Problem, Unknown
from copfeedback.forums.agenda_writing import AgendaFinal, HasMinutes
from copfeedback.forums.agendas import EarlierMeeting, LeftOver, MeetingCancelled, NothingOnAgenda
from copfeedback.forums.meeting_model import Agenda, Matter, MatterKind, Settlement
from copfeedback.forums.passing_up import HeldBack, NoForumAbove
from copfeedback.i18n.catalogues import N_
from copfeedback.web.forms import first
from copfeedback.web.forum_desk import Desk, MeetingPlace
from copfeedback.web.forum_desk_form import DeskForm, texts
from copfeedback.web.staff_door import StaffVisit

_REFUSALS: Mapping[type[Exception], str] = {
    AgendaFinal: N_("The agenda is final. Open it again to change it."),
    HasMinutes: N_("There are minutes of this already. It stays."),
    LeftOver: N_("Something of earlier meetings is still left over: see below."),
    EarlierMeeting: N_("An earlier meeting is still to come. Make this agenda final after it."),
    NothingOnAgenda: N_("Put something on the agenda first."),
    MeetingCancelled: N_("This meeting was cancelled. It cannot be changed any more."),
    NoForumAbove: N_("There is no forum above this one."),
    HeldBack: N_("Not public yet."),
    ChangedMeanwhile: N_("Somebody else has changed this meanwhile. Here is how it is now."),
    Unknown: N_("Somebody else has changed this meanwhile. Here is how it is now."),
}


class PreparePages:
    """The page on which a meeting is prepared."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._agendas = desk.portal.agendas
        self._meetings = desk.portal.meetings

    async def show(self, visit: StaffVisit) -> Response:
        """GET: the meeting as it stands."""
        return await self._page(visit, await self._desk.meeting(visit))

    async def change(self, visit: StaffVisit) -> Response:
        """POST: one of the page's buttons."""
        place = await self._desk.meeting(visit)
        do, _, about = first(visit.form, "go").partition(":")
        try:
            said = await asyncio.to_thread(self._do, visit, place, do, about)
        except Faulty as faulty:
            field = f"reason.{about.replace(':', '.')}"
            form = DeskForm(visit.form).faulty(
                [Problem(field, each.fault, each.most) for each in faulty.problems], visit.speech
            )
            return await self._page(visit, place, form)
        except tuple(_REFUSALS) as error:
            refusal = next(said for kind, said in _REFUSALS.items() if isinstance(error, kind))
            problem = visit.speech.gettext(refusal)
            return await self._page(visit, await self._desk.meeting(visit), problem=problem)
        return self._desk.onward(visit, place.path, said)

    def _do(self, visit: StaffVisit, place: MeetingPlace, do: str, about: str) -> str:
        actor, meeting_id = visit.actor, place.meeting.id
        whole: Mapping[str, tuple[Callable[[], object], str]] = {
            "announce": (lambda: self._meetings.announce(actor, meeting_id), "announced"),
            "final": (lambda: self._agendas.make_final(actor, meeting_id), "final"),
            "reopen": (lambda: self._agendas.reopen(actor, meeting_id), "reopened"),
            "carry_all": (lambda: self._agendas.carry_all(actor, meeting_id), "added"),
        }
        if do in whole:
            act, said = whole[do]
            act()
            return said
        if do in {"carry", "settle"}:
            return self._matter(visit, place, do, about)
        return self._item(visit, place, do, about)

    def _matter(self, visit: StaffVisit, place: MeetingPlace, do: str, about: str) -> str:
        """Put something that is left over on the agenda, or say what became of it."""
        matter = self._left(place, about)
        if do == "carry":
            self._agendas.carry(visit.actor, place.meeting.id, matter)
            return "added"
        chosen = first(visit.form, f"settlement.{matter.kind}.{matter.id}")
        result = Settlement(chosen) if chosen in set(Settlement) else Settlement.CONTINUES
        reason = texts(visit.form, f"reason.{matter.kind}.{matter.id}")
        self._agendas.settle(visit.actor, place.meeting.id, matter.kind, matter.id, result, reason)
        return "settled"

    def _left(self, place: MeetingPlace, about: str) -> Matter:
        kind, _, of = about.partition(":")
        for matter in self._agendas.of(place.meeting.id).left_over:
            if (matter.kind, str(matter.id)) == (kind, of):
                return matter
        raise ChangedMeanwhile

    def _item(self, visit: StaffVisit, place: MeetingPlace, do: str, about: str) -> str:
        """Move an item up or down, take it off, or pass it up."""
        ids = [each.id for each in self._agendas.of(place.meeting.id).items]
        if about not in map(str, ids):
            raise ChangedMeanwhile
        item_id, actor = int(about), visit.actor
        at = ids.index(item_id)
        match do:
            case "up" | "down":
                to = max(0, at - 1) if do == "up" else at + 1
                ids.insert(to, ids.pop(at))
                self._agendas.order(actor, place.meeting.id, ids)
                return "saved"
            case "remove":
                self._agendas.remove_item(actor, item_id)
                return "removed"
            case "pass_up":
                self._agendas.pass_up(actor, item_id)
                return "passed_up"
        raise Unknown

    async def _page(
        self,
        visit: StaffVisit,
        place: MeetingPlace,
        form: DeskForm | None = None,
        problem: str = "",
    ) -> Response:
        agenda, put_off, waiting = await asyncio.to_thread(self._read, visit, place)
        form = form or DeskForm({})
        return await self._desk.page(
            visit,
            "desk_prepare.html",
            MeetingPlace(place.forum, agenda.meeting),
            422 if form.problems else 409 if problem else 200,
            agenda=agenda,
            put_off=put_off,
            waiting=waiting,
            form=form,
            problem=problem,
            settlements=list(Settlement),
            is_question=lambda matter: matter.kind is MatterKind.QUESTION,
        )

    def _read(self, visit: StaffVisit, place: MeetingPlace) -> tuple[Agenda, dict[int, int], int]:
        meeting_id = place.meeting.id
        waiting = len(self._desk.portal.proposals.waiting(visit.actor, place.forum.code))
        return self._agendas.of(meeting_id), self._agendas.put_off(meeting_id), waiting
