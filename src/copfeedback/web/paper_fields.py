"""The fields in which a paper form is typed: one for each thing that is printed with a number."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from copfeedback.i18n.catalogues import N_, Catalogues, Speech
from copfeedback.i18n.translations import LocalText, Translations
from copfeedback.printing.numbering import choice_numbers, numbering
from copfeedback.printing.typed_entries import TypedEntries
from copfeedback.surveys.asking import consent_choices
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.entries import Fault
from copfeedback.surveys.model import Question, QuestionType
from copfeedback.surveys.routing import Route
from copfeedback.surveys.wording import problem_sentence

_UNPRINTED: Mapping[bool, str] = {
    False: N_("Please type numbers that are printed beside the answers."),
    True: N_("Please type each place once, as it is written in the boxes: 1, 2, 3."),
}
_HINTS: Mapping[QuestionType, str] = {
    QuestionType.MULTIPLE: N_("All marked numbers, with spaces between"),
    QuestionType.DATE: N_("Day, month, year, such as 28 2 2026"),
    QuestionType.TIME: N_("Hours and minutes, such as 14:30"),
}


class FieldKind(StrEnum):
    """What is typed into a field."""

    NUMBERS = "numbers"
    RANKS = "ranks"
    LINE = "line"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class PaperField:
    """One item as it is printed, and what was typed of it.

    ``above`` are the words of a grid over its first row. ``is_asked`` is false where earlier
    answers lead past it. ``differs`` says that the first entry has something else.
    """

    item: str
    number: str
    text: LocalText
    kind: FieldKind
    typed: Sequence[str]
    answers: Sequence[tuple[int, LocalText | str]] = ()
    above: LocalText | None = None
    hint: str = ""
    problem: str = ""
    is_asked: bool = True
    differs: bool = False

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in it."""
        return any(value.strip() for value in self.typed)

    @property
    def is_past(self) -> bool:
        """Whether something stands in it that is not asked of this person."""
        return self.is_filled and not self.is_asked


@dataclass(frozen=True)
class PaperForm:
    """All fields of one form, in one language of the paper."""

    asked: AskedWave
    language: str
    typed: Mapping[str, Sequence[str]]
    read: TypedEntries
    route: Route
    differing: Collection[str] = ()

    def fields(self, catalogues: Catalogues, speech: Speech) -> list[PaperField]:
        """The fields in the order of the paper; ``speech`` is that of whoever types."""
        numbers, problems = numbering(self.asked.survey), self._problems(speech)
        asked = {question.id for question in self.route.shown}
        found = []
        for item, number in numbers.items():
            question = self.asked.survey.question_of_item[item]
            is_first_row = question.rows and question.rows[0].id == item
            found.append(
                PaperField(
                    item=item,
                    number=number,
                    text=self._said(question.text_of(item), speech),
                    kind=_kind(question, item),
                    typed=self.typed.get(item, ()),
                    answers=tuple(self._answers(question, item, catalogues, speech)),
                    above=self._said(question.text, speech) if is_first_row else None,
                    hint=speech.gettext(_HINTS[question.type])
                    if question.type in _HINTS and item == question.id
                    else "",
                    problem=problems.get(item, ""),
                    is_asked=question.id in asked,
                    differs=item in self.differing,
                )
            )
        return found

    @property
    def faults(self) -> list[str]:
        """The items at which something cannot be taken."""
        found = {each.item for each in self.route.problems if each.fault is not Fault.REQUIRED}
        return [
            item for item in numbering(self.asked.survey) if item in found | self.read.unprinted
        ]

    def _problems(self, speech: Speech) -> dict[str, str]:
        questions = self.asked.survey.question_of_item
        found = {
            each.item: problem_sentence(each, questions[each.item], speech)
            for each in self.route.problems
            if each.fault is not Fault.REQUIRED
        }
        for item in self.read.unprinted:
            is_ranked = questions[item].type is QuestionType.RANKING
            found[item] = speech.gettext(_UNPRINTED[is_ranked])
        return found

    def _said(self, texts: Translations, speech: Speech) -> LocalText:
        """The words on the paper, marked where whoever types reads another language."""
        printed = texts.read_in(self.language)
        return LocalText(printed.text, printed.language, printed.language != speech.tag)

    def _answers(
        self, question: Question, item: str, catalogues: Catalogues, speech: Speech
    ) -> Iterator[tuple[int, LocalText | str]]:
        if item == question.other_item:
            return
        choices = question.choices
        if question.type is QuestionType.CONSENT:
            known = self.language in catalogues.languages
            choices = consent_choices(catalogues.speech(self.language) if known else speech)
        texts = {choice.code: self._said(choice.text, speech) for choice in choices}
        for code, number in choice_numbers(question).items():
            yield number, texts.get(code, "")


def _kind(question: Question, item: str) -> FieldKind:
    if item == question.other_item:
        return FieldKind.LINE
    match question.type:
        case QuestionType.RANKING:
            return FieldKind.RANKS
        case QuestionType.TEXT:
            return FieldKind.LINE if question.short else FieldKind.TEXT
        case QuestionType.NUMBER | QuestionType.DECIMAL | QuestionType.DATE | QuestionType.TIME:
            return FieldKind.LINE
        case _:
            return FieldKind.NUMBERS


def next_field(fields: Sequence[PaperField]) -> str:
    """Where to go on typing: at what must be mended, else at the first gap behind the last entry.

    Empty when there is nothing left.
    """
    for field in fields:
        if field.problem:
            return field.item
    filled = [at for at, field in enumerate(fields) if field.is_filled]
    behind = fields[max(filled, default=-1) + 1 :]
    return next((field.item for field in behind if field.is_asked), "")
