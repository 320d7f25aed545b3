"""Handling a case: reading it, answering, noting, setting tasks, and moving it on."""

from __future__ import annotations

from datetime import date

from copfeedback.complaints.case_desk import CaseDesk, Work
from copfeedback.complaints.case_errors import UnknownItem, UnknownPerson
from copfeedback.complaints.case_folding import HATE_CRIME, NOTE, Folding
from copfeedback.complaints.case_parts import HateCrime, Task, Words, clean_words
from copfeedback.complaints.case_view import CaseView, view_of
from copfeedback.complaints.casefile import staff_holder
from copfeedback.complaints.file_store import CaseFile, described, read_file
from copfeedback.complaints.model import ItemKind, NotAllowedNow, State
from copfeedback.complaints.taking_in import has_replies, take_in
from copfeedback.complaints.vault import HolderKey, Item
from copfeedback.people.access import require
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import reading


class Handling:
    """The use cases of a caseworker on a case whose key they hold.

    All of them raise what ``CaseDesk.working`` raises.
    """

    def __init__(self, desk: CaseDesk) -> None:
        self._desk = desk

    def case(self, actor: Actor, key: HolderKey | None, case_id: str) -> CaseView:
        """The whole case. That somebody opened it is noted once a day.

        Replies of the police and of custodians that have come since are taken into the case.
        """
        desk = self._desk
        require(actor, Permission.HANDLE_COMPLAINTS, Subject(organisation=actor.organisation))
        member, own = desk.member(actor, key)
        if desk.is_noted_today(actor, case_id):
            with reading(desk.trail.engine) as connection:
                opened = desk.open(connection, case_id, member, own)
                if not has_replies(connection, opened):
                    holders = desk.holders(opened, connection)
                    return view_of(opened, desk.names(), holders, desk.clocks, desk.today())
        with desk.working(actor, key, case_id, Action.OPEN_CASE) as work:
            take_in(work, desk.roster())
            holders = desk.holders(work.opened, work.connection)
        desk.remember_noted(actor, case_id)
        return view_of(work.opened, desk.names(), holders, desk.clocks, desk.today())

    def file(
        self, actor: Actor, key: HolderKey | None, case_id: str, number: int
    ) -> tuple[CaseFile, bytes]:
        """A file of the case, and what is in it.

        Raises:
            UnknownItem: there is no file under this number.
        """
        with self._desk.working(actor, key, case_id, Action.OPEN_CASE) as work:
            item = _find(work, number, ItemKind.ATTACHMENT)
            return described(item, work.opened), read_file(work.connection, work.opened, item)

    def acknowledge(
        self, actor: Actor, key: HolderKey | None, case_id: str, words: Words | None
    ) -> None:
        """Say that somebody looks after the case, with words to the complainant or without.

        Raises:
            NotAllowedNow: it was acknowledged before.
            BadWords: the words are missing or too long.
        """
        with self._desk.working(actor, key, case_id, Action.MOVE_CASE) as work:
            work.move(State.ACKNOWLEDGED)
            if words is not None:
                work.tell(words)

    def begin_examination(self, actor: Actor, key: HolderKey | None, case_id: str) -> None:
        """Begin to find out what happened.

        Raises:
            NotAllowedNow: it is not the time for it.
        """
        with self._desk.working(actor, key, case_id, Action.MOVE_CASE) as work:
            work.move(State.EXAMINED)

    def send_message(self, actor: Actor, key: HolderKey | None, case_id: str, words: Words) -> int:
        """Write to the complainant; the time until the next word begins anew.

        Raises:
            BadWords: the words are missing or too long.
        """
        with self._desk.working(actor, key, case_id, Action.WRITE_TO_COMPLAINANT) as work:
            return work.tell(words)

    def add_note(self, actor: Actor, key: HolderKey | None, case_id: str, text: str) -> int:
        """Note something for those who handle the case.

        Raises:
            BadWords: it is empty or too long.
        """
        content = {"about": NOTE, "text": clean_words(text)}
        with self._desk.working(actor, key, case_id, Action.WRITE_IN_CASE) as work:
            return work.add(ItemKind.NOTE, content)

    def add_task(
        self,
        actor: Actor,
        key: HolderKey | None,
        case_id: str,
        text: str,
        who: int,
        by: date,
    ) -> int:
        """Set a task for somebody who can open the case.

        Raises:
            BadWords: it is empty or too long.
            UnknownPerson: they cannot open the case.
        """
        content = {"text": clean_words(text), "who": who, "by": by.isoformat()}
        with self._desk.working(actor, key, case_id, Action.WRITE_IN_CASE) as work:
            if staff_holder(who) not in work.holders():
                raise UnknownPerson
            return work.add(ItemKind.TASK, content)

    def finish_task(
        self, actor: Actor, key: HolderKey | None, case_id: str, task: int, said: str = ""
    ) -> None:
        """Say that a task is done.

        Raises:
            UnknownItem: there is no such task, or it is done.
        """
        with self._desk.working(actor, key, case_id, Action.WRITE_IN_CASE) as work:
            open_tasks = {each.number for each in _tasks(work) if each.finished_on is None}
            if task not in open_tasks:
                raise UnknownItem
            work.add(ItemKind.TASK, {"finished": task, "said": said.strip()})

    def classify(
        self,
        actor: Actor,
        key: HolderKey | None,
        case_id: str,
        classification: HateCrime,
    ) -> None:
        """Record whether it is a hate crime: the offence, the bias behind it, and why (V02).

        Raises:
            BadWords: the reason is missing; or the offence or the bias of a hate crime is.
        """
        content = {
            "about": HATE_CRIME,
            "is_one": classification.is_one,
            "offence": classification.offence.strip(),
            "motives": list(classification.motives),
            "text": clean_words(classification.reason),
        }
        if classification.is_one:
            clean_words(classification.offence)
            clean_words(" ".join(classification.motives))
        with self._desk.working(actor, key, case_id, Action.WRITE_IN_CASE) as work:
            work.add(ItemKind.NOTE, content)

    def set_hold(
        self, actor: Actor, key: HolderKey | None, case_id: str, reason: str, *, on: bool
    ) -> None:
        """Keep the case from being shredded because of the law, or no longer.

        Raises:
            BadWords: the reason is missing or too long.
        """
        content = {"about": "hold" if on else "hold_ended", "text": clean_words(reason)}
        with self._desk.working(actor, key, case_id, Action.HOLD_CASE) as work:
            work.add(ItemKind.NOTE, content)
            work.change(hold=on)

    def refer(
        self,
        actor: Actor,
        key: HolderKey | None,
        case_id: str,
        to: str,
        reason: str,
        words: Words | None,
    ) -> None:
        """Pass the case on to another agency or the ombudsman, and tell the complainant.

        Raises:
            BadWords: it is not said to whom, or why.
            NotAllowedNow: it is not the time for it.
        """
        content = {"to": clean_words(to), "reason": clean_words(reason)}
        with self._desk.working(actor, key, case_id, Action.MOVE_CASE) as work:
            work.move(State.REFERRED)
            work.add(ItemKind.REFERRAL, content)
            if words is not None:
                work.tell(words)

    def close(self, actor: Actor, key: HolderKey | None, case_id: str, reason: str = "") -> None:
        """End the case: the time to keep it begins.

        Raises:
            NotAllowedNow: it is not the time for it; a decision must have been told, and the time
                to ask for a review be over.
        """
        with self._desk.working(actor, key, case_id, Action.MOVE_CASE) as work:
            _require_review_over(work, self._desk)
            work.move(State.CLOSED, reason.strip())


def _require_review_over(work: Work, desk: CaseDesk) -> None:
    row = work.opened.row
    if row.state is State.DECIDED and (
        row.told_on is None or work.today <= desk.clocks.review_until(row.told_on)
    ):
        raise NotAllowedNow(row.state, State.CLOSED)


def _tasks(work: Work) -> tuple[Task, ...]:
    return Folding(work.opened, {}, work.today).tasks()


def _find(work: Work, number: int, kind: ItemKind) -> Item:
    for item in work.opened.of_kind(kind):
        if item.place.number == number:
            return item
    raise UnknownItem
