"""Numbers of something, such as complaints: a bar for each kind."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import EVERYONE
from copfeedback.ui.chart_look import (
    LETTERS,
    is_mirrored,
    lay_out,
    look_of,
    named_rows,
    plain,
    short_label,
)

_LINE, _ROOM, _BAR = 19, 80, 24


def counts_chart(rows: Sequence[tuple[str, int | None]], speech: Speech) -> go.Figure:
    """Bars from zero on, as the language runs, each with its number; none for what is withheld."""
    number = speech.formatting.number
    shown = [(at, count) for at, (_, count) in enumerate(rows) if count is not None]
    look = look_of(EVERYONE, 0)
    figure = go.Figure(
        go.Bar(
            orientation="h",
            x=[count for _, count in shown],
            y=[at for at, _ in shown],
            text=[number(count) for _, count in shown],
            textposition="outside",
            textfont={"size": LETTERS},
            cliponaxis=False,
            marker={"color": look.css(0.8), "line": {"color": look.css(), "width": 1}},
            hoverinfo="text",
            hovertext=[f"{plain(rows[at][0])}: {number(count)}" for at, count in shown],
        )
    )
    labels = [short_label(name) for name, _ in rows]
    row = max([_BAR, *(_LINE * (label.count("<br>") + 1) + _LINE for label in labels)])
    lay_out(figure, _ROOM + row * max(1, len(labels)), speech)
    longest = 1.15 * max([1, *(count for _, count in shown)])  # room for the number
    figure.update_xaxes(
        range=[longest, 0] if is_mirrored(speech) else [0, longest],
        visible=False,
        fixedrange=True,
    )
    named_rows(figure, labels, speech)
    figure.update_layout(showlegend=False, bargap=0.35)
    return figure


def counts_in_words(title: str, rows: Sequence[tuple[str, int | None]], speech: Speech) -> str:
    """The text alternative: every bar and its number."""
    number = speech.formatting.number
    said = [f"{name}: {number(count)}" for name, count in rows if count is not None]
    return f"{title}. {'; '.join(said)}."
