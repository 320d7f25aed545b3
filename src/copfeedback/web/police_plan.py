"""Plans for policing, for everybody: what is aimed at, by when, and by what it is judged."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.evaluations import lines, plan_wording
from copfeedback.evaluations.plan_model import Plan
from copfeedback.faults import Unknown
from copfeedback.i18n.catalogues import N_
from copfeedback.i18n.translations import Translations
from copfeedback.web.evaluation_words import sector_names
from copfeedback.web.paging import cut, paged
from copfeedback.web.rendering import Renderer

PARTS: Mapping[str, str] = {
    "aims": N_("Aims and priorities"),
    "work": N_("Who does what, and with what"),
    "figures": N_("Key figures"),
    "risks": N_("Risks"),
    "more": N_("Evaluations and versions"),
}
TEXTS_OF = {
    "aims": ("aims", "outcomes", "priorities"),
    "work": ("roles", "resources", "projects", "consulted"),
}
WHOLE = 12_000
"""Bytes of words up to which everything is on one page; beyond that, each part has its own."""
VERSIONS = 6
"""So many versions are listed: one later than the one that is shown, and those before it."""
_ROOM = 16_000
_AROUND = 450
_LONGEST_NUMBER = 6


class PlanPages:
    """The pages of plans."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    async def all(self, request: Request) -> Response:
        """Every plan, the one that begins last first."""
        tag = request.path_params["lang"]
        context = await asyncio.to_thread(self._all, request)
        return self._page("plans.html", tag, context)

    async def one(self, request: Request) -> Response:
        """A plan as it is now, or an earlier version of it.

        Raises:
            Unknown: there is none of this code or number.
        """
        tag, code = request.path_params["lang"], request.path_params["plan"]
        asked = request.query_params
        context = await asyncio.to_thread(
            self._one, tag, code, asked.get("version", ""), asked.get("part", "")
        )
        return self._page("plan.html", tag, context)

    def _all(self, request: Request) -> Mapping[str, Any]:
        plans = self._portal.plans
        page = paged(cut(plans.public(), _ROOM, _size), request, "/plan")
        places = {each.code: plans.place(each) for each in page.some}
        sectors = sector_names(self._portal, request.path_params["lang"])
        return {"page": page, "places": places, "sectors": sectors, "address": page.address}

    def _one(self, tag: str, code: str, version: str, part: str) -> Mapping[str, Any]:
        portal = self._portal
        versions = portal.plans.versions(code)
        plan = _asked(versions, version)
        at = versions.index(plan)
        kpis = plan_wording.kpi_lines(plan, portal.kpis.find, portal.catalogues.speech(tag))
        listed = versions[max(at - 1, 0) : at + VERSIONS - 1]
        shown = _shown(_bytes_of(plan, listed, [each.name for each in kpis]), part)
        query = {"version": str(plan.number)} if at else {}
        query |= {"part": shown[0]} if len(shown) == 1 else {}
        forums = {each.code: each.name for each in portal.forums.all()}
        evaluations = portal.plans.evaluations(code)
        return {
            "plan": plan,
            "place": portal.plans.place(versions[0]),
            "latest": versions[0],
            "versions": listed,
            "figures": plan_wording.kpi_table(kpis, f"/{tag}/", portal.catalogues.speech(tag)),
            "names": PARTS,
            "shown": shown,
            "texts_of": TEXTS_OF,
            "evaluations": [(each, portal.evaluations.standing(each)) for each in evaluations],
            "forum": forums.get(plan.forum or ""),
            "sectors": sector_names(portal, tag),
            "address": lambda to: f"/{to}/plan/{code}{'?' if query else ''}{urlencode(query)}",
        }

    def _page(self, template: str, tag: str, context: Mapping[str, Any]) -> Response:
        speech, today = self._portal.catalogues.speech(tag), self._portal.plans.today()
        words: dict[str, Any] = {
            "period": partial(plan_wording.period, speech=speech),
            "time_of": partial(plan_wording.time_of, today=today, speech=speech),
            "next_sentence": partial(plan_wording.next_sentence, speech=speech),
            "text_names": plan_wording.TEXT_NAMES,
            "standing_sentence": partial(lines.standing_sentence, speech=speech),
        }
        return self._renderer.page(template, tag, **words, **context)


def _asked(versions: Sequence[Plan], version: str) -> Plan:
    if not version:
        return versions[0]
    if not version.isdecimal() or len(version) > _LONGEST_NUMBER:
        raise Unknown
    found = [each for each in versions if each.number == int(version)]
    if not found:
        raise Unknown
    return found[0]


def _shown(size: int, asked: str) -> tuple[str, ...]:
    """The parts that stand on the page."""
    if size <= WHOLE:
        return tuple(PARTS)
    return (asked if asked in PARTS else next(iter(PARTS)),)


def _bytes_of(plan: Plan, listed: Iterable[Plan], names: Iterable[Translations]) -> int:
    """How many bytes of words a plan has, each text in its longest language."""
    texts = [getattr(plan, name) for name in plan_wording.TEXT_NAMES]
    texts += [text for risk in plan.risks for text in (risk.what, risk.answer, risk.owner)]
    texts += [each.changed for each in listed]
    return sum(_longest(each) for each in [*texts, *names] if each)


def _longest(texts: Translations) -> int:
    return max(len(each.encode()) for each in texts.values())


def _size(plan: Plan) -> int:
    """About how many bytes it takes in a list."""
    return _AROUND + _longest(plan.title) + _longest(plan.office)
