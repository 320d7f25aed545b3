"""The trend as a picture: a line a group, its interval as a ribbon around it.

Colours are those of Okabe and Ito (2008), which people with colour-blindness tell apart; shape
and dash say the same again. Whatever the picture says, hovering included, comes from releases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.model import TrendPoint
from copfeedback.results.published import Estimate, Group
from copfeedback.results.wording import (
    cannot_be_compared,
    group_name,
    interval,
    people_asked,
    percent,
)
from copfeedback.ui.tables import estimate_of

CONFIG = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False, "doubleClick": False}
_TICKS = (0, 25, 50, 75, 100)
_HEIGHT = 420
_RIBBON = 0.13
_ROOM_FOR_TICKS = 52  # Plotly finds room by itself on the left alone


@dataclass(frozen=True, slots=True)
class _Look:
    colour: tuple[int, int, int]
    symbol: str
    dash: str

    def css(self, opacity: float = 1) -> str:
        return "rgba({}, {}, {}, {})".format(*self.colour, opacity)


_LOOKS: Mapping[Group, _Look] = {
    Group.ALL: _Look((120, 120, 120), "circle", "solid"),  # a grey that both themes can show
    Group.WOMAN: _Look((213, 94, 0), "diamond", "solid"),  # vermilion
    Group.MAN: _Look((0, 158, 115), "square", "dash"),  # bluish green
    Group.ANOTHER: _Look((0, 114, 178), "triangle-up", "dot"),  # blue
    Group.NOT_STATED: _Look((204, 121, 167), "x", "dashdot"),  # reddish purple
    Group.ANOTHER_OR_NOT_STATED: _Look((0, 114, 178), "triangle-up", "dot"),
}


def trend_chart(
    points: Sequence[TrendPoint], groups: Sequence[Group], code: str, speech: Speech
) -> go.Figure:
    """One answer over the waves by group.

    A withheld figure is a gap in its line; between waves that cannot be compared, lines break.
    """
    figure = go.Figure()
    waves = [point.wave.id for point in points]  # names can be alike
    published = {
        group: estimates
        for group in groups
        if any(estimates := [_published(point, group, code) for point in points])
    }
    for group, estimates in published.items():  # all ribbons lie below all lines
        figure.add_traces([_ribbon(group, outline) for outline in _outlines(points, estimates)])
    for group, estimates in published.items():
        figure.add_trace(_line(points, group, estimates, speech))
    names = [_plain(point.wave.name.read_in(speech.tag).text) for point in points]
    _lay_out(figure, waves, names, speech)
    return figure


def trend_in_words(
    title: str, points: Sequence[TrendPoint], groups: Sequence[Group], code: str, speech: Speech
) -> str:
    """The text alternative of the picture: every figure in it."""
    lines = [title]
    for group in groups:
        figures = [
            f"{point.wave.name.read_in(speech.tag).text} {percent(estimate.share, speech)}"
            for point in points
            if (estimate := _published(point, group, code)) is not None
        ]
        if figures:
            listed = speech.formatting.listing(figures)
            lines.append(f"{group_name(group, speech)}: {listed}")
    for before, after in broken_between(points):
        earlier, later = (each.wave.name.read_in(speech.tag).text for each in (before, after))
        lines.append(cannot_be_compared(earlier, later, after.breaks, speech))
    return ". ".join(lines)


def broken_between(points: Sequence[TrendPoint]) -> list[tuple[TrendPoint, TrendPoint]]:
    """The neighbours between which the lines break."""
    asked = [point for point in points if point.table is not None]
    return [pair for pair in pairwise(asked) if pair[1].breaks]


def _published(point: TrendPoint, group: Group, code: str) -> Estimate | None:
    row = point.table.row(group) if point.table else None
    return estimate_of(row, code) if row else None


def _line(
    points: Sequence[TrendPoint],
    group: Group,
    estimates: Sequence[Estimate | None],
    speech: Speech,
) -> go.Scatter:
    look = _LOOKS[group]
    places: list[tuple[str, int | None, str]] = []
    for point, estimate in zip(points, estimates, strict=True):
        if point.breaks:  # a point without a figure, which the line cannot pass
            places.append((point.wave.id, None, ""))
        share = estimate.share if estimate else None
        places.append((point.wave.id, share, _hover(point, group, estimate, speech)))
    waves, shares, hovers = zip(*places, strict=True)
    return go.Scatter(
        x=waves,
        y=shares,
        name=group_name(group, speech),
        mode="lines+markers",
        line={"color": look.css(), "dash": look.dash, "width": 2.5},
        marker={"symbol": look.symbol, "size": 11, "color": look.css()},
        legendgroup=group.value,
        connectgaps=False,
        hoverinfo="text",
        hovertext=hovers,
    )


def _hover(point: TrendPoint, group: Group, estimate: Estimate | None, speech: Speech) -> str:
    row = point.table.row(group) if point.table else None
    if estimate is None or row is None or row.base is None:
        return ""
    asked = people_asked(row.base, speech)
    wave = point.wave.name.read_in(speech.tag).text
    figure = f"{percent(estimate.share, speech)} ({interval(estimate, speech)})"
    lines = (f"<b>{_plain(group_name(group, speech))}</b>, {_plain(wave)}", figure, asked)
    return "<br>".join(lines)


def _plain(text: str) -> str:
    """Plotly reads a few HTML tags in its texts; ours hold none."""
    return text.replace("<", "‹").replace(">", "›")


def _ribbon(group: Group, outline: dict[str, Any]) -> go.Scatter:
    colour = _LOOKS[group].css(_RIBBON)
    return go.Scatter(
        **outline,
        fill="toself",
        fillcolor=colour,
        line={"color": colour, "width": 1},
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
        legendgroup=group.value,
    )


def _outlines(
    points: Sequence[TrendPoint], estimates: Sequence[Estimate | None]
) -> list[dict[str, Any]]:
    """The outline of the interval for each run of waves without a gap or break."""
    runs: list[list[tuple[str, Estimate]]] = [[]]
    for point, estimate in zip(points, estimates, strict=True):
        if estimate is None or point.breaks:
            runs.append([])
        if estimate is not None:
            runs[-1].append((point.wave.id, estimate))
    return [
        {
            "x": [wave for wave, _ in run] + [wave for wave, _ in reversed(run)],
            "y": [each.high for _, each in run] + [each.low for _, each in reversed(run)],
        }
        for run in runs
        if run
    ]


def _lay_out(figure: go.Figure, waves: Sequence[str], names: Sequence[str], speech: Speech) -> None:
    mirrored = speech.direction == "rtl"
    side = "r" if mirrored else "l"
    figure.update_layout(
        height=_HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8} | {side: _ROOM_FOR_TICKS},
        dragmode=False,
        hovermode="closest",
        legend={
            "orientation": "h",
            "yanchor": "bottom",
            "y": 1.02,
            "xanchor": "right" if mirrored else "left",
            "x": 1 if mirrored else 0,
            "traceorder": "reversed" if mirrored else "normal",
        },
        xaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": list(waves),
            "tickvals": list(waves),
            "ticktext": list(names),
            "autorange": "reversed" if mirrored else True,
            "fixedrange": True,
        },
        yaxis={
            "range": [0, 100],
            "tickvals": list(_TICKS),
            "ticktext": [percent(tick, speech) for tick in _TICKS],
            "side": "right" if mirrored else "left",
            "fixedrange": True,
            "rangemode": "tozero",
            "automargin": True,
        },
    )
