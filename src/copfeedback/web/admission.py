"""Codes at the door of a survey: the access code that lets in, the code to go on later."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.check_digit import NotACode
from copfeedback.people.pace import TooFast
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.access_code import CodeForm
from copfeedback.surveys.admission_wording import ACCESS, NEEDED, REFUSALS, RESUME, SLIPS, refusal
from copfeedback.surveys.carried import Carried
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.resuming import TooMuch
from copfeedback.surveys.service import NotOpen
from copfeedback.web.forms import FormTooLarge, first
from copfeedback.web.screens import Screens
from copfeedback.web.visit import Visit


class Admission:
    """Lets people in, and keeps their answers for later."""

    def __init__(self, portal: Portal, screens: Screens) -> None:
        self._portal = portal
        self._screens = screens

    async def enter(
        self, visit: Visit, form: Mapping[str, list[str]], client: str
    ) -> Visit | Response:
        """The visit with its access code, or the introduction with what is wrong with it."""
        about = visit.carried.about
        if not visit.asked.wave.plan.by_code or about.code:
            return visit
        typed = first(form, ACCESS)
        if not typed.strip():
            needed = {ACCESS: visit.speech.gettext(NEEDED)}
            return self._screens.introduction(visit, problems=needed, status=422)
        try:
            code = await asyncio.to_thread(self._portal.codes.check, visit.asked, typed, client)
        except REFUSALS as error:
            return self._refused(visit, ACCESS, error)
        about = replace(about, code=code.written(CodeForm.DIGITS))
        return replace(visit, carried=replace(visit.carried, about=about))

    async def resume(
        self, visit: Visit, form: Mapping[str, list[str]], client: str
    ) -> Visit | Response:
        """The visit with the answers that were kept, or the introduction with what is wrong."""
        typed, today = first(form, RESUME), visit.today
        resume = self._portal.drafts.resume
        try:
            kept = await asyncio.to_thread(resume, visit.asked, typed, today, client)
            carried = Carried.of_content(kept)
        except REFUSALS as error:
            return self._refused(visit, RESUME, error)
        except NotOpen as error:
            return self._screens.not_open(visit.speech.tag, error, 410)
        about, here = replace(carried.about, resume=typed.strip()), visit.carried.about
        # Whoever began alone may be helped from now on, or have come from the full door.
        if here.mode == Mode.ASSISTED or not about.helper:
            helper, language = here.helper, here.interpreter
            about = replace(about, mode=here.mode, helper=helper, interpreter=language)
        return replace(visit, carried=replace(carried, about=about))

    async def save(self, visit: Visit, page_id: str, client: str) -> Response:
        """Keep the answers, and show the number under which they can be gone on with."""
        about = visit.carried.about
        try:
            number = await asyncio.to_thread(
                self._portal.drafts.save,
                visit.asked,
                replace(visit.carried, about=replace(about, page=page_id)).content(),
                about.resume or None,
                visit.today,
                client,
            )
        except TooMuch:
            raise FormTooLarge from None
        except NotOpen as error:
            return self._screens.not_open(visit.speech.tag, error, 410, sent=True)
        except REFUSALS as error:
            told, status = refusal(error, visit.speech)
            return self._screens.review(visit, visit.route, told=told, status=status)
        kept = replace(visit.carried, about=replace(about, resume=number))
        return self._screens.saved(replace(visit, carried=kept), page_id, number)

    async def forget(self, visit: Visit) -> None:
        """Answers that were sent are kept no longer; otherwise they expire by themselves."""
        if number := visit.carried.about.resume:
            with suppress(NotACode, NotOpen, TooFast, StorageUnavailable):
                await asyncio.to_thread(
                    self._portal.drafts.forget, visit.asked, number, visit.today
                )

    def _refused(self, visit: Visit, field: str, error: Exception) -> Response:
        told, status = refusal(error, visit.speech, slip=SLIPS[field])
        return self._screens.introduction(visit, problems={field: told}, status=status)
