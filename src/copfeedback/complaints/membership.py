"""Who can open a case: co-workers and interpreters come in, leave, or step back by themselves."""

from __future__ import annotations

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
from copfeedback.complaints.roster import Roster, RosterHolder
from copfeedback.complaints.vault import HolderKey, Purpose, Tampered
from copfeedback.people.access import require
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import reading

JOINED, LEFT = "joined", "left"
"""What notes say of whoever came into a case, and of whoever was taken off it."""


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
            work.add(ItemKind.NOTE, {"about": JOINED, "who": staff_id, "text": said})

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
            work.add(ItemKind.NOTE, {"about": LEFT, "who": staff_id, "text": said})
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
        remaining = self._remaining(work, leaving)
        roster = self._desk.roster()
        if not remaining.keys() & {each.holder for each in roster.caseworkers}:
            if roster.reviewer is None:
                raise LastHolder
            remaining[REVIEWER] = roster.reviewer.public.box
        remaining |= {COMPLAINANT: _own_box(work.opened), ORGANISATION: roster.organisation}
        work.opened = rotate(work.connection, work.opened, remaining)

    def _remaining(self, work: Work, leaving: str) -> dict[str, bytes]:
        """What to seal to each member of staff who stays; all of it from the verified roster.

        Whoever can write to the database can put anybody's name into the keyring. So a row there
        is not enough: interpreters must have been called to the case, nobody must have left it,
        and whom it concerns by now is left out.
        """
        roster, inside = self._desk.roster(), work.holders() - {leaving}
        called, left = _came_and_left(work.opened, roster)
        concerned = self._desk.concerned(work.opened, work.connection, roster.holders)
        staying = [
            *roster.caseworkers,
            *(each for each in roster.interpreters if each.staff_id in called),
        ]
        return {
            each.holder: each.public.box
            for each in staying
            if each.holder in inside and each.staff_id not in left | concerned
        }

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


def _came_and_left(opened: OpenCase, roster: Roster) -> tuple[set[int], set[int]]:
    """Who was let into a case and is in it, and who has left it, as its items say."""
    called, left = set[int](), set[int]()
    for item in opened.of_kind(ItemKind.NOTE, ItemKind.RECUSAL):
        about = item.content.get("about")
        if item.place.kind is ItemKind.RECUSAL:
            author = roster.signed_by(item.author)
            gone = {author.staff_id} if author else set[int]()
        else:
            gone = {item.content["who"]} if about == LEFT else set()
        if about == JOINED:
            called.add(item.content["who"])
            left.discard(item.content["who"])
        called -= gone
        left |= gone
    return called, left


def _own_box(opened: OpenCase) -> bytes:
    """What to seal to the complainant.

    Raises:
        Tampered: it was exchanged in the table of cases.
    """
    box = opened.row.box
    told = [item.content.get("box") for item in opened.of_kind(ItemKind.NARRATIVE)]
    if told != [box.hex()]:
        raise Tampered("the complainant's key was exchanged")
    return box
