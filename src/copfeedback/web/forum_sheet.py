"""A sheet for the hall, to write the minutes on by hand and to type them in later."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from starlette.responses import Response

from copfeedback.attendance_wording import group_or_age
from copfeedback.forums.attendance_figures import AGE_BANDS, GENDERS
from copfeedback.forums.meeting_model import AgendaItem, ItemKind
from copfeedback.forums.minutes_model import Manner
from copfeedback.forums.model import Forum, Side
from copfeedback.forums.when import when
from copfeedback.forums.wording import field_name, name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.printing.complaint_form import Ask, Part, complaint_form
from copfeedback.printing.lines import isolated
from copfeedback.printing.printable import printable
from copfeedback.web.forum_desk import Desk, MeetingPlace
from copfeedback.web.staff_door import StaffVisit

_LINES_OF_TEXT = 6
_LINES_OF_COMMITMENTS = 3
_EMPTY_ITEMS = 3
"""For what comes up in the meeting, or where no agenda is there yet."""


class SheetPages:
    """The sheet of a meeting."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, visit: StaffVisit) -> Response:
        """GET: the sheet as a PDF."""
        place = await self._desk.meeting(visit)
        agenda = await asyncio.to_thread(self._desk.portal.agendas.of, place.meeting.id)
        pdf = await asyncio.to_thread(print_sheet, place, agenda.items, visit.speech)
        name = f"sheet-{place.forum.code}-{place.meeting.number}.pdf"
        headers = {
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "no-store",
        }
        return Response(pdf, media_type="application/pdf", headers=headers)


def print_sheet(place: MeetingPlace, items: tuple[AgendaItem, ...], speech: Speech) -> bytes:
    """The sheet of a meeting in the language of whoever writes."""
    _ = speech.gettext
    forum = place.forum.name.read_in(speech.tag).text
    notes = [
        when(place.meeting, speech.tag),
        _("Write no names of residents, no addresses and no telephone numbers."),
    ]
    parts = [Part(_("How many came"), (), tuple(_counts(place.forum, speech)))]
    for number, item in enumerate(items, 1):
        title = f"{speech.formatting.number(number)}. {item.title.read_in(speech.tag)}"
        kind = name_of(item.kind, speech)
        asked = item.question is not None or item.kind is ItemKind.QUESTION_TIME
        questions = tuple(_entry(speech, asked=asked))
        parts.append(Part(str(printable(title)), (kind,), questions))
    for _number in range(_EMPTY_ITEMS):
        own_title = Ask(_("Title"))
        parts.append(Part(_("Another point"), (), (own_title, *_entry(speech, asked=True))))
    return complaint_form(str(printable(forum)), notes, parts, speech)


def _counts(forum: Forum, speech: Speech) -> Iterator[Ask]:
    """As many numbers as are kept: of a protected forum the total alone."""
    _ = speech.gettext
    yield Ask(_("How many in all"))
    if forum.protected is not None:
        return
    sides = [(name_of(each, speech), "") for each in Side]
    yield Ask(_("Whom they were there for"), _("Write the numbers beside the boxes."), sides)
    genders = [(group_or_age("gender", each, speech), "") for each in GENDERS]
    yield Ask(_("Gender"), _("Nobody has to say it."), genders)
    ages = [(isolated(group_or_age("age_band", each, speech)), "") for each in AGE_BANDS]
    yield Ask(_("Age"), _("Nobody has to say it."), ages)


def _entry(speech: Speech, *, asked: bool) -> Iterator[Ask]:
    """What the minutes say of one point, and what was promised."""
    _ = speech.gettext
    yield Ask(field_name("text", speech), lines=_LINES_OF_TEXT)
    yield Ask(field_name("decision", speech), lines=2)
    manners = [(name_of(each, speech), "") for each in Manner]
    yield Ask(field_name("manner", speech), options=manners)
    for name in ("dissent", "affected", "cannot"):
        yield Ask(field_name(name, speech))
    if asked:
        options = ((_("Yes"), ""), (_("No"), ""))
        yield Ask(field_name("answered", speech), options=options)
    hint = _("Who promised what, and by which day? An office, not a person.")
    yield Ask(_("Commitments"), hint, lines=_LINES_OF_COMMITMENTS)
