"""All of one evaluation: how it stands, what was promised, what was found and what came of it."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.lines import withdrawn
from copfeedback.web.evaluation_answers import AnswerParts
from copfeedback.web.evaluation_blocks import Block, respond
from copfeedback.web.evaluation_pledge_parts import PledgeParts
from copfeedback.web.evaluation_report_parts import ReportParts
from copfeedback.web.evaluation_words import around
from copfeedback.web.rendering import Renderer


class EvaluationPage:
    """The page of one evaluation."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer
        self._pledge = PledgeParts(portal)
        self._report = ReportParts(portal, renderer)
        self._answers = AnswerParts(portal, renderer)

    async def one(self, request: Request) -> Response:
        """One evaluation; in several pages where there is much to tell.

        Raises:
            Unknown: there is no such evaluation.
        """
        tag, code = request.path_params["lang"], request.path_params["evaluation"]
        evaluation = await asyncio.to_thread(self._portal.evaluations.find, code)
        blocks, context = await asyncio.to_thread(self._one, evaluation, tag)
        path = f"/evaluations/{code}"
        return respond(self._renderer, "evaluation.html", request, path, blocks, context)

    def _one(self, evaluation: Evaluation, tag: str) -> tuple[list[Block], dict[str, Any]]:
        speech, pledge = self._portal.catalogues.speech(tag), evaluation.pledge
        report, parts = evaluation.report, self._report
        easy = self._pledge.easy(pledge, speech)
        found: list[Block] = []
        details: list[Block] = []
        if report is not None:
            rows = parts.rows(evaluation, report, speech)
            easy = parts.easy(rows, report, speech)
            found = [
                *parts.summary(report, speech),
                *parts.findings(rows, speech),
                *parts.answers(report, speech),
            ]
            details = [
                *parts.details(rows, speech),
                *parts.background(evaluation, report, speech),
            ]
        blocks = [
            *easy,
            *self._pledge.cancelled(evaluation, speech),
            *found,
            *self._answers.recommendations(evaluation, speech),
            *self._answers.reviews(evaluation, speech),
            *self._pledge.programme(pledge, speech),
            *self._pledge.signatures(evaluation, speech),
            *self._pledge.gathering(pledge, speech),
            *self._pledge.sites(pledge, speech),
            *self._pledge.questions(pledge, speech),
            *self._pledge.indicators(pledge, speech),
            *self._pledge.risks(pledge, speech),
            *details,
            *self._answers.history(evaluation, speech),
        ]
        context = around(self._portal, evaluation, tag)
        return blocks, {**context, "heading": "", "taken": withdrawn(evaluation), "older": False}
