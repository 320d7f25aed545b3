"""Looking at a questionnaire as people who answer it will see it; nothing is stored."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from time import time

from markupsafe import Markup, escape
from starlette.responses import Response

from copfeedback.application import DEMOGRAPHICS, Portal
from copfeedback.i18n.catalogues import N_
from copfeedback.sealing import new_key
from copfeedback.surveys.about import About
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.carried import Carried, CarriedUnreadable
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.model import Choice
from copfeedback.surveys.overview import find_edition, read_edition, sectors_to_ask
from copfeedback.surveys.rehearsal import REHEARSAL, rehearse
from copfeedback.surveys.waves import UnknownSurvey
from copfeedback.web.downloads import edition_of
from copfeedback.web.forms import first
from copfeedback.web.rendering import Renderer
from copfeedback.web.staff_door import StaffVisit
from copfeedback.web.surveys import STAY, SurveyPages
from copfeedback.web.visit import Visit

MODES = (Mode.LIGHT, Mode.KIOSK, Mode.ASSISTED)
_ADDRESS = re.compile(rf"/([A-Za-z-]+)/(surveys|kiosk|assisted)/{REHEARSAL}(?:/thanks)?")
_MODE_OF_PLACE = {"surveys": Mode.LIGHT, "kiosk": Mode.KIOSK, "assisted": Mode.ASSISTED}
_FORM = re.compile(r'<form method="post" action="[^"]*">')
_MAIN = '<main id="main">'


class Rehearsal(SurveyPages):
    """The pages of a survey, of which none leads to anything that is stored."""

    def begin(self, asked: AskedWave, tag: str, mode: Mode) -> Response:
        """The first page of a way of answering."""
        began = int(time()) if mode is Mode.KIOSK else 0
        about = About(mode=mode.value, began=began)
        visit = self._visit(asked, tag, Carried.blank(asked.survey, about))
        is_helped = mode is Mode.ASSISTED
        return self._screens.helping(visit) if is_helped else self._screens.introduction(visit)

    async def go_on(
        self, asked: AskedWave, tag: str, form: Mapping[str, list[str]]
    ) -> Response | None:
        """The page that was asked for; None where something would be stored."""
        go = first(form, "go")
        if go.removeprefix("language:") in self._portal.catalogues.languages:
            go = STAY
        if go in {"send", "save", "resume"}:
            return None
        try:
            visit: Visit = self._opened(asked, tag, form)
        except CarriedUnreadable:
            return self.begin(asked, tag, Mode.LIGHT)
        return await self._respond(visit, form, go, "")


class PreviewPages:
    """The real pages, with other addresses, behind the staff door."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer
        self._rehearsal = Rehearsal(portal, renderer)
        self._key = new_key()  # what is entered in a preview ends with the process

    async def show(self, visit: StaffVisit) -> Response:
        """GET: the first page."""
        asked, tag = await self._asked(visit)
        wanted = visit.request.query_params.get("mode", "")
        mode = next((mode for mode in MODES if mode == wanted), Mode.LIGHT)
        return self._as_preview(visit, self._rehearsal.begin(asked, tag, mode))

    async def answer(self, visit: StaffVisit) -> Response:
        """POST: any other page."""
        asked, tag = await self._asked(visit)
        response = await self._rehearsal.go_on(asked, tag, visit.form)
        if response is None:
            response = self._renderer.page(
                "message.html",
                tag,
                title=N_("Here the preview ends"),
                advice=N_("Nothing was stored. In a real survey, the answers would be kept now."),
                incident=None,
                address=lambda to: f"/{to}/surveys/{REHEARSAL}",
            )
        return self._as_preview(visit, response)

    async def _asked(self, visit: StaffVisit) -> tuple[AskedWave, str]:
        return await asyncio.to_thread(self._find, visit), visit.request.path_params["tag"]

    def _find(self, visit: StaffVisit) -> AskedWave:
        asked, trail = visit.request.path_params, self._portal.trail
        if asked["tag"] not in self._portal.catalogues.languages:
            raise UnknownSurvey(asked["survey"])
        version = edition_of(asked["edition"])
        demographics = DEMOGRAPHICS.read_text(encoding="utf-8")
        edition = find_edition(trail, visit.actor, asked["survey"], version, demographics)
        survey = read_edition(edition)
        if asked["tag"] not in survey.languages:
            survey = replace(survey, languages=(*survey.languages, asked["tag"]))
        sectors = [Choice(each.code, each.name) for each in sectors_to_ask(trail, visit.actor)]
        self._portal.reviews.keep_fresh()
        return rehearse(survey, version, sectors, self._portal.surveys.today(), self._key)

    def _as_preview(self, visit: StaffVisit, response: Response) -> Response:
        """A page that was made for everybody: its ways stay in the preview, and it says so."""
        asked = visit.request.path_params
        base = f"/staff/preview/{asked['survey']}/{asked['edition']}"

        def moved(found: re.Match[str]) -> str:
            mode = _MODE_OF_PLACE[found[2]]
            return f"{base}/{found[1]}" + ("" if mode is Mode.LIGHT else f"?mode={mode}")

        token = f'<input type="hidden" name="csrf" value="{escape(visit.csrf)}">'
        page = _ADDRESS.sub(moved, bytes(response.body).decode())
        page = _FORM.sub(lambda found: found[0] + token, page)
        page = page.replace(_MAIN, _MAIN + str(self._note(visit)), 1)
        response.body = page.encode()
        response.headers["content-length"] = str(len(response.body))
        return response

    def _note(self, visit: StaffVisit) -> Markup:
        asked = visit.request.path_params
        _ = self._portal.catalogues.speech(asked["tag"]).gettext
        back = f"/questionnaires?survey={asked['survey']}&lang={visit.speech.tag}"
        return Markup('<p class="demo">{} <a href="{}">{}</a></p>').format(
            _("Preview: nothing that you enter here is stored."),
            back,
            _("Back to the questionnaire"),
        )
