"""A meeting with an agenda, of which minutes are written."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, event

from copfeedback.forums.drafting import Drafting, Saved
from copfeedback.forums.meeting_model import AgendaItem, Meeting
from copfeedback.forums.minutes_model import EntryText, Minutes
from copfeedback.forums.model import ProtectedGroup
from copfeedback.forums.publishing import Publishing
from copfeedback.forums.store import remove_item
from copfeedback.people.model import Actor, OrganisationKind, Role
from copfeedback.storage.engine import writing
from tests.forums.founded import CHAIR, FOUNDER
from tests.forums.gathered import FORUM, Gathered
from tests.people.members import an_organisation

PORTAL_LANGUAGES = ("en", "ar", "fr")
DEPUTY = Actor("deputy", Role.FORUM_CHAIR, id=3, forums=frozenset({FORUM}))
OTHER_CHAIR = Actor("other", Role.FORUM_CHAIR, id=4, forums=frozenset({"elsewhere"}))


class Minuted(Gathered):
    """A meeting that took place, with two items on its agenda."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.drafting = Drafting(self.trail, lambda: self.today)
        self.minutes = Publishing(self.trail, lambda: self.today, PORTAL_LANGUAGES)
        self.meeting = self.meets(5, 4)
        self.lights = self.item(self.meeting, {"en": "Lights", "ar": "الإنارة"})
        self.roads = self.item(self.meeting, {"en": "Roads"})

    def save(
        self, text: str, base: int, *, item: AgendaItem | None = None, who: Actor = CHAIR
    ) -> Saved:
        """Save the text of an entry, the first one's where no other is named."""
        item = item or self.lights
        return self.drafting.save(who, self.meeting.id, item.id, EntryText(text), base=base)

    def texts(self) -> list[str]:
        """The texts of the draft."""
        return [each.content.text for each in self.drafting.entries(CHAIR, self.meeting.id)]

    def aside(self) -> list[str]:
        """The texts that were set aside."""
        return [each.content.text for each in self.drafting.set_aside(CHAIR, self.meeting.id)]

    def published(self, text: str = "The lamps come in June.", **given: Any) -> Minutes:
        """The next version of the minutes, with this text of the first item."""
        now = {each.item_id: each.version for each in self.entries()}
        self.save(text, now[self.lights.id])
        return self.minutes.publish(CHAIR, self.meeting.id, **given)

    def entries(self, meeting: Meeting | None = None) -> list[Any]:
        """The draft."""
        return self.drafting.entries(CHAIR, (meeting or self.meeting).id)

    def officer(self, kind: OrganisationKind = OrganisationKind.MUNICIPALITY) -> Actor:
        """An officer of an organisation."""
        organisation = (
            self.police if kind is OrganisationKind.POLICE else an_organisation(self.engine, kind)
        )
        return Actor("officer", Role.AGENCY_OFFICER, id=9, organisation=organisation)

    def take_off(self, item: AgendaItem) -> None:
        """Take an item off the agenda whatever was written of it."""
        with writing(self.engine) as connection:
            remove_item(connection, item.id)

    def protect(self, group: ProtectedGroup, delay_days: int = 0) -> None:
        """Let the forum be a protected one."""
        forum = replace(self.book.find(FORUM), protected=group, delay_days=delay_days)
        self.book.set_up(FOUNDER, forum, new=False)

    def kill_at(self, statement: int, deed: Callable[[], object]) -> None:
        """Do something, but end the process before its n-th statement."""
        count = [0]

        def before(*_: object) -> None:
            count[0] += 1
            if count[0] == statement:
                os._exit(9)

        event.listen(self.engine, "before_cursor_execute", before)
        deed()

    def pass_days(self, days: int) -> None:
        """Let days go by."""
        self.today += timedelta(days=days)
