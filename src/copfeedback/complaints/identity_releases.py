"""Telling caseworkers who a complainant is: they ask with a reason, a custodian decides.

A custodian holds the key of the name and none of the rest; caseworkers the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from copfeedback.complaints import request_store as store
from copfeedback.complaints.case_desk import CaseDesk
from copfeedback.complaints.case_errors import UnknownPerson, UnknownRequest
from copfeedback.complaints.case_parts import ReleaseStep, clean_words
from copfeedback.complaints.casefile import open_identity
from copfeedback.complaints.model import ItemKind, Side
from copfeedback.complaints.police_requests import open_request
from copfeedback.complaints.request_seal import Letter, new_request_id, seal_letter
from copfeedback.complaints.request_store import RequestRow
from copfeedback.complaints.roster import RosterHolder
from copfeedback.complaints.store import find_case
from copfeedback.complaints.vault import HolderKey, Item, Purpose, Tampered, new_key
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import reading, writing

ANSWER_DAYS = 7
"""By when a custodian is asked to decide."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A caseworker's question who somebody is, as a custodian reads it."""

    request_id: str
    case_id: str
    asked_on: date
    due_on: date
    by: str
    reason: str = field(repr=False)


class IdentityReleases:
    """The use cases of both ends. ``ask`` raises what ``CaseDesk.working`` raises."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk = desk

    def ask(self, actor: Actor, key: HolderKey | None, case_id: str, reason: str) -> str:
        """Ask the custodians of a case who the complainant is; the id of the question.

        Raises:
            BadWords: the reason is missing or too long.
            UnknownPerson: no custodian can open the name.
        """
        said = clean_words(reason)
        with self._desk.working(actor, key, case_id, Action.ASK_FOR_IDENTITY) as work:
            holders, custodians = work.holders(Purpose.IDENTITY), self._desk.roster().custodians
            concerned = self._desk.concerned(work.opened, work.connection, custodians)
            boxes = {
                each.holder: each.public.box
                for each in custodians
                if each.holder in holders and each.staff_id not in concerned
            }
            if not boxes:
                raise UnknownPerson
            own, request_id = new_key(), new_request_id()
            letter = {"reason": said}
            sealed = seal_letter(Letter.TO_CUSTODIAN, case_id, request_id, letter, own, work.key)
            due_on = work.today + timedelta(days=ANSWER_DAYS)
            row = RequestRow(request_id, case_id, work.today, due_on, None, sealed, None)
            store.add(work.connection, row, own, boxes)
            content = {
                "request": request_id,
                "step": ReleaseStep.ASKED,
                "reason": said,
                "key": own.hex(),
            }
            work.add(ItemKind.RELEASE, content)
        return request_id

    def asked(self, actor: Actor, key: HolderKey | None) -> tuple[Asked, ...]:
        """What a custodian is asked and nobody has decided, the first due first.

        Raises:
            NotPermitted: the actor is no custodian.
            KeyLocked: there is no key in their session.
            Tampered: a question is not what a caseworker wrote.
            StorageUnavailable: the database cannot be read now.
        """
        member, own = self._custodian(actor, key, "questions")
        with reading(self._desk.trail.engine) as connection:
            return tuple(
                self._asked(row, request_key)
                for row, request_key in store.to_holder(connection, member.holder, own)
                if row.reply is None
            )

    def see(self, actor: Actor, key: HolderKey | None, request_id: str) -> Mapping[str, str]:
        """Who the complainant is, to decide on a question; noted. Empty: they stay anonymous.

        Raises:
            NotPermitted, KeyLocked, Tampered, StorageUnavailable: as for ``asked``.
            UnknownRequest: there is no such question to this custodian.
        """
        about = f"request {request_id}"
        member, own = self._custodian(actor, key, about)
        with writing(self._desk.trail.engine) as connection:
            found = store.find(connection, request_id, member.holder, own)
            if found is None:
                raise UnknownRequest
            self._asked(*found)
            case_id = found[0].case_id
            row = find_case(connection, case_id)
            items = open_identity(connection, case_id, member.holder, own)
            identity = _latest(items, row.verify if row else b"").content
            about = f"case {case_id} {about}"
            self._desk.trail.append(connection, actor, Action.SEE_IDENTITY, about)
        return identity

    def release(self, actor: Actor, key: HolderKey | None, request_id: str, reason: str) -> None:
        """Tell those who handle the case who the complainant is.

        Raises:
            BadWords: the reason is missing or too long.
            Besides, what ``see`` raises.
        """
        self._answer(actor, key, request_id, ReleaseStep.RELEASED, clean_words(reason))

    def refuse(self, actor: Actor, key: HolderKey | None, request_id: str, reason: str) -> None:
        """Decide not to tell, and why.

        Raises:
            BadWords: the reason is missing or too long.
            Besides, what ``see`` raises.
        """
        self._answer(actor, key, request_id, ReleaseStep.REFUSED, clean_words(reason))

    def _answer(
        self, who: Actor, key: HolderKey | None, request_id: str, step: ReleaseStep, reason: str
    ) -> None:
        about = f"request {request_id}"
        member, own = self._custodian(who, key, about)
        with writing(self._desk.trail.engine) as connection:
            found = store.find(connection, request_id, member.holder, own)
            if found is None or found[0].reply is not None:
                raise UnknownRequest
            row, request_key = found
            self._asked(row, request_key)
            content: dict[str, Any] = {"step": step, "reason": reason}
            if step is ReleaseStep.RELEASED:
                case = find_case(connection, row.case_id)
                items = open_identity(connection, row.case_id, member.holder, own)
                item = _latest(items, case.verify if case else b"")
                content |= {
                    "identity": item.content,
                    "number": item.place.number,
                    "hash": item.hash.hex(),
                }
            letter = Letter.FROM_CUSTODIAN
            reply = seal_letter(letter, row.case_id, row.id, content, request_key, own)
            store.keep_reply(connection, row.id, reply, self._desk.today())
            about = f"case {row.case_id} {about}"
            self._desk.trail.append(connection, who, Action.ANSWER_FOR_IDENTITY, about)

    def _custodian(
        self, who: Actor, key: HolderKey | None, about: str
    ) -> tuple[RosterHolder, HolderKey]:
        self._desk.trail.require(
            who,
            Action.SEE_IDENTITY,
            Permission.RELEASE_IDENTITY,
            about,
            Subject(organisation=who.organisation),
        )
        return self._desk.member(who, key)

    def _asked(self, row: RequestRow, key: bytes) -> Asked:
        opened = open_request(self._desk, Letter.TO_CUSTODIAN, row, key)
        author = self._desk.roster().signed_by(opened.author)
        name = author.name if author else ""
        reason = opened.content["reason"]
        return Asked(row.id, row.case_id, row.sent_on, row.due_on, name, reason)


def _latest(items: list[Item], verify: bytes) -> Item:
    """What the complainant said last of who they are.

    Raises:
        Tampered: there is nothing, or not of the complainant.
    """
    own = [each for each in items if each.place.kind is ItemKind.IDENTITY]
    if not own or own[-1].author != verify or own[-1].place.side is not Side.COMPLAINANT:
        raise Tampered("who the complainant is was not written by them")
    return own[-1]
