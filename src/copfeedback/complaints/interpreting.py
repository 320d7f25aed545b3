"""Interpreters in the cases they are called to: they read what was told, and translate it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from copfeedback.complaints.case_desk import CaseDesk
from copfeedback.complaints.case_errors import UnknownItem
from copfeedback.complaints.case_folding import TRANSLATION, Folding
from copfeedback.complaints.case_parts import Message, Narrative, Words, clean_words
from copfeedback.complaints.case_view import answers_of, language_of
from copfeedback.complaints.casefile import OpenCase
from copfeedback.complaints.model import ENDED_STATES, ItemKind, Side, State
from copfeedback.complaints.tables import complaint_case, keyring
from copfeedback.complaints.vault import HolderKey, Purpose
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import reading

_HIDDEN = frozenset({"channel"})


@dataclass(frozen=True, slots=True)
class InterpretedCase:
    """What an interpreter reads of a case: what the complainant told and was told."""

    case_id: str
    language: str
    narrative: Narrative
    answers: Mapping[str, tuple[str, ...]] = field(repr=False)
    messages: tuple[Message, ...]


class Interpreting:
    """The use cases of an interpreter. They raise what ``CaseDesk.working`` raises."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk = desk

    def cases(self, actor: Actor, key: HolderKey | None) -> tuple[str, ...]:
        """The cases that the interpreter is called to and that go on."""
        self._require(actor, "cases")
        member, _ = self._desk.member(actor, key)
        over = [*ENDED_STATES, State.ERASED]
        with reading(self._desk.trail.engine) as connection:
            return tuple(
                connection.execute(
                    select(complaint_case.c.id)
                    .join(keyring, keyring.c.case_id == complaint_case.c.id)
                    .where(
                        keyring.c.holder == member.holder,
                        keyring.c.purpose == Purpose.CONTENT,
                        complaint_case.c.state.not_in(over),
                    )
                    .order_by(complaint_case.c.due_on, complaint_case.c.id)
                ).scalars()
            )

    def case(self, actor: Actor, key: HolderKey | None, case_id: str) -> InterpretedCase:
        """What there is to translate. That somebody opened it is noted once a day."""
        self._require(actor, f"case {case_id}")
        member, own = self._desk.member(actor, key)
        with reading(self._desk.trail.engine) as connection:
            opened = self._desk.open(connection, case_id, member, own)
        self._desk.note_once_a_day(actor, Action.OPEN_CASE, f"case {case_id}")
        folding = self._folding(opened)
        answers = answers_of(opened).items()
        return InterpretedCase(
            case_id,
            language_of(opened),
            folding.narrative(),
            {name: values for name, values in answers if name not in _HIDDEN},
            folding.messages(),
        )

    def translate(
        self, actor: Actor, key: HolderKey | None, case_id: str, number: int, words: Words
    ) -> int:
        """Write a translation beside a message or what was told first.

        Raises:
            BadWords: the words are missing or too long.
            UnknownItem: there is no message under this number.
        """
        content = {
            "about": TRANSLATION,
            "of": number,
            "text": clean_words(words.text),
            "language": words.language,
        }
        with self._desk.working(
            actor, key, case_id, Action.WRITE_IN_CASE, permission=Permission.INTERPRET_CASES
        ) as work:
            texts = work.opened.of_kind(ItemKind.MESSAGE, ItemKind.NARRATIVE)
            if number not in {item.place.number for item in texts}:
                raise UnknownItem
            return work.add(ItemKind.NOTE, content, Side.INTERPRETER)

    def _folding(self, opened: OpenCase) -> Folding:
        return Folding(opened, self._desk.names(), self._desk.today())

    def _require(self, who: Actor, about: str) -> None:
        subject = Subject(organisation=who.organisation)
        permission = Permission.INTERPRET_CASES
        self._desk.trail.require(who, Action.OPEN_CASE, permission, about, subject)
