"""Taking minutes over that were written elsewhere, into the draft."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from starlette.responses import Response

from copfeedback.forums.document_lines import BadDocument, DocumentFault
from copfeedback.forums.minutes_wording import document_sentence
from copfeedback.forums.reading_documents import DraftMinutes, Heading, read_minutes
from copfeedback.i18n.catalogues import N_
from copfeedback.web.forms import first
from copfeedback.web.forum_desk import Desk, MeetingPlace
from copfeedback.web.multipart import SentFile, Upload
from copfeedback.web.staff_door import StaffVisit

_NOTHING = N_("Please choose a file, or paste the text.")
_PASTED = "pasted.md"
_ENDINGS = (".txt", ".md", ".markdown", ".docx")


class DocumentPages:
    """The page on which a document is taken over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._portal = desk.portal

    async def show(self, visit: StaffVisit) -> Response:
        """GET: the form."""
        return await self._page(visit, await self._desk.meeting(visit))

    async def take(self, visit: StaffVisit, upload: Upload) -> Response:
        """POST: put what a document says into entries that are empty; the rest is set aside."""
        place, sent = await self._desk.meeting(visit), upload.file
        text = first(upload.form, "text")
        if sent is None and not text.strip():
            problem = visit.speech.gettext(_NOTHING)
            return await self._page(visit, place, problem=problem)
        try:
            name, content = _taken(sent) if sent else (_PASTED, text.encode())
            draft, aside = await asyncio.to_thread(self._fill, visit, place, name, content)
        except BadDocument as bad:
            problem = document_sentence(bad, visit.speech)
            return await self._page(visit, place, problem=problem, text=text)
        if draft.unmatched:
            return await self._page(visit, place, unmatched=draft.unmatched, aside=bool(aside))
        said = "aside" if aside else "filled"
        return self._desk.onward(visit, f"{place.path}/minutes", said)

    def _fill(
        self, visit: StaffVisit, place: MeetingPlace, name: str, content: bytes
    ) -> tuple[DraftMinutes, Sequence[int]]:
        meeting_id = place.meeting.id
        draft = read_minutes(name, content, self._portal.agendas.of(meeting_id).items)
        return draft, self._portal.drafting.fill(visit.actor, meeting_id, draft.entries)

    async def _page(
        self,
        visit: StaffVisit,
        place: MeetingPlace,
        *,
        problem: str = "",
        text: str = "",
        unmatched: Sequence[Heading] = (),
        aside: bool = False,
    ) -> Response:
        return await self._desk.page(
            visit,
            "desk_document.html",
            place,
            422 if problem else 200,
            problem=problem,
            text=text,
            unmatched=unmatched,
            aside=aside,
        )


def _taken(sent: SentFile) -> tuple[str, bytes]:
    """The name of a file and what is in it.

    Raises:
        BadDocument: it is too large, or its name is that of something else.
    """
    if sent.is_too_large:
        raise BadDocument(DocumentFault.TOO_LARGE)
    if not sent.name.casefold().endswith(_ENDINGS):
        raise BadDocument(DocumentFault.WRONG_TYPE)
    return sent.name, sent.content
