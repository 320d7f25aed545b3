"""The questions of a page as HTML: rendered once where everybody is asked the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.asking import is_the_same_for_all, parts_of_day
from copfeedback.surveys.model import Question, QuestionType
from copfeedback.surveys.routing import Page, Route
from copfeedback.web.frames import Frames
from copfeedback.web.pictograms import DRAWINGS
from copfeedback.web.rendering import Renderer
from copfeedback.web.visit import Visit, file_address, sound_address


@dataclass(frozen=True, slots=True)
class Sound:
    """Where a question can be listened to, and whether a machine speaks."""

    address: str
    synthetic: bool


class Questions:
    """Renders questions."""

    def __init__(self, portal: Portal, renderer: Renderer, frames: Frames) -> None:
        self._portal = portal
        self._renderer = renderer
        self._frames = frames
        self._known: dict[Hashable, Mapping[str, Sound]] = {}

    def on_page(
        self, visit: Visit, route: Route, page: Page, problems: Mapping[str, str]
    ) -> Markup:
        """The questions of a page, with what was entered and what must be mended."""
        return Markup("").join(
            self._question(visit, route, question, problems)
            for question in page.questions
            if question.type is not QuestionType.CALCULATE
        )

    def _question(
        self, visit: Visit, route: Route, question: Question, problems: Mapping[str, str]
    ) -> Markup:
        entered, tag, easy = visit.carried.entered, visit.speech.tag, visit.carried.about.easy

        def render(entered: Entered) -> Markup:
            return self._renderer.text(
                "question.html",
                tag,
                question=visit.as_asked(question, route),
                entered=entered,
                problems=problems,
                sounds=self.sounds(visit, question),
                file=lambda names: _file(visit, names),
                pictograms=DRAWINGS,
                parts_of_day=parts_of_day,
            )

        if not is_the_same_for_all(question) or any(
            item in entered or item in problems for item in question.item_ids
        ):
            return render(entered)
        key = ("question", tag, question.id, easy)
        return self._frames.part(visit.asked, key, lambda: render({})).filled()

    def sounds(self, visit: Visit, question: Question) -> Mapping[str, Sound]:
        """What of a question can be listened to, by item."""
        survey, tag, easy = visit.asked.survey, visit.speech.tag, visit.carried.about.easy
        key = (survey.id, survey.version, tag, question.id, easy)
        if key not in self._known:
            self._known[key] = dict(self._find_sounds(survey.id, tag, question, easy=easy))
        return self._known[key]

    def _find_sounds(
        self, survey: str, tag: str, question: Question, *, easy: bool
    ) -> Iterator[tuple[str, Sound]]:
        recordings = self._portal.recordings
        found = {question.id: recordings.question(survey, tag, question, easy=easy)}
        for row in question.rows:
            found[row.id] = recordings.question(survey, tag, question, row=row.id)
        for item, sound in found.items():
            if sound is not None:
                yield item, Sound(sound_address(survey, sound.name), sound.synthetic)


def _file(visit: Visit, names: Translations) -> str:
    return file_address(visit.asked, names.read_in(visit.speech.tag).text)
