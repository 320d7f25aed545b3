"""An agenda or minutes on paper, point by point, in the usual size or in large print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.printing.document import Block, Document, Group, Type
from copfeedback.printing.lines import isolated
from copfeedback.printing.printable import printable

Words = str | LocalText
_MARGIN = 18.0
_BESIDE_SHARE = 0.25
"""Of the width: labels, with what they label beside them."""
_HIGHEST_BESIDE = 60.0
_GAP = 1.5
"""Above a label."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with what it is called before it; without a name it stands for itself."""

    label: str
    text: Words


@dataclass(frozen=True, slots=True)
class PrintedPoint:
    """One point: its title, what there is to know of it on a small line, and its texts."""

    title: Words
    hint: str = ""
    texts: Sequence[Labelled] = ()


@dataclass(frozen=True, slots=True)
class ForumPaper:
    """All that stands on the paper.

    ``facts`` stand in two columns below the title, ``notes`` below them in bold, ``points`` after
    the ``heading``; ``address`` is where the same can be read, and stands on every page.
    """

    title: Words
    below_title: Words
    facts: Sequence[Labelled]
    notes: Sequence[str]
    heading: str
    points: Sequence[PrintedPoint]
    after: Sequence[PrintedPoint] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class _Sizes:
    title: Type
    heading: Type
    point: Type
    label: Type
    words: Type
    small: Type


_USUAL = _Sizes(
    Type(18, bold=True),
    Type(14, bold=True),
    Type(11.5, bold=True),
    Type(10.5, bold=True),
    Type(10.5),
    Type(9, grey=60),
)
_LARGE = _Sizes(
    Type(28, bold=True),
    Type(24, bold=True),
    Type(20, bold=True),
    Type(18, bold=True),
    Type(18),
    Type(16, grey=20),
)


def print_forum_paper(paper: ForumPaper, speech: Speech, *, large: bool = False) -> bytes:
    """A PDF of A4 pages. What has no letters in our fonts is printed as a sign in its place."""
    drawing = _Drawing(paper, speech, _LARGE if large else _USUAL)
    return drawing.content()


class _Drawing:
    """Draws one paper."""

    def __init__(self, paper: ForumPaper, speech: Speech, sizes: _Sizes) -> None:
        self._paper = paper
        self._speech = speech
        self._sizes = sizes
        foot = 2 * sizes.small.leading + 4
        self._document = Document(speech, str(printable(paper.title)), margin=_MARGIN, foot=foot)

    def content(self) -> bytes:
        """The PDF."""
        self._document.fill(list(self._groups()), self._foot)
        return self._document.content()

    def _groups(self) -> Iterator[Group]:
        paper, sizes = self._paper, self._sizes
        title = [self._said(paper.below_title, sizes.label), self._said(paper.title, sizes.title)]
        yield Group(tuple(title), gap=3)
        facts = [block for fact in paper.facts for block in self._fact(fact)]
        yield Group(tuple(facts), gap=3)
        for note in paper.notes:
            yield Group((self._said(note, sizes.label),), gap=2)
        heading = [self._said(paper.heading, sizes.heading)]
        for point in paper.points:
            yield from self._point(point, heading)
            heading = []
        if heading:
            yield Group(tuple(heading), gap=3)
        for point in paper.after:
            yield from self._point(point, [])

    def _point(self, point: PrintedPoint, before: list[Block]) -> Iterator[Group]:
        """Its title stays with its first line, each label with the line after it."""
        sizes = self._sizes
        blocks = [*before, self._said(point.title, sizes.point)]
        if point.hint:
            blocks.append(self._said(point.hint, sizes.small))
        for each in point.texts:
            if each.label:
                label = self._said(each.label, sizes.label)
                blocks += [Block(_GAP, lambda _: None), label]
            for line in self._document.line_blocks(printable(each.text), sizes.words):
                yield Group((*blocks, line))
                blocks = []
        yield Group(tuple(blocks), gap=sizes.words.leading)

    def _fact(self, fact: Labelled) -> list[Block]:
        """A label with a text beside it, or below where it is long."""
        document, sizes = self._document, self._sizes
        text, start = printable(fact.text), document.width * _BESIDE_SHARE
        beside, gap = document.width - start, 3.0
        high = document.height(text, sizes.words, beside)
        if high > _HIGHEST_BESIDE:
            label = self._said(fact.label, sizes.label)
            return [label, *document.line_blocks(text, sizes.words)]

        def draw(y: float) -> None:
            document.write(fact.label, sizes.label, start=0, y=y, width=start - gap)
            document.write(text, sizes.words, start=start, y=y, width=beside)

        return [Block(max(high, document.height(fact.label, sizes.label, start - gap)) + 1, draw)]

    def _said(self, text: Words, type_: Type) -> Block:
        return self._document.paragraph(printable(text), type_)

    def _foot(self, page: int, pages: int) -> None:
        document, small = self._document, self._sizes.small
        number = self._speech.formatting.number
        y = document.bottom + 3
        document.rule(0, y - 1.5, document.width, grey=180)
        said = self._speech.gettext("Page %(page)s of %(pages)s") % {
            "page": number(page),
            "pages": number(pages),
        }
        document.write(said, small, start=0, y=y, width=document.width, align="end")
        if self._paper.address:
            address = isolated(self._paper.address)
            document.write(address, small, start=0, y=y + small.leading, width=document.width)
