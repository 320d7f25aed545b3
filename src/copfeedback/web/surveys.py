"""Answering a survey: introduction, page by page, review, thank-you."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import N_
from copfeedback.incidents import new_incident
from copfeedback.people.pace import TooFast
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.about import About
from copfeedback.surveys.access_code import read_code
from copfeedback.surveys.admission_wording import ACCESS, CODE_SPENT, NEEDED, RESUME, refusal
from copfeedback.surveys.answers import Entered, initial_entries, kept_entries
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.carried import Carried, CarriedTooLarge, CarriedUnreadable, open_carried
from copfeedback.surveys.circumstances import HelperKind, Mode
from copfeedback.surveys.intake import Outcome
from copfeedback.surveys.routing import Page, Route, find_page
from copfeedback.surveys.service import AnotherWay, CodeNeeded, NotOpen, Submission, Unfinished
from copfeedback.surveys.wave_model import WaveState
from copfeedback.web.admission import Admission
from copfeedback.web.forms import FormTooLarge, first, read_form
from copfeedback.web.kiosk import FORGOTTEN_SECONDS
from copfeedback.web.rendering import Renderer
from copfeedback.web.screens import Screens
from copfeedback.web.visit import Visit, survey_address

# No section can be called like them, whatever a questionnaire calls its own.
REVIEW = "~review"
HELPING = "~helping"
FIELD = "q."
STAY, OVERVIEW = "stay", "review"
OTHER_LANGUAGE = "other"
EASY = {"easy:on": True, "easy:off": False}


class SurveyPages:
    """The pages on which a survey is answered."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._screens = Screens(portal, renderer)
        self._admission = Admission(portal, self._screens)
        self._looking_up: asyncio.Future[None] | None = None

    async def introduce(self, request: Request) -> Response:
        """GET: who is behind the survey, and the button that starts it."""
        return await self._begin(request, About())

    async def introduce_kiosk(self, request: Request) -> Response:
        """GET: the same on a device that many share."""
        return await self._begin(request, About(mode=Mode.KIOSK.value, began=_now()))

    async def offer_help(self, request: Request) -> Response:
        """GET: the page on which a helper says who helps."""
        return await self._begin(request, About(mode=Mode.ASSISTED.value))

    async def _begin(self, request: Request, about: About) -> Response:
        tag, name = request.path_params["lang"], request.path_params["wave"]
        try:
            asked = await self._find_open(name)
        except NotOpen as error:
            status = 200 if error.state is WaveState.PLANNED else 410
            return self._screens.not_open(tag, error, status)
        channel = request.query_params.get("via", "")
        if channel in asked.wave.plan.channels:
            about = replace(about, channel=channel)
        visit = self._visit(asked, tag, Carried.blank(asked.survey, about))
        if Mode(about.mode) not in asked.wave.plan.modes:
            return self._screens.another_way(visit)
        if about.mode == Mode.ASSISTED:
            return self._screens.helping(visit)
        return self._screens.introduction(visit)

    def _visit(self, asked: AskedWave, tag: str, carried: Carried) -> Visit:
        if asked.keys is None:
            raise NotOpen(asked, WaveState.CLOSED)
        speech = self._portal.catalogues.speech(tag)
        return Visit(asked, asked.keys, speech, carried, self._portal.surveys.today())

    async def answer(self, request: Request) -> Response:
        """POST: take what was entered on one page, and show the page that was asked for."""
        tag, name = request.path_params["lang"], request.path_params["wave"]
        form = await read_form(request)
        try:
            asked = await self._find_open(name)
        except NotOpen as error:
            status = 409 if error.state is WaveState.PLANNED else 410
            return self._screens.not_open(tag, error, status, sent=first(form, "go") == "send")
        go = _pressed(form)
        chosen = go.removeprefix("language:")
        if chosen in self._portal.catalogues.languages:
            tag, go = chosen, STAY
        try:
            visit = self._opened(asked, tag, form)
        except CarriedUnreadable:
            return self._screens.start_again(asked, tag)
        client = request.client.host if request.client else ""
        try:
            return await self._respond(visit, form, go, client)
        except CarriedTooLarge:
            raise FormTooLarge from None

    def _opened(self, asked: AskedWave, tag: str, form: Mapping[str, list[str]]) -> Visit:
        """The visit as it was before, with what stands in the form now.

        Raises:
            CarriedUnreadable: it is damaged, or the page of a kiosk that is long over.
        """
        if asked.keys is None:
            raise NotOpen(asked, WaveState.CLOSED)
        carried = open_carried(asked.keys.carried, asked.compression, first(form, "carried"))
        if carried.about.is_kiosk:
            is_forgotten = _now() - carried.about.began > FORGOTTEN_SECONDS
            is_begun = carried.entered != initial_entries(asked.survey)
            if is_forgotten and (is_begun or first(form, "page")):  # not on the introduction
                raise CarriedUnreadable
            carried = replace(carried, about=replace(carried.about, began=_now()))
        page = find_page(asked.survey, first(form, "page"), carried.nonce)
        if page is not None:
            carried = replace(carried, entered=_merged(carried.entered, page, form))
        return self._visit(asked, tag, carried)

    async def _respond(
        self, visit: Visit, form: Mapping[str, list[str]], go: str, client: str
    ) -> Response:
        page_id = first(form, "page")
        if go in EASY:
            about = replace(visit.carried.about, easy=EASY[go])
            visit, go = replace(visit, carried=replace(visit.carried, about=about)), STAY
        about = visit.carried.about
        if about.is_kiosk and go in {"resume", "save"}:  # nothing is left at a shared device
            go = STAY
        if about.mode == Mode.ASSISTED and (page_id == HELPING or not about.helper):
            return self._helped(visit, form, go)
        if not page_id and go in {"next", "resume"}:
            step = self._admission.resume if go == "resume" else self._admission.enter
            admitted = await step(visit, form, client)
            if isinstance(admitted, Response):
                return admitted
            visit = admitted
            if go == "resume" and visit.carried.about.page:
                page_id, go = visit.carried.about.page, STAY
        if go == "save":
            return await self._admission.save(visit, page_id, client)
        if go == "send":
            return await self._send(visit, client)
        return self._show(visit, page_id, go, reviewing="reviewing" in form)

    def _helped(self, visit: Visit, form: Mapping[str, list[str]], go: str) -> Response:
        """Go on once somebody has said who helps, and that the person agrees."""
        entered = {name: first(form, name) for name in ("helper", "interpreter", "agreed")}
        problems = dict[str, str]()
        if go == STAY:
            return self._screens.helping(visit, entered=entered)
        if entered["helper"] not in list(HelperKind):
            problems["helper"] = N_("Please say who helps.")
        if not entered["agreed"]:
            problems["agreed"] = N_(
                "Please ask the person whether they agree. Without that, they cannot be helped "
                "here."
            )
        if problems:
            return self._screens.helping(visit, problems=problems, entered=entered)
        known = {"", OTHER_LANGUAGE, *self._portal.catalogues.languages}
        language = entered["interpreter"] if entered["interpreter"] in known else OTHER_LANGUAGE
        about = replace(visit.carried.about, helper=entered["helper"], interpreter=language)
        return self._screens.introduction(
            replace(visit, carried=replace(visit.carried, about=about))
        )

    async def thank(self, request: Request) -> Response:
        """GET: the page after sending; says nothing about who sent what."""
        await self._fresh()
        asked = self._portal.surveys.book.find(request.path_params["wave"])
        return self._screens.thanks(asked, request.path_params["lang"])

    def _look_up(self) -> None:
        self._portal.surveys.book.keep_fresh()
        self._portal.reviews.keep_fresh()

    async def _fresh(self) -> None:
        """Look waves up again off the event loop, when it is time to: once for all who wait."""
        book = self._portal.surveys.book
        if not (book.is_fresh and self._portal.reviews.is_fresh):
            if self._looking_up is None or self._looking_up.done():
                self._looking_up = asyncio.ensure_future(asyncio.to_thread(self._look_up))
            await asyncio.shield(self._looking_up)  # one who hangs up must not end it for the rest

    async def _find_open(self, name: str) -> AskedWave:
        await self._fresh()
        return self._portal.surveys.find_open(name)

    def _show(self, visit: Visit, page_id: str, go: str, *, reviewing: bool) -> Response:
        """The page that follows from where the person is and what they pressed."""
        route = visit.route
        here = route.page(page_id)
        if go.startswith("change:"):
            return self._screens.page(visit, route, route.first_of(go[7:]), reviewing=True)
        is_first = here is not None and route.before(page_id) is None
        if (not page_id and go == STAY) or (is_first and go == "back"):
            return self._screens.introduction(visit)
        if here is not None and go not in {"back", STAY}:
            check = bool(route.problems_in(here))
            after = route.rest_of_section(page_id) if reviewing else route.after(page_id)
            shown = here if check else None if go == OVERVIEW else after
            return self._screens.page(visit, route, shown, reviewing=reviewing, check=check)
        return self._screens.page(visit, route, _elsewhere(route, page_id, go), reviewing=reviewing)

    async def _send(self, visit: Visit, client: str) -> Response:
        carried, speech = visit.carried, visit.speech
        code = read_code(carried.about.code) if carried.about.code else None
        submission = Submission(
            carried.entered, carried.nonce, carried.about.circumstances(speech.tag), code
        )
        try:
            outcome = await self._portal.surveys.send_together(visit.asked, submission, client)
        except (
            Unfinished,
            AnotherWay,
            CodeNeeded,
            NotOpen,
            TooFast,
            StorageUnavailable,
        ) as error:
            return self._not_sent(visit, error)
        return await self._sent(visit, outcome)

    def _not_sent(self, visit: Visit, error: Exception) -> Response:
        speech = visit.speech
        match error:
            case Unfinished():
                return self._screens.review(visit, error.route, check=True)
            case NotOpen():
                return self._screens.not_open(speech.tag, error, 410, sent=True)
            case AnotherWay():
                return self._screens.another_way(visit)
            case CodeNeeded():
                needed = {ACCESS: speech.gettext(NEEDED)}
                return self._screens.introduction(visit, problems=needed, status=422)
            case StorageUnavailable():
                return self._screens.review(visit, visit.route, incident=new_incident(error))
            case _:
                told, status = refusal(error, speech)
                return self._screens.review(visit, visit.route, told=told, status=status)

    async def _sent(self, visit: Visit, outcome: Outcome) -> Response:
        tag = visit.speech.tag
        if outcome is Outcome.CLOSED:
            closed = NotOpen(visit.asked, WaveState.CLOSED)
            return self._screens.not_open(tag, closed, 410, sent=True)
        if outcome is Outcome.CODE_SPENT:
            told = visit.speech.gettext(CODE_SPENT)
            return self._screens.review(visit, visit.route, told=told, status=409)
        await self._admission.forget(visit)
        if visit.carried.about.is_kiosk:  # its script shows this without another address
            return self._screens.thanks(visit.asked, tag, kiosk=True)
        return RedirectResponse(survey_address(visit.asked, tag) + "/thanks", 303)


def _elsewhere(route: Route, page_id: str, go: str) -> Page | None:
    """The page somebody goes to who does not simply go on; None for the review."""
    if not page_id:
        return route.after(None)
    if page_id == REVIEW:
        return route.before(None) if go == "back" else None
    if route.whole_page(page_id) is None:
        return route.after(None)
    before = route.before(page_id) if go == "back" else None
    return before or route.page(page_id) or route.after(page_id)


def _pressed(form: Mapping[str, list[str]]) -> str:
    """The button that was pressed; the Enter key is the first one, also after the number."""
    go, typed = first(form, "go"), first(form, RESUME).strip()
    is_number = go == "next" and typed and not first(form, ACCESS).strip()
    return "resume" if is_number and not first(form, "page") else go


def _now() -> int:
    """Seconds that only ever grow; the same for all processes of the machine."""
    return int(time.time())


def _merged(
    entered: Entered, page: Page, form: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[str]]:
    """What was entered so far, with this page's entries in place of earlier ones."""
    merged = dict(entered)
    for question in page.questions:
        for item in question.item_ids:
            if values := kept_entries(question, form.get(FIELD + item, ())):
                merged[item] = values
            else:
                merged.pop(item, None)
    return merged
