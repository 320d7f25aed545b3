"""Writing an item of an agenda, and the papers that belong to it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.responses import Response

from copfeedback.faults import Faulty, Unknown
from copfeedback.forums.agenda_items import ItemFields
from copfeedback.forums.agenda_writing import AgendaFinal
from copfeedback.forums.meeting_model import AgendaItem, Finding, ItemKind
from copfeedback.forums.model import Topic
from copfeedback.i18n.catalogues import N_
from copfeedback.pdf_files import PDF_MAXIMUM, NotAPdf, TooLarge
from copfeedback.web.forms import first, first_number
from copfeedback.web.forum_desk import Desk, MeetingPlace, item_id_of
from copfeedback.web.forum_desk_form import DeskForm, problem_choices, texts
from copfeedback.web.multipart import Upload
from copfeedback.web.staff_door import StaffVisit

NEW = "new"
_FINAL = N_("The agenda is final. Open it again to change it.")
_FILE_PROBLEMS: Mapping[type[Exception], str] = {
    NotAPdf: N_("This is no PDF that can be shown here. Please save it as a plain PDF."),
    TooLarge: N_("This file is too large: at most %(most)s MB."),
}
_NO_FILE = N_("Please choose a file.")
_MEGABYTE = 1024 * 1024


class ItemPages:
    """The pages of one item."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._agendas = desk.portal.agendas
        self._problems = desk.portal.problems

    async def show(self, visit: StaffVisit) -> Response:
        """GET: the form of an item, or of a new one."""
        place = await self._desk.meeting(visit)
        if visit.request.path_params["item"] == NEW:
            return await self._page(visit, place, DeskForm.of({"kind": ItemKind.DISCUSSION}))
        item = await self._item(visit, place)
        finding = item.finding or Finding("")
        filled = {
            "version": item.version,
            "kind": item.kind,
            "title": item.title,
            "text": item.text,
            "minutes": item.minutes,
            "presenter": item.presenter,
            "topic": item.topic,
            "release": finding.release,
            "finding": finding.item,
            "problem": item.problem,
        }
        return await self._page(visit, place, DeskForm.of(filled))

    async def keep(self, visit: StaffVisit) -> Response:
        """POST: put it on the agenda, or change it."""
        place = await self._desk.meeting(visit)
        form, fields = DeskForm(visit.form), read_item(visit.form)
        if visit.is_switching:
            return await self._page(visit, place, form)
        try:
            if visit.request.path_params["item"] == NEW:
                await asyncio.to_thread(
                    self._agendas.add_item, visit.actor, place.meeting.id, fields
                )
            else:
                item = await self._item(visit, place)
                version = first_number(visit.form, "version")
                after = -1 if version is None else version
                await asyncio.to_thread(
                    self._agendas.change_item, visit.actor, item.id, fields, after=after
                )
        except Faulty as faulty:
            return await self._page(visit, place, form.faulty(faulty, visit.speech))
        except AgendaFinal:
            problems = {"kind": visit.speech.gettext(_FINAL)}
            return await self._page(visit, place, DeskForm(form.values, problems))
        return self._desk.onward(visit, place.path, "added")

    async def show_papers(self, visit: StaffVisit) -> Response:
        """GET: the papers of an item, and the form to add one."""
        place = await self._desk.meeting(visit)
        return await self._papers(visit, place, DeskForm({}))

    async def add_paper(self, visit: StaffVisit, upload: Upload) -> Response:
        """POST: add a paper, or take one away."""
        place, _ = await self._desk.meeting(visit), visit.speech.gettext
        item = await self._item(visit, place)
        form, sent = DeskForm(upload.form), upload.file
        gone = first_number(upload.form, "remove")
        path = visit.request.url.path
        if gone is not None:
            agenda = await asyncio.to_thread(self._agendas.of, place.meeting.id)
            if gone not in {paper.id for paper in agenda.papers.get(item.id, ())}:
                raise Unknown
            await asyncio.to_thread(self._agendas.remove_paper, visit.actor, gone)
            return self._desk.onward(visit, path, "saved")
        if sent is None:
            return await self._papers(visit, place, DeskForm(form.values, {"file": _(_NO_FILE)}))
        if sent.is_too_large:
            return await self._refuse(visit, place, form, TooLarge)
        try:
            await asyncio.to_thread(
                self._agendas.add_paper,
                visit.actor,
                item.id,
                first(upload.form, "title") or sent.name.rpartition(".")[0],
                first(upload.form, "language"),
                sent.content,
            )
        except Faulty as faulty:
            # No browser keeps a file that was chosen.
            problems = form.faulty(faulty, visit.speech).problems
            again = DeskForm(form.values, {"file": _(_NO_FILE), **problems})
            return await self._papers(visit, place, again)
        except (NotAPdf, TooLarge) as error:
            return await self._refuse(visit, place, form, type(error))
        return self._desk.onward(visit, path, "saved")

    async def _refuse(
        self, visit: StaffVisit, place: MeetingPlace, form: DeskForm, why: type[Exception]
    ) -> Response:
        most = visit.speech.formatting.number(PDF_MAXIMUM // _MEGABYTE)
        problem = visit.speech.gettext(_FILE_PROBLEMS[why]) % {"most": most}
        return await self._papers(visit, place, DeskForm(form.values, {"file": problem}))

    async def _item(self, visit: StaffVisit, place: MeetingPlace) -> AgendaItem:
        wanted = item_id_of(visit)
        agenda = await asyncio.to_thread(self._agendas.of, place.meeting.id)
        item = next((each for each in agenda.items if each.id == wanted), None)
        if item is None:
            raise Unknown
        return item

    async def _page(self, visit: StaffVisit, place: MeetingPlace, form: DeskForm) -> Response:
        records = await asyncio.to_thread(
            problem_choices, self._problems, place.forum.code, form, visit.speech.tag
        )
        return await self._desk.page(
            visit,
            "desk_item.html",
            place,
            422 if form.problems else 200,
            form=form,
            kinds=list(ItemKind),
            topics=list(Topic),
            records=[("", "–"), *records],
            is_new=visit.request.path_params["item"] == NEW,
            answering=True,
        )

    async def _papers(self, visit: StaffVisit, place: MeetingPlace, form: DeskForm) -> Response:
        item = await self._item(visit, place)
        agenda = await asyncio.to_thread(self._agendas.of, place.meeting.id)
        return await self._desk.page(
            visit,
            "desk_papers.html",
            place,
            422 if form.problems else 200,
            form=form,
            item=item,
            papers=agenda.papers.get(item.id, ()),
            paper_languages=self._desk.languages(visit),
            megabytes=PDF_MAXIMUM // _MEGABYTE,
        )


def read_item(form: Mapping[str, list[str]]) -> ItemFields:
    """What was entered."""
    kind, topic = (first(form, name) for name in ("kind", "topic"))
    release = first(form, "release").strip()
    return ItemFields(
        kind=ItemKind(kind) if kind in set(ItemKind) else ItemKind.DISCUSSION,
        title=texts(form, "title"),
        text=texts(form, "text"),
        minutes=first(form, "minutes"),
        presenter=first(form, "presenter"),
        topic=Topic(topic) if topic in set(Topic) else None,
        finding=Finding(release, first(form, "finding").strip()) if release else None,
        problem=first_number(form, "problem"),
    )
