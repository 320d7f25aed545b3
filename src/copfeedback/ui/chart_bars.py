"""Answers that have no order, such as reasons: bars by gender, the most frequent first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import NO_ANSWER, Estimate
from copfeedback.results.wording import interval, percent
from copfeedback.ui.chart_dots import Series
from copfeedback.ui.chart_look import (
    TICKS,
    lay_out,
    lying_shares,
    named_rows,
    plain,
    short_label,
)

_BAR, _LINE, _ROOM = 24, 19, 80


def most_frequent_first(shares: Mapping[str, Estimate | None]) -> list[str]:
    """The answers by the share who gave them, “no answer” last.

    Those without a share keep their order, behind the others.
    """
    return sorted(
        shares,
        key=lambda code: (code == NO_ANSWER, -(each.share if (each := shares[code]) else -1)),
    )


def bars_chart(labels: Sequence[str], series: Sequence[Series], speech: Speech) -> go.Figure:
    """Shares of several answers, a bar for each group, with their intervals."""
    figure = go.Figure()
    for each in series:
        shown = [estimate for estimate in each.estimates if estimate is not None]
        if not shown:
            continue
        rows = [row for row, estimate in enumerate(each.estimates) if estimate is not None]
        figure.add_trace(
            go.Bar(
                orientation="h",
                x=[estimate.share for estimate in shown],
                y=rows,
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [estimate.high - estimate.share for estimate in shown],
                    "arrayminus": [estimate.share - estimate.low for estimate in shown],
                    "color": "rgb(110, 110, 110)",
                    "thickness": 1.5,
                    "width": 3,
                },
                name=plain(each.name),
                marker={
                    "color": each.look.css(0.8),
                    "line": {"color": each.look.css(), "width": 1},
                    "pattern": {
                        "shape": each.look.pattern,
                        "fgcolor": "white",
                        "fgopacity": 0.7,
                        "size": 6,
                    },
                },
                hoverinfo="text",
                hovertext=[
                    f"<b>{plain(each.name)}</b>, {plain(labels[row])}<br>"
                    f"{percent(estimate.share, speech)} ({interval(estimate, speech)})"
                    for row, estimate in zip(rows, shown, strict=True)
                ],
                textposition="none",
            )
        )
    short = [short_label(label) for label in labels]
    row = max([_BAR * len(series), *(_LINE * (label.count("<br>") + 1) + _LINE for label in short)])
    lay_out(figure, _ROOM + row * max(1, len(labels)), speech)
    highest = max((e.high for each in series for e in each.estimates if e), default=100)
    lying_shares(figure, speech, next(tick for tick in TICKS if tick >= highest))
    named_rows(figure, short, speech)
    figure.update_layout(barmode="group", bargap=0.25, bargroupgap=0.08, showlegend=True)
    return figure
