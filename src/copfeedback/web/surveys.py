"""Answering a survey: introduction, a section a page, review, thank-you."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.incidents import new_incident
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.intake import Outcome
from copfeedback.surveys.keys import WaveKeys
from copfeedback.surveys.model import Mode, Question, Section, WaveState
from copfeedback.surveys.routing import Route, find_route
from copfeedback.surveys.service import NotOpen, Submission, Unfinished
from copfeedback.surveys.wording import answer_in_words, problem_sentence
from copfeedback.web.carried import Carried, CarriedTooLarge, CarriedUnreadable, open_carried
from copfeedback.web.forms import FormTooLarge, first, read_form
from copfeedback.web.rendering import Renderer

REVIEW = "review"
FIELD = "q."
STAY = "stay"


@dataclass(frozen=True)
class _Visit:
    """One request of somebody answering: the wave, the language, what they entered so far."""

    asked: AskedWave
    keys: WaveKeys
    speech: Speech
    carried: Carried

    @property
    def sealed(self) -> str:
        return self.carried.sealed(self.keys.carried)

    @property
    def route(self) -> Route:
        return find_route(self.asked.survey, self.carried.entered)


@dataclass(frozen=True)
class _ReviewLine:
    item: str
    text: Translations
    answer: str


class SurveyPages:
    """The pages on which a survey is answered."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer
        self._blank_questions: dict[tuple[int, str, str], tuple[Question, Markup]] = {}

    async def introduce(self, request: Request) -> Response:
        """GET: who is behind the survey, and the button that starts it."""
        tag, name = request.path_params["lang"], request.path_params["wave"]
        try:
            asked = await self._find_open(name)
        except NotOpen as error:
            status = 200 if error.state is WaveState.PLANNED else 410
            return self._not_open(tag, error, status)
        if asked.keys is None:
            raise NotOpen(asked, WaveState.CLOSED)
        speech = self._portal.catalogues.speech(tag)
        return self._introduction(_Visit(asked, asked.keys, speech, Carried.blank()))

    async def answer(self, request: Request) -> Response:
        """POST: take what was entered on one page, and show the page that was asked for."""
        tag, name = request.path_params["lang"], request.path_params["wave"]
        form = await read_form(request)
        try:
            asked = await self._find_open(name)
        except NotOpen as error:
            return self._not_open(tag, error, 409 if error.state is WaveState.PLANNED else 410)
        if asked.keys is None:
            raise NotOpen(asked, WaveState.CLOSED)
        page, go = first(form, "page"), first(form, "go")
        chosen = go.removeprefix("language:")
        if chosen in self._portal.catalogues.languages:
            tag, go = chosen, STAY
        speech = self._portal.catalogues.speech(tag)
        try:
            carried = open_carried(asked.keys.carried, first(form, "carried"))
        except CarriedUnreadable:
            return self._start_again(asked, tag)
        section = next((s for s in asked.survey.sections if s.id == page), None)
        if section is not None:
            carried = replace(carried, entered=_merged(carried.entered, section, form))
        visit = _Visit(asked, asked.keys, speech, carried)
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
        return self._renderer.page(
            "survey_thanks.html",
            request.path_params["lang"],
            asked=asked,
            short_address=short_address(self._portal, asked),
            address=lambda tag: survey_address(asked, tag) + "/thanks",
        )

    async def _fresh(self) -> None:
        """Look waves up again off the event loop, when it is time to."""
        if not self._portal.surveys.book.is_fresh:
            await asyncio.to_thread(self._portal.surveys.book.refresh)

    async def _find_open(self, name: str) -> AskedWave:
        await self._fresh()
        return self._portal.surveys.find_open(name)

    def _show(
        self, visit: _Visit, section: Section | None, page: str, go: str, *, reviewing: bool
    ) -> Response:
        """The page that follows from where the person is and what they pressed."""
        route = visit.route
        if go.startswith("change:"):
            wanted = next((s for s in route.sections() if s.id == go[7:]), None)
            return self._section(visit, route, wanted, reviewing=True)
        if page == REVIEW:
            return self._review(visit, route)
        if section is None:
            return self._section(visit, route, route.after(None))
        if go in {"back", STAY}:
            before = route.before(section.id) if go == "back" else None
            return self._section(visit, route, before or section, reviewing=reviewing)
        check = bool(route.problems_in(section))
        after = None if reviewing else route.after(section.id)
        shown = section if check else after
        return self._section(visit, route, shown, reviewing=reviewing and check, check=check)

    def _introduction(self, visit: _Visit) -> Response:
        return self._renderer.page(
            "survey_intro.html",
            visit.speech.tag,
            asked=visit.asked,
            carried=visit.sealed,
            address=partial(survey_address, visit.asked),
        )

    def _section(
        self,
        visit: _Visit,
        route: Route,
        section: Section | None,
        *,
        reviewing: bool = False,
        check: bool = False,
    ) -> Response:
        if section is None:
            return self._review(visit, route)
        tag = visit.speech.tag
        problems = _sentences(route, section, visit.speech) if check else {}
        entered = visit.carried.entered
        return self._renderer.page(
            "survey_section.html",
            tag,
            422 if check else 200,
            asked=visit.asked,
            section=section,
            step=route.step(section.id),
            reviewing=reviewing,
            problems=problems,
            item_texts=_item_texts(route, problems),
            questions=Markup("").join(
                self._question(question, tag, entered, problems)
                for question in route.questions(section)
            ),
            carried=visit.sealed,
            answering=True,
            address=partial(survey_address, visit.asked),
        )

    def _question(
        self, question: Question, tag: str, entered: Entered, problems: Mapping[str, str]
    ) -> Markup:
        if any(item in entered or item in problems for item in question.item_ids):
            return self._renderer.text(
                "question.html", tag, question=question, entered=entered, problems=problems
            )
        # Most pages are shown blank: a question is rendered once a language and kept. The
        # question itself is kept beside it, so that its id() is not given to another one.
        key = (id(question), question.id, tag)
        if key not in self._blank_questions:
            blank = self._renderer.text(
                "question.html", tag, question=question, entered={}, problems={}
            )
            self._blank_questions[key] = (question, blank)
        return self._blank_questions[key][1]

    def _review(
        self,
        visit: _Visit,
        route: Route,
        *,
        check: bool = False,
        incident: str | None = None,
        failure: bool = False,
    ) -> Response:
        problems = _sentences(route, None, visit.speech) if check else {}
        return self._renderer.page(
            "survey_review.html",
            visit.speech.tag,
            503 if failure else 422 if check else 200,
            asked=visit.asked,
            review=[
                (section, _lines(route, section, visit.speech)) for section in route.sections()
            ],
            problems=problems,
            item_texts=_item_texts(route, problems),
            failure=failure,
            incident=incident,
            carried=visit.sealed,
            answering=True,
            address=partial(survey_address, visit.asked),
        )

    async def _send(self, visit: _Visit) -> Response:
        submission = Submission(
            visit.carried.entered, visit.carried.nonce, visit.speech.tag, Mode.LIGHT
        )
        try:
            future = self._portal.surveys.send(visit.asked, submission)
            outcome = await asyncio.wrap_future(future)
        except Unfinished as error:
            return self._review(visit, error.route, check=True)
        except StorageUnavailable as error:
            return self._review(visit, visit.route, failure=True, incident=new_incident(error))
        if outcome is Outcome.CLOSED:
            closed = NotOpen(visit.asked, WaveState.CLOSED)
            return self._not_open(visit.speech.tag, closed, 410, sent=True)
        return RedirectResponse(survey_address(visit.asked, visit.speech.tag) + "/thanks", 303)

    def _not_open(self, tag: str, error: NotOpen, status: int, *, sent: bool = False) -> Response:
        return self._renderer.page(
            "survey_closed.html",
            tag,
            status,
            asked=error.asked,
            state=error.state,
            sent=sent,
            address=partial(survey_address, error.asked),
        )

    def _start_again(self, asked: AskedWave, tag: str) -> Response:
        return self._renderer.page(
            "message.html",
            tag,
            400,
            title=N_("Your answers could not be read"),
            advice=N_(
                "The form arrived damaged or does not belong to this survey. Please go back in "
                "your browser and send it again, or start the survey again."
            ),
            incident=None,
            address=partial(survey_address, asked),
        )


def survey_address(asked: AskedWave, tag: str) -> str:
    """Where a wave is answered, in a language."""
    return f"/{tag}/surveys/{asked.wave.id}"


def short_address(portal: Portal, asked: AskedWave) -> str:
    """The sayable address of a wave, without the protocol that nobody types."""
    host = portal.settings.public_address.split("://", 1)[1].rstrip("/")
    return f"{host}/s/{asked.wave.short}"


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


def _sentences(route: Route, section: Section | None, speech: Speech) -> dict[str, str]:
    problems = route.problems if section is None else route.problems_in(section)
    return {problem.item: problem_sentence(problem, speech) for problem in problems}


def _item_texts(route: Route, problems: Mapping[str, str]) -> dict[str, Translations]:
    return {item: route.survey.question_of_item[item].text_of(item) for item in problems}


def _lines(route: Route, section: Section, speech: Speech) -> list[_ReviewLine]:
    answers = route.answers
    return [
        _ReviewLine(
            item,
            question.text_of(item),
            answer_in_words(question, answers[item], speech) if item in answers else "",
        )
        for question in route.questions(section)
        for item in question.item_ids
    ]
