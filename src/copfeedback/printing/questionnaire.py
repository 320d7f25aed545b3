"""A questionnaire on paper, with the numbers that data entry types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.printing.answer_fields import SMALL, START, WORDS, answer_blocks, choice_blocks
from copfeedback.printing.directions import directions
from copfeedback.printing.document import Block, Document, Group, Type
from copfeedback.printing.grid import grid_blocks
from copfeedback.printing.lines import isolated
from copfeedback.printing.local_words import local, pointing_back
from copfeedback.printing.numbering import numbering, question_number
from copfeedback.printing.opening import HEADING, opening
from copfeedback.surveys.expressions import Expression
from copfeedback.surveys.model import (
    ASKED_NOTHING,
    Choice,
    Question,
    QuestionType,
    Section,
    Survey,
)
from copfeedback.surveys.wave_model import Wave

_QUESTION, _DIRECTION, _FOOT_WORDS = Type(10.5, bold=True), Type(8.5, bold=True), Type(8)
_MARGIN, _FOOT = 15.0, 12.0
_DIGITS_OF_A_SLIP, _DIGIT = 6, 5.5


def paper_questionnaire(survey: Survey, wave: Wave | None, speech: Speech) -> bytes:
    """A PDF of a questionnaire in one language, as it is asked in a wave.

    Raises:
        LettersMissing: no font has some of the letters.
    """
    paper = _Paper(survey, wave, speech)
    paper.document.fill(list(paper.groups()), paper.draw_foot)
    return paper.document.content()


class _Paper:
    """One questionnaire in one language, with the numbers of its questions."""

    def __init__(self, survey: Survey, wave: Wave | None, speech: Speech) -> None:
        self._survey, self._wave, self._speech = survey, wave, speech
        self._numbers = numbering(survey)
        title = survey.title.read_in(speech.tag).text
        self.document = Document(speech, title, margin=_MARGIN, foot=_FOOT)

    def groups(self) -> Iterator[Group]:
        """Everything from the title to the last question."""
        yield from opening(self._survey, self._wave, self.document)
        for section in self._survey.sections:
            heading = self._section_heading(section)
            for question in section.questions:
                if question.type is not QuestionType.CALCULATE:
                    yield self._question(question, heading)
                    heading = ()
        thanks = self._speech.gettext("Thank you. Please check that you have not missed a page.")
        yield Group((self.document.paragraph(thanks, _QUESTION),))

    def draw_foot(self, page: int, pages: int) -> None:
        """Draw what stands below every page: which form it is, and the number of the slip."""
        document, speech = self.document, self._speech
        y = document.bottom + 5
        document.rule(0, y - 2, document.width, grey=180)
        slip = speech.gettext("Slip number (the office fills this in):")
        width = document.lines(slip, _FOOT_WORDS, document.width)[0].width * _FOOT_WORDS.size
        document.write(slip, _FOOT_WORDS, start=0, y=y + 0.7, width=width + 1)
        for digit in range(_DIGITS_OF_A_SLIP):
            document.box(width + 2.5 + digit * _DIGIT, y, _DIGIT, _DIGIT, grey=120)
        number = speech.formatting.number
        of_pages = speech.gettext("Page %(page)s of %(pages)s")
        form = isolated(f"{self._form} · {speech.tag}")
        words = f"{form}   {of_pages % {'page': number(page), 'pages': number(pages)}}"
        document.write(words, _FOOT_WORDS, start=0, y=y + 0.7, width=document.width, align="end")

    @property
    def _form(self) -> str:
        if self._wave is not None:
            return self._wave.id
        return f"{self._survey.id} v{self._survey.version}"

    def _section_heading(self, section: Section) -> tuple[Block, ...]:
        document = self.document
        text = local(section.title, self._speech)
        high = document.height(text, HEADING, document.width - 4)

        def draw(y: float) -> None:
            document.shade(0, y + 2, document.width, high + 2, 225)
            document.write(text, HEADING, start=2, y=y + 3, width=document.width - 4)

        block = Block(high + 7, draw)
        if section.show_if is None:
            return (block,)
        return (block, *self._directions(section.show_if))

    def _directions(self, condition: Expression) -> tuple[Block, ...]:
        sentences = directions(condition, self._survey, self._numbers, self._speech)
        return tuple(self._direction(sentence) for sentence in sentences)

    def _direction(self, sentence: str) -> Block:
        document = self.document
        width = document.width - START - 3
        high = document.height(sentence, _DIRECTION, width)

        def draw(y: float) -> None:
            document.shade(START, y, 1, high, 60)
            document.write(sentence, _DIRECTION, start=START + 3, y=y, width=width)

        return Block(high + 1.2, draw)

    def _question(self, question: Question, heading: tuple[Block, ...]) -> Group:
        question = pointing_back(question, self._numbers, self._speech)
        blocks = [*heading]
        if question.show_if is not None:
            blocks += self._directions(question.show_if)
        blocks += self._asked(question)
        if question.hint is not None:
            hint = local(question.hint, self._speech)
            blocks += self.document.line_blocks(hint, SMALL, start=START)
        blocks.append(Block(1.2, lambda _y: None))
        if question.type is not QuestionType.LIKERT_GRID:
            blocks += answer_blocks(question, self._choices(question), self.document)
            return Group(tuple(blocks), gap=4.5)
        head, rows = grid_blocks(
            question, [self._numbers[row.id] for row in question.rows], self.document
        )
        if head is not None:
            return Group((*blocks, head, *rows), gap=4.5, repeat=head)
        return Group((*blocks, *self._rows_as_questions(question)), gap=4.5)

    def _asked(self, question: Question) -> list[Block]:
        document = self.document
        text = local(question.text, self._speech)
        if question.type in ASKED_NOTHING:
            return document.line_blocks(text, WORDS, start=START)
        return [self._numbered(question_number(question, self._numbers), text, _QUESTION)]

    def _rows_as_questions(self, question: Question) -> Iterator[Block]:
        """Each row with the whole list of choices, where a table would be too narrow."""
        for row in question.rows:
            number, text = self._numbers[row.id], local(row.text, self._speech)
            yield Block(1.5, lambda _y: None)
            yield self._numbered(number, text, WORDS)
            yield from choice_blocks(question, question.choices, self.document)

    def _numbered(self, number: str, text: LocalText, type_: Type) -> Block:
        document = self.document

        def draw(y: float) -> None:
            document.write(number, type_, start=0, y=y, width=START - 1)
            document.write(text, type_, start=START, y=y, width=document.width - START)

        return Block(document.height(text, type_, document.width - START), draw)

    def _choices(self, question: Question) -> Sequence[Choice]:
        if not question.choices and question.type is QuestionType.SECTOR and self._wave is not None:
            return self._wave.sectors
        return question.choices
