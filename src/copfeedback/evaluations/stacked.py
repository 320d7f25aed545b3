"""Tables that become blocks on a narrow screen, each cell with the head of its column before it.

Browsers that lay a table out as blocks tell screen readers of no table any more, so every part
says by its role what it is. The words before a cell come from the stylesheet: screen readers,
which read the heads anyway, do not hear them twice. Ends of cells and rows are left out, as HTML
allows.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from copfeedback.i18n.translations import LocalText

Cell = Markup | str
Row = tuple[Cell | LocalText, Sequence[Cell]]
"""Its own head, and its cells."""


def stacked_table(
    name: Cell, heads: Sequence[Cell], rows: Sequence[Row], *, captioned: bool = True
) -> Markup:
    """A table called by its name, with a head for each column, that of the rows' heads first."""
    return grouped_table(name, heads, [("", rows)], captioned=captioned)


def grouped_table(
    name: Cell,
    heads: Sequence[Cell],
    groups: Sequence[tuple[Cell, Sequence[Row]]],
    *,
    captioned: bool = True,
) -> Markup:
    """The same with rows in groups that have names, or none. ``captioned``: it shows its name."""
    caption = Markup("<caption>{}</caption>").format(name) if captioned else ""
    head = Markup("").join(
        Markup('<th scope="col" role="columnheader">{}').format(each) for each in heads
    )
    labels = [_as_text(each) for each in heads[1:]]
    bodies = Markup("").join(_body(title, rows, labels, len(heads)) for title, rows in groups)
    return Markup(
        '<div class="table figures plain stacks" tabindex="0" role="region" aria-label="{}">'
        '<table role="table">{}<thead role="rowgroup"><tr role="row">{}{}'
        "</table></div>"
    ).format(_as_text(name), caption, head, bodies)


def _body(title: Cell, rows: Sequence[Row], labels: Sequence[str], width: int) -> Markup:
    shown = Markup("").join(_row(head, cells, labels) for head, cells in rows)
    if title:
        shown = (
            Markup('<tr role="row"><th scope="rowgroup" role="rowheader" colspan="{}">{}').format(
                width, title
            )
            + shown
        )
    return Markup('<tbody role="rowgroup">{}').format(shown)


def _row(head: Cell | LocalText, cells: Sequence[Cell], labels: Sequence[str]) -> Markup:
    told = Markup("").join(
        Markup('<td role="cell" data-label="{}">{}').format(label, cell)
        for label, cell in zip(labels, cells, strict=True)
    )
    return Markup('<tr role="row"><th scope="row" role="rowheader">{}{}').format(head, told)


def _as_text(words: Cell) -> str:
    return escape(words).replace("<br>", " ").striptags()
