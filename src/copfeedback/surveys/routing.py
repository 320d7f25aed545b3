"""The way through a questionnaire: who is asked what, how far along they are, what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from copfeedback.surveys.answers import Entered, choices_offered, read_question
from copfeedback.surveys.entries import Problem
from copfeedback.surveys.expressions import Answers, AnswerValue
from copfeedback.surveys.model import YES, Question, QuestionType, Section, Survey
from copfeedback.surveys.order import questions_in_order

_PART = "~"  # no id holds it


@dataclass(frozen=True)
class Page:
    """What stands on one screen: some questions of a section."""

    id: str
    section: Section
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Route:
    """One person's way through a survey, given what they entered so far.

    ``shown`` are the questions they are asked, in order; ``answers`` what is known if they sent
    it now, calculated values included; ``problems`` what must be mended before they can.
    ``declined`` is whoever does not want to take part: they are asked nothing more.
    """

    survey: Survey
    shown: tuple[Question, ...]
    answers: Answers
    problems: tuple[Problem, ...]
    declined: bool = False
    seed: bytes = b""

    @property
    def can_be_sent(self) -> bool:
        """Whether anything was answered that can be kept."""
        return not self.declined and any(
            item in self.answers for question in self.shown for item in question.item_ids
        )

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
    def pages(self) -> tuple[Page, ...]:
        """The pages this person sees, each with the questions they are asked."""
        shown = self._shown_ids
        return tuple(
            Page(page.id, page.section, questions)
            for page in self._all_pages
            if (questions := tuple([q for q in page.questions if q.id in shown]))
        )

    @cached_property
    def _shown_ids(self) -> frozenset[str]:
        return frozenset([question.id for question in self.shown])

    @cached_property
    def _all_pages(self) -> tuple[Page, ...]:
        return tuple(_pages(self.survey.sections, self.seed))

    def page(self, page_id: str) -> Page | None:
        """A page that this person sees."""
        return next((page for page in self.pages if page.id == page_id), None)

    def whole_page(self, page_id: str) -> Page | None:
        """A page with all its questions, whether this person is asked them or not."""
        return next((page for page in self._all_pages if page.id == page_id), None)

    def problems_in(self, page: Page) -> list[Problem]:
        """What must be mended on a page."""
        items = {item for question in page.questions for item in question.item_ids}
        return [problem for problem in self.problems if problem.item in items]

    def after(self, page_id: str | None) -> Page | None:
        """The page that comes next; the first for None; None when the review comes."""
        past = self._place(page_id) + 1 if page_id is not None else 0
        return next((page for page in self.pages if self._place(page.id) >= past), None)

    def before(self, page_id: str | None) -> Page | None:
        """The page that comes before; the last for None; None at the start."""
        here = self._place(page_id) if page_id is not None else len(self._all_pages)
        return next((page for page in self.pages[::-1] if self._place(page.id) < here), None)

    def rest_of_section(self, page_id: str) -> Page | None:
        """The page that comes next in the same section, if there is one."""
        after, here = self.after(page_id), self.whole_page(page_id)
        return after if after and here and after.section.id == here.section.id else None

    def first_of(self, section_id: str) -> Page | None:
        """The page a section begins with."""
        return next((page for page in self.pages if page.section.id == section_id), None)

    def _place(self, page_id: str) -> int:
        return self._places[page_id]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {page.id: place for place, page in enumerate(self._all_pages)}

    def step(self, page_id: str) -> tuple[int, int]:
        """Which page this is, of how many, the review included."""
        ids = [page.id for page in self.pages]
        return ids.index(page_id) + 1, len(ids) + 1


def find_page(survey: Survey, page_id: str, seed: bytes = b"") -> Page | None:
    """A page with all its questions, without following anybody's way to it."""
    section_id = page_id.partition(_PART)[0]
    sections = [section for section in survey.sections if section.id == section_id]
    return next((page for page in _pages(sections, seed) if page.id == page_id), None)


def find_route(
    survey: Survey, entered: Entered, *, seed: bytes = b"", today: date | None = None
) -> Route:
    """Follow the questionnaire from its first question with what was entered.

    A condition sees only answers to earlier questions that are themselves shown, so an answer
    hidden by a later change counts nowhere. One pass: it always ends. ``seed`` draws the random
    orders of one person.
    """
    shown: list[Question] = []
    answers: dict[str, AnswerValue] = {}
    problems: list[Problem] = []
    declined = False
    for question in _reached(survey, answers, today):
        if question.type is QuestionType.CALCULATE:
            _calculate(question, answers, today)
            continue
        shown.append(question)
        read_question(question, entered, answers, problems, today)
        if question.type is QuestionType.CONSENT and answers.get(question.id) != YES:
            declined = question.id in answers
            break
    return Route(survey, tuple(shown), answers, tuple(problems), declined, seed)


def _reached(survey: Survey, answers: Answers, today: date | None) -> Iterator[Question]:
    """The questions whose conditions hold, as the answers grow."""
    for section in survey.sections:
        if section.show_if is not None and not section.show_if.holds(answers, today=today):
            continue
        for question in section.questions:
            if question.show_if is not None and not question.show_if.holds(answers, today=today):
                continue
            # nobody can answer where the earlier answers leave nothing to choose
            if question.choice_filter is None or choices_offered(question, answers, today):
                yield question


def _calculate(question: Question, answers: dict[str, AnswerValue], today: date | None) -> None:
    if question.calculation is None:
        return
    value = question.calculation.value(answers, today=today)
    if isinstance(value, bool):
        value = "true" if value else "false"
    if value != "":
        answers[question.id] = value


def _pages(sections: Iterable[Section], seed: bytes) -> Iterator[Page]:
    for section in sections:
        pages = section.pages
        if section.random_order:
            pages = replace(section, questions=questions_in_order(section, seed)).pages
        for number, questions in enumerate(pages, 1):
            id_ = section.id if number == 1 else f"{section.id}{_PART}{number}"
            yield Page(id_, section, questions)
