"""Who is there for whom: every sector with its officer and how to reach them."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import N_
from copfeedback.people.sector_model import Branch, SectorKind
from copfeedback.web.rendering import Renderer

AT_ONCE = 80
"""So many sectors fit on a page of 30 KB; beyond that, each has a page for what it is made of."""


class OfficerPages:
    """The pages that name the officers."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def all(self, request: Request) -> Response:
        """Every area and every community."""
        branches = await self._branches(request)
        return self._overview(request, branches)

    async def one(self, request: Request) -> Response:
        """One sector and what it is made of."""
        branches = await self._branches(request)
        code = request.path_params["code"]
        branch = next((each for top in branches for each in top if each.sector.code == code), None)
        if branch is None:
            return self._overview(request, branches, missed=True)
        return self._renderer.page(
            "officers_sector.html",
            request.path_params["lang"],
            branch=branch,
            whole=len(branch) <= AT_ONCE,
            address=lambda to: f"/{to}/officers/{code}",
        )

    async def _branches(self, request: Request) -> tuple[Branch, ...]:
        return await asyncio.to_thread(self._portal.sectors.public, request.path_params["lang"])

    def _overview(
        self, request: Request, branches: tuple[Branch, ...], *, missed: bool = False
    ) -> Response:
        areas = [each for each in branches if each.sector.kind is SectorKind.AREA]
        return self._renderer.page(
            "officers.html",
            request.path_params["lang"],
            404 if missed else 200,
            groups=((N_("By area"), areas), (N_("By community"), branches[len(areas) :])),
            whole=sum(map(len, branches)) <= AT_ONCE,
            missed=missed,
            address=lambda to: f"/{to}/officers",
        )
