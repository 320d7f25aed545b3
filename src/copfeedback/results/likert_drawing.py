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
    for name, row in rows:
        canvas.words(name)
        _draw(canvas, order, looks, row, speech)
        canvas.y += _BAR + 0.2
        beside = sum(estimate.share for code in order.beside if (estimate := row.answers.get(code)))
        canvas.words(
            speech.gettext("No opinion or no answer: %(share)s")
            % {"share": percent(min(beside, 100), speech)}
        )
    canvas.line(50, 50, top + 0.2, canvas.y, "g")
    return canvas.picture(title, speech.gettext("The same figures are in the table."))


def _draw(
    canvas: Canvas,
    order: AnswerOrder,
    looks: Mapping[str, str],
    row: PublishedRow,
    speech: Speech,
) -> None:
    shares = {code: estimate.share for code in order.line if (estimate := row.answers[code])}
    neutral = shares.get(order.neutral, 0) if order.neutral else 0
    at = 50 - (sum(shares.get(code, 0) for code in order.bad) + neutral / 2) / 2
    for code, share in shares.items():
        end = at + share / 2
        if share:
            canvas.bar(at, end, canvas.y, _BAR, looks[code])
        if end - at >= _ROOM_FOR_A_FIGURE:
            kind = "v" if looks[code] == "h2" else "k"
            words = percent(share, speech)
            canvas.text((at + end) / 2, canvas.y + 1.1, words, anchor="middle", kind=kind)
        at = end


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
