"""A poster that invites to a forum: its next meeting, and how to reach it from a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import segno

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.printing.document import Document, Type
from copfeedback.printing.lines import isolated
from copfeedback.printing.printable import printable

_MARGIN = 20.0
_NAME_SIZES = tuple(Type(size, bold=True) for size in (44, 36, 28, 22))
_ADDRESS_SIZES = tuple(Type(size, bold=True) for size in (30, 24, 18, 14))
_SENTENCE, _LABEL, _WORDS, _SMALL = Type(16), Type(17, bold=True), Type(17), Type(14)
_CODE_SIDE = 78.0
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class ForumPoster:
    """What stands on it.

    ``heading`` stands above ``facts``, lines about the next meeting; ``code`` is the address within
    the square code, ``address`` the one to be read and typed.
    """

    name: str | LocalText
    sentence: str
    heading: str
    facts: Sequence[str | LocalText]
    scan: str
    code: str
    address: str


def print_forum_poster(poster: ForumPoster, speech: Speech) -> bytes:
    """A PDF of one A4 page."""
    document = Document(speech, str(printable(poster.name)), margin=_MARGIN)
    document.add_page()
    width, y = document.width, _MARGIN
    name = printable(poster.name)
    type_ = _largest(document, name, _NAME_SIZES, _MOST_LINES)
    document.write(name, type_, start=0, y=y, width=width, align="middle")
    y += document.height(name, type_, width) + 3
    document.write(poster.sentence, _SENTENCE, start=0, y=y, width=width, align="middle")
    y += document.height(poster.sentence, _SENTENCE, width) + 7
    document.rule(0, y, width, grey=120)
    y += 6
    below = _height_below(document, poster)
    for at, fact in enumerate(map(printable, (poster.heading, *poster.facts))):
        look = _LABEL if at == 0 else _WORDS
        high = document.height(fact, look, width)
        if y + high > document.bottom - below:
            break  # the way to the page, which says all, must not be pushed off the paper
        document.write(fact, look, start=0, y=y, width=width, align="middle")
        y += high + 1.5
    y = document.bottom - below
    document.write(poster.scan, _SMALL, start=0, y=y, width=width, align="middle")
    y += document.height(poster.scan, _SMALL, width) + 4
    square = [list(row) for row in segno.make(poster.code, error="q").matrix]
    document.dots(square, (width - _CODE_SIDE) / 2, y, _CODE_SIDE)
    y += _CODE_SIDE + 7
    address = isolated(poster.address)
    type_ = _largest(document, address, _ADDRESS_SIZES, 1)
    document.write(address, type_, start=0, y=y, width=width, align="middle")
    return document.content()


def _height_below(document: Document, poster: ForumPoster) -> float:
    scan = document.height(poster.scan, _SMALL, document.width)
    return scan + 4 + _CODE_SIDE + 7 + _ADDRESS_SIZES[0].leading + 4


def _largest(
    document: Document, text: str | LocalText, sizes: Sequence[Type], most_lines: int
) -> Type:
    fitting = (
        each for each in sizes if len(document.lines(text, each, document.width)) <= most_lines
    )
    return next(fitting, sizes[-1])
