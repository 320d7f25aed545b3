"""All changes of an evaluation in one picture: a row each, with its interval around zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import plotly.graph_objects as go

from copfeedback.evaluations.figure_wording import change, interval
from copfeedback.evaluations.report_model import Figure, Verdict
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published_series import Unit
from copfeedback.ui.chart_look import (
    GREY,
    LETTERS,
    Look,
    is_mirrored,
    lay_out,
    named_rows,
    nth_look,
    plain,
    short_label,
)

_ROW, _LINE, _ROOM = 48, 19, 80
_LEAST, _STEP = 5, 5
_LOOKS: Mapping[Verdict, Look] = {
    Verdict.WORSENED: nth_look(0),
    Verdict.NO_CHANGE: Look(GREY, "circle", "solid", ""),
    Verdict.INCONCLUSIVE: nth_look(4),
    Verdict.IMPROVED: nth_look(1),
}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change of an indicator in percentage points, and what it was judged to be."""

    name: str
    verdict: Verdict
    change: Figure


def changes_chart(shown: Sequence[ShownChange], speech: Speech) -> go.Figure:
    """The changes with their intervals, told apart by colour and shape as they were judged."""
    figure = go.Figure()
    for verdict, look in _LOOKS.items():
        rows = [(at, each) for at, each in enumerate(shown) if each.verdict is verdict]
        if rows:
            figure.add_trace(_dots(rows, name_of(verdict, speech), look, speech))
    labels = [short_label(each.name) for each in shown]
    row = max([_ROW, *(_LINE * (label.count("<br>") + 1) + _LINE for label in labels)])
    lay_out(figure, _ROOM + row * max(1, len(labels)), speech)
    named_rows(figure, labels, speech)
    reach = _reach(shown)
    ends = [reach, -reach] if is_mirrored(speech) else [-reach, reach]
    figure.update_xaxes(
        range=ends,
        tickvals=[-reach, 0, reach],
        ticktext=[speech.formatting.signed(tick) for tick in (-reach, 0, reach)],
        zeroline=True,
        zerolinewidth=2,
        tickangle=0,
        fixedrange=True,
        tickfont={"size": LETTERS},
    )
    figure.update_layout(showlegend=True)
    return figure


def changes_in_words(title: str, shown: Sequence[ShownChange], speech: Speech) -> str:
    """The text alternative: every change in it."""
    return ". ".join(
        [title, *(f"{each.name}: {_said(each, speech)}" for each in shown)],
    )


def _said(each: ShownChange, speech: Speech) -> str:
    figures = change(each.change, Unit.PERCENT, speech)
    between = interval(each.change, Unit.PERCENT, speech)
    sure = f" ({between})" if between else ""
    return f"{name_of(each.verdict, speech)}, {figures}{sure}"


def _dots(
    rows: Sequence[tuple[int, ShownChange]], name: str, look: Look, speech: Speech
) -> go.Scatter:
    figures = [each.change for _at, each in rows]
    return go.Scatter(
        x=[each.value for each in figures],
        y=[at for at, _each in rows],
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [0 if each.high is None else each.high - each.value for each in figures],
            "arrayminus": [0 if each.low is None else each.value - each.low for each in figures],
            "color": look.css(),
            "thickness": 2,
            "width": 5,
        },
        name=plain(name),
        mode="markers",
        marker={"symbol": look.symbol, "size": 11, "color": look.css()},
        hoverinfo="text",
        hovertext=[
            f"<b>{plain(each.name)}</b><br>{plain(_said(each, speech))}" for _at, each in rows
        ],
    )


def _reach(shown: Sequence[ShownChange]) -> int:
    """How far the scale goes to both sides, in percentage points."""
    ends = [
        abs(end)
        for each in shown
        for end in (each.change.value, each.change.low, each.change.high)
        if end is not None
    ]
    return max(_LEAST, ceil(max(ends, default=0) / _STEP) * _STEP)
