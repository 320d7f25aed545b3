"""The register of officers and units that complaints name: it shows what repeats across cases.

What a case is about enters it only when a caseworker puts it there. It is sealed to the body's
caseworkers, and is looked through in memory: anything kept to search by would show, in a stolen
copy, which cases are about the same officer. The key of what came from a case is destroyed with
the keys of that case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from copfeedback.complaints import register_store as store
from copfeedback.complaints.case_desk import CaseDesk
from copfeedback.complaints.case_errors import BadWords
from copfeedback.complaints.case_parts import clean_words
from copfeedback.complaints.register_model import (
    Entered,
    RegisterEntry,
    RegisterField,
    Repetition,
    matches,
    normalised,
)
from copfeedback.complaints.roster import RosterHolder
from copfeedback.complaints.vault import HolderKey
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import writing


class Register:
    """The use cases of the register, for caseworkers alone."""

    def __init__(self, desk: CaseDesk) -> None:
        self._desk = desk

    def add(self, actor: Actor, key: HolderKey | None, case_id: str, entry: RegisterEntry) -> None:
        """Enter whom or which unit a case is about, as far as it says so.

        Raises:
            BadWords: there is neither officer nor number nor unit, or a text is too long.
            Besides, what ``CaseDesk.working`` raises.
        """
        if not any((entry.officer.strip(), entry.number.strip(), entry.unit.strip())):
            raise BadWords
        for text in (entry.officer, entry.number, entry.unit, entry.allegation):
            if text.strip():
                clean_words(text)
        with self._desk.working(actor, key, case_id, Action.USE_CASE_REGISTER) as work:
            register_key = self._key(work.connection, work.member, work.key)
            entered = Entered(case_id, work.today, entry)
            store.add(work.connection, register_key, entered)

    def look_up(
        self, actor: Actor, key: HolderKey | None, words: str = ""
    ) -> tuple[Repetition, ...]:
        """What the register holds of somebody or something; without words, what repeats.

        Of cases that the reader cannot open, it tells only that there are some.

        Raises:
            NotPermitted: the actor handles no complaints.
            KeyLocked: there is no key in their session, or nobody who has the key of the
                register has been here since they came onto the roster.
            Tampered: an entry was changed or moved.
            StorageUnavailable: the database cannot be used now.
        """
        found = self._repetitions(actor, key)
        wanted = normalised(words)
        if not wanted:
            return tuple(each for each in found if each.cases > 1)
        return tuple(each for each in found if matches(each, wanted))

    def of_case(self, actor: Actor, key: HolderKey | None, case_id: str) -> tuple[Repetition, ...]:
        """What of what was entered from a case other cases name as well.

        Raises:
            NotPermitted, KeyLocked, Tampered, StorageUnavailable: as for ``look_up``.
        """
        return tuple(
            each
            for each in self._repetitions(actor, key)
            if each.cases > 1 and case_id in each.own_cases
        )

    def _repetitions(self, who: Actor, key: HolderKey | None) -> list[Repetition]:
        action, subject = Action.USE_CASE_REGISTER, Subject(organisation=who.organisation)
        self._desk.trail.require(who, action, Permission.HANDLE_COMPLAINTS, "register", subject)
        member, own = self._desk.member(who, key)
        self._desk.note_once_a_day(who, action, "register")
        with writing(self._desk.trail.engine) as connection:
            register_key = self._key(connection, member, own)
            entries = list(store.entries(connection, register_key))
            held = store.held_by(connection, member.holder)
        return list(_folded(entries, held))

    def _key(self, connection: Connection, member: RosterHolder, key: HolderKey) -> bytes:
        """The key of the register, made at first use, and shared with whoever joined the roster.

        Raises:
            KeyLocked: this member does not have it yet.
        """
        return store.register_key(connection, member, key, self._desk.roster())


def _folded(entries: Iterable[Entered], held: frozenset[str]) -> Iterator[Repetition]:
    by_name: dict[tuple[RegisterField, str], list[tuple[str, Entered]]] = defaultdict(list)
    for each in entries:
        for what, written in each.entry.named.items():
            if known := normalised(written):
                by_name[what, known].append((written, each))
    for (what, _), found in by_name.items():
        days = [each.on for _, each in found]
        cases = {each.case_id for _, each in found}
        yield Repetition(
            what=what,
            written=found[0][0],
            cases=len(cases),
            own_cases=tuple(sorted(cases & held)),
            first_on=min(days),
            last_on=max(days),
            allegations=tuple(
                each.entry.allegation
                for _, each in found
                if each.entry.allegation and each.case_id in held
            ),
        )
