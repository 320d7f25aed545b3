"""Counts as bars, for pages without scripts; see ``drawing`` for how pictures are made."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.drawing import Canvas

_PLOT = 80.0
"""Percent of the width that the longest bar takes; beside it is room for its number."""
_ROW, _BAR = 1.05, 0.62


def count_bars(title: str, rows: Sequence[tuple[str, int | None]], speech: Speech) -> Markup:
    """A bar for each count, with its number; a dash for one that is not shown.

    Nothing where fewer than two counts are shown: there would be nothing to compare.
    """
    shown = [count for _, count in rows if count is not None]
    if sum(count > 0 for count in shown) < 2:  # noqa: PLR2004 - see above
        return Markup("")
    canvas, longest = Canvas(speech), max(shown)
    for name, count in rows:
        canvas.words(name)
        y = canvas.y + (_ROW - _BAR) / 2
        canvas.y += _ROW
        if count is None:
            canvas.text(0, canvas.y - 0.2, "–")
        else:
            end = max(count * _PLOT / longest, 0.3)
            canvas.bar(0, end, y, _BAR, "a0")
            canvas.text(end + 1.5, canvas.y - 0.18, speech.formatting.number(count))
        canvas.y += 0.3
    return canvas.picture(title, speech.gettext("The same figures are in the table."))
