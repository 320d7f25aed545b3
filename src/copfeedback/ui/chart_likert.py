"""Answers from bad to good as bars that part at the middle; what says neither stands apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import plotly.graph_objects as go

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.answer_order import AnswerOrder
from copfeedback.results.published import Estimate
from copfeedback.results.wording import interval, percent
from copfeedback.ui.chart_look import (
    GREY,
    LETTERS,
    is_mirrored,
    lay_out,
    named_rows,
    plain,
    short_label,
)

_ROW, _ROOM, _LEGEND = 44, 80, 22  # in pixels; on a phone every answer has a line of its own
_SMALLEST_FIGURE = 10
_GOOD, _BAD = (0, 114, 178), (213, 94, 0)  # blue and vermilion of Okabe and Ito
_PALEST, _DARKEST = 0.45, 1.0
_BESIDE_SHADES = (0.75, 0.45, 0.25)
_LABELLED_FROM = 12
_SPLIT, _GAP = 0.76, 0.06
_PATTERNS = ("", "/", "\\", "x", "-")


@dataclass(frozen=True, slots=True)
class _Segment:
    """One answer's part of each bar: ``sign`` is the side of the middle it lies on."""

    code: str
    colour: str
    pattern: str
    sign: int
    part: float = 1.0


def likert_chart(
    rows: Sequence[tuple[str, Mapping[str, Estimate | None]]],
    order: AnswerOrder,
    name_of: Callable[[str], str],
    speech: Speech,
) -> go.Figure:
    """Diverging stacked bars: a row for each group, named, with the shares of its answers.

    Bad answers lie where lines begin and good ones where they end, neutral ones on the middle.
    """
    figure = go.Figure()
    labels = [short_label(label) for label, _ in rows]
    for segment in _diverging(order):
        legend = segment.sign >= 0 or segment.code != order.neutral
        rank = order.line.index(segment.code)
        figure.add_trace(_bars(rows, segment, name_of(segment.code), speech, "x", rank, legend))
    for at, code in enumerate(order.beside):
        shade = _BESIDE_SHADES[min(at, len(_BESIDE_SHADES) - 1)]
        segment = _Segment(code, _css(GREY, shade), _PATTERNS[at % len(_PATTERNS)], 1)
        rank = len(order.line) + at
        figure.add_trace(_bars(rows, segment, name_of(code), speech, "x2", rank, legend=True))
    answers = len(order.line) + len(order.beside)
    lay_out(figure, _ROOM + _ROW * max(1, len(rows)) + _LEGEND * answers, speech)
    _axes(figure, rows, order, speech)
    named_rows(figure, labels, speech)
    figure.update_layout(
        barmode="relative",
        bargap=0.3,
        uniformtext={"minsize": _SMALLEST_FIGURE, "mode": "hide"},
        legend={"maxheight": 1},
    )
    return figure


def _diverging(order: AnswerOrder) -> Iterator[_Segment]:
    """From the middle outwards on both sides, as stacking wants it."""
    if order.neutral is not None:
        for sign in (-1, 1):
            yield _Segment(order.neutral, _css(GREY, 0.35), "", sign, 0.5)
    for sign, colour, codes in ((-1, _BAD, order.bad[::-1]), (1, _GOOD, order.good)):
        for at, code in enumerate(codes):
            shade = _PALEST + (_DARKEST - _PALEST) * (at + 1) / len(codes)
            yield _Segment(code, _css(colour, shade), "", sign)


def _bars(
    rows: Sequence[tuple[str, Mapping[str, Estimate | None]]],
    segment: _Segment,
    name: str,
    speech: Speech,
    axis: str,
    rank: int,
    legend: bool,
) -> go.Bar:
    shares = [estimates.get(segment.code) for _, estimates in rows]
    hovers = [
        f"<b>{plain(name)}</b>, {plain(label)}<br>"
        f"{percent(estimate.share, speech)} ({interval(estimate, speech)})"
        if estimate
        else ""
        for (label, _), estimate in zip(rows, shares, strict=True)
    ]
    labelled = segment.part == 1
    return go.Bar(
        orientation="h",
        x=[segment.sign * segment.part * each.share if each else 0 for each in shares],
        y=list(range(len(rows))),
        xaxis=axis,
        name=plain(name),
        legendgroup=segment.code,
        legendrank=rank + 1,
        showlegend=legend,
        marker={
            "color": segment.colour,
            "line": {"color": "rgb(120, 120, 120)", "width": 0.5},
            "pattern": {"shape": segment.pattern, "fgopacity": 0.6, "size": 6},
        },
        text=[
            percent(each.share, speech)
            if each and each.share >= _LABELLED_FROM and labelled
            else ""
            for each in shares
        ],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="inside",
        hoverinfo="text",
        hovertext=hovers,
    )


def _axes(
    figure: go.Figure,
    rows: Sequence[tuple[str, Mapping[str, Estimate | None]]],
    order: AnswerOrder,
    speech: Speech,
) -> None:
    """One axis to both sides of the middle, and one for what stands apart."""
    mirrored = is_mirrored(speech)
    line, beside = [0.0, _SPLIT], [_SPLIT + _GAP, 1.0]
    if mirrored:
        line, beside = [1 - _SPLIT, 1.0], [0.0, 1 - _SPLIT - _GAP]
    apart = _step_up(max((_total(shares, order.beside) for _, shares in rows), default=0), 10)
    half = [_total(shares, [order.neutral or ""]) / 2 for _, shares in rows]
    sides = [
        middle + _total(shares, side)
        for middle, (_, shares) in zip(half, rows, strict=True)
        for side in (order.bad, order.good)
    ]
    reach = _step_up(max(sides, default=0), 25)
    figure.update_layout(
        xaxis={
            "domain": line if order.beside else [0, 1],
            "range": [reach, -reach] if mirrored else [-reach, reach],
            "tickvals": [-reach, 0, reach],
            "ticktext": [percent(each, speech) for each in (reach, 0, reach)],
            "zeroline": True,
            "zerolinewidth": 2,
            "fixedrange": True,
            "tickfont": {"size": LETTERS},
        }
    )
    if order.beside:
        figure.update_layout(
            xaxis2={
                "domain": beside,
                "anchor": "y",
                "range": [apart, 0] if mirrored else [0, apart],
                "tickvals": [apart],
                "ticktext": [percent(each, speech) for each in (apart,)],
                "fixedrange": True,
                "tickfont": {"size": LETTERS},
            }
        )


def _total(shares: Mapping[str, Estimate | None], codes: Sequence[str]) -> int:
    return sum(each.share for code in codes if (each := shares.get(code)) is not None)


def _step_up(share: float, step: int) -> int:
    """The next step at or above a share, so that nothing ends at the edge."""
    return max(step, ceil(share / step) * step)


def _css(colour: tuple[int, int, int], strength: float) -> str:
    """A colour mixed with white, so that it looks alike on both themes."""
    mixed = (round(255 - strength * (255 - part)) for part in colour)
    return "rgb({}, {}, {})".format(*mixed)
