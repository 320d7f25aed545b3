"""All evaluations at the light door: how each stands, and who keeps their word."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.evaluations.easy_words import meanings
from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.league import league
from copfeedback.evaluations.league_table import league_table
from copfeedback.evaluations.lines import badges, promised_sentences
from copfeedback.evaluations.plain_words import Word
from copfeedback.evaluations.standing import Standing, Status
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.web.evaluation_blocks import Block, joined, respond
from copfeedback.web.evaluation_words import evaluation_words
from copfeedback.web.rendering import Renderer

GROUPS: Mapping[str, tuple[tuple[Status, ...], str]] = {
    "overdue": ((Status.OVERDUE,), N_("Overdue")),
    "owed": ((Status.CANCELLED_OWED,), N_("Cancelled, results owed")),
    "field": ((Status.IN_FIELD,), N_("In the field")),
    "awaited": ((Status.DUE,), N_("Results awaited")),
    "registered": ((Status.REGISTERED,), N_("Registered")),
    "published": ((Status.PUBLISHED, Status.PUBLISHED_LATE), N_("Results published")),
    "cancelled": ((Status.CANCELLED,), N_("Cancelled")),
}
"""How evaluations are put together on the page: what somebody waits for stands first."""
_LEAGUE_AT_ONCE = 15


class EvaluationPages:
    """The list of evaluations."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def all(self, request: Request) -> Response:
        """Every evaluation, and the league of pledges kept."""
        tag = request.path_params["lang"]
        blocks, count, altered = await asyncio.to_thread(self._all, tag)
        speech = self._portal.catalogues.speech(tag)
        explained = meanings((Word.PLEDGE, Word.INDICATOR, Word.DEVIATION), speech)
        context = {"count": count, "altered": altered, "meanings": explained}
        return respond(self._renderer, "evaluations.html", request, "/evaluations", blocks, context)

    def _all(self, tag: str) -> tuple[list[Block], int, list[str]]:
        register, speech = self._portal.evaluations, self._portal.catalogues.speech(tag)
        found = [(each, register.standing(each)) for each in register.all()]
        blocks: list[Block] = []
        for anchor, (statuses, name) in GROUPS.items():
            own = [(each, stands) for each, stands in found if stands.status in statuses]
            blocks += self._group(anchor, speech.gettext(name), own, speech)
        return [*blocks, *self._league(found, speech)], len(found), register.unreadable()

    def _group(
        self,
        anchor: str,
        name: str,
        own: Sequence[tuple[Evaluation, Standing]],
        speech: Speech,
    ) -> list[Block]:
        # What is owed anew, what is overdue longest, and what was published last, stands first.
        placed = sorted(
            own, key=lambda each: (not each[1].later, -each[1].days_overdue, -each[0].last)
        )
        lines = (
            self._renderer.text(
                "evaluation_line.html",
                speech.tag,
                **evaluation_words(speech),
                evaluation=each,
                standing=stands,
                badges=badges(each, stands, speech),
                promised=promised_sentences(stands, speech),
            )
            for each, stands in placed
        )
        return joined(anchor, name, lines, "<ul>", "</ul>")

    def _league(self, found: Sequence[tuple[Evaluation, Standing]], speech: Speech) -> list[Block]:
        rows = league(found)
        return [
            Block(
                "league",
                speech.gettext("Who publishes results in time"),
                league_table(rows[at : at + _LEAGUE_AT_ONCE], speech),
            )
            for at in range(0, len(rows), _LEAGUE_AT_ONCE)
        ]
