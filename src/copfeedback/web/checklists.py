"""Checklists, for everybody: how the police see themselves, and how others see them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.evaluations.checklist_comparison import counted, side_by_side
from copfeedback.evaluations.checklist_model import Assessment, Mark, Seen
from copfeedback.evaluations.wording import name_of
from copfeedback.faults import Unknown
from copfeedback.web.paging import cut, paged
from copfeedback.web.rendering import Renderer

LISTED = 4
"""So many assessments are counted below each other on a page."""
_LONGEST_NUMBER = 9


class ChecklistPages:
    """The pages of checklists."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def all(self, request: Request) -> Response:
        """Every checklist, and when it was answered last."""
        context = await asyncio.to_thread(self._all)
        return self._page("checklists.html", request.path_params["lang"], context)

    async def one(self, request: Request) -> Response:
        """How a checklist was answered, or one assessment with its notes.

        Raises:
            Unknown: there is no such checklist or assessment.
        """
        tag, code = request.path_params["lang"], request.path_params["checklist"]
        number = request.query_params.get("assessment", "")
        if number:
            context = await asyncio.to_thread(self._assessment, code, number)
            return self._page("checklist_assessment.html", tag, context)
        return self._page("checklist.html", tag, await asyncio.to_thread(self._one, request, code))

    def _all(self) -> Mapping[str, Any]:
        portal = self._portal.checklists
        found = [(each, portal.assessments(each.code)) for each in portal.all()]
        return {"checklists": found, "address": lambda to: f"/{to}/checklists"}

    def _one(self, request: Request, code: str) -> Mapping[str, Any]:
        checklist = self._portal.checklists.find(code)
        found = self._portal.checklists.assessments(code)
        page = paged(cut(found, LISTED), request, f"/checklists/{code}")
        return {
            "checklist": checklist,
            "beside": side_by_side(checklist, found),
            "page": page,
            "counted": partial(counted, checklist=checklist),
            "marks": list(Mark),
            "seen": Seen,
            "address": page.address,
        }

    def _assessment(self, code: str, number: str) -> Mapping[str, Any]:
        checklist = self._portal.checklists.find(code)
        return {
            "checklist": checklist,
            "assessment": _asked(self._portal.checklists.assessments(code), number),
            "address": lambda to: f"/{to}/checklists/{code}?assessment={number}",
        }

    def _page(self, template: str, tag: str, context: Mapping[str, Any]) -> Response:
        speech = self._portal.catalogues.speech(tag)
        said = partial(name_of, speech=speech)
        return self._renderer.page(template, tag, name_of=said, **context)


def _asked(found: Sequence[Assessment], number: str) -> Assessment:
    known = number.isascii() and number.isdecimal() and len(number) <= _LONGEST_NUMBER
    wanted = [each for each in found if known and each.id == int(number)]
    if not wanted:
        raise Unknown
    return wanted[0]
