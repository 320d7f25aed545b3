"""The chain of everything that was promised and published, which anybody can check.

Each event is a text, canonical JSON, and each has two fingerprints: ``sha256`` is the SHA-256 of
the text as UTF-8; ``hash`` that of the hash before and of ``sha256``, one after the other as 128
hexadecimal digits. So whoever noted a hash can tell whether anything before it was changed since,
with no more than a program that makes SHA-256.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from copfeedback.evaluations.events import KINDS, Event, EventKind, Said
from copfeedback.evaluations.shape import is_shaped
from copfeedback.stored import from_json, to_json

BEGINNING = "0" * 64
"""The hash before the first event."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as the database has it, which may have been altered there."""

    number: int
    evaluation: str
    kind: str
    on: date
    text: str
    sha256: str
    previous_hash: str
    hash: str


def canonical(content: Any) -> str:
    """The content as the one JSON text there is for it.

    Unicode NFC, keys in the order of their code points, no spaces, and no letter written as an
    escape that need not be.
    """
    return json.dumps(
        _composed(content),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def fingerprint(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def linked(previous_hash: str, text_sha256: str) -> str:
    """The hash of an event: of the hash before it, and of the SHA-256 of its text."""
    return fingerprint(previous_hash + text_sha256)


def written(
    evaluation: str,
    kind: EventKind,
    said: Said,
    *,
    at: datetime,
    on: date,
    by: str,
    after: Event | StoredEvent | None,
) -> Event:
    """An event that follows another one; ``after`` is None for the very first."""
    number = 1 if after is None else after.number + 1
    previous = BEGINNING if after is None else after.hash
    moment = at.astimezone(UTC).replace(microsecond=0)
    text = canonical(
        {
            "number": number,
            "evaluation": evaluation,
            "kind": kind.value,
            "at": moment.isoformat(),
            "on": on.isoformat(),
            "by": by,
            "said": json.loads(to_json(said)),
        }
    )
    digest = fingerprint(text)
    return Event(
        number=number,
        evaluation=evaluation,
        kind=kind,
        at=moment,
        on=on,
        by=by,
        said=said,
        text=text,
        sha256=digest,
        previous_hash=previous,
        hash=linked(previous, digest),
    )


def read(stored: StoredEvent, *, holds: bool = True) -> Event:
    """The event that was stored. What can be read of an altered one is, and is not ``sound``.

    ``holds`` tells whether it fits those beside it.

    Raises:
        ValueError: it was altered so that it cannot be read.
    """
    try:
        plain = json.loads(stored.text)
        kind = EventKind(plain["kind"])
        event = Event(
            number=stored.number,
            evaluation=stored.evaluation,
            kind=kind,
            at=datetime.fromisoformat(plain["at"]),
            on=date.fromisoformat(plain["on"]),
            by=plain["by"],
            said=from_json(KINDS[kind], json.dumps(plain["said"])),
            text=stored.text,
            sha256=stored.sha256,
            previous_hash=stored.previous_hash,
            hash=stored.hash,
            sound=holds and _broken(stored, stored.previous_hash) is None,
        )
        if not event.sound:
            canonical(plain).encode()
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"event {stored.number} cannot be read") from error
    if not event.sound and not (is_shaped(event, Event) and is_shaped(event.said, KINDS[kind])):
        raise ValueError(f"event {stored.number} cannot be read")
    return event


class Broken(StrEnum):
    """What is wrong with the chain at an event."""

    CHANGED = "changed"
    """Its text, or what stands beside it, is not what it was."""
    MISSING = "missing"
    OUT_OF_ORDER = "out_of_order"
    """It does not follow the one before it: one was taken out, put in or moved."""
    NOT_AS_NOTED = "not_as_noted"
    """Its hash is not the one that somebody noted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold: at an event, and of which evaluation as far as it is known."""

    number: int
    broken: Broken
    evaluation: str = ""


def faults(stored: Iterable[StoredEvent], noted: Mapping[int, str] | None = None) -> list[Fault]:
    """Everything that is wrong with the chain; nothing when it holds.

    Args:
        stored: all events by number.
        noted: hashes that were noted elsewhere, by the number of their event.
    """
    found: dict[int, Fault] = {}
    awaited = dict(noted or {})
    before: StoredEvent | None = None
    for each in stored:
        for fault in _faults_between(before, each):
            found.setdefault(fault.number, fault)
        if awaited.pop(each.number, each.hash) != each.hash:
            found.setdefault(each.number, Fault(each.number, Broken.NOT_AS_NOTED, each.evaluation))
        before = each
    for number in awaited:
        if before is None or number > before.number:
            found.setdefault(number, Fault(number, Broken.MISSING))
    return [found[number] for number in sorted(found)]


def broken_numbers(stored: Iterable[StoredEvent]) -> frozenset[int]:
    """The numbers of events that do not hold, alone or with those beside them.

    ``stored`` may leave some out: what is not beside one another is not held against each other.
    """
    found = set[int]()
    before: StoredEvent | None = None
    for each in stored:
        follows = each.number == (1 if before is None else before.number + 1)
        if follows:
            found |= {fault.number for fault in _faults_between(before, each)}
        elif _broken(each, each.previous_hash) is not None:
            found.add(each.number)
        before = each
    return frozenset(found)


def _faults_between(before: StoredEvent | None, each: StoredEvent) -> Iterator[Fault]:
    """What is wrong with an event, and with how it follows the one before it."""
    last, previous = (0, {BEGINNING}) if before is None else (before.number, _hashes(before))
    alone = _broken(each, each.previous_hash)
    if each.number > last + 1:
        yield Fault(last + 1, Broken.MISSING)
    elif each.previous_hash not in previous:
        if alone is None and before is not None:  # it is whole: the one before was written anew
            yield Fault(before.number, Broken.CHANGED, before.evaluation)
        else:
            yield Fault(each.number, Broken.OUT_OF_ORDER, each.evaluation)
    if alone is not None:
        yield Fault(each.number, alone, each.evaluation)


def _hashes(stored: StoredEvent) -> set[str]:
    """The hash of an event, as it is and as it should be: where it alone was changed."""
    return {stored.hash, linked(stored.previous_hash, stored.sha256)}


def _broken(stored: StoredEvent, previous: str) -> Broken | None:
    if stored.previous_hash != previous:
        return Broken.OUT_OF_ORDER
    if fingerprint(stored.text) != stored.sha256:
        return Broken.CHANGED
    if linked(stored.previous_hash, stored.sha256) != stored.hash:
        return Broken.CHANGED
    beside = (stored.number, stored.evaluation, stored.kind, stored.on.isoformat())
    try:
        plain = json.loads(stored.text)
        within = tuple(plain[name] for name in ("number", "evaluation", "kind", "on"))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Broken.CHANGED
    return None if within == beside else Broken.CHANGED


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_composed(str(key)): _composed(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_composed(each) for each in value]
    return value
