"""Translating minutes side by side, or as a file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from copfeedback.faults import ChangedMeanwhile, Faulty, Unknown
from copfeedback.forums.minutes_model import Minutes
from copfeedback.forums.minutes_po import BadPo
from copfeedback.forums.minutes_wording import po_sentence
from copfeedback.i18n.catalogues import N_
from copfeedback.i18n.translations import Translations
from copfeedback.web.attachment import attachment
from copfeedback.web.forum_desk import Desk, MeetingPlace
from copfeedback.web.forum_desk_form import DeskForm
from copfeedback.web.multipart import Upload
from copfeedback.web.staff_door import StaffVisit

_TEXT, _SEEN = "t.", "seen."
_CHANGED = N_(
    "Somebody else has translated some of this meanwhile. Theirs is shown; what you wrote stands "
    "in the fields. Save again to keep what you wrote."
)
_NO_FILE = N_("Please choose a file.")


@dataclass(frozen=True, slots=True)
class Segment:
    """One text and its translation; ``theirs`` is what somebody else has put there meanwhile."""

    key: str
    title: Translations | None
    original: str
    text: str
    seen: str
    theirs: str = ""

    @property
    def item_id(self) -> int:
        """The agenda item it belongs to."""
        return int(self.key.partition(".")[0])

    @property
    def field(self) -> str:
        """Which text of the entry it is."""
        return self.key.partition(".")[2]


class TranslatePages:
    """The page on which the latest minutes are translated."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._minutes = desk.portal.minutes

    async def show(self, visit: StaffVisit) -> Response:
        """GET: original and translation."""
        return await self._page(visit, await self._desk.meeting(visit), DeskForm({}))

    async def keep(self, visit: StaffVisit) -> Response:
        """POST: keep what was translated."""
        place, form = await self._desk.meeting(visit), DeskForm(visit.form)
        minutes = await self._latest(visit, place)
        try:
            await asyncio.to_thread(
                self._minutes.translate,
                visit.actor,
                place.meeting.id,
                minutes.number,
                self._tag(visit),
                _named(visit.form, _TEXT),
                seen=_named(visit.form, _SEEN),
            )
        except Faulty as faulty:
            names = {each.field: f"{_TEXT}{each.field}" for each in faulty.problems}
            return await self._page(visit, place, form.faulty(faulty, visit.speech, **names))
        except ChangedMeanwhile:
            problems = {"changed": visit.speech.gettext(_CHANGED)}
            return await self._page(visit, place, DeskForm(form.values, problems))
        return self._desk.onward(visit, visit.request.url.path, "translated")

    async def download(self, visit: StaffVisit) -> Response:
        """GET: a PO file."""
        place, tag = await self._desk.meeting(visit), self._tag(visit)
        minutes = await self._latest(visit, place)
        content = await asyncio.to_thread(self._minutes.po, minutes, tag)
        name = f"{place.forum.code}-{place.meeting.number}-{tag}.po"
        headers = {"Content-Disposition": attachment(name), "Cache-Control": "no-store"}
        return Response(content, media_type="text/x-gettext-translation", headers=headers)

    async def upload(self, visit: StaffVisit, upload: Upload) -> Response:
        """POST: take a PO file."""
        place, tag, sent = await self._desk.meeting(visit), self._tag(visit), upload.file
        minutes = await self._latest(visit, place)
        if sent is None or sent.is_too_large:
            problems = {"file": visit.speech.gettext(_NO_FILE)}
            return await self._page(visit, place, DeskForm({}, problems))
        try:
            await asyncio.to_thread(
                self._minutes.read_po,
                visit.actor,
                place.meeting.id,
                minutes.number,
                tag,
                sent.content,
            )
        except BadPo as bad:
            problems = {"file": po_sentence(bad, visit.speech)}
            return await self._page(visit, place, DeskForm({}, problems))
        return self._desk.onward(visit, f"{place.path}/translate/{tag}", "translated")

    def _tag(self, visit: StaffVisit) -> str:
        tag = str(visit.request.path_params["tag"])
        if tag not in self._desk.portal.catalogues.languages:
            raise Unknown
        return tag

    async def _latest(self, visit: StaffVisit, place: MeetingPlace) -> Minutes:
        versions = await asyncio.to_thread(self._minutes.approved, visit.actor, place.meeting.id)
        if not versions or versions[0].language == self._tag(visit):
            raise Unknown
        return versions[0]

    async def _page(self, visit: StaffVisit, place: MeetingPlace, form: DeskForm) -> Response:
        minutes, tag = await self._latest(visit, place), self._tag(visit)
        translations = await asyncio.to_thread(
            self._minutes.translations, place.meeting.id, minutes.number
        )
        there = translations[tag].texts if tag in translations else {}
        return await self._desk.page(
            visit,
            "desk_translate.html",
            place,
            422 if form.problems else 200,
            form=form,
            minutes=minutes,
            into=tag,
            segments=_segments(minutes, there, form),
            file_path=f"{place.path}/translate/{tag}/file",
        )


def _segments(minutes: Minutes, there: Mapping[str, str], form: DeskForm) -> list[Segment]:
    titles = {entry.item_id: entry.title for entry in minutes.entries}
    found = []
    for key, original in minutes.segments().items():
        now = there.get(key, "")
        written = form.first(f"{_TEXT}{key}") if f"{_TEXT}{key}" in form.values else now
        differs = written != now and form.first(f"{_SEEN}{key}") != now and bool(form.values)
        title = titles[int(key.partition(".")[0])]
        found.append(Segment(key, title, original, written, now, now if differs else ""))
    return found


def _named(form: Mapping[str, list[str]], begin: str) -> dict[str, str]:
    """Fields by what follows the beginning of their names; line ends as the portal keeps them."""
    return {
        name.removeprefix(begin): values[0].replace("\r\n", "\n")
        for name, values in form.items()
        if name.startswith(begin)
    }
