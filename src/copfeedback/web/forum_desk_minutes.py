"""Writing the minutes while the meeting runs: an entry for each item, saved as it grows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from starlette.responses import Response

from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import Faulty
from copfeedback.forums.commitment_model import Commitment
from copfeedback.forums.drafting import Saved
from copfeedback.forums.meeting_model import AgendaItem
from copfeedback.forums.minutes_model import (
    GENERAL,
    WORDS,
    DraftEntry,
    EntryText,
    Manner,
    SetAside,
)
from copfeedback.forums.wording import FIELD_NAMES
from copfeedback.web.forms import first, number_of
from copfeedback.web.forum_desk import SCRIPT, Desk, MeetingPlace
from copfeedback.web.staff_door import StaffVisit

FIELDS = ("text", "decision", "manner", "dissent", "affected", "cannot", "answered")
ENTRIES_A_PAGE = 30
_ANSWERED: Mapping[str, bool | None] = {"yes": True, "no": False}
_ONE, _ALL = "one", "all"


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry on the page; ``item`` is None for what belongs to none, ``place`` its number."""

    draft: DraftEntry
    item: AgendaItem | None
    place: int
    aside: Sequence[SetAside]
    commitments: Sequence[Commitment]
    conflict: DraftEntry | None = None

    @property
    def values(self) -> Mapping[str, str]:
        """What stands in its fields."""
        return as_values(self.draft.content)


class MinutesPages:
    """The page on which minutes are written."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._portal = desk.portal
        self._drafting = desk.portal.drafting
        self._zone = ZoneInfo(desk.portal.settings.time_zone)

    async def show(self, visit: StaffVisit) -> Response:
        """GET: the entries, one at a time or all of them; onward once everything is written."""
        place = await self._desk.meeting(visit)
        if "after" in visit.request.query_params:
            return await self._onward(visit, place)
        return await self._page(visit, place)

    async def keep(self, visit: StaffVisit) -> Response:
        """POST: an entry, from the script or by hand."""
        place = await self._desk.meeting(visit)
        go = first(visit.form, "go")
        if go.startswith("drop:"):
            aside = _number(go.removeprefix("drop:"))
            await asyncio.to_thread(self._drafting.drop_aside, visit.actor, place.meeting.id, aside)
            return self._desk.onward(visit, visit.request.url.path, **_asked(visit))
        item_id, base = _number(first(visit.form, "item")), _number(first(visit.form, "base"))
        content = read_entry(visit.form)
        by_script = "application/json" in visit.request.headers.get("accept", "")
        try:
            saved = await asyncio.to_thread(
                self._drafting.save, visit.actor, place.meeting.id, item_id, content, base=base
            )
        except Faulty as faulty:
            sentences = [
                f"{visit.speech.gettext(FIELD_NAMES[each.field])}: "
                f"{fault_sentence(each, visit.speech)}"
                for each in faulty.problems
            ]
            if by_script:
                return _json({"problem": " ".join(sentences)})
            return await self._page(visit, place, (item_id, base, content, None), sentences)
        if by_script:
            return _json(self._told(visit, item_id, saved))
        if saved.conflict is not None:
            return await self._page(visit, place, (item_id, saved.version, content, saved.conflict))
        return await self._next(visit, place, item_id)

    async def news(self, visit: StaffVisit) -> Response:
        """GET, by the script: what others have written since. It keeps the session alive."""
        place = await self._desk.meeting(visit)
        known = {
            _number(item): _number(version)
            for item, _, version in (
                each.partition(".")
                for each in visit.request.query_params.get("known", "").split("-")
            )
        }
        entries = await asyncio.to_thread(self._drafting.entries, visit.actor, place.meeting.id)
        told = visit.speech.gettext("Changed by %(name)s.")
        return _json(
            [
                {
                    "item": str(entry.item_id),
                    "version": entry.version,
                    "texts": _texts(entry.content),
                    "told": told % {"name": entry.author},
                }
                for entry in entries
                if entry.version > known.get(entry.item_id, entry.version)
            ]
        )

    def _told(self, visit: StaffVisit, item_id: int, saved: Saved) -> Mapping[str, Any]:
        conflict = saved.conflict
        if conflict is None:
            now = self._portal.trail.now().astimezone(self._zone)
            return {"version": saved.version, "at": f"{now:%H:%M:%S}"}
        html = self._desk.part(
            visit, "desk_conflict.html", conflict=conflict, entry_id=item_id, script=True
        )
        return {
            "version": saved.version,
            "conflict": {
                "version": conflict.version,
                "theirs": _texts(conflict.content),
                "mine": conflict.author == visit.actor.name,
                "html": html,
            },
        }

    async def _next(self, visit: StaffVisit, place: MeetingPlace, item_id: int) -> Response:
        """The entry after this one; after the last, whatever is to be done next."""
        entries = await asyncio.to_thread(self._drafting.entries, visit.actor, place.meeting.id)
        ids = [each.item_id for each in entries]
        after = ids[ids.index(item_id) + 1 :] if item_id in ids else []
        if not after:
            return await self._onward(visit, place)
        asked = _asked(visit) | {"item": str(after[0])}
        return self._desk.onward(visit, visit.request.url.path, "saved", **asked)

    async def _onward(self, visit: StaffVisit, place: MeetingPlace) -> Response:
        unwritten = await asyncio.to_thread(
            self._portal.next_steps.unwritten, visit.actor, place.meeting.id
        )
        if unwritten:
            path = f"{place.path}/minutes"
            return self._desk.onward(visit, path, item=str(unwritten[0]))
        counted = await asyncio.to_thread(self._drafting.attendance, visit.actor, place.meeting.id)
        return self._desk.onward(
            visit, f"{place.path}/{'attendance' if counted is None else 'publish'}"
        )

    async def _page(
        self,
        visit: StaffVisit,
        place: MeetingPlace,
        sent: tuple[int, int, EntryText, DraftEntry | None] | None = None,
        problems: Sequence[str] = (),
    ) -> Response:
        entries = await asyncio.to_thread(self._entries, visit, place)
        asked = visit.request.query_params
        wanted = sent[0] if sent else _number(asked.get("item", ""), -1)
        ids = [each.draft.item_id for each in entries]
        begin = next((each for each in ids if each != GENERAL), GENERAL)
        current = wanted if wanted in ids else begin
        if sent:
            item_id, base, content, conflict = sent
            entries = [
                replace(
                    each,
                    draft=replace(each.draft, version=base, content=content),
                    conflict=conflict,
                )
                if each.draft.item_id == item_id
                else each
                for each in entries
            ]
        at = ids.index(current)
        part = at // ENTRIES_A_PAGE * ENTRIES_A_PAGE
        return await self._desk.page(
            visit,
            "desk_minutes.html",
            place,
            422 if problems else 409 if sent else 200,
            entries=entries[part : part + ENTRIES_A_PAGE],
            all_entries=entries,
            current=current,
            before=ids[at - 1] if at else None,
            after=ids[at + 1] if at + 1 < len(ids) else None,
            view=_ALL if asked.get("view") == _ALL else _ONE,
            problems=problems,
            manners=list(Manner),
            attended=await asyncio.to_thread(
                self._drafting.attendance, visit.actor, place.meeting.id
            ),
            script=SCRIPT,
        )

    def _entries(self, visit: StaffVisit, place: MeetingPlace) -> list[ShownEntry]:
        meeting_id = place.meeting.id
        items = {each.id: each for each in self._portal.agendas.of(meeting_id).items}
        aside = self._drafting.set_aside(visit.actor, meeting_id)
        promised = self._portal.commitments.all(meeting_id=meeting_id, with_held_back=True)
        return [
            ShownEntry(
                draft,
                items.get(draft.item_id),
                number,
                [each for each in aside if each.item_id == draft.item_id],
                [each for each in promised if (each.item_id or GENERAL) == draft.item_id],
            )
            for number, draft in enumerate(self._drafting.entries(visit.actor, meeting_id))
        ]


def as_values(content: EntryText) -> Mapping[str, str]:
    """An entry as the fields of its form hold it."""
    answered = {True: "yes", False: "no", None: ""}[content.answered]
    return {name: str(getattr(content, name)) for name in FIELDS} | {"answered": answered}


def read_entry(form: Mapping[str, list[str]]) -> EntryText:
    """What was entered."""
    manner = first(form, "manner")
    return EntryText(
        **{name: first(form, name) for name in WORDS},
        manner=Manner(manner) if manner in set(Manner) else Manner.NONE,
        answered=_ANSWERED.get(first(form, "answered")),
    )


def _texts(content: EntryText) -> str:
    """The fields as the script writes them down."""
    values = as_values(content)
    return orjson.dumps([values[name] for name in FIELDS]).decode()


def _asked(visit: StaffVisit) -> dict[str, str]:
    return {
        name: value
        for name in ("item", "view")
        if (value := visit.request.query_params.get(name, ""))
    }


def _number(text: str, otherwise: int = 0) -> int:
    """A number of ours; ``otherwise`` for whatever else an address or a form holds."""
    found = number_of(text)
    return otherwise if found is None else found


def _json(content: object) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(orjson.dumps(content), media_type="application/json", headers=headers)
