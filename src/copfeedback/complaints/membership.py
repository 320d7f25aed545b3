"""Who can open a case: co-workers and interpreters come in, leave, or step back by themselves."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from copfeedback.complaints.case_desk import CaseDesk, Work
from copfeedback.complaints.case_errors import LastHolder, UnknownPerson
from copfeedback.complaints.case_parts import Holder, clean_words
from copfeedback.complaints.casefile import (
    COMPLAINANT,
    ORGANISATION,
    REVIEWER,
    OpenCase,
    rotate,
    seal_to,
    staff_holder,
)
from copfeedback.complaints.model import ItemKind
from copfeedback.complaints.roster import RosterHolder
from copfeedback.complaints.vault import HolderKey, Purpose, Tampered
from copfeedback.people.access import require
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import reading


class Membership:
    """The use cases of who can open a case. They raise what ``CaseDesk.working`` raises."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk = desk

    def of(self, actor: Actor, key: HolderKey | None, case_id: str) -> tuple[Holder, ...]:
        """Who can open the case."""
        with reading(self._desk.trail.engine) as connection:
            return self._desk.holders(self._opened(connection, actor, key, case_id), connection)

    def may_join(
        self, actor: Actor, key: HolderKey | None, case_id: str
    ) -> tuple[RosterHolder, ...]:
        """Caseworkers and interpreters who are not in it yet, and whom it does not concern."""
        with reading(self._desk.trail.engine) as connection:
            opened = self._opened(connection, actor, key, case_id)
            inside = {each.holder for each in self._desk.holders(opened, connection)}
            return tuple(
                each for each in self._free(opened, connection) if each.holder not in inside
            )

    def add(
        self, actor: Actor, key: HolderKey | None, case_id: str, staff_id: int, reason: str
    ) -> None:
        """Let a caseworker or an interpreter in.

        Raises:
            BadWords: the reason is missing or too long.
            UnknownPerson: they are in it, or the case concerns them, or they are not on the roster.
        """
        said = clean_words(reason)
        with self._desk.working(actor, key, case_id, Action.CHANGE_CASE_STAFF) as work:
            free = {each.staff_id: each for each in self._free(work.opened, work.connection)}
            newcomer = free.get(staff_id)
            if newcomer is None or newcomer.holder in work.holders():
                raise UnknownPerson
            seal_to(
                work.connection,
                case_id,
                newcomer.holder,
                Purpose.CONTENT,
                work.opened.content_key,
                newcomer.public.box,
            )
            work.add(ItemKind.NOTE, {"about": "joined", "who": staff_id, "text": said})

    def remove(
        self, actor: Actor, key: HolderKey | None, case_id: str, staff_id: int, reason: str
    ) -> None:
        """Take a key from somebody: the case gets a new one, and everything is sealed anew.

        Raises:
            BadWords: the reason is missing or too long.
            UnknownPerson: they are not in it, or it is the actor: see ``recuse``.
        """
        said = clean_words(reason)
        with self._desk.working(actor, key, case_id, Action.CHANGE_CASE_STAFF) as work:
            leaving = staff_holder(staff_id)
            if leaving not in work.holders() or staff_id == actor.id:
                raise UnknownPerson
            work.add(ItemKind.NOTE, {"about": "left", "who": staff_id, "text": said})
            self._leave(work, leaving)

    def recuse(self, actor: Actor, key: HolderKey | None, case_id: str, reason: str) -> None:
        """Give up a case oneself; the last caseworker leaves it to the external reviewer.

        Raises:
            BadWords: the reason is missing or too long.
            LastHolder: nobody would be left: first somebody else has to come in.
        """
        said = clean_words(reason)
        with self._desk.working(actor, key, case_id, Action.GIVE_UP_CASE) as work:
            work.add(ItemKind.RECUSAL, {"text": said, "reason": said})
            self._leave(work, work.member.holder)

    def _leave(self, work: Work, leaving: str) -> None:
        remaining = self._boxes(work, work.holders() - {leaving})
        roster = self._desk.roster()
        caseworkers = {each.holder for each in roster.caseworkers}
        if not caseworkers & remaining.keys() and REVIEWER not in remaining:
            if roster.reviewer is None:
                raise LastHolder
            remaining = {**remaining, REVIEWER: roster.reviewer.public.box}
        work.opened = rotate(work.connection, work.opened, remaining)

    def _boxes(self, work: Work, holders: frozenset[str]) -> Mapping[str, bytes]:
        """What to seal to each of these; who left the roster, or is concerned, gets nothing.

        All come from the verified roster; the complainant's own stands in what they signed.
        """
        roster = self._desk.roster()
        boxes = {COMPLAINANT: _own_box(work.opened), ORGANISATION: roster.organisation}
        if roster.reviewer is not None:
            boxes[REVIEWER] = roster.reviewer.public.box
        concerned = self._desk.concerned(work.opened, work.connection, roster.holders)
        for each in roster.holders:
            if each.active and each.staff_id not in concerned:
                boxes[each.holder] = each.public.box
        return {holder: boxes[holder] for holder in holders if holder in boxes}

    def _free(self, opened: OpenCase, connection: Connection) -> tuple[RosterHolder, ...]:
        roster = self._desk.roster()
        may = roster.caseworkers + roster.interpreters
        concerned = self._desk.concerned(opened, connection, may)
        return tuple(each for each in may if each.staff_id not in concerned)

    def _opened(
        self, connection: Connection, who: Actor, key: HolderKey | None, case_id: str
    ) -> OpenCase:
        require(who, Permission.HANDLE_COMPLAINTS, Subject(organisation=who.organisation))
        member, own = self._desk.member(who, key)
        return self._desk.open(connection, case_id, member, own)


def _own_box(opened: OpenCase) -> bytes:
    """What to seal to the complainant.

    Raises:
        Tampered: it was exchanged in the table of cases.
    """
    box = opened.row.box
    for item in opened.of_kind(ItemKind.NARRATIVE):
        if item.content.get("box", box.hex()) != box.hex():
            raise Tampered("the complainant's key was exchanged")
    return box
