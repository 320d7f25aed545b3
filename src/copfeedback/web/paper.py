"""Typing paper forms: choose a wave, type each form twice, settle where both entries differ."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.responses import RedirectResponse, Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import N_
from copfeedback.i18n.language_names import language_name
from copfeedback.printing.typed_entries import read_typed
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.paper import BadSlip, SlipCounted, SlipWaits, UnknownSlip, read_slip
from copfeedback.surveys.routing import find_route
from copfeedback.surveys.service import AnotherWay, NotOpen, Unfinished
from copfeedback.web.forms import first
from copfeedback.web.paper_fields import PaperForm, next_field
from copfeedback.web.staff_door import StaffDoor, StaffVisit, in_language

PAPER = "/staff/paper"
FIELD = "q."
BEGIN, FIRST, SECOND = "begin", "first", "second"
_REFUSALS: Mapping[type[Exception], str] = {
    BadSlip: N_("The number of a form has 1 to 24 letters and digits. Please type it again."),
    SlipCounted: N_("A form with this number was entered twice and counts already."),
    NotOpen: N_("This survey takes no more forms: it has not begun yet, or is closed for good."),
    AnotherWay: N_("This survey is not answered in this way."),
    Unfinished: N_("There is no answer on this form that can be kept. Nothing was stored."),
}
_WAITS = N_(
    "A form with this number was entered once already. If you type it for the second time, press "
    "“Compare with the first entry”. If you have saved it a moment ago, it is safe: type the next."
)
_NO_FIRST = N_("There is no first entry of this form any more. “Save” keeps this one as the first.")
_CIRCUMSTANCES: Mapping[str, str] = {
    "language": N_("The language of the form"),
    "stratum": N_("The stratum"),
    "cluster": N_("The cluster"),
}
_NOTICES: Mapping[str, str] = {
    FIRST: N_(
        "Form %(slip)s is saved. It waits for its second entry, by somebody else if possible."
    ),
    SECOND: N_("Both entries of form %(slip)s agree. It counts now."),
}


@dataclass(frozen=True)
class Entry:
    """One form that is being typed."""

    slip: str
    stage: str
    form: PaperForm
    circumstances: Circumstances


@dataclass(frozen=True)
class Told:
    """What is to be said above the form; ``offers`` is a button that helps.

    ``circumstances`` is what differs beside the answers.
    """

    sentence: str = ""
    offers: str = ""
    circumstances: tuple[str, ...] = ()


class PaperPages:
    """The pages on which paper forms are typed."""

    def __init__(self, portal: Portal, door: StaffDoor) -> None:
        self._portal = portal
        self._paper = portal.paper
        self._door = door

    async def show_waves(self, visit: StaffVisit) -> Response:
        """GET: the waves that have forms to type."""
        rows = await asyncio.to_thread(self._waves, visit)
        return self._door.page(visit, "paper_waves.html", rows=rows)

    def _waves(self, visit: StaffVisit) -> list[tuple[AskedWave, int]]:
        return [
            (asked, len(self._paper.waiting(visit.actor, asked)))
            for asked in self._portal.surveys.book.all()
            if self._takes_paper(asked)
        ]

    def _takes_paper(self, asked: AskedWave) -> bool:
        is_open = asked.keys is not None and asked.wave.opens <= self._portal.surveys.today()
        return is_open and Mode.PAPER in asked.wave.plan.modes

    async def show_wave(self, visit: StaffVisit) -> Response:
        """GET: which form is next."""
        asked = await self._find(visit)
        kept = self._door.opened(visit.actor, visit.request.query_params.get("notice", "")) or {}
        told = {name: values[0] for name, values in kept.items()}
        notice = ""
        if sentence := _NOTICES.get(told.get("stage", "")):
            notice = visit.speech.gettext(sentence) % {"slip": told["slip"]}
        return await self._begin_page(visit, asked, told, notice=notice)

    async def take(self, visit: StaffVisit) -> Response:
        """POST: begin a form, go on typing it, or save it."""
        asked, stage = await self._find(visit), first(visit.form, "stage")
        if stage not in {FIRST, SECOND}:
            return await self._begin(visit, asked)
        return await self._type(visit, self._entry(visit, asked, stage))

    async def _type(self, visit: StaffVisit, entry: Entry) -> Response:
        go = first(visit.form, "go")
        if visit.is_switching:
            return self._form_page(visit, entry, Told(), focus="")
        if go not in {"save", SECOND, "replace"}:
            return self._form_page(visit, entry, Told())
        if entry.form.faults:
            return self._form_page(visit, entry, Told(), status=422)
        if go == "replace":
            return await self._replace(visit, entry)
        return await self._save(visit, replace(entry, stage=SECOND) if go == SECOND else entry)

    async def _find(self, visit: StaffVisit) -> AskedWave:
        name = visit.request.path_params["wave"]
        return await asyncio.to_thread(self._portal.surveys.book.find, name)

    async def _begin(self, visit: StaffVisit, asked: AskedWave) -> Response:
        """The empty form, for its first entry or its second."""
        chosen = {name: first(visit.form, name) for name in ("language", "stratum", "cluster")}
        typed = first(visit.form, "again") or first(visit.form, "slip")
        if visit.is_switching:
            return await self._begin_page(visit, asked, {**chosen, "slip": typed})
        try:
            slip = read_slip(typed)
        except BadSlip:
            told = {**chosen, "slip": typed}
            return await self._begin_page(visit, asked, told, problem=_REFUSALS[BadSlip])
        waiting = await asyncio.to_thread(self._paper.waiting, visit.actor, asked)
        stage = SECOND if slip in waiting else FIRST
        return self._form_page(visit, self._entry(visit, asked, stage, slip), Told())

    def _entry(
        self, visit: StaffVisit, asked: AskedWave, stage: str, slip: str | None = None
    ) -> Entry:
        form, plan, languages = visit.form, asked.wave.plan, asked.survey.languages
        language = first(form, "language")
        language = language if language in languages else languages[0]
        typed = {
            name.removeprefix(FIELD): values
            for name, values in form.items()
            if name.startswith(FIELD)
        }
        read = read_typed(asked.survey, typed)
        route = find_route(asked.survey, read.entered, today=self._portal.surveys.today())
        stratum, cluster = first(form, "stratum"), first(form, "cluster")
        circumstances = Circumstances(
            language,
            Mode.PAPER,
            stratum=stratum if stratum in plan.strata else "",
            cluster=cluster if cluster in plan.clusters else "",
        )
        paper_form = PaperForm(asked, language, typed, read, route)
        return Entry(slip or first(form, "slip"), stage, paper_form, circumstances)

    async def _save(self, visit: StaffVisit, entry: Entry) -> Response:
        enter = self._paper.enter_second if entry.stage == SECOND else self._paper.enter_first
        try:
            differs = await asyncio.to_thread(
                enter,
                visit.actor,
                entry.form.asked,
                entry.slip,
                entry.form.read.entered,
                entry.circumstances,
                self._portal.surveys.today(),
            )
        except SlipWaits:
            return self._form_page(visit, entry, Told(_WAITS, SECOND), status=409)
        except UnknownSlip:
            entry = replace(entry, stage=FIRST)
            return self._form_page(visit, entry, Told(_NO_FIRST), status=409)
        except tuple(_REFUSALS) as error:
            return self._form_page(visit, entry, Told(_REFUSALS[type(error)]), status=409)
        if differs:
            entry = replace(entry, form=replace(entry.form, differing=differs.items))
            named = tuple(_CIRCUMSTANCES[name] for name in differs.circumstances)
            told = Told(offers="replace", circumstances=named)
            return self._form_page(visit, entry, told, status=409)
        return self._saved(visit, entry)

    async def _replace(self, visit: StaffVisit, entry: Entry) -> Response:
        """Put this entry in place of the first one, which was wrong: it needs a second one then."""
        with_first = replace(entry, stage=FIRST)
        try:
            await asyncio.to_thread(self._paper.discard, visit.actor, entry.form.asked, entry.slip)
        except UnknownSlip:
            return self._form_page(visit, with_first, Told(_NO_FIRST), status=409)
        return await self._save(visit, with_first)

    def _saved(self, visit: StaffVisit, entry: Entry) -> Response:
        """On to the next form, of the same language and place."""
        kept = self._door.kept(
            visit.actor,
            {
                "stage": [entry.stage],
                "slip": [entry.slip],
                "language": [entry.form.language],
                "stratum": [entry.circumstances.stratum],
                "cluster": [entry.circumstances.cluster],
            },
        )
        path = visit.request.url.path
        return RedirectResponse(in_language(path, visit.speech.tag, notice=kept), 303)

    async def _begin_page(
        self,
        visit: StaffVisit,
        asked: AskedWave,
        chosen: Mapping[str, str],
        *,
        notice: str = "",
        problem: str = "",
    ) -> Response:
        waiting = await asyncio.to_thread(self._paper.waiting, visit.actor, asked)
        return self._door.page(
            visit,
            "paper_begin.html",
            422 if problem else 200,
            asked=asked,
            takes_paper=self._takes_paper(asked),
            chosen=chosen,
            slip="" if notice else chosen.get("slip", ""),
            notice=notice,
            problem=problem,
            waiting=waiting,
            names={tag: language_name(tag, visit.speech) for tag in asked.survey.languages},
            answering=True,
        )

    def _form_page(
        self,
        visit: StaffVisit,
        entry: Entry,
        told: Told,
        *,
        status: int = 200,
        focus: str | None = None,
    ) -> Response:
        fields = entry.form.fields(self._portal.catalogues, visit.speech)
        differing = [field for field in fields if field.differs]
        if focus is None:
            focus = differing[0].item if differing else next_field(fields)
        return self._door.page(
            visit,
            "paper_form.html",
            status,
            asked=entry.form.asked,
            entry=entry,
            fields=fields,
            told=told,
            differing=differing,
            faulty=[field for field in fields if field.problem],
            focus=focus,
            declined=entry.form.route.declined,
            answering=True,
        )
