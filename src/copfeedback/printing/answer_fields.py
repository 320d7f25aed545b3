"""Where each kind of answer is put on paper: boxes to mark, boxes for digits, lines to write on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from copfeedback.i18n.translations import LocalText
from copfeedback.printing.document import Block, Document, Type
from copfeedback.printing.local_words import local
from copfeedback.surveys.model import (
    NO,
    SCALE_MAXIMUM,
    SCALE_MINIMUM,
    YES,
    Choice,
    Question,
    QuestionType,
)
from copfeedback.surveys.wording import CONSENT_WORDS

START = 11.0
"""How far in answers stand, to leave the number of the question alone."""

WORDS, SMALL = Type(10), Type(8.5, grey=60)
NUMBER = Type(8.5, grey=60)
BOX = 4.4
_NUMBER_WIDTH = 6.5
_DIGIT = 7.5
_LINE = 8.5
_MANY_CHOICES = 6
_MOST_DIGITS = 7
_LINES_OF_A_TEXT, _SIGNS_A_LINE = 5, 200


@dataclass(frozen=True, slots=True)
class _Option:
    """One answer to mark: its number, its words, and whether a line to write on comes with it."""

    number: str
    text: LocalText
    specify: bool = False


def answer_blocks(
    question: Question, choices: Sequence[Choice], document: Document
) -> tuple[Block, ...]:
    """The place for the answer to a question; ``choices`` are those that are printed."""
    return tuple(_FIELDS[question.type](question, choices, document))


def box_and_text(document: Document, start: float, width: float, option: _Option) -> Block:
    """A numbered box and what it stands for."""
    beside = _NUMBER_WIDTH + BOX + 2.5
    high = document.height(option.text, WORDS, width - beside)
    line = _LINE if option.specify else 0

    def draw(y: float) -> None:
        lower = y + 0.6
        document.write(
            option.number,
            NUMBER,
            start=start,
            y=lower + (BOX - NUMBER.leading) / 2,
            width=_NUMBER_WIDTH - 1.5,
            align="end",
        )
        document.box(start + _NUMBER_WIDTH, lower, BOX, BOX)
        first = lower + (BOX - WORDS.leading) / 2
        document.write(option.text, WORDS, start=start + beside, y=first, width=width - beside)
        if option.specify:
            document.rule(start + beside, first + high + line - 2, width - beside, grey=120)

    return Block(max(high, BOX) + 1.6 + line, draw)


def choice_blocks(question: Question, choices: Sequence[Choice], document: Document) -> list[Block]:
    """A numbered box for each choice."""
    options = [
        _Option(str(at), local(choice.text, document.speech), choice.specify)
        for at, choice in enumerate(choices, 1)
    ]
    return [*_how_many(question, document), *_options(options, document)]


def _consent(_question: Question, _choices: Sequence[Choice], document: Document) -> list[Block]:
    speech = document.speech
    words = [
        LocalText(speech.gettext(CONSENT_WORDS[code]), speech.tag, is_fallback=False)
        for code in (YES, NO)
    ]
    options = [_Option(str(at), text) for at, text in enumerate(words, 1)]
    stop = speech.gettext("If you do not agree, please stop here and do not hand in this form.")
    return [*_options(options, document), document.paragraph(stop, SMALL, start=START)]


def _options(options: Sequence[_Option], document: Document) -> list[Block]:
    """The options below each other; many short ones in two columns, read downwards."""
    width = document.width - START
    half = (width - 4) / 2
    beside = _NUMBER_WIDTH + BOX + 2.5
    in_columns = len(options) > _MANY_CHOICES and all(
        len(document.lines(option.text, WORDS, half - beside)) == 1 and not option.specify
        for option in options
    )
    if not in_columns:
        return [box_and_text(document, START, width, option) for option in options]
    down = (len(options) + 1) // 2
    first = [box_and_text(document, START, half, option) for option in options[:down]]
    second = [box_and_text(document, START + half + 4, half, option) for option in options[down:]]
    return [
        _beside(block, second[at] if at < len(second) else None) for at, block in enumerate(first)
    ]


def _beside(one: Block, other: Block | None) -> Block:
    if other is None:
        return one

    def draw(y: float) -> None:
        one.draw(y)
        other.draw(y)

    return Block(max(one.height, other.height), draw)


def _how_many(question: Question, document: Document) -> list[Block]:
    """How many boxes may be marked, where it is not one."""
    speech = document.speech
    if question.type is not QuestionType.MULTIPLE:
        return []
    if question.max_answers is not None:
        words = speech.ngettext(
            "Mark no more than %(limit)s box.",
            "Mark no more than %(limit)s boxes.",
            question.max_answers,
        ) % {"limit": speech.formatting.number(question.max_answers)}
    elif question.hint is None:
        words = speech.gettext("You can mark more than one box.")
    else:
        return []  # its own hint says so
    return [document.paragraph(words, SMALL, start=START)]


def _ranking(question: Question, choices: Sequence[Choice], document: Document) -> list[Block]:
    speech = document.speech
    count = question.max_answers or len(choices)
    words = speech.gettext(
        "Write 1 into the box of what comes first for you, 2 for what comes second, "
        "up to %(count)s."
    ) % {"count": speech.formatting.number(count)}
    return [document.paragraph(words, SMALL, start=START)] + [
        _rank(document, at, local(choice.text, speech)) for at, choice in enumerate(choices, 1)
    ]


def _rank(document: Document, number: int, text: LocalText) -> Block:
    beside, label = _DIGIT + 2.5, 10.0
    width = document.width - START - beside - label

    def draw(y: float) -> None:
        document.box(START, y, _DIGIT, _DIGIT - 0.5)
        first = y + (_DIGIT - 0.5 - WORDS.leading) / 2
        document.write(text, WORDS, start=START + beside, y=first, width=width)
        document.write(
            f"[{number}]",
            NUMBER,
            start=document.width - label,
            y=first,
            width=label,
            align="end",
        )

    return Block(max(_DIGIT, document.height(text, WORDS, width)) + 0.8, draw)


def _scale(question: Question, _choices: Sequence[Choice], document: Document) -> list[Block]:
    points = range(SCALE_MINIMUM, SCALE_MAXIMUM + 1)
    width = document.width - START
    step = width / len(points)
    side = 6.0

    def draw(y: float) -> None:
        for at, point in enumerate(points):
            start = START + at * step
            words = document.speech.formatting.number(point)
            document.write(words, WORDS, start=start, y=y, width=step, align="middle")
            document.box(start + (step - side) / 2, y + WORDS.leading + 0.5, side, side)

    return [Block(WORDS.leading + side + 2, draw), *_ends(question, document)]


def _ends(question: Question, document: Document) -> list[Block]:
    """What the ends of the scale mean, each below its end."""
    half = (document.width - START) / 2 - 4
    low, high = (
        local(text, document.speech) if text is not None else ""
        for text in (question.low, question.high)
    )
    if not low and not high:
        return []

    def draw(y: float) -> None:
        document.write(low, SMALL, start=START, y=y, width=half)
        document.write(high, SMALL, start=START + half + 8, y=y, width=half, align="end")

    return [Block(max(document.height(text, SMALL, half) for text in (low, high)), draw)]


def _number(question: Question, _choices: Sequence[Choice], document: Document) -> list[Block]:
    digits = len(str(max(abs(question.maximum), abs(question.minimum))))
    return [_digits(document, [("", min(digits, _MOST_DIGITS))])]


def _decimal(_question: Question, _choices: Sequence[Choice], document: Document) -> list[Block]:
    def draw(y: float) -> None:
        document.box(START, y, 50, _DIGIT)

    return [Block(_DIGIT + 1, draw)]


def _date(_question: Question, _choices: Sequence[Choice], document: Document) -> list[Block]:
    _ = document.speech.gettext
    return [_digits(document, [(_("Day"), 2), (_("Month"), 2), (_("Year"), 4)])]


def _time(_question: Question, _choices: Sequence[Choice], document: Document) -> list[Block]:
    _ = document.speech.gettext
    return [_digits(document, [(_("Hour (0 to 23)"), 2), (_("Minutes"), 2)])]


def _digits(document: Document, parts: Sequence[tuple[str, int]]) -> Block:
    """Groups of boxes for a digit each, with a word above each group.

    The groups follow the direction of the language; within a box there is one digit, and digits
    go from left to right in every language.
    """
    label = SMALL.leading if any(words for words, _ in parts) else 0
    widths = [
        max(count * _DIGIT, *(document.lines(words, SMALL, 60)[0].width * SMALL.size,)) + 5
        for words, count in parts
    ]

    def draw(y: float) -> None:
        start = START
        for (words, count), width in zip(parts, widths, strict=True):
            document.write(words, SMALL, start=start, y=y, width=width)
            for digit in range(count):
                document.box(start + digit * _DIGIT, y + label, _DIGIT, _DIGIT)
            start += width

    return Block(label + _DIGIT + 1, draw)


def _text(question: Question, _choices: Sequence[Choice], document: Document) -> list[Block]:
    count = 1 if question.short else min(_LINES_OF_A_TEXT, 1 + question.max_length // _SIGNS_A_LINE)

    def draw(y: float) -> None:
        document.rule(START, y + _LINE - 1, document.width - START, grey=120)

    return [Block(_LINE, draw) for _ in range(count)]


def _nothing(_question: Question, _choices: Sequence[Choice], _document: Document) -> list[Block]:
    return []


_FIELDS: Mapping[QuestionType, Callable[[Question, Sequence[Choice], Document], list[Block]]] = {
    QuestionType.SINGLE: choice_blocks,
    QuestionType.MULTIPLE: choice_blocks,
    QuestionType.SECTOR: choice_blocks,
    QuestionType.CONSENT: _consent,
    QuestionType.RANKING: _ranking,
    QuestionType.SCALE: _scale,
    QuestionType.NUMBER: _number,
    QuestionType.DECIMAL: _decimal,
    QuestionType.DATE: _date,
    QuestionType.TIME: _time,
    QuestionType.TEXT: _text,
    QuestionType.NOTE: _nothing,
}
