"""Asking the police about a case: a caseworker asks on purpose, a liaison answers.

The liaison gets what was written for them and nothing else of the case, not even its number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from copfeedback.complaints import request_store as store
from copfeedback.complaints.case_desk import CaseDesk, Work
from copfeedback.complaints.case_errors import (
    Missing,
    NotYet,
    UnknownItem,
    UnknownPerson,
    UnknownRequest,
)
from copfeedback.complaints.case_folding import Folding
from copfeedback.complaints.case_parts import clean_words
from copfeedback.complaints.model import ItemKind
from copfeedback.complaints.request_seal import (
    Letter,
    OpenLetter,
    new_request_id,
    open_letter,
    seal_letter,
)
from copfeedback.complaints.request_store import RequestRow
from copfeedback.complaints.roster import RosterHolder
from copfeedback.complaints.vault import HolderKey, Tampered, new_key
from copfeedback.people.access import require
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Permission, Role, Subject
from copfeedback.storage.engine import reading, writing


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What a caseworker asks: ``to`` is the liaison's number, ``copy`` that of a redacted copy."""

    to: int
    text: str = field(repr=False)
    due_on: date
    copy: int | None = None


@dataclass(frozen=True, slots=True)
class PoliceRequest:
    """A request as the police read it. ``reply`` is their own, once they have given it."""

    id: str
    sent_on: date
    due_on: date
    overdue: bool
    answered_on: date | None
    text: str = field(repr=False)
    copy: str = field(repr=False)
    reply: str = field(repr=False)


class PoliceRequests:
    """The use cases of both ends. Those of a caseworker raise what ``CaseDesk.working`` raises."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk = desk

    def plan_disclosure(
        self,
        actor: Actor,
        key: HolderKey | None,
        case_id: str,
        risk: str,
        what: str,
        not_before: date,
    ) -> int:
        """Decide what the police learn and from when on, after a look at the risk of retaliation.

        Raises:
            BadWords: it is not said what was looked at, or what they learn.
        """
        content = {
            "risk": clean_words(risk),
            "what": clean_words(what),
            "not_before": not_before.isoformat(),
        }
        with self._desk.working(actor, key, case_id, Action.WRITE_IN_CASE) as work:
            return work.add(ItemKind.DISCLOSURE, content)

    def liaisons(
        self, actor: Actor, key: HolderKey | None, case_id: str
    ) -> tuple[RosterHolder, ...]:
        """Whom of the police one can ask: those whom the case does not concern."""
        require(actor, Permission.HANDLE_COMPLAINTS, Subject(organisation=actor.organisation))
        member, own = self._desk.member(actor, key)
        with reading(self._desk.trail.engine) as connection:
            opened = self._desk.open(connection, case_id, member, own)
            liaisons = self._desk.roster().liaisons
            concerned = self._desk.concerned(opened, connection, liaisons)
        return tuple(each for each in liaisons if each.staff_id not in concerned)

    def send(self, actor: Actor, key: HolderKey | None, case_id: str, request: NewRequest) -> str:
        """Ask a liaison; the id of the request.

        Raises:
            BadWords: the text is missing or too long.
            NotYet: it is not decided what the police may learn, or not from today on.
            UnknownPerson: there is no such liaison, or the case concerns them.
            UnknownItem: there is no such redacted copy.
        """
        text = clean_words(request.text)
        with self._desk.working(actor, key, case_id, Action.ASK_POLICE) as work:
            _require_disclosure(work)
            liaison = self._desk.active(request.to, Role.AGENCY_OFFICER)
            if self._desk.concerned(work.opened, work.connection, [liaison]):
                raise UnknownPerson
            copy = _copy(work, request.copy)
            own, request_id = new_key(), new_request_id()
            letter = {"text": text, "copy": copy}
            sealed = seal_letter(Letter.TO_POLICE, case_id, request_id, letter, own, work.key)
            row = RequestRow(request_id, case_id, work.today, request.due_on, None, sealed, None)
            store.add(work.connection, row, own, {liaison.holder: liaison.public.box})
            content = {
                "request": request_id,
                "to": liaison.staff_id,
                "to_name": liaison.name,
                "text": text,
                "copy": copy,
                "due_on": request.due_on.isoformat(),
                "key": own.hex(),
            }
            work.add(ItemKind.REQUEST, content)
        return request_id

    def withdraw(self, actor: Actor, key: HolderKey | None, case_id: str, request_id: str) -> None:
        """Take a request back: the liaison can read it no more.

        Raises:
            UnknownRequest: there is none, or it was answered or taken back.
        """
        with self._desk.working(actor, key, case_id, Action.ASK_POLICE) as work:
            known = {each.id: each for each in Folding(work.opened, {}, work.today).requests()}
            request = known.get(request_id)
            if request is None or request.withdrawn or request.answered_on is not None:
                raise UnknownRequest
            store.take_back(work.connection, case_id, [request_id])
            work.add(ItemKind.REQUEST, {"request": request_id, "withdrawn": True})

    def own(self, actor: Actor, key: HolderKey | None) -> tuple[PoliceRequest, ...]:
        """What an officer is asked: what is open first, and of that what is due first.

        Raises:
            NotPermitted: the actor answers no requests.
            KeyLocked: there is no key in their session.
            Tampered: a request is not what a caseworker wrote.
            StorageUnavailable: the database cannot be used now.
        """
        permission, action = Permission.ANSWER_CASE_REQUESTS, Action.READ_CASE_REQUESTS
        subject = Subject(organisation=actor.organisation)
        self._desk.trail.require(actor, action, permission, "requests", subject)
        member, own = self._desk.member(actor, key)
        self._desk.note_once_a_day(actor, action, "requests")
        today = self._desk.today()
        with reading(self._desk.trail.engine) as connection:
            found = [
                self._request(row, request_key, today)
                for row, request_key in store.to_holder(connection, member.holder, own)
            ]
        return tuple(sorted(found, key=lambda each: each.answered_on is not None))

    def answer(self, actor: Actor, key: HolderKey | None, request_id: str, text: str) -> None:
        """Answer for the police, once. The reply is sealed for those who handle the case.

        Raises:
            NotPermitted: the actor answers no requests.
            KeyLocked: there is no key in their session.
            BadWords: the text is missing or too long.
            UnknownRequest: none of this id is addressed to them, or it has been answered.
            StorageUnavailable: it cannot be stored now.
        """
        permission, action = Permission.ANSWER_CASE_REQUESTS, Action.ANSWER_CASE_REQUEST
        subject, about = Subject(organisation=actor.organisation), f"request {request_id}"
        self._desk.trail.require(actor, action, permission, about, subject)
        said = {"text": clean_words(text)}
        member, own = self._desk.member(actor, key)
        with writing(self._desk.trail.engine) as connection:
            found = store.find(connection, request_id, member.holder, own)
            if found is None or found[0].reply is not None:
                raise UnknownRequest
            row, request_key = found
            open_request(self._desk, Letter.TO_POLICE, row, request_key)
            reply = seal_letter(Letter.FROM_POLICE, row.case_id, row.id, said, request_key, own)
            store.keep_reply(connection, row.id, reply, self._desk.today())
            self._desk.trail.append(connection, actor, action, about)

    def _request(self, row: RequestRow, key: bytes, today: date) -> PoliceRequest:
        asked = open_request(self._desk, Letter.TO_POLICE, row, key).content
        reply = (
            open_letter(Letter.FROM_POLICE, row.case_id, row.id, row.reply, key).content["text"]
            if row.reply is not None
            else ""
        )
        return PoliceRequest(
            id=row.id,
            sent_on=row.sent_on,
            due_on=row.due_on,
            overdue=row.reply is None and row.due_on < today,
            answered_on=row.answered_on,
            text=asked["text"],
            copy=asked["copy"],
            reply=reply,
        )


def open_request(desk: CaseDesk, letter: Letter, row: RequestRow, key: bytes) -> OpenLetter:
    """What a caseworker asked.

    Raises:
        Tampered: it is not signed by a caseworker of the roster.
    """
    opened = open_letter(letter, row.case_id, row.id, row.sealed, key)
    author = desk.roster().signed_by(opened.author)
    if author is None or author.role is not Role.CASEWORKER:
        raise Tampered("a request is not of a caseworker")
    return opened


def _require_disclosure(work: Work) -> None:
    plans = Folding(work.opened, {}, work.today).disclosures()
    if not plans or plans[-1].not_before > work.today:
        raise NotYet(Missing.DISCLOSURE)


def _copy(work: Work, number: int | None) -> str:
    if number is None:
        return ""
    for copy in Folding(work.opened, {}, work.today).copies():
        if copy.number == number:
            return copy.text
    raise UnknownItem
