"""A form on paper for whoever wants to tell something in writing, without a computer.

It is given its questions: what is asked, and in which words, is said in one place for all doors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copfeedback.i18n.catalogues import Speech
from copfeedback.printing.document import Block, Document, Group, Type

_TITLE, _HEADING, _QUESTION = Type(17, bold=True), Type(12.5, bold=True), Type(10.5, bold=True)
_WORDS, _SMALL = Type(10), Type(8.5, grey=60)
_MARGIN, _FOOT = 15.0, 10.0
_BOX, _LINE, _BESIDE = 4.4, 8.5, 7.0
_DAY_BOXES = (2, 2, 4)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: boxes to mark if it has ``options``, boxes for a day, else lines to write on.

    An option is its name, and a sentence that explains it or nothing.
    """

    label: str
    hint: str = ""
    options: Sequence[tuple[str, str]] = ()
    lines: int = 1
    is_day: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Questions under a heading, with what is to be read before them."""

    title: str
    notes: Sequence[str]
    questions: Sequence[Ask]


def complaint_form(
    title: str, notes: Sequence[str], parts: Sequence[Part], speech: Speech
) -> bytes:
    """A PDF of the form in one language.

    Args:
        title: what stands at the top.
        notes: what has to be known before it is filled in.
        parts: the questions, in order.
        speech: the language of all of that.

    Raises:
        LettersMissing: no font has some of the letters.
    """
    document = Document(speech, title, margin=_MARGIN, foot=_FOOT)
    opening = [document.paragraph(title, _TITLE), *(_note(note, document) for note in notes)]
    groups = [Group(tuple(opening), gap=5)]
    for part in parts:
        groups += _part(part, document)

    def finish(page: int, pages: int) -> None:
        y = document.bottom + 5
        document.rule(0, y - 2, document.width, grey=180)
        number = speech.formatting.number
        said = speech.gettext("Page %(page)s of %(pages)s") % {
            "page": number(page),
            "pages": number(pages),
        }
        document.write(said, _SMALL, start=0, y=y, width=document.width, align="end")

    document.fill(groups, finish)
    return document.content()


def _note(text: str, document: Document) -> Block:
    height = document.height(text, _WORDS, document.width)
    return Block(
        height + 1.2,
        lambda y: document.write(text, _WORDS, start=0, y=y + 1.2, width=document.width),
    )


def _part(part: Part, document: Document) -> Iterator[Group]:
    """Each question in a group of its own; the heading stays with the first."""
    heading = [document.paragraph(part.title, _HEADING)]
    heading += [document.paragraph(note, _WORDS) for note in part.notes]
    for question in part.questions:
        yield Group((*heading, *_question(question, document)), gap=3.5)
        heading = []
    if heading:
        yield Group(tuple(heading), gap=3.5)


def _question(question: Ask, document: Document) -> Iterator[Block]:
    yield document.paragraph(question.label, _QUESTION)
    if question.hint:
        yield document.paragraph(question.hint, _SMALL)
    if question.is_day:
        yield _day(document)
    elif question.options:
        for option in question.options:
            yield _option(option, document)
    else:
        for _ in range(question.lines):
            yield Block(_LINE, lambda y: document.rule(0, y + _LINE - 1, document.width, grey=120))


def _option(option: tuple[str, str], document: Document) -> Block:
    name, sentence = option
    width = document.width - _BESIDE
    high = document.height(name, _WORDS, width)
    below = document.height(sentence, _SMALL, width) if sentence else 0

    def draw(y: float) -> None:
        document.box(0, y + 0.6, _BOX, _BOX)
        first = y + 0.6 + (_BOX - _WORDS.leading) / 2
        document.write(name, _WORDS, start=_BESIDE, y=first, width=width)
        if sentence:
            document.write(sentence, _SMALL, start=_BESIDE, y=first + high, width=width)

    return Block(max(high + below, _BOX) + 1.6, draw)


def _day(document: Document) -> Block:
    """A box for each digit, with the name of each part above."""
    _ = document.speech.gettext
    names = (_("Day"), _("Month"), _("Year"))
    side, gap = 7.0, 6.0

    def draw(y: float) -> None:
        start = 0.0
        for name, count in zip(names, _DAY_BOXES, strict=True):
            width = count * side
            document.write(name, _SMALL, start=start, y=y, width=width + gap)
            for at in range(count):
                document.box(start + at * side, y + _SMALL.leading + 0.5, side, side)
            start += width + gap

    return Block(_SMALL.leading + side + 2, draw)
