"""A figure over the waves of a survey, as a line a group with whiskers for the intervals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from textwrap import wrap

from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.drawing import Canvas, Series, legend
from copfeedback.results.wording import percent

_HEIGHT = 11.0
_FIRST, _LAST = 20.0, 90.0
_LETTERS = 11
_NAMED = 4
"""So many waves have their names below the picture; of more, the first and the last."""
_TICKS = (0, 50, 100)


def over_waves(
    title: str,
    waves: Sequence[str],
    broken: Sequence[bool],
    series: Sequence[Series],
    speech: Speech,
) -> Markup:
    """The picture; ``broken`` says of each wave whether the line breaks before it."""
    canvas = Canvas(speech)
    legend(canvas, [(each.name, each.look) for each in series])
    top = canvas.y + 0.8

    def down(share: float) -> float:
        return top + _HEIGHT * (1 - share / 100)

    for tick in _TICKS:
        canvas.line(_FIRST - 3, 100, down(tick), down(tick), "g")
        canvas.text(0, down(tick) + 0.35, percent(tick, speech))
    places = [_place(at, len(waves)) for at in range(len(waves))]
    for at, each in enumerate(series):
        beside = (at - (len(series) - 1) / 2) * 1.6  # so that whiskers do not hide each other
        points = list(zip(places, each.estimates, broken, strict=True))
        for (x, before, _), (next_x, after, breaks) in pairwise(points):
            if before is not None and after is not None and not breaks:
                canvas.line(
                    x + beside, next_x + beside, down(before.share), down(after.share),
                    f"t {each.look}",
                )  # fmt: skip
        for x, estimate, _ in points:
            if estimate is not None:
                canvas.line(
                    x + beside, x + beside, down(estimate.low), down(estimate.high), each.look
                )
                canvas.bar(
                    x + beside - 0.8, x + beside + 0.8, down(estimate.share) - 0.22, 0.44, each.look
                )
    canvas.y = top + _HEIGHT + 0.3
    _name_waves(canvas, waves, places)
    return canvas.picture(title, speech.gettext("The same figures are in the table."))


def _place(at: int, count: int) -> float:
    return (_FIRST + _LAST) / 2 if count == 1 else _FIRST + (_LAST - _FIRST) * at / (count - 1)


def _name_waves(canvas: Canvas, waves: Sequence[str], places: Sequence[float]) -> None:
    named = range(len(waves)) if len(waves) <= _NAMED else (0, len(waves) - 1)
    lines = {at: wrap(waves[at], _LETTERS)[:3] for at in named}
    for at, words in lines.items():
        for number, line in enumerate(words):
            canvas.text(places[at], canvas.y + 1 + 1.2 * number, line, anchor="middle")
    canvas.y += 1.2 * max(map(len, lines.values()), default=0) + 0.3
