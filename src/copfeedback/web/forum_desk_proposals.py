"""What residents brought, and what the chair makes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from starlette.responses import Response

from copfeedback.evaluations.answer_wording import origins
from copfeedback.faults import ChangedMeanwhile, Faulty, Problem, Unknown
from copfeedback.forums.agenda_writing import AgendaFinal
from copfeedback.forums.meeting_model import Meeting, MeetingState, Proposal
from copfeedback.forums.model import Forum
from copfeedback.i18n.catalogues import N_
from copfeedback.web.forms import first
from copfeedback.web.forum_desk import Desk, Place
from copfeedback.web.forum_desk_form import DeskForm, texts
from copfeedback.web.paging import cut, paged
from copfeedback.web.staff_door import StaffVisit

_FINAL = N_("That agenda is final. Open it again, or choose another meeting.")
_CHANGED = N_("Somebody else has decided on this meanwhile.")
ROOM = 15_000
"""Bytes of what was decided on that fit on a page."""
_AROUND = 1_000
"""Bytes that each of it takes besides its words."""


class ProposalPages:
    """The queue of a forum."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._portal = desk.portal
        self._proposals = desk.portal.proposals

    async def show(self, visit: StaffVisit) -> Response:
        """GET: what waits, the oldest first, and what was decided on within a year."""
        return await self._page(visit, await self._desk.forum(visit), DeskForm({}))

    async def decide(self, visit: StaffVisit) -> Response:
        """POST: decide on one."""
        place = await self._desk.forum(visit)
        reference, form = first(visit.form, "reference"), DeskForm(visit.form)
        try:
            act = self._act(visit, place.forum, reference)
            await asyncio.to_thread(act)
        except Faulty as faulty:
            named = [
                Problem(f"{each.field}.{reference}", each.fault, each.most)
                for each in faulty.problems
            ]
            return await self._page(visit, place, form.faulty(named, visit.speech))
        except (AgendaFinal, ChangedMeanwhile) as error:
            sentence = _FINAL if isinstance(error, AgendaFinal) else _CHANGED
            problems = {f"to.{reference}": visit.speech.gettext(sentence)}
            return await self._page(visit, place, DeskForm(form.values, problems))
        return self._desk.onward(visit, visit.request.url.path, "decided")

    def _act(self, visit: StaffVisit, forum: Forum, reference: str) -> Callable[[], object]:
        form, actor = visit.form, visit.actor
        show = f"show.{reference}" in form
        answer = texts(form, f"answer.{reference}")
        to = first(form, f"to.{reference}")
        match first(form, "go"):
            case "agenda":
                title = texts(form, f"title.{reference}")
                meeting = self._meeting(forum, to)
                return partial(
                    self._proposals.put_on_agenda, actor, reference, meeting, title, show=show
                )
            case "answer":
                return partial(self._proposals.answer, actor, reference, answer, show=show)
            case "decline":
                return partial(self._proposals.decline, actor, reference, answer, show=show)
            case "move":
                where = first(form, f"where.{reference}")
                kind, _, code = where.partition(":")
                target = self._meeting(forum, code) if kind == "meeting" else code
                return partial(self._proposals.move, actor, reference, target, answer, show=show)
            case "complaint":
                return partial(self._proposals.is_complaint, actor, reference)
        raise Unknown

    def _meeting(self, forum: Forum, number: str) -> int:
        return self._portal.meetings.find(forum.code, number).id

    async def _page(self, visit: StaffVisit, place: Place, form: DeskForm) -> Response:
        waiting, decided, meetings, forums = await asyncio.to_thread(self._read, visit, place)
        evaluations = await asyncio.to_thread(self._portal.evaluations.all)
        formatting = visit.speech.formatting
        days = {each.number: formatting.date(each.starts.date()) for each in meetings}
        others = [each for each in forums if each.code != place.forum.code]
        return await self._desk.page(
            visit,
            "desk_proposals.html",
            place,
            422 if form.problems else 200,
            form=form,
            waiting=waiting,
            origins=origins(evaluations, visit.speech),
            decided=paged(cut(decided, ROOM, _size), visit.request, place.path),
            meetings=list(days.items()),
            elsewhere=[
                *((f"meeting:{number}", day) for number, day in days.items()),
                *((f"forum:{each.code}", each.name.read_in(visit.speech.tag)) for each in others),
            ],
        )

    def _read(
        self, visit: StaffVisit, place: Place
    ) -> tuple[list[Proposal], list[Proposal], list[Meeting], list[Forum]]:
        code = place.forum.code
        planned = [
            each
            for each in self._portal.meetings.upcoming(code)
            if each.state is MeetingState.PLANNED
        ]
        waiting = self._proposals.waiting(visit.actor, code)
        decided = self._proposals.decided(visit.actor, code)
        return waiting, decided, planned, self._portal.forums.active()


def _size(each: Proposal) -> int:
    return _AROUND + len(each.text.encode())
