"""Answers from bad to good as bars on both sides of a middle line; no opinion stands apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.answer_order import AnswerOrder
from copfeedback.results.drawing import Canvas, legend
from copfeedback.results.published import PublishedRow
from copfeedback.results.wording import percent

_BAR = 1.5
_HALF = 48.0
"""Percent of the picture's width that the longest side takes."""
_SLIT = 0.4
"""What keeps the parts of a bar apart, in percent of the picture."""
_ROOM_FOR_A_FIGURE = 8
"""A part of the bar at least this wide, in percent of the picture, has its figure in it."""


def can_be_drawn(order: AnswerOrder, row: PublishedRow) -> bool:
    """Whether no part of a bar is missing."""
    return row.withheld is None and all(row.answers.get(code) for code in order.line)


def diverging(
    title: str,
    order: AnswerOrder,
    names: Mapping[str, str],
    rows: Sequence[tuple[str, PublishedRow]],
    speech: Speech,
) -> Markup:
    """One bar for each group: bad answers on one side of the middle line, good ones on the other.

    ``names`` are the words of the answers, ``rows`` those that ``can_be_drawn``.
    """
    canvas = Canvas(speech)
    looks = _looks(order)
    legend(canvas, [(names[code], looks[code]) for code in order.line])
    canvas.y += 0.4
    top = canvas.y
    reach = max(max(_sides(order, row)) for _, row in rows)
    for name, row in rows:
        canvas.words(name)
        _draw(canvas, order, looks, row, _HALF / max(reach, 1), speech)
        canvas.y += _BAR + 0.2
        beside = [row.answers.get(code) for code in order.beside]
        if all(beside):
            share = sum(estimate.share for estimate in beside if estimate)
            canvas.words(
                speech.gettext("No opinion or no answer: %(share)s")
                % {"share": percent(min(share, 100), speech)}
            )
        canvas.y += 0.4
    canvas.line(50, 50, top + 0.2, canvas.y, "g")
    return canvas.picture(title, speech.gettext("The same figures are in the table."))


def _draw(
    canvas: Canvas,
    order: AnswerOrder,
    looks: Mapping[str, str],
    row: PublishedRow,
    scale: float,
    speech: Speech,
) -> None:
    at = 50 - _sides(order, row)[0] * scale
    for code, share in _shares(order, row).items():
        end = at + share * scale
        if end - at > _SLIT:
            canvas.bar(at, end - _SLIT, canvas.y, _BAR, looks[code])
        if end - at >= _ROOM_FOR_A_FIGURE:
            kind = "v" if looks[code] == "h2" else "k"
            words = percent(share, speech)
            canvas.text((at + end) / 2, canvas.y + 1.1, words, anchor="middle", kind=kind)
        at = end


def _shares(order: AnswerOrder, row: PublishedRow) -> dict[str, int]:
    return {code: estimate.share for code in order.line if (estimate := row.answers[code])}


def _sides(order: AnswerOrder, row: PublishedRow) -> tuple[float, float]:
    """How far a bar reaches to both sides of the middle, in percent of people."""
    shares = _shares(order, row)
    neutral = shares.get(order.neutral, 0) / 2 if order.neutral else 0
    bad, good = (sum(shares.get(code, 0) for code in side) for side in (order.bad, order.good))
    return bad + neutral, good + neutral


def _looks(order: AnswerOrder) -> dict[str, str]:
    """Bad answers in one colour, good ones in another, the strongest the darkest."""
    looks = {
        code: "l2" if place < len(order.bad) / 2 else "l1" for place, code in enumerate(order.bad)
    }
    looks |= {
        code: "h2" if place >= len(order.good) / 2 else "h1"
        for place, code in enumerate(order.good)
    }
    return looks | ({order.neutral: "n"} if order.neutral else {})
