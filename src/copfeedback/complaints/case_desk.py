"""What every use case of staff goes through: permission, the person's own key, the case, its entry.

One transaction each: what is written into a case and the entry in the audit trail are there
together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Connection

from copfeedback.complaints import casefile, store
from copfeedback.complaints.case_errors import KeyLocked, UnknownPerson
from copfeedback.complaints.case_parts import Holder, Words, clean_words
from copfeedback.complaints.casefile import (
    COMPLAINANT,
    REVIEWER,
    ChangedMeanwhile,
    OpenCase,
    open_case,
)
from copfeedback.complaints.head_check import require_noted_end
from copfeedback.complaints.heads import about_case
from copfeedback.complaints.model import Clocks, ItemKind, Side, State
from copfeedback.complaints.roster import Roster, RosterHolder
from copfeedback.complaints.roster_exclusion import stored_units
from copfeedback.complaints.vault import HolderKey, Item, Purpose, Tampered
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, Role, Subject
from copfeedback.storage.engine import writing

_SIDES = {Side.BODY: Role.CASEWORKER, Side.INTERPRETER: Role.INTERPRETER}
_STAFF = "staff:"
NAMING = ("officer_name", "officer_number", "officer_description", "unit_words")
"""Answers that may name somebody who must then not be able to read the case."""


class Work:
    """One case that one person works on, in one transaction."""

    def __init__(
        self,
        connection: Connection,
        opened: OpenCase,
        member: RosterHolder,
        key: HolderKey,
        today: date,
        clocks: Clocks,
    ) -> None:
        self.connection = connection
        self.opened = opened
        self.member = member
        self.key = key
        self.today = today
        self._clocks = clocks

    @property
    def case_id(self) -> str:
        """The number of the case."""
        return self.opened.row.id

    def add(self, kind: ItemKind, content: Mapping[str, Any], side: Side = Side.BODY) -> int:
        """Write something into the case; its number."""
        self.opened = casefile.add_item(
            self.connection, self.opened, kind, side, content, self.key, self.today
        )
        return self.opened.row.item_count

    def move(self, wanted: State, reason: str = "") -> None:
        """Let the case pass into another state by the body's word.

        Raises:
            NotAllowedNow: that does not follow.
        """
        self.opened = casefile.move(
            self.connection,
            self.opened,
            wanted,
            Side.BODY,
            self.key,
            self.today,
            self._clocks,
            reason=reason,
        )

    def tell(self, words: Words) -> int:
        """Write to the complainant: the time until the next word begins anew.

        Raises:
            BadWords: the text is missing or too long.
        """
        content = {
            "text": clean_words(words.text),
            "language": words.language,
            "translated_by": words.translated_by.strip(),
        }
        number = self.add(ItemKind.MESSAGE, content)
        self.change(updated_on=self.today, waiting=False)
        self.opened = casefile.set_due(self.connection, self.opened, self._clocks)
        return number

    def change(self, **columns: Any) -> None:
        """Write columns of the case."""
        self.opened = casefile.change_row(self.connection, self.opened, **columns)

    def recount_due(self) -> None:
        """Work out anew by when something is due."""
        self.opened = casefile.set_due(self.connection, self.opened, self._clocks)

    def holders(self, purpose: Purpose = Purpose.CONTENT) -> frozenset[str]:
        """Who holds a key of the case, as the keyring names them."""
        return store.holders_of(self.connection, self.case_id, purpose)


class CaseDesk:
    """Opens cases for staff."""

    def __init__(
        self,
        trail: Trail,
        roster: Callable[[], Roster],
        clocks: Clocks,
        today: Callable[[], date],
    ) -> None:
        """``roster`` is verified each time it is given."""
        self.trail = trail
        self.roster = roster
        self.clocks = clocks
        self.today = today
        self._noted: tuple[date, set[tuple[int | None, str]]] = (date.min, set())

    def is_noted_today(self, who: Actor, about: str) -> bool:
        """Whether it is in the audit trail already that somebody read this today."""
        today = self.today()
        if self._noted[0] != today:
            self._noted = (today, set())
        return (who.id, about) in self._noted[1]

    def remember_noted(self, who: Actor, about: str) -> None:
        """Need not note again today that somebody reads this: pages are drawn again and again."""
        if not self.is_noted_today(who, about):
            self._noted[1].add((who.id, about))

    def note_once_a_day(self, who: Actor, action: Action, about: str) -> None:
        """Note that somebody reads something, at the first time of a day.

        Raises:
            StorageUnavailable: it cannot be noted now.
        """
        if not self.is_noted_today(who, about):
            with writing(self.trail.engine) as connection:
                self.trail.append(connection, who, action, about)
            self.remember_noted(who, about)

    def member(self, who: Actor, key: HolderKey | None) -> tuple[RosterHolder, HolderKey]:
        """Whom the roster knows the actor as, and the key of their session.

        Raises:
            KeyLocked: there is no key, or not the one the roster names; or they left.
            NoRoster, RosterRejected: there is none that counts.
        """
        if key is None or who.id is None:
            raise KeyLocked
        known = self.roster().find(who.id)
        if known is None or not known.active or known.public != key.public:
            raise KeyLocked
        if known.role is not who.role:
            raise KeyLocked
        return known, key

    @contextmanager
    def working(
        self,
        who: Actor,
        key: HolderKey | None,
        case_id: str,
        action: Action,
        *,
        permission: Permission = Permission.HANDLE_COMPLAINTS,
        seen: str | None = None,
    ) -> Iterator[Work]:
        """Work on a case; what is done and its entry in the trail are stored together.

        ``seen`` is the head of the case that was on the screen.

        Raises:
            NotPermitted: this is not theirs to do.
            KeyLocked: there is no key in their session.
            UnknownCase: there is no such case, or they hold no key of it.
            Tampered: it is not what its authors wrote.
            ChangedMeanwhile: somebody added to it since it was seen.
            StorageUnavailable: it cannot be stored now; nothing was.
        """
        subject = Subject(organisation=who.organisation)
        self.trail.require(who, action, permission, f"case {case_id}", subject)
        member, own = self.member(who, key)
        with writing(self.trail.engine) as connection:
            opened = self.open(connection, case_id, member, own, lock=True)
            before = opened.row.head
            if seen is not None and seen != before.hex():
                raise ChangedMeanwhile
            work = Work(connection, opened, member, own, self.today(), self.clocks)
            yield work
            self.note(connection, who, action, work.opened)

    def note(self, connection: Connection, who: Actor, action: Action, opened: OpenCase) -> None:
        """Write into the audit trail what was done to a case, and the hash it ends with."""
        row = opened.row
        if row.head != row.noted_head:
            casefile.change_row(connection, opened, noted_head=row.head)
        self.trail.append(connection, who, action, about_case(row.id, row.head))

    def open(
        self,
        connection: Connection,
        case_id: str,
        member: RosterHolder,
        key: HolderKey,
        *,
        lock: bool = False,
    ) -> OpenCase:
        """Open a case and check that everybody signed for their own side alone.

        Raises:
            UnknownCase, Tampered: as for ``open_case``; Tampered also where the case ends earlier
                than the audit trail has noted.
        """
        opened = open_case(connection, case_id, member.holder, key, lock=lock)
        require_own_sides(opened, self.roster())
        require_noted_end(connection, opened)
        return opened

    def holders(self, opened: OpenCase, connection: Connection) -> tuple[Holder, ...]:
        """Who can open the case, by name; the complainant is not named."""
        roster = self.roster()
        found = store.holders_of(connection, opened.row.id, Purpose.CONTENT)
        return tuple(_holder(each, roster) for each in sorted(found) if each != COMPLAINANT)

    def concerned(
        self, opened: OpenCase, connection: Connection, holders: Iterable[RosterHolder]
    ) -> frozenset[int]:
        """Whom of these the case concerns: they must not get a key of it."""
        answers = opened.answers
        named = [text for name in NAMING for text in answers.get(name, ())]
        named += [item.content["officers"] for item in opened.of_kind(ItemKind.ALLEGATION)]
        units = [int(unit) for unit in answers.get("unit", ()) if unit.isdecimal()]
        return self.roster().concerned(holders, named, units, stored_units(connection))

    def names(self) -> dict[bytes, str]:
        """Who is whose verification key."""
        return {each.public.verify: each.name for each in self.roster().holders}

    def active(self, staff_id: int, role: Role) -> RosterHolder:
        """Somebody of the roster who takes part in this role.

        Raises:
            UnknownPerson: there is nobody of this number in this role.
        """
        found = self.roster().find(staff_id)
        if found is None or not found.active or found.role is not role:
            raise UnknownPerson
        return found


def require_own_sides(opened: OpenCase, roster: Roster) -> None:
    """Check that what a side wrote was signed by somebody of that side.

    Raises:
        Tampered: something was written in another's name.
    """
    roles = {each.public.verify: each.role for each in roster.holders}
    if roster.reviewer is not None:
        roles[roster.reviewer.public.verify] = Role.CASEWORKER
    for item in opened.items:
        if not isinstance(item, Item):
            continue
        side = item.place.side
        is_own = (
            item.author == opened.row.verify
            if side is Side.COMPLAINANT
            else side in _SIDES and roles.get(item.author) is _SIDES[side]
        )
        if not is_own:
            raise Tampered(f"item {item.place.number} is signed by somebody else")


def _holder(holder: str, roster: Roster) -> Holder:
    if holder == REVIEWER and roster.reviewer is not None:
        return Holder(holder, name=roster.reviewer.name)
    if not holder.startswith(_STAFF):
        return Holder(holder)
    staff_id = int(holder.removeprefix(_STAFF))
    known = roster.find(staff_id)
    return Holder(holder, staff_id, known.name if known else "", known.role if known else None)
