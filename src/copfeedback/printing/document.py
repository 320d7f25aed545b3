"""A printed document in one language: pages, lines of text, boxes to write in.

Places across a page are said as distances from the side where reading starts, so that a page in a
language written from right to left is the mirror image of one written from left to right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fpdf import FPDF
from fpdf.enums import TextDirection
from fpdf.fonts import TTFFont

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.printing.faces import MILLIMETRES_A_POINT, Face, faces
from copfeedback.printing.lines import Line, Run, broken, reads_leftwards

Alignment: TypeAlias = Literal["start", "middle", "end"]

WIDTH, HEIGHT = 210.0, 297.0
"""A4, in millimetres like all lengths here."""

_LEADING = 1.45
_BASELINE = 0.3  # of the size of the letters, below the middle of a line
_THIN = 0.25


@dataclass(frozen=True, slots=True)
class Type:
    """How a text looks: its size in points, its weight, how dark it is (0 is black)."""

    size: float
    bold: bool = False
    grey: int = 0

    @property
    def leading(self) -> float:
        """The height of a line."""
        return self.size * _LEADING * MILLIMETRES_A_POINT


@dataclass(frozen=True, slots=True)
class Block:
    """Something of a known height that is drawn at the height it is given, and never broken."""

    height: float
    draw: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that stay on one page if they fit on one, with a gap below them.

    ``repeat`` is the block that is drawn again where the group goes on on another page, such as
    the head of a table.
    """

    blocks: tuple[Block, ...]
    gap: float = 0
    repeat: Block | None = None

    @property
    def height(self) -> float:
        """The height of all blocks."""
        return sum(block.height for block in self.blocks)


class Document:
    """Pages with a margin, filled from the top."""

    def __init__(self, speech: Speech, title: str, *, margin: float, foot: float = 0) -> None:
        self.speech = speech
        self.leftwards = speech.direction == "rtl"
        self.margin = margin
        self.width = WIDTH - 2 * margin
        self.bottom = HEIGHT - margin - foot
        self._known: set[Face] = set()
        self._pdf = FPDF(unit="mm", format="A4")
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_auto_page_break(False)
        self._pdf.set_title(title)
        self._pdf.set_lang(speech.tag)
        self._pdf.set_creator("copfeedback")
        self._pdf.set_line_width(_THIN)
        for face in (*faces(bold=False), *faces(bold=True)):
            self._pdf.add_font(face.family, face.style, face.path)

    def add_page(self) -> None:
        """Begin a page."""
        self._pdf.add_page()
        self._known.clear()

    def content(self) -> bytes:
        """The PDF."""
        return bytes(self._pdf.output())

    def drawn_so_far(self) -> bytes:
        """What is drawn on this page, to be drawn on others as it is."""
        return bytes(self._contents())

    def draw_again(self, drawn: bytes) -> None:
        """Draw on this page what was drawn on another."""
        for face in (*faces(bold=False), *faces(bold=True)):
            self._make_known(face)
        self._contents().extend(drawn)

    def _contents(self) -> bytearray:
        contents = self._pdf.pages[self._pdf.page].contents
        if not isinstance(contents, bytearray):
            raise TypeError("the page is finished")
        return contents

    def fill(self, groups: Sequence[Group], finish: Callable[[int, int], None]) -> None:
        """Fill pages with groups; ``finish`` draws what else stands on a page, given its number
        and how many there are.
        """
        pages = self._paged(groups)
        for number, page in enumerate(pages, 1):
            self.add_page()
            for y, block in page:
                block.draw(y)
            finish(number, len(pages))

    def _paged(self, groups: Sequence[Group]) -> list[list[tuple[float, Block]]]:
        """What stands on each page, and how far down."""
        pages: list[list[tuple[float, Block]]] = [[]]
        y = self.margin
        for group in groups:
            if y + group.height > self.bottom and group.height <= self.bottom - self.margin:
                pages.append([])
                y = self.margin
            drawn: set[int] = set()
            for block in group.blocks:
                if y + block.height > self.bottom and pages[-1]:
                    pages.append([])
                    y = self.margin
                    if group.repeat is not None and id(group.repeat) in drawn:
                        pages[-1].append((y, group.repeat))
                        y += group.repeat.height
                pages[-1].append((y, block))
                drawn.add(id(block))
                y += block.height
            y += group.gap
        return pages

    def lines(self, text: str | LocalText, type_: Type, width: float) -> tuple[Line, ...]:
        """A text in lines of a width."""
        return broken(
            str(text), width / type_.size, leftwards=self._reads_leftwards(text), bold=type_.bold
        )

    def height(self, text: str | LocalText, type_: Type, width: float) -> float:
        """How high a text is in lines of a width."""
        return len(self.lines(text, type_, width)) * type_.leading

    def paragraph(
        self, text: str | LocalText, type_: Type, *, start: float = 0, width: float = 0
    ) -> Block:
        """A text in lines, as a block."""
        width = width or self.width - start
        return Block(
            self.height(text, type_, width),
            lambda y: self.write(text, type_, start=start, y=y, width=width),
        )

    def line_blocks(self, text: str | LocalText, type_: Type, *, start: float = 0) -> list[Block]:
        """A text as one block a line, so that a long one can go on on the next page."""
        width = self.width - start

        def drawing(at: int) -> Callable[[float], None]:
            return lambda y: self._write_line(lines[at], type_, start=start, y=y, width=width)

        lines = self.lines(text, type_, width)
        return [Block(type_.leading, drawing(at)) for at in range(len(lines))]

    def write(
        self,
        text: str | LocalText,
        type_: Type,
        *,
        start: float,
        y: float,
        width: float,
        align: Alignment = "start",
    ) -> None:
        """Draw a text in lines of a width; ``y`` is the upper edge of the first."""
        for at, line in enumerate(self.lines(text, type_, width)):
            top = y + at * type_.leading
            self._write_line(line, type_, start=start, y=top, width=width, align=align)

    def box(self, start: float, y: float, width: float, height: float, *, grey: int = 0) -> None:
        """Draw an empty box."""
        self._pdf.set_draw_color(grey)
        self._pdf.rect(self._left(start, width), y, width, height)

    def rule(self, start: float, y: float, width: float, *, grey: int = 0) -> None:
        """Draw a line across."""
        left = self._left(start, width)
        self._pdf.set_draw_color(grey)
        self._pdf.line(left, y, left + width, y)

    def shade(self, start: float, y: float, width: float, height: float, grey: int) -> None:
        """Fill a rectangle."""
        self._pdf.set_fill_color(grey)
        self._pdf.rect(self._left(start, width), y, width, height, style="F")

    def cut(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a dashed line to cut along, between two points of the sheet of paper itself."""
        self._pdf.set_draw_color(150)
        self._pdf.set_dash_pattern(dash=1, gap=1)
        self._pdf.line(x1, y1, x2, y2)
        self._pdf.set_dash_pattern()

    def dots(self, matrix: Sequence[Sequence[int]], start: float, y: float, side: float) -> None:
        """Draw a matrix code as a square: one rectangle for each row of dark dots."""
        step, left = side / len(matrix), self._left(start, side)
        self._pdf.set_fill_color(0)
        for row, dots in enumerate(matrix):
            column = 0
            while column < len(dots):
                length = 0
                while column + length < len(dots) and dots[column + length]:
                    length += 1
                if length:
                    x = left + column * step
                    self._pdf.rect(x, y + row * step, length * step, step, style="F")
                column += length or 1

    def _write_line(
        self,
        line: Line,
        type_: Type,
        *,
        start: float,
        y: float,
        width: float,
        align: Alignment = "start",
    ) -> None:
        spare = width - line.width * type_.size
        left = self._left(start, width)
        if align == "middle":
            left += spare / 2
        elif (align == "end") != self.leftwards:
            left += spare
        self._draw(line, type_, left, y)

    def _reads_leftwards(self, text: str | LocalText) -> bool:
        if isinstance(text, LocalText) and text.is_fallback:
            return reads_leftwards(text.text)
        return self.leftwards

    def _left(self, start: float, width: float) -> float:
        """The left edge of what begins at a distance from the side where reading starts."""
        return WIDTH - self.margin - start - width if self.leftwards else self.margin + start

    def _draw(self, line: Line, type_: Type, left: float, top: float) -> None:
        baseline = HEIGHT - (top + type_.leading / 2 + _BASELINE * type_.size * MILLIMETRES_A_POINT)
        x, y = left / MILLIMETRES_A_POINT, baseline / MILLIMETRES_A_POINT
        drawn = [f"q {type_.grey / 255:.2f} g BT"]
        for run in line.runs:
            self._make_known(run.face)
            drawn.append(self._shown(run, type_.size, x, y))
            x += run.width * type_.size / MILLIMETRES_A_POINT
        drawn.append("ET Q\n")
        self._contents().extend(" ".join(drawn).encode("latin-1"))

    def _shown(self, run: Run, size: float, x: float, y: float) -> str:
        """The operators that show a run at a place given in points.

        They are written here since fpdf2 cuts a word before each vowel sign of Arabic.
        """
        font = self._font(run.face)
        direction = TextDirection.RTL if run.leftwards else TextDirection.LTR
        shaped = font.shape_text(run.text, size, {"features": {}, "fragment_direction": direction})
        step = font.scale * size / 1000
        drawn, pending = [f"/F{font.i} {size:.2f} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm"], ""
        for glyph in shaped:
            if glyph["mapped_char"] is None:
                continue
            right, up = glyph["x_offset"] * step, glyph["y_offset"] * step
            if right or up:
                drawn.append(f"({pending}) Tj 1 0 0 1 {x + right:.2f} {y + up:.2f} Tm")
                pending = ""
            pending += font.escape_text(chr(glyph["mapped_char"]))
            x += glyph["x_advance"] * step
            if glyph["force_positioning"]:
                drawn.append(f"({pending}) Tj 1 0 0 1 {x:.2f} {y:.2f} Tm")
                pending = ""
        drawn.append(f"({pending}) Tj")
        return " ".join(drawn)

    def _font(self, face: Face) -> TTFFont:
        font = self._pdf.fonts[face.family.lower() + face.style]
        if not isinstance(font, TTFFont):
            raise TypeError(f"{face.family} is no font with letters of every script")
        return font

    def _make_known(self, face: Face) -> None:
        """Let fpdf2 write a space: a page only knows the fonts it has written in itself."""
        if face in self._known:
            return
        self._known.add(face)
        self._pdf.set_font(face.family, face.style, 1)
        self._pdf.set_xy(0, 0)
        self._pdf.cell(1, 1, " ")
