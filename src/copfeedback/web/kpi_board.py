"""Key figures for everybody: the board, one of them over time, and what is done together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.evaluations import kpi_wording
from copfeedback.evaluations.kpi_tables import cell, figure_of, groups_of, point_table
from copfeedback.evaluations.kpis import ORDER, Shown
from copfeedback.evaluations.plan_model import Activity
from copfeedback.evaluations.stacked import stacked_table
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.results import trend_drawing
from copfeedback.results.count_drawing import count_bars
from copfeedback.results.drawing import Series as Drawn
from copfeedback.results.published import Group
from copfeedback.results.published_series import Series, Unit
from copfeedback.results.wording import group_name
from copfeedback.web.evaluation_words import sector_names
from copfeedback.web.paging import cut, paged
from copfeedback.web.rendering import Renderer

ROOM = 11_000
"""Bytes of a page that activities take; the rest of 30 KB is for what is around them."""
_AROUND = 420
_BOARD_ROOM = 19_000
"""Those that key figures take: what is counted shares a page with what comes of it."""
_KPI_AROUND, _GENDER = 450, 130
_COMPARED = 2
_LOOKS: Mapping[Group, str] = {Group.ALL: "a0", Group.WOMAN: "a1", Group.MAN: "a2"}


class KpiPages:
    """The pages of key figures."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def board(self, request: Request) -> Response:
        """All key figures in use: what comes of it, how well it is done, and what is done."""
        return await self._page("kpi_board.html", request, self._board)

    async def one(self, request: Request) -> Response:
        """A key figure with all its figures.

        Raises:
            Unknown: there is none of this code.
        """
        return await self._page("kpi_figure.html", request, self._one)

    async def activities(self, request: Request) -> Response:
        """What police and community do together, the latest first."""
        return await self._page("kpi_activities.html", request, self._activities)

    def _board(self, request: Request) -> Mapping[str, Any]:
        tag = request.path_params["lang"]
        size = partial(_kpi_size, tag=tag)
        page = paged(cut(self._portal.kpis.board(), _BOARD_ROOM, size), request, "/indicators")
        groups = [(kind, [each for each in page.some if each.kpi.kind is kind]) for kind in ORDER]
        return {
            "groups": [(kind, shown) for kind, shown in groups if shown],
            "page": page,
            "address": page.address,
        }

    def _one(self, request: Request) -> Mapping[str, Any]:
        code, speech = request.path_params["figure"], self._speech(request)
        shown = self._portal.kpis.find(code)
        table, picture = Markup(""), Markup("")
        if shown.series is not None and shown.points:
            told = point_table(shown.series, speech)
            name = shown.kpi.name.read_in(speech.tag)
            table = stacked_table(Markup("{}").format(name), told.heads, told.rows)
            picture = drawn(str(name), shown.series, speech)
        return {
            "shown": shown,
            "table": table,
            "picture": picture,
            "address": lambda to: f"/{to}/indicators/{code}",
        }

    def _activities(self, request: Request) -> Mapping[str, Any]:
        found = self._portal.activities.all()
        page = paged(cut(found, ROOM, _size), request, "/indicators/activities")
        return {
            "page": page,
            "count": len(found),
            "sectors": sector_names(self._portal, request.path_params["lang"]),
            "address": page.address,
        }

    def _speech(self, request: Request) -> Speech:
        return self._portal.catalogues.speech(request.path_params["lang"])

    async def _page(
        self, template: str, request: Request, make: Callable[[Request], Mapping[str, Any]]
    ) -> Response:
        context = await asyncio.to_thread(make, request)
        speech = self._speech(request)
        words: dict[str, Any] = {
            "name_of": partial(name_of, speech=speech),
            "said": kpi_wording,
            "cell": partial(cell, speech=speech),
            "by_gender": partial(_by_gender, speech=speech),
        }
        return self._renderer.page(template, speech.tag, **words, **context)


def drawn(name: str, series: Series, speech: Speech) -> Markup:
    """A small picture of a series; nothing where there is nothing to compare."""
    points = [each for each in series.points if each.figure is not None]
    if len(points) < _COMPARED:
        return Markup("")
    periods = [kpi_wording.period_name(each, speech) for each in points]
    if series.unit is not Unit.PERCENT:
        rows = [
            (period, round(point.figure.value) if point.figure else None)
            for period, point in zip(periods, points, strict=True)
        ]
        return count_bars(name, rows, speech)
    groups = [each for each in groups_of(series) if each in _LOOKS]
    lines = [
        Drawn(
            group_name(group, speech),
            _LOOKS[group],
            [kpi_wording.estimate_of(figure_of(point, group)) for point in points],
        )
        for group in groups
    ]
    broken = [bool(each.breaks) for each in points]
    return trend_drawing.over_waves(name, periods, broken, lines, speech)


def _by_gender(shown: Shown, speech: Speech) -> list[tuple[str, Markup | str]]:
    """The latest figure of each gender, where people are told apart."""
    if shown.series is None or shown.latest is None:
        return []
    return [
        (group_name(group, speech), cell(figure, shown.series, speech))
        for group, figure in shown.latest.by_gender.items()
    ]


def _kpi_size(shown: Shown, tag: str) -> int:
    """About how many bytes it takes on the board."""
    texts = (shown.kpi.name, shown.kpi.definition)
    genders = len(shown.latest.by_gender) if shown.latest else 0
    told = sum(len(str(each.read_in(tag)).encode()) for each in texts)
    return _KPI_AROUND + _GENDER * genders + told


def _size(activity: Activity) -> int:
    """About how many bytes it takes in the list, in its longest language."""
    texts = (activity.name, activity.office, activity.partners, activity.outcome)
    longest = (max(len(each.encode()) for each in text.values()) for text in texts if text)
    return _AROUND + sum(longest) + len(activity.evidence or "")
