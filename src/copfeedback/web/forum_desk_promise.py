"""Writing down what somebody promised at a meeting."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.responses import Response

from copfeedback.faults import Faulty, Problem
from copfeedback.forums.commitment_entry import ANSWERS_FOR, NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.people.model import Organisation
from copfeedback.web.forms import first, first_number
from copfeedback.web.forum_desk import Desk, MeetingPlace
from copfeedback.web.forum_desk_form import DeskForm, day, problem_choices, texts
from copfeedback.web.staff_door import StaffVisit


class PromisePages:
    """The page on which a commitment is made."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._portal = desk.portal

    async def show(self, visit: StaffVisit) -> Response:
        """GET: the form."""
        item = visit.request.query_params.get("item", "")
        form = DeskForm.of({"item": item})
        return await self._page(visit, await self._desk.meeting(visit), form)

    async def make(self, visit: StaffVisit) -> Response:
        """POST: write it down, and go back to the item."""
        place, form = await self._desk.meeting(visit), DeskForm(visit.form)
        if visit.is_switching:
            return await self._page(visit, place, form)
        try:
            new = read_commitment(visit.form, place)
            await asyncio.to_thread(self._portal.commitments.make, visit.actor, new)
        except Faulty as faulty:
            return await self._page(visit, place, form.faulty(faulty, visit.speech))
        item = str(new.item_id or 0)
        return self._desk.onward(visit, f"{place.path}/minutes", "promised", item=item)

    async def _page(self, visit: StaffVisit, place: MeetingPlace, form: DeskForm) -> Response:
        organisations = await asyncio.to_thread(self._portal.organisations.all)
        problems, tag = self._portal.problems, visit.speech.tag
        records = await asyncio.to_thread(problem_choices, problems, place.forum.code, form, tag)
        return await self._desk.page(
            visit,
            "desk_promise.html",
            place,
            422 if form.problems else 200,
            form=form,
            owners=list(Owner),
            organisations=[(str(each.id), each.name) for each in organisations if _answers(each)],
            records=records,
            answering=True,
        )


def read_commitment(form: Mapping[str, list[str]], place: MeetingPlace) -> NewCommitment:
    """What was entered.

    Raises:
        Faulty: a day cannot be read.
    """
    problems: list[Problem] = []
    due = day(first(form, "due"), "due", problems)
    decide_by = day(first(form, "decide_by"), "decide_by", problems)
    if problems:
        raise Faulty(problems)
    owner = first(form, "owner")
    return NewCommitment(
        forum=place.forum.code,
        owner=Owner(owner) if owner in set(Owner) else Owner.POLICE,
        office=texts(form, "office"),
        what=texts(form, "what"),
        due=due,
        decide_by=decide_by,
        organisation=first_number(form, "organisation") or None,
        meeting_id=place.meeting.id,
        item_id=first_number(form, "item") or None,
        problem=first_number(form, "problem") or None,
        quick_win="quick_win" in form,
    )


def _answers(organisation: Organisation) -> bool:
    return organisation.active and any(organisation.kind in kinds for kinds in ANSWERS_FOR.values())
