"""The chain of audit entries: what an entry says, and where the chain does not hold.

Every entry holds the hash of the one before it, so a change anywhere breaks the chain behind it.
Whoever can write to the database can still forge a whole new chain, or cut off its end: that shows
against a head that was noted elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry's number and hash: to be noted where the portal's owner cannot write."""

    number: int
    hash: bytes

    def __str__(self) -> str:
        """As it is printed and read back."""
        return f"{self.number}:{self.hash.hex()}"

    @classmethod
    def read(cls, noted: str) -> Head:
        """What was noted.

        Raises:
            ValueError: it is no head.
        """
        number, _, digits = noted.strip().partition(":")
        try:
            head = cls(int(number), bytes.fromhex(digits))
        except ValueError:
            head = cls(-1, b"")
        if head.number < 0 or len(head.hash) != HASH_BYTES:
            raise ValueError("a head looks like 12:0f3a…, with 64 hexadecimal digits")
        return head


BEGINNING = Head(0, bytes(HASH_BYTES))
"""The head of a trail without entries."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``about`` names the subject by its id, such as ``staff 7``: never content."""

    number: int
    at: datetime
    actor_id: int | None
    actor: str
    organisation: int | None
    action: str
    about: str
    outcome: str
    previous_hash: bytes
    hash: bytes

    @property
    def head(self) -> Head:
        """The head of the trail when this was its last entry."""
        return Head(self.number, self.hash)

    @property
    def expected_hash(self) -> bytes:
        """SHA-256 of the hash before and of everything the entry says, as canonical JSON."""
        said = [
            self.number,
            self.at.isoformat(timespec="microseconds"),
            self.actor_id,
            self.actor,
            self.organisation,
            self.action,
            self.about,
            self.outcome,
        ]
        canonical = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(self.previous_hash + canonical.encode()).digest()

    @property
    def is_intact(self) -> bool:
        """Whether it says what it said when it was written."""
        try:
            return self.hash == self.expected_hash
        except (TypeError, ValueError):
            return False  # a value of a kind that no entry can have


class Broken(StrEnum):
    """What is wrong with the chain at an entry."""

    CHANGED = "changed"
    MISSING = "missing"
    OUT_OF_ORDER = "out_of_order"
    """It does not follow the one before it: one was taken out, put in or moved."""
    NOT_AS_NOTED = "not_as_noted"
    """It is another one than was noted: the chain was written anew, here or before."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry at which the trail does not hold."""

    number: int
    broken: Broken


def first_fault(entries: Iterable[Entry | None], noted: Head | None = None) -> Fault | None:
    """Follow the chain; None when everything holds.

    Args:
        entries: all of them in the order of their numbers; None for what cannot be read as one.
        noted: a head noted earlier, which the chain must still contain.
    """
    last = BEGINNING
    if noted is not None and noted.number == last.number and noted != last:
        return Fault(noted.number, Broken.NOT_AS_NOTED)
    for entry in entries:
        if entry is None:
            return Fault(last.number + 1, Broken.CHANGED)
        if (broken := _broken(entry, last, noted)) is not None:
            return Fault(min(entry.number, last.number + 1), broken)
        last = entry.head
    if noted is not None and last.number < noted.number:
        return Fault(last.number + 1, Broken.MISSING)
    return None


def _broken(entry: Entry, last: Head, noted: Head | None) -> Broken | None:
    if entry.number > last.number + 1:
        return Broken.MISSING
    if entry.number <= last.number or entry.previous_hash != last.hash:
        return Broken.OUT_OF_ORDER
    if not entry.is_intact:
        return Broken.CHANGED
    if noted is not None and entry.number == noted.number and entry.head != noted:
        return Broken.NOT_AS_NOTED
    return None
