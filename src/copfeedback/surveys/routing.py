"""The way through a questionnaire: who is asked what, how far along they are, what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from copfeedback.surveys.answers import Entered, Problem, read_question
from copfeedback.surveys.expressions import Answers, AnswerValue
from copfeedback.surveys.model import Question, Section, Survey


@dataclass(frozen=True)
class Route:
    """One person's way through a survey, given what they entered so far.

    ``shown`` are the questions they are asked, in order; ``answers`` what would be kept if
    they sent it now; ``problems`` what must be mended before they can.
    """

    survey: Survey
    shown: tuple[Question, ...]
    answers: Answers
    problems: tuple[Problem, ...]

    def questions(self, section: Section) -> list[Question]:
        """The questions this person is asked in a section."""
        return [question for question in section.questions if question.id in self._shown_ids]

    def sections(self) -> list[Section]:
        """The sections this person sees: those with a question for them."""
        return [
            section
            for section in self.survey.sections
            if any(question.id in self._shown_ids for question in section.questions)
        ]

    @cached_property
    def _shown_ids(self) -> frozenset[str]:
        return frozenset(question.id for question in self.shown)

    def problems_in(self, section: Section) -> list[Problem]:
        """What must be mended in a section."""
        items = {item for question in section.questions for item in question.item_ids}
        return [problem for problem in self.problems if problem.item in items]

    def after(self, section_id: str | None) -> Section | None:
        """The section that comes next; the first for None; None when the review comes."""
        order = [section.id for section in self.survey.sections]
        past = order.index(section_id) + 1 if section_id is not None else 0
        return next((s for s in self.sections() if order.index(s.id) >= past), None)

    def before(self, section_id: str | None) -> Section | None:
        """The section that comes before; the last for None; None at the start."""
        order = [section.id for section in self.survey.sections]
        here = order.index(section_id) if section_id is not None else len(order)
        return next((s for s in reversed(self.sections()) if order.index(s.id) < here), None)

    def step(self, section_id: str) -> tuple[int, int]:
        """Which page this is, of how many, the review included."""
        ids = [section.id for section in self.sections()]
        return ids.index(section_id) + 1, len(ids) + 1


def find_route(survey: Survey, entered: Entered) -> Route:
    """Follow the questionnaire from its first question with what was entered.

    A question's condition sees only answers to earlier questions that are themselves shown, so
    an answer hidden by a later change counts nowhere. One pass: it always ends.
    """
    shown: list[Question] = []
    answers: dict[str, AnswerValue] = {}
    problems: list[Problem] = []
    for question in survey.questions():
        if question.show_if is not None and not question.show_if.holds(answers):
            continue
        shown.append(question)
        read_question(question, entered, answers, problems)
    return Route(survey, tuple(shown), answers, tuple(problems))
