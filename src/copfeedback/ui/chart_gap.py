"""The gap between women and men over the waves, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import plotly.graph_objects as go

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.change import Change
from copfeedback.results.change_wording import interval_in_points, points_of
from copfeedback.results.comparison import gender_gap
from copfeedback.results.model import TrendPoint
from copfeedback.ui.chart_look import (
    LETTERS,
    ROOM_FOR_TICKS,
    along_waves,
    is_mirrored,
    lay_out,
    nth_look,
    plain,
)

_HEIGHT = 260
_LEAST = 10
_STEP = 10


def gap_chart(points: Sequence[TrendPoint], code: str, speech: Speech) -> go.Figure:
    """Women minus men in percentage points; above zero, women answer so more often."""
    look = nth_look(2)
    places: list[tuple[str, Change | None, str]] = []
    for point in points:
        if point.breaks:
            places.append((point.wave.id, None, ""))
        found = gender_gap(point, code)
        name = plain(point.wave.name.read_in(speech.tag).text)
        said = f"<b>{name}</b><br>{points_of(found, speech)} ({interval_in_points(found, speech)})"
        places.append((point.wave.id, found, said if found else ""))
    figure = go.Figure(
        go.Scatter(
            x=[wave for wave, _, _ in places],
            y=[found.points if found else None for _, found, _ in places],
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [found.high - found.points if found else 0 for _, found, _ in places],
                "arrayminus": [found.points - found.low if found else 0 for _, found, _ in places],
                "color": look.css(),
                "thickness": 2,
                "width": 5,
            },
            mode="lines+markers",
            line={"color": look.css(0.5), "dash": look.dash},
            marker={"symbol": look.symbol, "size": 11, "color": look.css()},
            connectgaps=False,
            hoverinfo="text",
            hovertext=[said for _, _, said in places],
            showlegend=False,
        )
    )
    ends = [abs(end) for _, found, _ in places if found for end in (found.low, found.high)]
    reach = max(_LEAST, ceil(max(ends, default=0) / _STEP) * _STEP)
    lay_out(figure, _HEIGHT, speech)
    names = [point.wave.name.read_in(speech.tag).text for point in points]
    along_waves(figure, [point.wave.id for point in points], names, speech)
    mirrored = is_mirrored(speech)
    figure.update_layout(margin={"r" if mirrored else "l": ROOM_FOR_TICKS})
    figure.update_yaxes(
        range=[-reach, reach],
        tickvals=[-reach, 0, reach],
        ticktext=[speech.formatting.signed(tick) for tick in (-reach, 0, reach)],
        side="right" if mirrored else "left",
        zeroline=True,
        zerolinewidth=2,
        fixedrange=True,
        automargin=True,
        tickfont={"size": LETTERS},
    )
    return figure
