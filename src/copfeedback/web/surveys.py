"""Answering a survey: introduction, a section a page, review, thank-you."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.incidents import new_incident
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.intake import Outcome
from copfeedback.surveys.model import Mode, Section, WaveState
from copfeedback.surveys.service import NotOpen, Submission, Unfinished
from copfeedback.web.carried import Carried, CarriedTooLarge, CarriedUnreadable, open_carried
from copfeedback.web.forms import FormTooLarge, first, read_form
from copfeedback.web.rendering import Renderer
from copfeedback.web.screens import Screens, Visit, survey_address

REVIEW = "review"
FIELD = "q."
STAY = "stay"


class SurveyPages:
    """The pages on which a survey is answered."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._screens = Screens(portal, renderer)
        self._looking_up: asyncio.Future[None] | None = None

    async def introduce(self, request: Request) -> Response:
        """GET: who is behind the survey, and the button that starts it."""
        tag, name = request.path_params["lang"], request.path_params["wave"]
        try:
            asked = await self._find_open(name)
        except NotOpen as error:
            status = 200 if error.state is WaveState.PLANNED else 410
            return self._screens.not_open(tag, error, status)
        if asked.keys is None:
            raise NotOpen(asked, WaveState.CLOSED)
        speech = self._portal.catalogues.speech(tag)
        return self._screens.introduction(Visit(asked, asked.keys, speech, Carried.blank()))

    async def answer(self, request: Request) -> Response:
        """POST: take what was entered on one page, and show the page that was asked for."""
        tag, name = request.path_params["lang"], request.path_params["wave"]
        form = await read_form(request)
        try:
            asked = await self._find_open(name)
        except NotOpen as error:
            status = 409 if error.state is WaveState.PLANNED else 410
            return self._screens.not_open(tag, error, status, sent=first(form, "go") == "send")
        if asked.keys is None:
            raise NotOpen(asked, WaveState.CLOSED)
        page, go = first(form, "page"), first(form, "go")
        chosen = go.removeprefix("language:")
        if chosen in self._portal.catalogues.languages:
            tag, go = chosen, STAY
        speech = self._portal.catalogues.speech(tag)
        try:
            carried = open_carried(asked.keys.carried, asked.compression, first(form, "carried"))
        except CarriedUnreadable:
            return self._screens.start_again(asked, tag)
        section = next((s for s in asked.survey.sections if s.id == page), None)
        if section is not None:
            carried = replace(carried, entered=_merged(carried.entered, section, form))
        visit = Visit(asked, asked.keys, speech, carried)
        try:
            if go == "send":
                return await self._send(visit)
            return self._show(visit, section, page, go, reviewing="reviewing" in form)
        except CarriedTooLarge:
            raise FormTooLarge from None

    async def thank(self, request: Request) -> Response:
        """GET: the page after sending; says nothing about who sent what."""
        await self._fresh()
        asked = self._portal.surveys.book.find(request.path_params["wave"])
        return self._screens.thanks(asked, request.path_params["lang"])

    async def _fresh(self) -> None:
        """Look waves up again off the event loop, when it is time to: once for all who wait."""
        book = self._portal.surveys.book
        if not book.is_fresh:
            if self._looking_up is None or self._looking_up.done():
                self._looking_up = asyncio.ensure_future(asyncio.to_thread(book.keep_fresh))
            await asyncio.shield(self._looking_up)  # one who hangs up must not end it for the rest

    async def _find_open(self, name: str) -> AskedWave:
        await self._fresh()
        return self._portal.surveys.find_open(name)

    def _show(
        self, visit: Visit, section: Section | None, page: str, go: str, *, reviewing: bool
    ) -> Response:
        """The page that follows from where the person is and what they pressed."""
        route = visit.route
        if go.startswith("change:"):
            wanted = next((s for s in route.sections() if s.id == go[7:]), None)
            return self._screens.section(visit, route, wanted, reviewing=True)
        if page == REVIEW:
            return self._screens.review(visit, route)
        if section is None:
            return self._screens.section(visit, route, route.after(None))
        if go in {"back", STAY}:
            here = section if section in route.sections() else route.after(section.id)
            before = route.before(section.id) if go == "back" else None
            return self._screens.section(visit, route, before or here, reviewing=reviewing)
        check = bool(route.problems_in(section))
        after = None if reviewing else route.after(section.id)
        shown = section if check else after
        return self._screens.section(
            visit, route, shown, reviewing=reviewing and check, check=check
        )

    async def _send(self, visit: Visit) -> Response:
        submission = Submission(
            visit.carried.entered, visit.carried.nonce, visit.speech.tag, Mode.LIGHT
        )
        try:
            outcome = await self._portal.surveys.send_together(visit.asked, submission)
        except Unfinished as error:
            return self._screens.review(visit, error.route, check=True)
        except NotOpen as error:
            return self._screens.not_open(visit.speech.tag, error, 410, sent=True)
        except StorageUnavailable as error:
            return self._screens.review(visit, visit.route, incident=new_incident(error))
        if outcome is Outcome.CLOSED:
            closed = NotOpen(visit.asked, WaveState.CLOSED)
            return self._screens.not_open(visit.speech.tag, closed, 410, sent=True)
        return RedirectResponse(survey_address(visit.asked, visit.speech.tag) + "/thanks", 303)


def _merged(
    entered: Entered, section: Section, form: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[str]]:
    """What was entered so far, with this page's entries in place of earlier ones."""
    merged = dict(entered)
    for question in section.questions:
        for item in question.item_ids:
            values = [value for value in form.get(FIELD + item, ()) if value]
            if values:
                merged[item] = values
            else:
                merged.pop(item, None)
    return merged
