"""What somebody who answers a survey has before them: introduction, pages, review, the end."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.surveys.asking import has_easy_words, problem_in_words
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.circumstances import HelperKind, Mode
from copfeedback.surveys.routing import Page, Route
from copfeedback.surveys.service import NotOpen
from copfeedback.surveys.wave_wording import HELPER_NAMES
from copfeedback.web.frames import Frames, gap
from copfeedback.web.kiosk import KIOSK_POLICY, SCRIPT
from copfeedback.web.questions import Questions
from copfeedback.web.rendering import PAGE_POLICY, Renderer
from copfeedback.web.review import Review
from copfeedback.web.visit import Visit, short_address, sound_address, survey_address


class Screens:
    """Renders the pages of a survey."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer
        self._frames = Frames(renderer)
        self._questions = Questions(portal, renderer, self._frames)
        self._review = Review(renderer, self._frames)

    def introduction(
        self, visit: Visit, *, problems: Mapping[str, str] | None = None, status: int = 200
    ) -> Response:
        """Who is behind the survey, and the button that starts it.

        ``problems`` is what is wrong with a code that was typed here.
        """
        about = visit.carried.about
        mode = Mode(about.mode)
        survey, tag = visit.asked.survey, visit.speech.tag
        next_round = self._portal.surveys.next_round(visit.asked)
        notes = self._portal.translation_notes(visit.asked, visit.speech)
        return self._respond(
            visit,
            "survey_intro.html",
            (next_round, bool(about.code), bool(about.helper), *notes),
            status,
            {"summary": self._told(problems or {}, visit.speech)},
            # Asked by the template: it takes its time, and is the same for everybody.
            find_sound=partial(self._portal.recordings.introduction, survey, tag),
            sound_address=partial(sound_address, survey.id),
            next_round=next_round,
            notes=notes,
            answering=mode is Mode.ASSISTED,
            address=lambda to: f"/{to}/{PLACES[mode]}/{visit.asked.wave.id}",
        )

    def helping(
        self,
        visit: Visit,
        *,
        problems: Mapping[str, str] | None = None,
        entered: Mapping[str, str] | None = None,
    ) -> Response:
        """Who helps, and whether the person they help agrees."""
        return self._renderer.respond(
            self._renderer.page_text(
                "survey_helping.html",
                visit.speech.tag,
                asked=visit.asked,
                carried=visit.sealed,
                problems=problems or {},
                kinds=list(HelperKind),
                entered=entered or {},
                names=HELPER_NAMES,
                address=lambda to: f"/{to}/assisted/{visit.asked.wave.id}",
            ),
            visit.speech.tag,
            422 if problems else 200,
        )

    def page(
        self,
        visit: Visit,
        route: Route,
        page: Page | None,
        *,
        reviewing: bool = False,
        check: bool = False,
    ) -> Response:
        """The questions of a page, or the review if there is none.

        ``check`` says what must be mended; ``reviewing`` leads back to the review.
        """
        if page is None:
            return self.review(visit, route)
        problems = _sentences(route, page, visit.speech) if check else {}
        step = route.step(page.id)
        synthetic = any(
            sound.synthetic
            for question in page.questions
            for sound in self._questions.sounds(visit, question).values()
        )
        is_last = reviewing and route.rest_of_section(page.id) is None
        return self._respond(
            visit,
            "survey_section.html",
            (page.id, step, reviewing, is_last, check, synthetic),
            422 if check else 200,
            {
                "summary": self._summary(visit, route, problems),
                "questions": self._questions.on_page(visit, route, page, problems),
            },
            page=page,
            step=step,
            reviewing=reviewing,
            is_last=is_last,
            check=check,
            questions=gap("questions"),
            answering=True,
            synthetic=synthetic,
            has_easy=has_easy_words(visit.asked.survey, visit.speech.tag),
        )

    def review(
        self,
        visit: Visit,
        route: Route,
        *,
        check: bool = False,
        incident: str | None = None,
        told: str = "",
        status: int = 200,
    ) -> Response:
        """Everything that will be sent.

        ``incident`` is the number of a failure to store it, ``told`` why it was not taken.
        """
        speech = visit.speech
        if route.declined:
            return self._respond(visit, "survey_declined.html", (), 200, {}, answering=True)
        summary = self._summary(visit, route, _sentences(route, None, speech) if check else {})
        if incident is not None:
            failure = self._renderer.text("survey_failure.html", speech.tag, incident=incident)
            summary = failure + summary
        if told:
            summary = self._told({"": told}, speech) + summary
        return self._respond(
            visit,
            "survey_review.html",
            (route.can_be_sent,),
            503 if incident else 422 if check else status,
            {"summary": summary, "sections": self._review.sections(visit, route)},
            can_be_sent=route.can_be_sent,
            sections=gap("sections"),
            answering=True,
        )

    def another_way(self, visit: Visit) -> Response:
        """The wave is not answered in the way that was asked for."""
        wave = visit.asked.wave
        return self._renderer.page(
            "survey_another_way.html",
            visit.speech.tag,
            404,
            asked=visit.asked,
            ways={mode.value for mode in wave.plan.modes},
            address=partial(survey_address, visit.asked),
        )

    def saved(self, visit: Visit, page_id: str, code: str) -> Response:
        """The code under which the answers can be gone on with."""
        return self._renderer.respond(
            self._renderer.page_text(
                "survey_saved.html",
                visit.speech.tag,
                asked=visit.asked,
                carried=visit.sealed,
                page_id=page_id,
                code=code,
                short_address=short_address(self._portal, visit.asked),
                answering=True,
                kiosk=False,
                address=partial(survey_address, visit.asked),
            ),
            visit.speech.tag,
        )

    def _respond(
        self,
        visit: Visit,
        template: str,
        key: tuple[object, ...],
        status: int,
        pieces: Mapping[str, Markup],
        **context: Any,
    ) -> Response:
        """A page made of its frame and what is different for each visitor."""
        tag, about = visit.speech.tag, visit.carried.about
        frame = self._frames.page(
            visit.asked,
            template,
            tag,
            (*visit.look, about.mode, *key),
            **{
                "asked": visit.asked,
                "about": about,
                "kiosk": about.is_kiosk,
                "script": SCRIPT,
                "summary": gap("summary"),
                "carried": gap("carried"),
                "address": partial(survey_address, visit.asked),
                **context,
            },
        )
        page = frame.filled(**{"summary": Markup(""), **pieces, "carried": visit.sealed})
        policy = KIOSK_POLICY if about.is_kiosk else PAGE_POLICY
        return self._renderer.respond(page, tag, status, policy=policy, keep=not about.is_kiosk)

    def _summary(self, visit: Visit, route: Route, problems: Mapping[str, str]) -> Markup:
        if not problems:
            return Markup("")
        asked = {
            item: visit.as_asked(route.survey.question_of_item[item], route) for item in problems
        }
        return self._renderer.text(
            "problem_summary.html",
            visit.speech.tag,
            problems=problems,
            item_texts={item: question.text_of(item) for item, question in asked.items()},
        )

    def _told(self, problems: Mapping[str, str], speech: Speech) -> Markup:
        """What is wrong with something that is no question."""
        if not problems:
            return Markup("")
        return self._renderer.text("survey_told.html", speech.tag, problems=problems)

    def thanks(self, asked: AskedWave, tag: str, *, kiosk: bool = False) -> Response:
        """The page after sending; says nothing about who sent what."""
        frame = self._frames.page(
            asked,
            "survey_thanks.html",
            tag,
            kiosk,
            asked=asked,
            short_address=short_address(self._portal, asked),
            kiosk=kiosk,
            script=SCRIPT,
            address=lambda to: (
                f"/{to}/kiosk/{asked.wave.id}" if kiosk else survey_address(asked, to) + "/thanks"
            ),
        )
        policy = KIOSK_POLICY if kiosk else PAGE_POLICY
        return self._renderer.respond(frame.filled(), tag, policy=policy, keep=not kiosk)

    def not_open(self, tag: str, error: NotOpen, status: int, *, sent: bool = False) -> Response:
        """Why the survey takes no answers; ``sent`` if somebody sent theirs too late."""
        return self._renderer.page(
            "survey_closed.html",
            tag,
            status,
            asked=error.asked,
            state=error.state,
            is_due=self._portal.surveys.today() > error.asked.wave.results_due,
            sent=sent,
            address=partial(survey_address, error.asked),
        )

    def start_again(self, asked: AskedWave, tag: str) -> Response:
        """The carried field cannot be read."""
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


# Where each way of answering begins. Help is offered on a page before the introduction.
PLACES: Mapping[Mode, str] = {
    Mode.LIGHT: "surveys",
    Mode.KIOSK: "kiosk",
    Mode.ASSISTED: "surveys",
}


def _sentences(route: Route, page: Page | None, speech: Speech) -> dict[str, str]:
    problems = route.problems if page is None else route.problems_in(page)
    return {problem.item: problem_in_words(problem, route, speech) for problem in problems}
