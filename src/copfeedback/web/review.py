"""The review: everything that will be sent, before it is sent."""

from __future__ import annotations

from markupsafe import Markup, escape

from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.model import ONE_CODE, Question, QuestionType, Section
from copfeedback.surveys.routing import Route
from copfeedback.surveys.wording import answer_in_words
from copfeedback.web.frames import Frames, gap
from copfeedback.web.rendering import Renderer
from copfeedback.web.visit import Visit

_FEW_ANSWERS = ONE_CODE | {QuestionType.SCALE}


class Review:
    """Renders what was answered, section by section."""

    def __init__(self, renderer: Renderer, frames: Frames) -> None:
        self._renderer = renderer
        self._frames = frames

    def sections(self, visit: Visit, route: Route) -> Markup:
        """All sections this person was asked."""
        return Markup("\n").join(
            self._section(visit, route, section) for section in route.sections()
        )

    def _section(self, visit: Visit, route: Route, section: Section) -> Markup:
        tag = visit.speech.tag
        frame = self._frames.part(
            visit.asked,
            ("reviewed", tag, section.id),
            lambda: self._renderer.text(
                "review_section.html", tag, section=section, lines=gap("lines")
            ),
        )
        lines = (
            self._line(visit, route, question, item)
            for question in route.questions(section)
            for item in question.item_ids
            if item != question.other_item or item in route.answers
        )
        return frame.filled(lines=Markup("\n").join(lines))

    def _line(self, visit: Visit, route: Route, question: Question, item: str) -> Markup:
        """A question and what was answered."""
        answer = route.answers.get(item)
        speech = visit.speech

        def render(words: str | None) -> Markup:
            text = visit.as_asked(question, route).text_of(item)
            return self._renderer.text(
                "review_line.html", speech.tag, item=item, text=text, words=words
            )

        def said(answer: AnswerValue) -> str:
            asked = visit.as_asked(question, route) if question.mentions else question
            return answer_in_words(asked, item, answer, speech)

        if question.mentions:
            return render(None if answer is None else said(answer))
        key = ("line", speech.tag, item, visit.carried.about.easy)
        if answer is None:
            return self._frames.part(visit.asked, key, lambda: render(None)).filled()
        if question.type in _FEW_ANSWERS and item != question.other_item:
            return self._frames.part(
                visit.asked, (*key, answer), lambda: render(said(answer))
            ).filled()
        frame = self._frames.part(visit.asked, (*key, gap), lambda: render(gap("words")))
        return frame.filled(words=escape(said(answer)))
