"""What came of it: published results as plain tables."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.results.service import indicators
from copfeedback.surveys.book import AskedWave
from copfeedback.web.rendering import Renderer


class ResultPages:
    """The pages that show frozen releases to everybody."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def overview(self, request: Request) -> Response:
        """Every closed wave: results, or the day they are promised for."""
        await asyncio.to_thread(self._portal.surveys.book.all)
        closed = self._portal.surveys.closed_waves()
        released = {
            asked.wave.id
            for asked in closed
            if await asyncio.to_thread(self._portal.results.release_of, asked.wave.id)
        }
        return self._renderer.page(
            "results.html",
            request.path_params["lang"],
            closed_waves=closed,
            released=released,
            next_rounds=self._portal.surveys.next_rounds(),
            today=self._portal.surveys.today(),
            address=lambda tag: f"/{tag}/results",
        )

    async def wave(self, request: Request) -> Response:
        """The key indicators of a wave, or one question with all its answers."""
        asked = await asyncio.to_thread(self._portal.surveys.book.find, request.path_params["wave"])
        release = await asyncio.to_thread(self._portal.results.release_of, asked.wave.id)
        item = request.path_params.get("item")
        path = f"/results/{asked.wave.id}" + (f"/{item}" if item else "")
        tables = release.tables if release else {}
        if item is not None and item not in tables:
            return self._awaited(request, asked, path, 404)
        if release is None:
            return self._awaited(request, asked, path, 200)
        return self._renderer.page(
            "results_item.html" if item else "results_wave.html",
            request.path_params["lang"],
            asked=asked,
            release=release,
            next_round=self._portal.surveys.next_round(asked),
            indicators=indicators(asked.survey),
            texts={name: asked.survey.question_of_item[name].text_of(name) for name in tables},
            table=tables[item] if item else None,
            question=asked.survey.question_of_item[item] if item else None,
            address=lambda tag: f"/{tag}{path}",
        )

    def _awaited(self, request: Request, asked: AskedWave, path: str, status: int) -> Response:
        return self._renderer.page(
            "results_awaited.html",
            request.path_params["lang"],
            status,
            asked=asked,
            next_round=self._portal.surveys.next_round(asked),
            overdue=self._portal.surveys.today() > asked.wave.results_due,
            address=lambda tag: f"/{tag}{path}",
        )
