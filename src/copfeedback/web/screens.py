"""What somebody who answers a survey has before them: introduction, sections, review, the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup, escape
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.keys import WaveKeys
from copfeedback.surveys.model import Question, QuestionType, Section
from copfeedback.surveys.routing import Route, find_route
from copfeedback.surveys.service import NotOpen
from copfeedback.surveys.wording import answer_in_words, problem_sentence
from copfeedback.web.carried import Carried
from copfeedback.web.frames import Frames, gap
from copfeedback.web.rendering import Renderer

_ONE_CODE = frozenset({QuestionType.SINGLE, QuestionType.LIKERT_GRID, QuestionType.SCALE})


@dataclass(frozen=True)
class Visit:
    """One request of somebody answering: the wave, the language, what they entered so far."""

    asked: AskedWave
    keys: WaveKeys
    speech: Speech
    carried: Carried

    @property
    def sealed(self) -> Markup:
        """The text of the carried field."""
        return escape(self.carried.sealed(self.keys.carried, self.asked.compression))

    @property
    def route(self) -> Route:
        """The way through the questionnaire with what was entered so far."""
        return find_route(self.asked.survey, self.carried.entered)


class Screens:
    """Renders the pages of a survey."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer
        self._frames = Frames(renderer)

    def introduction(self, visit: Visit) -> Response:
        """Who is behind the survey, and the button that starts it."""
        tag = visit.speech.tag
        frame = self._frames.page(
            visit.asked,
            "survey_intro.html",
            tag,
            asked=visit.asked,
            carried=gap("carried"),
            address=partial(survey_address, visit.asked),
        )
        return self._renderer.respond(frame.filled(carried=visit.sealed), tag)

    def section(
        self,
        visit: Visit,
        route: Route,
        section: Section | None,
        *,
        reviewing: bool = False,
        check: bool = False,
    ) -> Response:
        """The questions of a section, or the review if there is none.

        ``check`` says what must be mended; ``reviewing`` leads back to the review.
        """
        if section is None:
            return self.review(visit, route)
        tag = visit.speech.tag
        problems = _sentences(route, section, visit.speech) if check else {}
        step = route.step(section.id)
        frame = self._frames.page(
            visit.asked,
            "survey_section.html",
            tag,
            (section.id, step, reviewing, check),
            asked=visit.asked,
            section=section,
            step=step,
            reviewing=reviewing,
            check=check,
            summary=gap("summary"),
            questions=gap("questions"),
            carried=gap("carried"),
            answering=True,
            address=partial(survey_address, visit.asked),
        )
        page = frame.filled(
            summary=self._summary(route, problems, tag),
            questions=Markup("").join(
                self._question(visit, question, problems) for question in route.questions(section)
            ),
            carried=visit.sealed,
        )
        return self._renderer.respond(page, tag, 422 if check else 200)

    def _question(self, visit: Visit, question: Question, problems: Mapping[str, str]) -> Markup:
        entered, tag = visit.carried.entered, visit.speech.tag

        def render(entered: Entered) -> Markup:
            return self._renderer.text(
                "question.html", tag, question=question, entered=entered, problems=problems
            )

        if any(item in entered or item in problems for item in question.item_ids):
            return render(entered)
        return self._frames.part(
            visit.asked, ("question", tag, question.id), lambda: render({})
        ).filled()

    def review(
        self,
        visit: Visit,
        route: Route,
        *,
        check: bool = False,
        incident: str | None = None,
    ) -> Response:
        """Everything that will be sent; ``incident`` is the number of a failure to store it."""
        tag = visit.speech.tag
        problems = _sentences(route, None, visit.speech) if check else {}
        frame = self._frames.page(
            visit.asked,
            "survey_review.html",
            tag,
            bool(route.answers),
            asked=visit.asked,
            can_be_sent=bool(route.answers),
            summary=gap("summary"),
            sections=gap("sections"),
            carried=gap("carried"),
            answering=True,
            address=partial(survey_address, visit.asked),
        )
        summary = self._summary(route, problems, tag)
        if incident is not None:
            summary = self._renderer.text("survey_failure.html", tag, incident=incident) + summary
        page = frame.filled(
            summary=summary,
            sections=Markup("\n").join(
                self._reviewed(visit, route, section) for section in route.sections()
            ),
            carried=visit.sealed,
        )
        return self._renderer.respond(page, tag, 503 if incident else 422 if check else 200)

    def _reviewed(self, visit: Visit, route: Route, section: Section) -> Markup:
        tag = visit.speech.tag
        frame = self._frames.part(
            visit.asked,
            ("reviewed", tag, section.id),
            lambda: self._renderer.text(
                "review_section.html", tag, section=section, lines=gap("lines")
            ),
        )
        lines = (
            self._line(visit, question, item, route.answers.get(item))
            for question in route.questions(section)
            for item in question.item_ids
        )
        return frame.filled(lines=Markup("\n").join(lines))

    def _line(
        self, visit: Visit, question: Question, item: str, answer: AnswerValue | None
    ) -> Markup:
        """A question and what was answered."""
        speech = visit.speech

        def render(words: str | None) -> Markup:
            text = question.text_of(item)
            return self._renderer.text(
                "review_line.html", speech.tag, item=item, text=text, words=words
            )

        key = ("line", speech.tag, item)
        if answer is None:
            return self._frames.part(visit.asked, key, lambda: render(None)).filled()
        if question.type in _ONE_CODE:  # so few that they can all be kept
            return self._frames.part(
                visit.asked,
                (*key, answer),
                lambda: render(answer_in_words(question, answer, speech)),
            ).filled()
        frame = self._frames.part(visit.asked, (*key, gap), lambda: render(gap("words")))
        return frame.filled(words=escape(answer_in_words(question, answer, speech)))

    def _summary(self, route: Route, problems: Mapping[str, str], tag: str) -> Markup:
        if not problems:
            return Markup("")
        return self._renderer.text(
            "problem_summary.html",
            tag,
            problems=problems,
            item_texts={
                item: route.survey.question_of_item[item].text_of(item) for item in problems
            },
        )

    def thanks(self, asked: AskedWave, tag: str) -> Response:
        """The page after sending; says nothing about who sent what."""
        frame = self._frames.page(
            asked,
            "survey_thanks.html",
            tag,
            asked=asked,
            short_address=short_address(self._portal, asked),
            address=lambda to: survey_address(asked, to) + "/thanks",
        )
        return self._renderer.respond(frame.filled(), tag)

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


def survey_address(asked: AskedWave, tag: str) -> str:
    """Where a wave is answered, in a language."""
    return f"/{tag}/surveys/{asked.wave.id}"


def short_address(portal: Portal, asked: AskedWave) -> str:
    """The sayable address of a wave, without the protocol that nobody types."""
    host = portal.settings.public_address.split("://", 1)[1].rstrip("/")
    return f"{host}/s/{asked.wave.short}"


def _sentences(route: Route, section: Section | None, speech: Speech) -> dict[str, str]:
    problems = route.problems if section is None else route.problems_in(section)
    return {problem.item: problem_sentence(problem, speech) for problem in problems}
