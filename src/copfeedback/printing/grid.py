"""A Likert grid on paper: a table with one row for each statement."""

from __future__ import annotations

from collections.abc import Sequence

from copfeedback.i18n.translations import LocalText
from copfeedback.printing.answer_fields import BOX, NUMBER, START, WORDS
from copfeedback.printing.document import Block, Document, Type
from copfeedback.printing.lines import widest_word
from copfeedback.printing.local_words import local
from copfeedback.surveys.model import Question, Row

_HEAD = Type(7.5)
_SMALL_HEAD = Type(6.5)
_NARROWEST_STATEMENT = 60.0
_NARROWEST_COLUMN, _WIDEST_COLUMN = 14.0, 22.0
_PADDING = 1.2
_ROW_NUMBER = 9.0


def grid_blocks(
    question: Question, numbers: Sequence[str], document: Document
) -> tuple[Block | None, tuple[Block, ...]]:
    """The head of the table and its rows; no head where the table would be too narrow to read."""
    heads = [local(choice.text, document.speech) for choice in question.choices]
    fitting = _column(heads, document)
    if fitting is None:
        return None, ()
    type_, column = fitting
    return _head(heads, type_, column, document), tuple(
        _row(row, number, len(heads), column, shaded=at % 2 == 0, document=document)
        for at, (row, number) in enumerate(zip(question.rows, numbers, strict=True))
    )


def _column(heads: Sequence[LocalText], document: Document) -> tuple[Type, float] | None:
    """The letters and the width of a column of boxes, so that no word of the head is broken."""
    room = (document.width - START - _NARROWEST_STATEMENT) / max(len(heads), 1)
    widest = min(room, _WIDEST_COLUMN)
    if widest < _NARROWEST_COLUMN:
        return None
    for type_ in (_HEAD, _SMALL_HEAD):
        needed = max(
            widest_word(str(head), leftwards=document.leftwards) * type_.size for head in heads
        )
        if needed + 2 * _PADDING <= widest:
            return type_, max(needed + 2 * _PADDING, _NARROWEST_COLUMN)
    return None


def _head(heads: Sequence[LocalText], type_: Type, column: float, document: Document) -> Block:
    inner = column - 2 * _PADDING
    high = max(document.height(head, type_, inner) for head in heads)
    first = document.width - column * len(heads)

    def draw(y: float) -> None:
        for at, head in enumerate(heads):
            start = first + at * column + _PADDING
            own = document.height(head, type_, inner)
            document.write(head, type_, start=start, y=y + high - own, width=inner, align="middle")
            number = str(at + 1)
            document.write(
                number, NUMBER, start=start, y=y + high + 0.3, width=inner, align="middle"
            )

    return Block(high + NUMBER.leading + 0.8, draw)


def _row(
    row: Row, number: str, columns: int, column: float, *, shaded: bool, document: Document
) -> Block:
    first = document.width - column * columns
    start = START + _ROW_NUMBER
    text = local(row.text, document.speech)
    width = first - start - 3
    words = document.height(text, WORDS, width)
    high = max(words, BOX) + 3

    def draw(y: float) -> None:
        if shaded:
            document.shade(START, y, document.width - START, high, 240)
        top = y + (high - words) / 2
        document.write(number, NUMBER, start=START + 1, y=top + 0.6, width=_ROW_NUMBER)
        document.write(text, WORDS, start=start, y=top, width=width)
        for at in range(columns):
            middle = first + at * column + (column - BOX) / 2
            document.box(middle, y + (high - BOX) / 2, BOX, BOX)

    return Block(high, draw)
