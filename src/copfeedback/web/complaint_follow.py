"""Coming back with the code, without scripts: the case, what one can do in it, and leaving it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.complaints.follow_wording import (
    CODE_ERRORS,
    LEFT,
    SAID,
    STEP_ERRORS,
    erased_for_good_on,
    refusal,
    sentence_of,
    what_is_next,
)
from copfeedback.complaints.following import SessionEnded
from copfeedback.complaints.own_case import OwnCase, OwnMessage
from copfeedback.complaints.questions import IDENTITY_FIELDS
from copfeedback.complaints.wording import RESULT_NAMES, VERDICT_NAMES
from copfeedback.i18n.language_names import language_name
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.web.complaint_follow_door import CODE_FIELD, WAITING, FollowDoor
from copfeedback.web.complaint_follow_steps import MESSAGE, STEPS, Step
from copfeedback.web.forms import first, read_form

_BYTES_A_PAGE = 9_000
_SEND_AGAIN = SessionEnded()
Form = Mapping[str, list[str]]


class FollowPages:
    """The pages of somebody who follows their case."""

    def __init__(self, portal: Portal, door: FollowDoor) -> None:
        self._portal = portal
        self._door = door

    async def show(self, request: Request) -> Response:
        """GET: the case of whoever has typed their code, for others the field to type it in."""
        tag = request.path_params["lang"]
        token, own = await self._door.own_case(request)
        asked = request.query_params
        if own is None:
            left = asked.get("said") == "left"
            notice = self._door.speech(tag).gettext(LEFT) if left else ""
            return self._door.code_page(tag, notice=notice)
        page = asked.get("page", "")
        at = int(page) if page.isascii() and page.isdecimal() and len(page) < len("1000") else 1
        return self._case(tag, token, own, said=asked.get("said", ""), at=at)

    async def take(self, request: Request) -> Response:
        """POST: the code was typed, or a message written."""
        self._door.refuse_foreign(request)
        form = await read_form(request)
        if CODE_FIELD in form:
            return await self._enter(request, form)
        return await self._take(request, STEPS[MESSAGE], form)

    async def _enter(self, request: Request, form: Form) -> Response:
        tag, is_switching = self._door.language(request, form)
        typed, sealed = first(form, CODE_FIELD)[:200], first(form, WAITING)
        if is_switching:
            return self._door.code_page(tag, typed=typed, waiting=sealed)
        waiting = self._door.waiting(sealed) if sealed else None
        try:
            token = await self._door.sign_in(request, typed)
        except CODE_ERRORS as error:
            return self._door.code_page(tag, typed=typed, error=error, waiting=sealed)
        if waiting is None or waiting.path not in STEPS:
            return self._door.onward(tag, token=token)
        step = STEPS[waiting.path]
        kept = {name: list(values) for name, values in waiting.fields.items()}
        own = await asyncio.to_thread(self._portal.following.own_case, token)
        if own is None or first(kept, "of") != self._door.mark(own):
            # On a telephone that several share: it was written in somebody else's case.
            return self._door.onward(tag, token=token)
        try:
            await asyncio.to_thread(step.take, self._portal.following, token, kept, tag)
        except STEP_ERRORS as error:
            # The session is not given out: what was written waits for another try.
            await asyncio.to_thread(self._portal.following.sign_out, token)
            return self._door.code_page(tag, error=error, waiting=sealed)
        return self._door.onward(tag, step.said, token=token)

    async def show_step(self, request: Request) -> Response:
        """GET: the page of one thing to do; back to the case where it cannot be done now."""
        tag, step = request.path_params["lang"], STEPS.get(request.path_params["step"])
        token, own = await self._door.own_case(request)
        if own is None or step is None or not step.may(own):
            return self._door.onward(tag)
        return self._page(tag, token, own, step)

    async def take_step(self, request: Request) -> Response:
        """POST: do it."""
        self._door.refuse_foreign(request)
        step = STEPS.get(request.path_params["step"])
        if step is None:
            return self._door.onward(request.path_params["lang"])
        return await self._take(request, step, await read_form(request))

    async def _take(self, request: Request, step: Step, form: Form) -> Response:
        tag, is_switching = self._door.language(request, form)
        token, own = await self._door.own_case(request)
        if own is None:
            return self._door.ended(tag, step.name, form)
        is_ours = self._door.is_ours(token, form)
        if is_switching or not is_ours:  # made for an earlier session, as in another tab
            error = None if is_switching else _SEND_AGAIN
            return self._page(tag, token, own, step, form=form, error=error)
        if step.name == MESSAGE and first(form, "go") == "leave":
            return await self._leave(request)
        try:
            await asyncio.to_thread(step.take, self._portal.following, token, form, tag)
        except SessionEnded:
            return self._door.ended(tag, step.name, form)
        except STEP_ERRORS as error:
            return self._page(tag, token, own, step, form=form, error=error)
        return self._door.onward(tag, step.said)

    async def _leave(self, request: Request) -> Response:
        """End the session, in this browser and in the database."""
        await self._door.sign_out(request)
        return self._door.forget(self._door.onward(request.path_params["lang"], "left"))

    async def exit(self, request: Request) -> Response:
        """GET: the quick way out; ends the session, so that going back shows nothing."""
        response = RedirectResponse(self._portal.settings.quick_exit_address, 303)
        response.headers["Referrer-Policy"] = "no-referrer"
        with suppress(StorageUnavailable):  # whoever has to leave must not be kept here
            await self._door.sign_out(request)
        return self._door.forget(response)

    def _page(
        self,
        tag: str,
        token: str,
        own: OwnCase,
        step: Step,
        *,
        form: Form | None = None,
        error: Exception | None = None,
    ) -> Response:
        problem, status = "", 200
        if error is not None:
            problem, status = refusal(error, self._door.speech(tag))
        if error is _SEND_AGAIN:
            problem = self._door.speech(tag).gettext("Please send this once more.")
        if step.name == MESSAGE:
            return self._case(tag, token, own, form=form, problem=problem, status=status)
        erase_on = own.erase_on or self._today + timedelta(days=self._portal.clocks.erase_days)
        return self._door.page(
            step.template,
            tag,
            token,
            status,
            step=step.name,
            answering=True,
            own=own,
            entered=form or {},
            problem=problem,
            identity_fields=IDENTITY_FIELDS,
            erase_on=erase_on,
            for_good_on=erased_for_good_on(erase_on),
        )

    def _case(
        self,
        tag: str,
        token: str,
        own: OwnCase,
        *,
        form: Form | None = None,
        problem: str = "",
        status: int = 200,
        said: str = "",
        at: int = 1,
    ) -> Response:
        speech = self._door.speech(tag)
        pages = pages_of(own.messages)
        at = min(at, len(pages))
        return self._door.page(
            "follow_case.html",
            tag,
            token,
            status,
            answering=True,
            own=own,
            entered=form or {},
            problem=problem,
            said=speech.gettext(SAID[said]) if said in SAID else "",
            sentence=sentence_of(own),
            next=what_is_next(own, self._today, speech),
            verdicts=VERDICT_NAMES,
            results=RESULT_NAMES,
            messages=pages[at - 1],
            at=max(at, 1),
            pages=len(pages),
            language_name=lambda name: language_name(name, speech),
            direction=self._direction,
            for_good_on=own.erase_on and erased_for_good_on(own.erase_on),
        )

    def _direction(self, language: str) -> str:
        """The direction of a language; ``auto`` for one the portal does not know."""
        languages = self._portal.catalogues.languages
        return languages[language].direction if language in languages else "auto"

    @property
    def _today(self) -> date:
        return self._portal.surveys.today()


def pages_of(messages: Sequence[OwnMessage]) -> list[list[OwnMessage]]:
    """The messages, the latest first, in as many pages as they need; at least one."""
    pages: list[list[OwnMessage]] = [[]]
    room = _BYTES_A_PAGE
    for message in reversed(messages):
        size = len(message.text.encode()) + 300
        if pages[-1] and size > room:
            pages.append([])
            room = _BYTES_A_PAGE
        pages[-1].append(message)
        room -= size
    return pages
