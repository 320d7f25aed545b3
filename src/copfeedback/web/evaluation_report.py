"""Each version of the results of an evaluation."""

from __future__ import annotations

import asyncio

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.evaluations.earlier_verdicts import differing_sentence
from copfeedback.evaluations.events import Evaluation, Event, EventKind
from copfeedback.evaluations.report_model import Report
from copfeedback.faults import Unknown
from copfeedback.web.evaluation_blocks import Block, respond, words
from copfeedback.web.evaluation_report_parts import ReportParts
from copfeedback.web.evaluation_words import around
from copfeedback.web.rendering import Renderer


class ReportPages:
    """The pages of versions."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer
        self._parts = ReportParts(portal, renderer)

    async def one(self, request: Request) -> Response:
        """A version; the latest one without ``version``. Of a withdrawn one, only why.

        Raises:
            Unknown: there is no such evaluation, or no such version.
        """
        tag, code = request.path_params["lang"], request.path_params["evaluation"]
        asked = request.query_params.get("version", "")
        evaluation = await asyncio.to_thread(self._portal.evaluations.find, code)
        event, report = _chosen(evaluation, asked)
        taken = withdrawn_by(evaluation, event)
        speech = self._portal.catalogues.speech(tag)
        blocks: list[Block] = []
        if taken is None:
            blocks = await asyncio.to_thread(self._blocks, evaluation, report, tag)
        context = await asyncio.to_thread(around, self._portal, evaluation, tag)
        number = speech.formatting.number(report.number)
        heading = speech.gettext("Version %(number)s") % {"number": number}
        return respond(
            self._renderer,
            "evaluation.html",
            request,
            f"/evaluations/{code}/report",
            blocks,
            {
                **context,
                "heading": heading,
                "taken": taken,
                "older": event != evaluation.publications[-1],
            },
            query={"version": asked} if asked else {},
        )

    def _blocks(self, evaluation: Evaluation, report: Report, tag: str) -> list[Block]:
        speech, parts = self._portal.catalogues.speech(tag), self._parts
        changed: list[Block] = []
        if report.changed is not None:
            heading = speech.gettext("What changed in this version")
            changed = words("changed", heading, report.changed.read_in(tag))
            if differs := differing_sentence(evaluation, report, speech):
                html = Markup("<p><b>{}</b></p>").format(differs)
                changed = [*changed, Block("changed", heading, html)]
        rows = parts.rows(evaluation, report, speech)
        return [
            *parts.easy(rows, report, speech),
            *changed,
            *parts.summary(report, speech),
            *parts.findings(rows, speech),
            *parts.answers(report, speech),
            *parts.details(rows, speech),
            *parts.background(evaluation, report, speech),
        ]


def withdrawn_by(evaluation: Evaluation, publication: Event) -> Event | None:
    """The event that withdrew a version, if one did."""
    return next(
        (each for each in evaluation.of(EventKind.WITHDRAWN) if each.number > publication.number),
        None,
    )


def _chosen(evaluation: Evaluation, asked: str) -> tuple[Event, Report]:
    found = [
        (each, each.said)
        for each in reversed(evaluation.publications)
        if isinstance(each.said, Report) and asked in ("", str(each.said.number))
    ]
    if not found:
        raise Unknown
    return found[0]
