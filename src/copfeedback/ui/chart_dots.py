"""Many figures in one picture: a row each, a dot for each share and a line for its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import Estimate
from copfeedback.results.wording import interval, percent
from copfeedback.ui.chart_look import (
    Look,
    lay_out,
    lying_shares,
    named_rows,
    plain,
    short_label,
)

_ROW, _LINE, _ROOM = 48, 19, 80
_SPREAD = 0.5


@dataclass(frozen=True, slots=True)
class Series:
    """Dots of one look, one for each row; None where there is no figure."""

    name: str
    look: Look
    estimates: Sequence[Estimate | None]


def dots_chart(labels: Sequence[str], series: Sequence[Series], speech: Speech) -> go.Figure:
    """Shares with their intervals, told apart by row and by look."""
    figure = go.Figure()
    for at, each in enumerate(series):
        places = [
            (row + _offset(at, len(series)), estimate, label)
            for row, (label, estimate) in enumerate(zip(labels, each.estimates, strict=True))
            if estimate is not None
        ]
        if not places:
            continue
        figure.add_trace(
            go.Scatter(
                x=[estimate.share for _, estimate, _ in places],
                y=[place for place, _, _ in places],
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [estimate.high - estimate.share for _, estimate, _ in places],
                    "arrayminus": [estimate.share - estimate.low for _, estimate, _ in places],
                    "color": each.look.css(),
                    "thickness": 1.5,
                    "width": 4,
                },
                name=plain(each.name),
                mode="markers",
                marker={"symbol": each.look.symbol, "size": 10, "color": each.look.css()},
                hoverinfo="text",
                hovertext=[
                    f"<b>{plain(each.name)}</b>, {plain(label)}<br>"
                    f"{percent(estimate.share, speech)} ({interval(estimate, speech)})"
                    for _, estimate, label in places
                ],
            )
        )
    short = [short_label(label) for label in labels]
    row = max([_ROW, *(_LINE * (label.count("<br>") + 1) + _LINE for label in short)])
    lay_out(figure, _ROOM + row * max(1, len(labels)), speech)
    lying_shares(figure, speech)
    named_rows(figure, short, speech)
    figure.update_layout(showlegend=True)
    return figure


def dots_in_words(
    title: str, labels: Sequence[str], series: Sequence[Series], speech: Speech
) -> str:
    """The text alternative: every figure in it."""
    lines = [title]
    for each in series:
        figures = [
            f"{label} {percent(estimate.share, speech)}"
            for label, estimate in zip(labels, each.estimates, strict=True)
            if estimate is not None
        ]
        if figures:
            lines.append(f"{each.name}: {speech.formatting.listing(figures)}")
    return ". ".join(lines)


def _offset(at: int, count: int) -> float:
    """Where the dots of one series lie around the middle of a row."""
    return 0 if count == 1 else _SPREAD * (at / (count - 1) - 0.5)
