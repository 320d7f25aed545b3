"""Writing a complaint without scripts: page by page, review, code, receipt.

What was entered travels in the page, sealed. Nothing is stored before the end, and nothing of it
stays in the browser: no page is kept, and no address tells more than that a form was open.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from copfeedback import form_sounds
from copfeedback.application import Portal
from copfeedback.complaints.carried import (
    PURPOSE,
    Carried,
    CarriedTooLarge,
    CarriedUnreadable,
    Drawn,
    open_carried,
)
from copfeedback.complaints.filing import CodeTaken, NewCase
from copfeedback.complaints.form import Known
from copfeedback.complaints.intake import check, merged
from copfeedback.complaints.intake_wording import NOT_SENT, NOT_THE_GROUP, not_sent
from copfeedback.complaints.model import Channel
from copfeedback.complaints.paper_form import paper_form
from copfeedback.complaints.questions import FIELDS, STEPS, TOLD_BY
from copfeedback.complaints.steps import CODE, REVIEW, after, before, fields_of, find_step
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.spoken import CONTENT_TYPE
from copfeedback.web import csrf
from copfeedback.web.complaint_screens import FIELD, TYPED, ComplaintScreens, Writing, now
from copfeedback.web.forms import FormTooLarge, first, read_form
from copfeedback.web.rendering import Renderer

STAY = "stay"
LODGED_AT_ONCE = 32
_TELL, _CHANGE, _LANGUAGE = "tell:", "change:", "language:"
_Form = Mapping[str, list[str]]


class ComplaintIntake:
    """The pages on which a complaint is written."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._seal = portal.server_seal(PURPOSE)
        self._screens = ComplaintScreens(portal, renderer, self._seal)
        # Threads of their own: many who lodge at once must not keep other pages waiting.
        self._lodging = ThreadPoolExecutor(LODGED_AT_ONCE, thread_name_prefix="lodge")
        self._papers: dict[str, tuple[Known, bytes]] = {}

    async def begin(self, request: Request) -> Response:
        """GET: the first page, or why nothing can be written here."""
        tag = request.path_params["lang"]
        door = await asyncio.to_thread(self._portal.filing.door, tag)
        if door.reason is not None:
            return await asyncio.to_thread(self._screens.closed, tag, door.reason)
        return await self._show(self._writing(tag, Carried(), await self._known()), STEPS[0].id)

    async def paper(self, request: Request) -> Response:
        """GET: the form to print; its name does not tell what it is about."""
        tag, known = request.path_params["lang"], await self._known()
        kept = self._papers.get(tag)
        if kept is None or kept[0] is not known:
            speech = self._portal.catalogues.speech(tag)
            kept = known, await asyncio.to_thread(paper_form, known, speech)
            self._papers[tag] = kept
        headers = {
            "Content-Disposition": f'inline; filename="form-{tag}.pdf"',
            "Cache-Control": "no-store",
        }
        return Response(kept[1], media_type="application/pdf", headers=headers)

    async def sound(self, request: Request) -> Response:
        """GET: a step as somebody speaks it; no browser keeps it."""
        found = form_sounds.named(request.path_params["lang"], request.path_params["name"])
        if found is None:
            return PlainTextResponse("not found\n", 404)
        headers = {"Cache-Control": "no-store"}
        return FileResponse(found.path, media_type=CONTENT_TYPE, headers=headers)

    async def answer(self, request: Request) -> Response:
        """POST: take what was entered on one page, and show the page that was asked for.

        Raises:
            ForeignForm: a page of another site sent it. What it carries could hold a code that
                somebody else has seen.
        """
        csrf.refuse_foreign(request, self._portal.settings.public_address)
        tag = request.path_params["lang"]
        form = await read_form(request)
        go = first(form, "go") or "next"
        chosen = go.removeprefix(_LANGUAGE)
        if chosen in self._portal.catalogues.languages:
            tag, go = chosen, STAY
        try:
            carried = open_carried(self._seal, first(form, "carried"), now())
        except CarriedUnreadable:
            return self._screens.start_again(tag)
        known = await self._known()
        carried = _merged(carried, first(form, "page"), form, known)
        if go.startswith(_TELL):
            told_by = {TOLD_BY.name: [go.removeprefix(_TELL)]}
            carried, go = replace(carried, entered={**carried.entered, **told_by}), STAY
        client = request.client.host if request.client else ""
        writing = self._writing(tag, carried, known)
        try:
            return await self._respond(writing, form, go, client)
        except CarriedTooLarge:
            raise FormTooLarge from None
        except StorageUnavailable as error:  # no browser could go back to what they have typed
            return self._screens.review(writing, *not_sent(error, writing.speech))

    async def _respond(self, writing: Writing, form: _Form, go: str, client: str) -> Response:
        page = first(form, "page")
        if go == "slip" and writing.carried.drawn is not None:
            return self._screens.slip(writing, writing.carried.drawn)
        if go.startswith(_CHANGE):
            return await self._show(writing, go.removeprefix(_CHANGE), reviewing=True)
        if page == CODE and go in {"next", "send"}:
            return await self._send(writing, first(form, TYPED), client)
        if (page == CODE and go == STAY) or (page == REVIEW and go == "next"):
            return await self._code(writing)
        if page in {CODE, REVIEW}:
            is_leaving = page == REVIEW and go == "back"
            shown = before(REVIEW, writing.carried.entered) if is_leaving else REVIEW
            return await self._show(writing, shown)
        return await self._from_step(writing, page, go, reviewing="reviewing" in form)

    async def _from_step(
        self, writing: Writing, page: str, go: str, *, reviewing: bool
    ) -> Response:
        entered = writing.carried.entered
        step = find_step(page, entered)
        if step is None or go == STAY:
            return await self._show(writing, page if step else STEPS[0].id, reviewing=reviewing)
        if go == "back" and not writing.carried.is_too_long:
            return await self._show(writing, before(page, entered))
        if any(field.name in writing.checked.problems for field in step.fields):
            return await self._show(writing, page, reviewing=reviewing, is_checking=True)
        following = REVIEW if go == REVIEW else after(page, entered)
        onward = find_step(following, entered)
        # What somebody has changed can lead to a page that they have not seen yet.
        if reviewing and (onward is None or onward.only_if is None):
            following = REVIEW
        return await self._show(writing, following, reviewing=reviewing)

    async def _show(
        self, writing: Writing, page: str, *, reviewing: bool = False, is_checking: bool = False
    ) -> Response:
        step = find_step(page, writing.carried.entered)
        if step is None:
            return self._screens.review(writing)
        # In a thread: what the body says of itself may have to be looked up.
        return await asyncio.to_thread(
            self._screens.step, writing, step, reviewing=reviewing, is_checking=is_checking
        )

    async def _code(self, writing: Writing, told: str = "", status: int = 200) -> Response:
        if writing.checked.problems:
            return self._screens.review(writing)
        carried = writing.carried
        if carried.drawn is None:
            drawn = Drawn(*await asyncio.to_thread(self._portal.filing.draw))
            writing = replace(writing, carried=replace(carried, drawn=drawn))
            return self._screens.code(writing, drawn, told, status)
        return self._screens.code(writing, carried.drawn, told, status)

    async def _send(self, writing: Writing, typed: str, client: str) -> Response:
        drawn, speech, checked = writing.carried.drawn, writing.speech, writing.checked
        if drawn is None or checked.problems:
            return await self._code(writing)
        if not drawn.is_typed_back(typed):
            number = speech.formatting.number(drawn.asked_group)
            return await self._code(
                writing, speech.gettext(NOT_THE_GROUP) % {"number": number}, 422
            )
        new = NewCase(
            code=drawn.code,
            nonce=drawn.nonce,
            narrative=checked.narrative,
            answers=checked.answers,
            identity=checked.identity,
            language=speech.tag,
            channel=Channel.LIGHT,
            counted=checked.counted,
        )
        try:
            filed = await asyncio.get_running_loop().run_in_executor(
                self._lodging, self._portal.filing.file, new, client
            )
        except NOT_SENT as error:
            if isinstance(error, CodeTaken):
                writing = replace(writing, carried=replace(writing.carried, drawn=None))
            return await self._code(writing, *not_sent(error, speech))
        return self._screens.receipt(writing, drawn, filed)

    def _writing(self, tag: str, carried: Carried, known: Known) -> Writing:
        speech = self._portal.catalogues.speech(tag)
        checked = check(carried.entered, known, self._portal.surveys.today(), speech)
        return Writing(carried, known, speech, checked)

    async def _known(self) -> Known:
        return await asyncio.to_thread(self._portal.choices.known)


def _merged(carried: Carried, page: str, form: _Form, known: Known) -> Carried:
    """What is carried, with what stands on this page now."""
    step = find_step(page, carried.entered)
    if step is None:
        return carried
    shown = [field.name for field in fields_of(step, carried.entered, known)]
    entered = {name: form[FIELD + name] for name in FIELDS if FIELD + name in form}
    return replace(carried, entered=merged(carried.entered, entered, shown))
