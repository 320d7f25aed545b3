"""A forum that meets again and again, and what its meetings leave open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine

from copfeedback.forums import minutes_store, store
from copfeedback.forums.agenda_items import ItemFields
from copfeedback.forums.agendas import Agendas
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Commitment, Owner
from copfeedback.forums.commitments import Commitments
from copfeedback.forums.meeting_model import AgendaItem, ItemKind, Meeting
from copfeedback.forums.minutes_model import EntryText, Minutes, MinutesEntry
from copfeedback.forums.proposals import NewProposal, Proposals
from copfeedback.people.audit import Trail
from copfeedback.people.model import OrganisationKind
from copfeedback.people.pace import ClientPace
from copfeedback.storage.engine import writing
from tests.forums.founded import CHAIR, Founded, fields
from tests.people.members import an_organisation

FORUM = "old-town"
LIGHTS = {"en": "Lights"}
WHY = {"en": "The lamps have not come", "ar": "لم تصل المصابيح"}


class Gathered(Founded):
    """The services around agendas, on a day that a test can choose."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.engine = engine
        self.hour = 12
        self.trail = Trail(
            engine, lambda: datetime.combine(self.today, time(self.hour), tzinfo=UTC)
        )
        self.police = an_organisation(engine, OrganisationKind.POLICE)
        self.agendas = Agendas(self.trail, lambda: self.today)
        self.commitments = Commitments(self.trail, lambda: self.today, lambda _: True)
        self.promises = 0
        self.seconds = 0.0
        self.proposals = Proposals(
            self.trail, lambda: self.today, ClientPace(lambda: self.seconds, 3, 60.0)
        )
        self.found(FORUM, languages=("en", "ar"))

    def meets(self, *day: int, **changes: Any) -> Meeting:
        """A meeting of an evening in 2026, whenever that is."""
        month, of_month = day
        when = fields(date(2026, month, of_month), **changes)
        return self.meetings.plan(CHAIR, FORUM, when, past=True)

    def item(
        self, meeting: Meeting, title: Mapping[str, str] = LIGHTS, **changes: Any
    ) -> AgendaItem:
        """Something on an agenda."""
        return self.agendas.add_item(CHAIR, meeting.id, an_item(title=title, **changes))

    def promised(self, meeting: Meeting | None = None, **changes: Any) -> Commitment:
        """Something promised today, at a meeting or between, and something else each time."""
        self.promises += 1
        given: dict[str, Any] = {
            "forum": FORUM,
            "owner": Owner.POLICE,
            "organisation": self.police,
            "office": {"en": "Patrol unit"},
            "what": {"en": "Walk down Mill Street" + " again" * (self.promises - 1)},
            "due": self.today + timedelta(days=30),
            "meeting_id": None if meeting is None else meeting.id,
        }
        return self.commitments.make(CHAIR, NewCommitment(**given | changes))

    def approve(self, meeting: Meeting, answered: dict[int, bool | None]) -> None:
        """Minutes that say of each item whether a question under it was answered."""
        with writing(self.engine) as connection:
            before = store.find_meeting(connection, meeting.id)
            number = before.minutes_number + 1
            entries = tuple(
                MinutesEntry(item, None, EntryText(text="Said.", answered=each))
                for item, each in answered.items()
            )
            minutes = Minutes(
                meeting.id, number, "en", entries, 12, {}, self.trail.now(), "c", self.today
            )
            minutes_store.add_version(connection, minutes)
            store.change_meeting(connection, replace(before, minutes_number=number))

    def left_over(self, meeting: Meeting) -> list[tuple[str, int]]:
        """What keeps an agenda from being final."""
        return [(str(each.kind), each.id) for each in self.agendas.of(meeting.id).left_over]

    def brought(self, text: str = "When will there be light?", **changes: Any) -> str:
        """Something that a resident brought."""
        self.seconds += 3600
        return self.proposals.propose(a_proposal(text, **changes), "192.0.2.1")


def an_item(**changes: Any) -> ItemFields:
    """What a form says of an item that can be kept as it is."""
    return ItemFields(**{"kind": ItemKind.DISCUSSION, "title": LIGHTS, **changes})


def a_proposal(text: str = "When will there be light?", **changes: Any) -> NewProposal:
    """What somebody brings that can be kept as it is."""
    given: dict[str, Any] = {
        "forum": FORUM,
        "language": "en",
        "text": text,
        "topic": None,
        "is_question": True,
        "nonce": text,
    }
    return NewProposal(**given | changes)
