"""Lodging a complaint: sealed to those who may read it before anything is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from hashlib import blake2b
from secrets import token_bytes
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from copfeedback.complaints import store
from copfeedback.complaints.casefile import (
    COMPLAINANT,
    ORGANISATION,
    PRIVATE,
    REVIEWER,
    OpenCase,
    add_item,
    seal_to,
    set_due,
)
from copfeedback.complaints.code import ComplaintCode, draw_code
from copfeedback.complaints.model import Channel, Clocks, Danger, ItemKind, Side, State
from copfeedback.complaints.roster import NoRoster, Recipients, Roster, RosterRejected
from copfeedback.complaints.stretching import Stretching, new_salt
from copfeedback.complaints.tables import CASE_ID_CHARACTERS
from copfeedback.complaints.vault import BEGINNING, HolderKey, Purpose, new_key, new_seed
from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.people.pace import ClientPace
from copfeedback.storage.engine import reading, writing

NONCE_BYTES = 16
_FEWEST_CASEWORKERS = 2
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no letter that looks like another or a digit
_TOLD = frozenset({Channel.TELEPHONE, Channel.IN_PERSON, Channel.PAPER, Channel.LETTER})
_MOST_DRAWN = 20


class WhyClosed(StrEnum):
    """Why no complaint can be lodged."""

    NO_ROSTER = "no_roster"
    """The independent body has not said yet, or not so that it can be believed, who may read."""
    TOO_FEW_CASEWORKERS = "too_few_caseworkers"
    NOBODY_LEFT = "nobody_left"
    """It is about everybody who could read it, and the roster names nobody outside."""
    LANGUAGE = "language"
    """Nobody has reviewed the safety texts in this language."""


@dataclass(frozen=True, slots=True)
class Door:
    """Whether complaints are taken in a language; ``reason`` says why not."""

    reason: WhyClosed | None = None

    @property
    def is_open(self) -> bool:
        """Whether they are."""
        return self.reason is None


class DoorClosed(Exception):  # noqa: N818 - named for what happened
    """No complaint can be lodged now; nothing was stored."""

    def __init__(self, reason: WhyClosed) -> None:
        super().__init__(reason.value)
        self.reason = reason


class CodeTaken(Exception):  # noqa: N818 - named for what happened
    """Somebody else got a code that begins alike meanwhile; another one has to be drawn."""


@dataclass(frozen=True)
class NewCase:
    """What is lodged, and the code that was shown and confirmed before.

    ``nonce`` is drawn with the code: the same form sent twice is one case. ``answers`` are by
    field of ``questions.py``; ``identity`` is empty for whoever stays anonymous. ``counted`` is
    for the counters alone and stored nowhere else.
    """

    code: ComplaintCode
    nonce: bytes = field(repr=False)
    narrative: str = field(repr=False)
    answers: Mapping[str, Sequence[str]] = field(repr=False)
    identity: Mapping[str, str] = field(repr=False)
    language: str
    channel: Channel
    counted: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def case_id(self) -> str:
        """The number of the case, which says nothing by itself."""
        drawn = int.from_bytes(blake2b(self.nonce, person=b"cop case", digest_size=16).digest())
        return "".join(
            _ALPHABET[drawn // len(_ALPHABET) ** place % len(_ALPHABET)]
            for place in range(CASE_ID_CHARACTERS)
        )

    def values(self, name: str) -> list[str]:
        """What was answered in a field."""
        return [value for value in self.answers.get(name, ()) if value]


@dataclass(frozen=True, slots=True)
class Filed:
    """What the complainant is told once their case is there.

    ``head`` is the hash their case ends with.
    """

    case_id: str
    filed_on: date
    look_again_on: date
    head: bytes


Count = Callable[[Connection, NewCase, date], None]


class Filing:
    """The use cases of lodging. Nothing is stored before the end, and then all or nothing."""

    def __init__(
        self,
        trail: Trail,
        roster: Callable[[], Roster],
        stretching: Stretching,
        clocks: Clocks,
        today: Callable[[], date],
        *,
        pace: ClientPace,
        languages: Callable[[], frozenset[str]],
        count: Count,
    ) -> None:
        """``languages`` are those that complaints are taken in, ``count`` keeps the counters."""
        self._trail = trail
        self._roster = roster
        self._stretching = stretching
        self._clocks = clocks
        self._today = today
        self._pace = pace
        self._languages = languages
        self._count = count

    def door(self, language: str) -> Door:
        """Whether complaints are taken in a language.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        try:
            roster = self._roster()
        except (NoRoster, RosterRejected):
            return Door(WhyClosed.NO_ROSTER)
        if len(roster.caseworkers) < _FEWEST_CASEWORKERS:
            return Door(WhyClosed.TOO_FEW_CASEWORKERS)
        if language not in self._languages():
            return Door(WhyClosed.LANGUAGE)
        return Door()

    def draw(self) -> tuple[ComplaintCode, bytes]:
        """A code to be shown and confirmed, and the nonce that goes with it. Stores nothing.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            for _ in range(_MOST_DRAWN):
                code = draw_code()
                if store.find_by_lookup(connection, code.lookup) is None:
                    break
        return code, token_bytes(NONCE_BYTES)

    def file(self, new: NewCase, client: str) -> Filed:
        """Lodge a complaint. The same form sent again changes nothing and is told the same.

        Args:
            new: what is lodged.
            client: the address it comes from; kept nowhere.

        Raises:
            DoorClosed: none is taken now.
            CodeTaken: another code has to be drawn.
            TooFast, SlowDown: too many at once.
            StorageUnavailable: it cannot be stored now.
        """
        if door := self.door(new.language).reason:
            raise DoorClosed(door)
        return self._known(new) or self._file_anew(new, client)

    def file_for(self, actor: Actor, new: NewCase) -> Filed:
        """Lodge what somebody has told: a caseworker records it, an officer passes it on.

        Whoever passes something on keeps no copy and does not learn the number of the case; the
        trail then says only that they did.

        Raises:
            NotPermitted: the actor may not; caseworkers alone record.
            ValueError: this is not a channel of staff.
            DoorClosed, CodeTaken, SlowDown, StorageUnavailable: as for ``file``.
        """
        if new.channel in _TOLD:
            permission, about = Permission.HANDLE_COMPLAINTS, f"case {new.case_id}"
            subject = Subject(organisation=actor.organisation)
        elif new.channel is Channel.PASSED_ON:
            permission, about = Permission.KEEP_OWN_ACCOUNT, "complaint"
            subject = Subject(staff=actor.id)
        else:
            raise ValueError(new.channel)
        self._trail.require(actor, Action.RECORD_COMPLAINT, permission, about, subject)
        if door := self.door(new.language).reason:
            raise DoorClosed(door)
        if known := self._known(new):
            return known
        return self._store(new, lambda done: self._note(done, actor, permission, about, subject))

    def _note(
        self,
        connection: Connection,
        who: Actor,
        permission: Permission,
        about: str,
        subject: Subject,
    ) -> None:
        require(who, permission, subject)
        self._trail.append(connection, who, Action.RECORD_COMPLAINT, about)

    def _file_anew(self, new: NewCase, client: str) -> Filed:
        self._pace.take(client)
        return self._store(new, lambda _: None)

    def _known(self, new: NewCase) -> Filed | None:
        with reading(self._trail.engine) as connection:
            row = store.find_case(connection, new.case_id)
        if row is None or row.lookup != new.code.lookup or row.state is State.ERASED:
            return None
        return Filed(row.id, row.filed_on, self._look_again(new, row.filed_on), row.head)

    def _store(self, new: NewCase, note: Callable[[Connection], None]) -> Filed:
        case_id, on = new.case_id, self._today()
        roster = self._roster()
        seed, salt = new_seed(), new_salt()
        own = self._stretching.seal(new.code.secret, salt, private_label(case_id))
        author = HolderKey(seed)
        row = store.CaseRow(
            id=case_id,
            lookup=new.code.lookup,
            state=State.RECEIVED,
            filed_on=on,
            updated_on=on,
            decided_on=None,
            told_on=None,
            due_on=None,
            ended_on=None,
            erase_on=None,
            hold=False,
            waiting=True,
            item_count=0,
            head=BEGINNING,
            noted_head=BEGINNING,
            box=author.public.box,
            verify=author.public.verify,
            salt=salt,
            roster=roster.version,
        )
        try:
            with writing(self._trail.engine) as connection:
                recipients = roster.for_case(
                    connection,
                    named=[text for name in _NAMING for text in new.values(name)],
                    units=[int(unit) for unit in new.values("unit") if unit.isdecimal()],
                )
                if not recipients.caseworkers and recipients.reviewer is None:
                    raise DoorClosed(WhyClosed.NOBODY_LEFT)
                store.add_case(connection, row)
                opened = OpenCase(row, (), {}, new_key(), new_key())
                for kind, content in _contents(new, author.public.box, on):
                    opened = add_item(
                        connection, opened, kind, Side.COMPLAINANT, content, author, on
                    )
                store.keep_key(connection, case_id, COMPLAINANT, PRIVATE, own.close(seed))
                _seal(connection, opened, recipients, roster, author)
                set_due(connection, opened, self._clocks)
                self._count(connection, new, on)
                note(connection)
        except IntegrityError:
            if known := self._known(new):  # the same form, sent twice at once
                return known
            raise CodeTaken from None
        return Filed(case_id, on, self._look_again(new, on), opened.row.head)

    def _look_again(self, new: NewCase, filed_on: date) -> date:
        in_danger = Danger.YES in new.values("danger")
        days = self._clocks.danger_days if in_danger else self._clocks.acknowledge_days
        return filed_on + timedelta(days=days)


_NAMING = ("officer_name", "officer_number", "officer_description", "unit_words")
"""Fields that may name somebody who must then not be able to read the complaint."""


def private_label(case_id: str) -> str:
    """What the complainant's sealed seed is bound to."""
    return f"{COMPLAINANT}|{case_id}"


def _contents(new: NewCase, box: bytes, on: date) -> list[tuple[ItemKind, Mapping[str, Any]]]:
    answers = {name: new.values(name) for name in new.answers if new.values(name)}
    # Box and day stand in what is signed: whoever can write to the database could exchange others.
    signed = {"box": box.hex(), "on": on.isoformat()}
    told = {"text": new.narrative, "language": new.language, **signed}
    return [
        (ItemKind.NARRATIVE, told),
        (ItemKind.ANSWERS, {**answers, "language": new.language, "channel": new.channel}),
        # Always there, so that a stolen copy does not tell who has given a name.
        (ItemKind.IDENTITY, dict(new.identity)),
    ]


def _seal(
    connection: Connection,
    opened: OpenCase,
    recipients: Recipients,
    roster: Roster,
    author: HolderKey,
) -> None:
    """Seal the keys of a new case to everybody who may have them, and to nobody else."""
    case_id, content, identity = (
        opened.row.id,
        opened.content_key,
        opened.key_for(ItemKind.IDENTITY),
    )
    boxes = {each.holder: each.public.box for each in recipients.caseworkers}
    outside = {} if recipients.reviewer is None else {REVIEWER: recipients.reviewer.box}
    boxes = boxes or outside
    boxes |= {ORGANISATION: roster.organisation, COMPLAINANT: author.public.box}
    for holder, box in boxes.items():
        seal_to(connection, case_id, holder, Purpose.CONTENT, content, box)
    custodians = {each.holder: each.public.box for each in recipients.custodians}
    for holder, box in (custodians or outside or {ORGANISATION: roster.organisation}).items():
        seal_to(connection, case_id, holder, Purpose.IDENTITY, identity, box)
    seal_to(connection, case_id, COMPLAINANT, Purpose.IDENTITY, identity, author.public.box)
