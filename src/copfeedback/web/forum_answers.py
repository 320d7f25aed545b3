"""What officers and chairs say of commitments, on plain pages: choose what, then write it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.faults import ChangedMeanwhile, Faulty, Problem, Unknown
from copfeedback.forums.commitment_model import (
    NEED_TEXT,
    OPEN,
    Commitment,
    EventKind,
    NotPossibleNow,
    Status,
)
from copfeedback.forums.commitment_voices import is_for_forum
from copfeedback.forums.commitment_wording import (
    BY_FORUM,
    CHANGED,
    IN_ITS_NAME,
    KEPT,
    NOT_YOURS,
    SAYING,
    what_to_write,
)
from copfeedback.i18n.catalogues import N_
from copfeedback.i18n.language_names import language_name
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Permission
from copfeedback.web.forms import first, first_number
from copfeedback.web.forum_commitments import public_sectors
from copfeedback.web.forum_desk_form import DeskForm, day
from copfeedback.web.forum_words import forum_words
from copfeedback.web.staff_door import StaffDoor, StaffVisit, in_language

ANSWERS = "/staff/commitments"
SAY = "say"
"""What the address of a commitment names that is to be said."""
_OVER_SHOWN = 20


class AnswerPages:
    """The pages on which those who owe something answer for it."""

    def __init__(self, portal: Portal, door: StaffDoor) -> None:
        self._portal = portal
        self._commitments = portal.commitments
        self._door = door

    async def show_all(self, visit: StaffVisit) -> Response:
        """GET: what waits for an answer first, then what is open, then what is over."""
        if not _is_for(visit):
            return self._refuse(visit)
        found = await asyncio.to_thread(self._mine, visit)
        forums = await asyncio.to_thread(self._portal.forums.all)
        today = self._commitments.today()
        unanswered = {Status.PROPOSED, Status.NO_ANSWER}
        waiting = [each for each in found if each.status(today) in unanswered]
        running = [each for each in found if each.status(today) in OPEN - unanswered]
        over = [each for each in found if each.status(today) not in OPEN]
        groups = (
            (N_("Waits for your answer"), waiting),
            (N_("Open commitments"), running),
            (N_("Commitments that are settled"), over[:_OVER_SHOWN]),
        )
        return self._page(
            visit,
            "staff_commitments.html",
            groups=groups,
            forums={each.code: each for each in forums},
            said=KEPT if visit.request.query_params.get("said") == "yes" else "",
        )

    async def show(self, visit: StaffVisit) -> Response:
        """GET: one commitment, what can be said of it, and the form for what was chosen."""
        return await self._answering(visit, lambda found: self._one(visit, found, DeskForm({})))

    async def say(self, visit: StaffVisit) -> Response:
        """POST: say it. Nothing that was typed is lost when it cannot be taken."""
        form = DeskForm(visit.form)
        if visit.is_switching:
            return await self._answering(visit, lambda found: self._one(visit, found, form))
        try:
            await asyncio.to_thread(self._say, visit)
        except Faulty as faulty:
            wrong = form.faulty(faulty, visit.speech)
            return await self._answering(visit, lambda found: self._one(visit, found, wrong))
        except (ChangedMeanwhile, NotPossibleNow):
            return await self._answering(
                visit, lambda found: self._one(visit, found, form, visit.speech.gettext(CHANGED))
            )
        except NotPermitted:
            return self._refuse(visit)
        return RedirectResponse(in_language(ANSWERS, visit.speech.tag, said="yes"), 303)

    async def _answering(
        self, visit: StaffVisit, page: Callable[[Commitment], Response]
    ) -> Response:
        number = visit.request.path_params["number"]
        found = await asyncio.to_thread(self._find, visit, number)
        if not _is_for(visit) or found is None:
            return self._refuse(visit)
        return await asyncio.to_thread(page, found)

    def _mine(self, visit: StaffVisit) -> list[Commitment]:
        who = visit.actor
        return [*self._commitments.waiting_for(who), *self._commitments.of_chair(who)]

    def _find(self, visit: StaffVisit, number: int) -> Commitment | None:
        """A commitment that is theirs to speak of; None where there is none."""
        try:
            return self._commitments.find_own(visit.actor, number)
        except Unknown:
            return None

    def _say(self, visit: StaffVisit) -> None:
        problems: list[Problem] = []
        due = day(first(visit.form, "due"), "due", problems)
        if problems:
            raise Faulty(problems)
        kind, after = first(visit.form, SAY), first_number(visit.form, "after")
        if kind not in set(EventKind):
            raise Unknown
        self._commitments.happened(
            visit.actor,
            visit.request.path_params["number"],
            EventKind(kind),
            text={first(visit.form, "language"): first(visit.form, "text")},
            due=due,
            after=-1 if after is None else after,
        )

    def _one(
        self, visit: StaffVisit, found: Commitment, form: DeskForm, changed: str = ""
    ) -> Response:
        speech = visit.speech
        chosen = form.first(SAY) or visit.request.query_params.get(SAY, "")
        can = self._commitments.sayable(visit.actor, found)
        kind = EventKind(chosen) if chosen in set(can) else None
        forum = self._portal.forums.find(found.forum)
        language = form.first("language") or speech.tag
        path = f"{ANSWERS}/{found.id}"
        return self._page(
            visit,
            "staff_commitment.html",
            409 if changed else 422 if form.problems else 200,
            commitment=found,
            forum=forum,
            sectors=public_sectors(self._portal, speech.tag),
            form=form,
            changed=changed,
            kind=kind,
            choices=[(each, speech.gettext(SAYING[each])) for each in can],
            label=speech.gettext(what_to_write(kind)) if kind else "",
            needs_text=kind in NEED_TEXT,
            in_whose_name=BY_FORUM
            if kind is not None and is_for_forum(visit.actor, found, kind)
            else IN_ITS_NAME,
            text_languages=[(tag, language_name(tag, speech)) for tag in forum.languages],
            language=language if language in forum.languages else forum.languages[0],
            to_say=lambda each: in_language(path, speech.tag, **{SAY: each}),
            address=lambda to: in_language(f"{path}?{SAY}={kind}" if kind else path, to),
            answering=kind is not None,
        )

    def _page(
        self, visit: StaffVisit, template: str, status: int = 200, /, **context: Any
    ) -> Response:
        words = forum_words(visit.speech, self._commitments.today())

        def to(path: str) -> str:
            return in_language(path, visit.speech.tag)

        return self._door.page(visit, template, status, to=to, **words, **context)

    def _refuse(self, visit: StaffVisit) -> Response:
        _ = visit.speech.gettext
        return self._door.page(
            visit,
            "manager_refused.html",
            403,
            title=_("Commitments"),
            advice=_(NOT_YOURS),
        )


def _is_for(visit: StaffVisit) -> bool:
    actor = visit.actor
    return actor.may_somewhere(Permission.REPORT_ON_COMMITMENTS) or actor.may_somewhere(
        Permission.MANAGE_FORUM
    )
