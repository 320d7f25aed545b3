"""Charts as small pictures of text and bars, for pages without scripts.

Across, everything is in percent of the width; down, in the size of the letters. So a chart fits
every screen without its letters shrinking, and grows with the letters a reader has chosen. Where
the language runs from right to left, charts do too. Colours are those of Okabe and Ito (2008);
the order and the words say the same again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import Estimate
from copfeedback.results.wording import percent

_LETTERS = 34
"""So many fit in a line of the narrowest phone, whatever the script."""
_PLOT = 86.0
"""Percent of the width that the longest bar can take; beside it is room for a figure in words."""
_LONGEST = (20, 40, 60, 100)
"""How many percent the bars of a picture can end at, the lowest that holds them all."""
_LINE = 1.35
_BAR = 0.62
_ROW = 1.05


@dataclass(frozen=True, slots=True)
class Series:
    """What is shown of one group: an estimate for each place of the chart.

    ``look`` is the name of its colour in the stylesheet.
    """

    name: str
    look: str
    estimates: Sequence[Estimate | None]


class Canvas:
    """Collects the parts of a picture from top to bottom."""

    def __init__(self, speech: Speech) -> None:
        self._mirrored = speech.direction == "rtl"
        self._parts: list[Markup] = []
        self.y = 0.0

    def across(self, percent_across: float) -> str:
        """A place from the side on which the language begins."""
        at = 100 - percent_across if self._mirrored else percent_across
        return f"{at:.1f}".removesuffix(".0") + "%"

    def text(self, at: float, y: float, text: str, *, anchor: str = "", kind: str = "") -> None:
        """Words on a line, ``y`` being where the letters stand."""
        how = Markup(' text-anchor="{}"').format(anchor) if anchor else Markup("")
        if kind:
            how += Markup(' class="{}"').format(kind)
        self._parts.append(
            Markup('<text x="{}" y="{}"{}>{}</text>').format(self.across(at), _em(y), how, text)
        )

    def bar(self, begin: float, end: float, y: float, height: float, look: str) -> None:
        """A bar between two places."""
        left = 100 - end if self._mirrored else begin
        place = self._place(left)
        self._parts.append(
            Markup('<rect class="{}"{} y="{}" width="{}%" height="{}"/>').format(
                look, place, _em(y), f"{end - begin:.1f}".removesuffix(".0"), _em(height)
            )
        )

    def line(self, begin: float, end: float, y: float, to_y: float, look: str = "") -> None:
        """A line from one point to another."""
        kind = Markup(' class="{}"').format(look) if look else ""
        self._parts.append(
            Markup('<line{} x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
                kind, self.across(begin), self.across(end), _em(y), _em(to_y)
            )
        )

    def words(self, text: str) -> None:
        """Words that may take several lines, and the place below them."""
        for line in wrap(text, _LETTERS) or [""]:
            self.y += _LINE
            self.text(0, self.y - 0.35, line)

    def picture(self, title: str, described: str) -> Markup:
        """The picture, with its text alternative."""
        return Markup(
            '<svg class="chart" role="img" height="{}" width="100%">'
            "<title>{}</title><desc>{}</desc>{}</svg>"
        ).format(_em(self.y + 0.2), title, described, Markup("").join(self._parts))

    def _place(self, left: float) -> Markup:
        if left < 0.05:  # noqa: PLR2004 - a browser takes 0 for what is not said
            return Markup("")
        return Markup(' x="{}%"').format(f"{left:.1f}".removesuffix(".0"))


def bars(title: str, places: Sequence[str], series: Sequence[Series], speech: Speech) -> Markup:
    """Bars by answer, one for each group, with whiskers for the intervals."""
    canvas = Canvas(speech)
    highest = max((e.high for each in series for e in each.estimates if e), default=100)
    longest = next(end for end in _LONGEST if end >= highest)
    if len(series) > 1:
        legend(canvas, [(each.name, each.look) for each in series])
        canvas.y += 0.4
    top = canvas.y
    for place, name in enumerate(places):
        if name:
            canvas.words(name)
        for each in series:
            _bar(canvas, each.estimates[place], longest, each.look, speech)
        canvas.y += 0.3
    ticks = {0: "", longest // 2: "middle", longest: "end"}
    for tick in ticks:
        at = _along(tick, longest)
        canvas.line(at, at, top + 0.2, canvas.y, "g")
    canvas.y += _LINE
    for tick, anchor in ticks.items():
        words = percent(tick, speech)
        canvas.text(_along(tick, longest), canvas.y - 0.3, words, anchor=anchor)
    return canvas.picture(title, _see_table(speech))


def legend(canvas: Canvas, names: Sequence[tuple[str, str]]) -> None:
    """What each look stands for, one below the other."""
    for name, look in names:
        lines = wrap(name, _LETTERS - 4) or [""]
        canvas.bar(0, 4, canvas.y + 0.4, 0.7, look)
        for line in lines:
            canvas.y += _LINE
            canvas.text(6, canvas.y - 0.35, line)


def _bar(
    canvas: Canvas, estimate: Estimate | None, longest: int, look: str, speech: Speech
) -> None:
    y = canvas.y + (_ROW - _BAR) / 2
    canvas.y += _ROW
    if estimate is None:
        canvas.text(0, canvas.y - 0.2, "–")
        return
    canvas.bar(0, max(_along(estimate.share, longest), 0.3), y, _BAR, look)
    middle = y + _BAR / 2
    low, high = _along(estimate.low, longest), _along(estimate.high, longest)
    canvas.line(low, high, middle, middle)
    canvas.text(high + 1.5, canvas.y - 0.18, percent(estimate.share, speech))


def _along(share: float, longest: int) -> float:
    return share * _PLOT / longest


def _see_table(speech: Speech) -> str:
    return speech.gettext("The same figures are in the table.")


def _em(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "em"
