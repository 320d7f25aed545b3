"""Key figures to take away: as a table (CSV), and for programs."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from copfeedback.application import Portal
from copfeedback.evaluations.kpi_tables import figure_of, groups_of
from copfeedback.evaluations.kpis import Shown
from copfeedback.results.open_data.csv_file import harmless
from copfeedback.results.published_series import SeriesFigure, SeriesPoint
from copfeedback.web.api import ROOT, answering_problems
from copfeedback.web.attachment import attachment
from copfeedback.web.conditional import conditional
from copfeedback.web.kept import Content
from copfeedback.web.unchanged import Unchanged

_COLUMNS = (
    *("code", "name", "definition", "kind", "series", "unit", "direction", "target", "reached"),
    *("period", "begins", "ends", "group", "value", "low", "high", "base"),
    *("source", "sha256", "breaks"),
)
Document = dict[str, Any]


class KpiFiles:
    """The key figures in use with all their points."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._unchanged = Unchanged(portal.trail.now)

    async def table(self, request: Request) -> Response:
        """GET: a row a figure: of each key figure, period, and gender."""
        tag = request.path_params["lang"]
        board = await asyncio.to_thread(self._portal.kpis.board)
        written = io.StringIO(newline="")
        lines = csv.writer(written)
        lines.writerow(_COLUMNS)
        lines.writerows([harmless(value) for value in row] for row in _rows(board, tag))
        kind = "text/csv; charset=utf-8; header=present"
        headers = {
            "Content-Disposition": attachment(f"indicators.{tag}.csv"),
            "Content-Language": tag,
        }
        content = Content.of(written.getvalue().encode(), kind)
        return conditional(request, content, self._since(request, content), headers)

    async def document(self, request: Request) -> Response:
        """GET: the key figures in use."""
        board = await asyncio.to_thread(self._portal.kpis.board)
        body = {"indicators": [kpi_document(each) for each in board]}
        content = Content.of(orjson.dumps(body), "application/json")
        return conditional(request, content, self._since(request, content))

    def _since(self, request: Request, content: Content) -> Any:
        return self._unchanged.since(request.url.path, content.tag)


def kpi_api_routes(files: KpiFiles) -> list[Route]:
    """The addresses of the API about key figures."""
    return [Route(f"{ROOT}/indicators", answering_problems(files.document), methods=["GET"])]


def kpi_document(shown: Shown) -> Document:
    """A key figure for programs."""
    kpi, series = shown.kpi, shown.series
    return {
        "code": kpi.code,
        "name": dict(kpi.name),
        "definition": dict(kpi.definition),
        "kind": kpi.kind,
        "series": kpi.series,
        "unit": series.unit if series else None,
        "direction": kpi.direction,
        "target": kpi.target,
        "reached": shown.reached,
        "version": kpi.version,
        "since": shown.since.isoformat() if shown.since else None,
        "points": [_point(each) for each in shown.points],
        "links": {
            "page": f"/{{lang}}/indicators/{kpi.code}",
            **({"source": f"/{{lang}}/{series.page}"} if series and series.page else {}),
        },
    }


def _point(point: SeriesPoint) -> Document:
    return {
        "period": point.period,
        "begins": point.begins.isoformat(),
        "ends": point.ends.isoformat(),
        "figure": _figure(point.figure),
        "by_gender": {group.value: _figure(each) for group, each in point.by_gender.items()},
        "source": point.source,
        "sha256": point.sha256 or None,
        "breaks": list(point.breaks),
    }


def _figure(figure: SeriesFigure | None) -> Document | None:
    """With as many digits as on the pages: series are published so."""
    if figure is None:
        return None
    return {
        "value": _number(figure.value),
        "low": None if figure.low is None else _number(figure.low),
        "high": None if figure.high is None else _number(figure.high),
        "base": figure.base,
    }


def _number(value: float) -> float | int:
    """What is whole without a point."""
    return int(value) if value == int(value) else value


def _rows(board: list[Shown], tag: str) -> Iterator[tuple[Any, ...]]:
    for shown in board:
        kpi, series = shown.kpi, shown.series
        about = (
            kpi.code,
            str(kpi.name.read_in(tag)),
            str(kpi.definition.read_in(tag)),
            kpi.kind.value,
            kpi.series,
            series.unit.value if series else None,
            kpi.direction.value,
            kpi.target,
            shown.reached.value if shown.reached else None,
        )
        if series is None or not series.points:
            yield (*about, *(None,) * (len(_COLUMNS) - len(about)))
            continue
        for point in series.points:
            for group in groups_of(series):
                figure = _figure(figure_of(point, group)) or {}
                yield (
                    *about,
                    point.period,
                    point.begins.isoformat(),
                    point.ends.isoformat(),
                    group.value,
                    *(figure.get(name) for name in ("value", "low", "high", "base")),
                    point.source,
                    point.sha256,
                    " ".join(point.breaks),
                )
