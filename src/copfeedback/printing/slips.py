"""Slips of paper with an access code each, to be cut apart and handed out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import segno

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.printing.document import HEIGHT, WIDTH, Document, Type
from copfeedback.printing.lines import isolated

ACROSS, DOWN = 2, 5
A_PAGE = ACROSS * DOWN
_SLIP_WIDTH, _SLIP_HEIGHT = WIDTH / ACROSS, HEIGHT / DOWN
_PADDING = 7.0
_CODE_SIDE = 25.0
_QUIET_ZONE = 3.0

_TITLE, _WORDS, _ADDRESS = Type(11, bold=True), Type(8.5), Type(10, bold=True)
_CODE_SIZES = tuple(Type(size, bold=True) for size in (18, 15, 12, 10, 8))


def code_slips(
    codes: Sequence[str], *, name: str | LocalText, address: str, until: date, speech: Speech
) -> bytes:
    """A PDF of slips, ten a page of A4.

    Args:
        codes: the access codes as people read them, such as ``1234 5678 9012``.
        name: what the wave is called.
        address: the short address of the wave in full, as the square code holds it.
        until: the last day on which a code is taken.
        speech: the language of the slips.
    """
    title = speech.gettext("Access codes for %(survey)s") % {"survey": name}
    document = Document(speech, title, margin=0)
    slip = _Slip(document, name, address, until)
    drawn = dict.fromkeys((A_PAGE, len(codes) % A_PAGE), b"")
    for first in range(0, len(codes), A_PAGE):
        page = codes[first : first + A_PAGE]
        document.add_page()
        if drawn[len(page)]:
            document.draw_again(drawn[len(page)])
        else:
            for at in range(len(page)):
                slip.draw_frame(*divmod(at, ACROSS))
            _draw_cuts(document)
            drawn[len(page)] = document.drawn_so_far()
        for at, code in enumerate(page):
            slip.draw_code(code, *divmod(at, ACROSS))
    return document.content()


class _Slip:
    """What stands on every slip, and where its code goes."""

    def __init__(
        self, document: Document, name: str | LocalText, address: str, until: date
    ) -> None:
        speech = document.speech
        self._document = document
        self._square = [list(row) for row in segno.make(address, error="m").matrix]
        text_width = _SLIP_WIDTH - 2 * _PADDING
        beside = text_width - _CODE_SIDE - _QUIET_ZONE
        self._above: list[tuple[str | LocalText, Type, float]] = [
            (name, _TITLE, text_width),
            (
                speech.gettext("Scan the square code, or type this address into a browser:"),
                _WORDS,
                beside,
            ),
            (isolated(address.partition("://")[2] or address), _ADDRESS, beside),
            (speech.gettext("Then enter this code:"), _WORDS, beside),
        ]
        valid = speech.gettext("Valid until %(day)s.") % {"day": speech.formatting.date(until)}
        once = speech.gettext(
            "It works once, for one person. Your answers cannot be linked to the code."
        )
        self._below = f"{valid} {once}"
        self._width, self._beside = text_width, beside

    def draw_frame(self, row: int, column: int) -> None:
        """Draw all but the code."""
        start, top = self._corner(row, column)
        for text, type_, width in self._above:
            self._document.write(text, type_, start=start, y=top, width=width)
            top += self._document.height(text, type_, width) + 0.8
        self._document.dots(
            self._square,
            start + self._width - _CODE_SIDE,
            self._square_top(row, column),
            _CODE_SIDE,
        )
        below = self._document.height(self._below, _WORDS, self._width)
        self._document.write(
            self._below,
            _WORDS,
            start=start,
            y=(row + 1) * _SLIP_HEIGHT - _PADDING + 2 - below,
            width=self._width,
        )

    def draw_code(self, code: str, row: int, column: int) -> None:
        """Draw a code, as large as there is room for."""
        start, top = self._corner(row, column)
        top += sum(self._document.height(t, type_, width) + 0.8 for t, type_, width in self._above)
        shown = isolated(code)
        type_ = next((each for each in _CODE_SIZES if self._fits(shown, each)), _CODE_SIZES[-1])
        self._document.write(shown, type_, start=start, y=top, width=self._beside)

    def _fits(self, code: str, type_: Type) -> bool:
        return len(self._document.lines(code, type_, self._beside)) == 1

    def _corner(self, row: int, column: int) -> tuple[float, float]:
        return column * _SLIP_WIDTH + _PADDING, row * _SLIP_HEIGHT + _PADDING - 1

    def _square_top(self, row: int, column: int) -> float:
        _, top = self._corner(row, column)
        return top + self._document.height(*self._above[0]) + 2


def _draw_cuts(document: Document) -> None:
    for column in range(1, ACROSS):
        document.cut(column * _SLIP_WIDTH, 0, column * _SLIP_WIDTH, HEIGHT)
    for row in range(1, DOWN):
        document.cut(0, row * _SLIP_HEIGHT, WIDTH, row * _SLIP_HEIGHT)
