"""Agendas: what comes up at a meeting, and the gate that keeps anything from being forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from copfeedback.faults import (
    NAME_MAXIMUM,
    ChangedMeanwhile,
    Faulty,
    Problem,
    clean_texts,
)
from copfeedback.forums import agenda_store, commitment_store, proposal_store, store
from copfeedback.forums.agenda_gate import Gate, Key, key_of, takes_no_more
from copfeedback.forums.agenda_items import AgendaItems
from copfeedback.forums.agenda_papers import AgendaPapers
from copfeedback.forums.agenda_store import Settled
from copfeedback.forums.agenda_writing import HasMinutes
from copfeedback.forums.commitment_model import Event, EventKind, Owner
from copfeedback.forums.holding_back import held_promises, items_shown
from copfeedback.forums.meeting_model import (
    Agenda,
    AgendaItem,
    ItemKind,
    Matter,
    MatterKind,
    Meeting,
    MeetingState,
    Settlement,
)
from copfeedback.forums.model import Forum
from copfeedback.forums.passing_up import pass_up
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor
from copfeedback.storage.engine import reading

_EVENTS: Mapping[Settlement, EventKind] = {
    Settlement.DONE: EventKind.DONE,
    Settlement.CONTINUES: EventKind.CONTINUED,
    Settlement.DROPPED: EventKind.DROPPED,
}
_CUT = "…"


class LeftOver(Exception):  # noqa: N818 - named for what happened
    """The agenda cannot be final: it is silent on ``matters`` that earlier meetings left open."""

    def __init__(self, matters: Sequence[Matter]) -> None:
        super().__init__(f"{len(matters)} left over")
        self.matters = tuple(matters)


class EarlierMeeting(Exception):  # noqa: N818 - named for what happened
    """An earlier meeting of the forum has not ended: it may still leave something open."""


class NothingOnAgenda(Exception):  # noqa: N818 - named for what happened
    """An agenda without items cannot be final."""


class MeetingCancelled(Exception):  # noqa: N818 - named for what happened
    """The meeting does not take place."""


class Agendas(AgendaItems, AgendaPapers):
    """The use cases of agendas. Everybody reads them, as they stand."""

    def of(self, meeting_id: int) -> Agenda:
        """The agenda of a meeting; a draft until ``meeting.final_on``.

        What is left over is told as long as something can be done about it: until the meeting is
        over, of one without a final agenda until there are minutes. Where something is left over,
        the agenda is a draft, also if it was final before.

        Raises:
            Unknown: there is no such meeting.
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return self._read(connection, store.find_meeting(connection, meeting_id))

    def shown(self, meeting_id: int) -> Agenda:
        """The agenda as everybody may see it: a protected forum holds back what it was promised.

        What is left over is told until the meeting is over: then only its chair has to deal with
        it, to publish the minutes.

        Raises:
            Unknown, StorageUnavailable: as for ``of``.
        """
        with reading(self._trail.engine) as connection:
            agenda = self._read(connection, store.find_meeting(connection, meeting_id))
            items = items_shown(connection, agenda.items, self._today())
            held = held_promises(connection, self._today())

        def may_be_seen(matter: Matter) -> bool:
            return matter.kind is not MatterKind.COMMITMENT or matter.id not in held

        is_over = takes_no_more(agenda.meeting, self._trail.now(), self._today())
        return replace(
            agenda,
            items=tuple(items),
            left_over=() if is_over else tuple(filter(may_be_seen, agenda.left_over)),
            settled=tuple(each for each in agenda.settled if may_be_seen(each[0])),
        )

    def standing(self, meeting: Meeting) -> Meeting:
        """A meeting with its agenda called final only if nothing came up since it was.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        if meeting.final_on is None:
            return meeting
        with reading(self._trail.engine) as connection:
            return self._read(connection, meeting).meeting

    def put_off(self, meeting_id: int) -> dict[int, int]:
        """How often what comes up again under an item was put off before, by the item's id.

        Raises:
            Unknown, StorageUnavailable: as for ``of``.
        """
        with reading(self._trail.engine) as connection:
            gate = self._gate(connection, store.find_meeting(connection, meeting_id))
            items = store.items(connection, [meeting_id])
        return {each.id: gate.put_off(key) for each in items if (key := key_of(each)) is not None}

    def carry(self, actor: Actor, meeting_id: int, matter: Matter) -> AgendaItem:
        """Put something that was left open on an agenda; once, however often it is asked for.

        Raises:
            ChangedMeanwhile: it is not open any more.
            AgendaFinal, NotPermitted, Unknown, StorageUnavailable: as for ``add_item``.
        """
        with self._changing(actor, meeting_id) as (connection, meeting):
            key = matter.kind, matter.id
            for item in store.items(connection, [meeting_id]):
                if key_of(item) == key:
                    return item
            gate = self._gate(connection, meeting)
            if not gate.is_open(key):
                raise ChangedMeanwhile
            return _carry(connection, gate, key)

    def carry_all(self, actor: Actor, meeting_id: int) -> Agenda:
        """Put everything that is left over on an agenda.

        Raises:
            AgendaFinal, NotPermitted, Unknown, StorageUnavailable: as for ``add_item``.
        """
        with self._changing(actor, meeting_id) as (connection, meeting):
            gate = self._gate(connection, meeting)
            for matter in gate.left_over():
                _carry(connection, gate, (matter.kind, matter.id))
            return self._read(connection, meeting)

    def settle(
        self,
        actor: Actor,
        meeting_id: int,
        kind: MatterKind,
        matter: int,
        result: Settlement,
        reason: Mapping[str, str],
    ) -> Agenda:
        """Say what became of something instead of putting it on the agenda.

        What continues comes up again at the next meeting. Of a commitment it is kept as well that
        the forum said so.

        Raises:
            Faulty: there is no reason, or a too long one.
            ChangedMeanwhile: it is on the agenda, or not open any more.
            AgendaFinal, NotPermitted, Unknown, StorageUnavailable: as for ``add_item``.
        """
        with self._chairing(actor, Action.SET_AGENDA, meeting_id) as (connection, forum, _):
            meeting = self._take_open(connection, meeting_id, forum.code)
            problems: list[Problem] = []
            texts = clean_texts(reason, "reason", problems, needed=True)
            if problems or texts is None:
                raise Faulty(problems)
            items = store.items(connection, [meeting_id])
            gate, key = self._gate(connection, meeting), (kind, matter)
            if not gate.is_open(key) or key in {key_of(each) for each in items}:
                raise ChangedMeanwhile
            said = Settled(meeting_id, kind, matter, result, texts, self._today())
            agenda_store.keep_settlement(connection, said)
            if kind is MatterKind.COMMITMENT:
                self._tell(connection, forum, said)
            return self._read(connection, meeting)

    def make_final(self, actor: Actor, meeting_id: int) -> Agenda:
        """Make an agenda final, and with it the notice of the meeting public; once is enough.

        Raises:
            LeftOver: earlier meetings left something open that is neither on it nor settled.
            EarlierMeeting: an earlier meeting has not ended.
            NothingOnAgenda: there are no items.
            MeetingCancelled: the meeting does not take place.
            NotPermitted, Unknown, StorageUnavailable: as for ``chairing``.
        """
        with self._chairing(actor, Action.MAKE_AGENDA_FINAL, meeting_id) as done:
            connection, _, meeting = done
            agenda = self._read(connection, meeting)
            if agenda.meeting.final_on is not None:
                return agenda
            if meeting.state is MeetingState.CANCELLED:
                raise MeetingCancelled
            if not agenda.items:
                raise NothingOnAgenda
            gate = self._gate(connection, meeting)
            if left := gate.left_over():
                raise LeftOver(left)
            if gate.awaits_another():
                raise EarlierMeeting
            today = self._today()
            final = replace(meeting, final_on=today, announced_on=meeting.announced_on or today)
            return self._read(connection, store.change_meeting(connection, final))

    def reopen(self, actor: Actor, meeting_id: int) -> Agenda:
        """Make a final agenda a draft again.

        Raises:
            HasMinutes: minutes of the meeting are published.
            NotPermitted, Unknown, StorageUnavailable: as for ``chairing``.
        """
        with self._chairing(actor, Action.SET_AGENDA, meeting_id) as (connection, _, meeting):
            if meeting.minutes_number:
                raise HasMinutes
            if meeting.final_on is None:
                return self._read(connection, meeting)
            draft = store.change_meeting(connection, replace(meeting, final_on=None))
            return self._read(connection, draft)

    def pass_up(self, actor: Actor, item_id: int) -> AgendaItem | None:
        """Pass an item to the forum above: on its next open agenda, or, None, to its chair.

        Raises:
            NoForumAbove: there is none.
            HeldBack: the public may not know yet what it is about.
            ChangedMeanwhile: what a resident brought was erased meanwhile.
            NotPermitted, Unknown, StorageUnavailable: as for ``chairing``.
        """
        meeting_id = self._meeting_of(actor, item_id)
        with self._chairing(actor, Action.SET_AGENDA, meeting_id) as (connection, forum, _):
            return pass_up(connection, item_id, forum, self._trail.now(), self._today())

    def _gate(self, connection: Connection, meeting: Meeting) -> Gate:
        return Gate.read(connection, meeting, self._trail.now(), self._today())

    def _read(self, connection: Connection, meeting: Meeting) -> Agenda:
        items = store.items(connection, [meeting.id])
        papers = store.papers(connection, [each.id for each in items])
        agenda = Agenda(
            meeting,
            tuple(items),
            {item.id: tuple(each for each in papers if each.item_id == item.id) for item in items},
        )
        is_waiting = self._is_waiting(meeting)
        if not is_waiting and not agenda_store.settlements(connection, [meeting.id]):
            return agenda
        gate = self._gate(connection, meeting)
        left = gate.left_over() if is_waiting else ()
        if left:
            agenda = replace(agenda, meeting=replace(meeting, final_on=None))
        return replace(agenda, left_over=left, settled=gate.settled_matters())

    def _is_waiting(self, meeting: Meeting) -> bool:
        """Whether something can still be done about what is left over."""
        if meeting.state is MeetingState.CANCELLED or meeting.minutes_number:
            return False
        return meeting.final_on is None or not takes_no_more(
            meeting, self._trail.now(), self._today()
        )

    def _tell(self, connection: Connection, forum: Forum, said: Settled) -> None:
        promised = commitment_store.find_commitment(connection, said.matter, lock=True)
        event = Event(
            0,
            _EVENTS[said.result],
            said.on,
            by=forum.name.read_in(forum.languages[0]).text,
            by_forum=True,
            text=said.reason,
        )
        promised.require_possible(event.kind, said.on)
        commitment_store.add_event(connection, promised, event)


def _carry(connection: Connection, gate: Gate, key: Key) -> AgendaItem:
    """Put a matter on the agenda of the gate's meeting, in the words it is known by."""
    kind, of = key
    agenda_store.drop_settlement(connection, gate.meeting.id, kind, of)
    words = gate.matter(key).title
    title = Translations({tag: _shortened(text) for tag, text in words.items()})
    blank = AgendaItem(0, gate.meeting.id, 0, ItemKind.QUESTION_TIME, title)
    text = words if words != title else None
    if kind is MatterKind.QUESTION:
        asked = [each for each in gate.items.values() if of in (each.id, each.question)]
        origin = next((each for item in asked if (each := item.proposal or item.origin)), None)
        if origin is not None:
            proposal_store.hold(connection, origin)
        item = replace(blank, text=text, question=of, origin=origin)
    else:
        by_police = gate.commitments[of].owner is Owner.POLICE
        shown = ItemKind.POLICE_REPORT if by_police else ItemKind.INFORMATION
        item = replace(blank, text=text, kind=shown, commitment=of)
    return store.add_item(connection, item)


def _shortened(text: str) -> str:
    return text if len(text) <= NAME_MAXIMUM else text[: NAME_MAXIMUM - 1].rstrip() + _CUT
