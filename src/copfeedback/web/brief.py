"""The key indicators of a survey on one page to print, for staff who may see trends."""

from __future__ import annotations

import asyncio
from functools import partial

from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Actor
from copfeedback.results import change_wording, participation_wording
from copfeedback.results.domain_wording import DIMENSION_NAMES
from copfeedback.results.overview import Overview, overview
from copfeedback.results.participation import participation
from copfeedback.results.published import EVERYONE
from copfeedback.results.service import indicators
from copfeedback.results.tabulating import SIDE_BY_SIDE
from copfeedback.surveys.model import Survey
from copfeedback.web.staff_door import StaffDoor, StaffVisit, in_language

BRIEF = "/staff/brief"
ROWS = 16
"""As many indicators as one page of A4 holds in every language; the full door has all."""


class Brief:
    """One page to print."""

    def __init__(self, portal: Portal, door: StaffDoor) -> None:
        self._portal = portal
        self._door = door

    async def show(self, visit: StaffVisit) -> Response:
        """GET: the brief of the survey that the address names."""
        _ = visit.speech.gettext
        asked_for = visit.request.query_params.get("survey", "")
        waves = await asyncio.to_thread(self._portal.surveys.book.all)
        survey = next((a.survey for a in reversed(waves) if a.survey.id == asked_for), None)
        refused = partial(self._door.page, visit, "manager_refused.html")
        title = _("Key indicators")
        if survey is None:
            return refused(404, title=title, advice=_("There is no survey yet."))
        try:
            found = await asyncio.to_thread(self._overview, visit.actor, survey)
        except NotPermitted:
            advice = _("This page is for staff who may see trends.")
            return refused(403, title=title, advice=advice)
        latest = found.latest
        if latest is None:
            advice = _("No wave of this survey has results yet.")
            return refused(404, title=title, advice=advice)
        return self._door.page(
            visit,
            "brief.html",
            survey=survey,
            lines=found.lines[:ROWS],
            left_out=len(found.lines) - ROWS,
            latest=latest,
            whom=SIDE_BY_SIDE,
            participation=participation(latest.wave, latest.release),
            dimension_names=DIMENSION_NAMES,
            who=participation_wording,
            changes=change_wording,
            answered=latest.release.bases.get(EVERYONE),
            address=lambda tag: in_language(f"{BRIEF}?survey={survey.id}", tag),
        )

    def _overview(self, actor: Actor, survey: Survey) -> Overview:
        trend = partial(self._portal.results.trend, actor, survey.id)
        return overview(indicators(survey), trend)
