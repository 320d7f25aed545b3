"""The trend as a picture: a line a group, its interval as a ribbon around it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.domain_wording import domain_name
from copfeedback.results.figures import asked_points, published
from copfeedback.results.model import TrendPoint
from copfeedback.results.published import Domain, Estimate
from copfeedback.results.wording import cannot_be_compared, interval, people_asked, percent
from copfeedback.surveys.model import Survey
from copfeedback.ui.chart_look import (
    Look,
    along_waves,
    lay_out,
    look_of,
    plain,
    upright_shares,
)

_HEIGHT = 420
_RIBBON = 0.13


def trend_chart(
    points: Sequence[TrendPoint],
    domains: Sequence[Domain],
    code: str,
    survey: Survey,
    speech: Speech,
) -> go.Figure:
    """One answer over the waves by group.

    A withheld figure is a gap in its line; between waves that cannot be compared, lines break.
    """
    figure = go.Figure()
    shown = {
        domain: (look_of(domain, at), estimates)
        for at, domain in enumerate(domains)
        if any(estimates := [published(point, domain, code) for point in points])
    }
    for domain, (look, estimates) in shown.items():  # all ribbons lie below all lines
        figure.add_traces(
            [_ribbon(domain, look, outline) for outline in _outlines(points, estimates)]
        )
    for domain, (look, estimates) in shown.items():
        figure.add_trace(_line(points, domain, look, estimates, survey, speech))
    names = [point.wave.name.read_in(speech.tag).text for point in points]
    lay_out(figure, _HEIGHT, speech)
    along_waves(figure, [point.wave.id for point in points], names, speech)  # names can be alike
    upright_shares(figure, speech)
    return figure


def trend_in_words(
    title: str,
    points: Sequence[TrendPoint],
    domains: Sequence[Domain],
    code: str,
    survey: Survey,
    speech: Speech,
) -> str:
    """The text alternative of the picture: every figure in it."""
    lines = [title]
    for domain in domains:
        figures = [
            f"{point.wave.name.read_in(speech.tag).text} {percent(estimate.share, speech)}"
            for point in points
            if (estimate := published(point, domain, code)) is not None
        ]
        if figures:
            listed = speech.formatting.listing(figures)
            lines.append(f"{domain_name(domain, survey, speech)}: {listed}")
    for before, after in broken_between(points):
        earlier, later = (each.wave.name.read_in(speech.tag).text for each in (before, after))
        lines.append(cannot_be_compared(earlier, later, after.breaks, speech))
    return ". ".join(lines)


def broken_between(points: Sequence[TrendPoint]) -> list[tuple[TrendPoint, TrendPoint]]:
    """The neighbours between which the lines break."""
    return [pair for pair in pairwise(asked_points(points)) if pair[1].breaks]


def _line(
    points: Sequence[TrendPoint],
    domain: Domain,
    look: Look,
    estimates: Sequence[Estimate | None],
    survey: Survey,
    speech: Speech,
) -> go.Scatter:
    name = domain_name(domain, survey, speech)
    places: list[tuple[str, int | None, str]] = []
    for point, estimate in zip(points, estimates, strict=True):
        if point.breaks:  # a point without a figure, which the line cannot pass
            places.append((point.wave.id, None, ""))
        share = estimate.share if estimate else None
        places.append((point.wave.id, share, hover(point, domain, name, estimate, speech)))
    waves, shares, hovers = zip(*places, strict=True)
    return go.Scatter(
        x=waves,
        y=shares,
        name=plain(name),
        mode="lines+markers",
        line={"color": look.css(), "dash": look.dash, "width": 2.5},
        marker={"symbol": look.symbol, "size": 11, "color": look.css()},
        legendgroup=domain.id,
        connectgaps=False,
        hoverinfo="text",
        hovertext=hovers,
    )


def hover(
    point: TrendPoint, domain: Domain, name: str, estimate: Estimate | None, speech: Speech
) -> str:
    """What hovering over a figure says: nothing that is not published."""
    row = point.table.row(domain) if point.table else None
    if estimate is None or row is None or row.base is None:
        return ""
    wave = point.wave.name.read_in(speech.tag).text
    figure = f"{percent(estimate.share, speech)} ({interval(estimate, speech)})"
    lines = (f"<b>{plain(name)}</b>, {plain(wave)}", figure, people_asked(row.base, speech))
    return "<br>".join(lines)


def _ribbon(domain: Domain, look: Look, outline: dict[str, Any]) -> go.Scatter:
    colour = look.css(_RIBBON)
    return go.Scatter(
        **outline,
        fill="toself",
        fillcolor=colour,
        line={"color": colour, "width": 1},
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
        legendgroup=domain.id,
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
