"""How many complaints there are and what came of them, and the body's reports: without scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.complaints.figure_wording import ANSWER_NAMES, FigureWords, figure_words
from copfeedback.complaints.figures import Answer
from copfeedback.complaints.model import Category
from copfeedback.complaints.wording import CATEGORY_NAMES
from copfeedback.results.count_drawing import count_bars
from copfeedback.results.releases import UnknownRelease
from copfeedback.results.tabulating import table_of
from copfeedback.web.rendering import Renderer

QUARTER = "quarter"
"""What the address asks for; without it the latest quarter is shown."""


class ComplaintFigures:
    """The pages of figures and reports."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def figures(self, request: Request) -> Response:
        """A quarter, the others to choose from, recommendations and reports."""
        tag, quarter = request.path_params["lang"], request.query_params.get(QUARTER, "")
        context = await asyncio.to_thread(self._figures, tag, quarter)
        query = f"?{QUARTER}={quarter}" if context["shown"] and quarter else ""
        return self._respond("complaint_figures.html", tag, query, context)

    async def report(self, request: Request) -> Response:
        """One report of the body, with the figures it is about.

        Raises:
            UnknownRelease: there is none of this number.
        """
        tag, number = request.path_params["lang"], request.path_params["number"]
        context = await asyncio.to_thread(self._report, tag, number)
        return self._respond("complaint_report.html", tag, f"/{number}", context)

    def _figures(self, tag: str, quarter: str) -> Mapping[str, Any]:
        portal = self._portal
        released = portal.figures.released()
        asked = [each for each in released if each.period == quarter] or released
        words = self._words(tag)
        return {
            "released": released,
            "shown": asked[0] if asked else None,
            "words": words,
            "tables": self._tables(words, tag, asked[0]) if asked else [],
            "next_on": portal.figures.next_on(),
            "recommendations": [
                (
                    words.month(each.month),
                    CATEGORY_NAMES[Category(each.category)],
                    ANSWER_NAMES[Answer(each.answer)],
                    each.text,
                )
                for each in portal.figures.recommendations()
            ],
            "reports": portal.complaint_reports.all(),
        }

    def _report(self, tag: str, number: int) -> Mapping[str, Any]:
        reports = self._portal.complaint_reports.all()
        report = next((each for each in reports if each.number == number), None)
        if report is None:
            raise UnknownRelease(str(number))
        words = self._words(tag)
        return {
            "report": report,
            "words": words,
            "parts": [(each, self._tables(words, tag, each)) for each in report.figures],
        }

    def _words(self, tag: str) -> FigureWords:
        portal = self._portal
        return figure_words(portal.catalogues, portal.sectors.public(), tag)

    def _tables(self, words: FigureWords, tag: str, release: Any) -> list[tuple[Any, Any, Any]]:
        speech = self._portal.catalogues.speech(tag)
        return [
            (
                table,
                count_bars(table.title, table.bars, speech),
                table_of(table.title, ["", *table.heads], table.rows),
            )
            for table in words.tables(release)
        ]

    def _respond(self, template: str, tag: str, path: str, context: Mapping[str, Any]) -> Response:
        text = self._renderer.page_text(
            template,
            tag,
            address=lambda to: f"/{to}/complaints/figures{path}",
            **context,
        )
        return self._renderer.respond(text, tag, keep=False)
