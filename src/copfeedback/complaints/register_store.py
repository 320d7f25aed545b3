"""Rows of the register and its keys.

One key for the register, in the keyring under a case id that no case has, sealed to every
caseworker; under it, beside the keys of each case, the key of what was entered from that case.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import orjson
from nacl.bindings import sodium_pad, sodium_unpad
from sqlalchemy import Connection, delete, insert, select

from copfeedback.complaints import store
from copfeedback.complaints.case_errors import KeyLocked
from copfeedback.complaints.casework_tables import register_entry
from copfeedback.complaints.register_model import Entered, RegisterEntry
from copfeedback.complaints.roster import Roster, RosterHolder
from copfeedback.complaints.tables import keyring
from copfeedback.complaints.vault import (
    KEY_BYTES,
    HolderKey,
    Purpose,
    Tampered,
    Unreadable,
    is_signed_by,
    new_key,
    open_key,
    seal_key,
)
from copfeedback.people.model import Role
from copfeedback.sealing import Seal

REGISTER = "register"
_LABEL = b"copfeedback register key\n"
_SIGNATURE_BYTES, _VERSION_BYTES = 64, 4
_PADDED_TO = 1024


def register_key(
    connection: Connection, member: RosterHolder, key: HolderKey, roster: Roster
) -> bytes:
    """The key of the register, sealed to all caseworkers of this roster and to nobody else.

    It is made when there is none, and exchanged whenever the roster is another one: so it is no
    use to put back an older key that somebody kept who has left.

    Raises:
        KeyLocked: others have the key, but not this member.
        Tampered: no caseworker has sealed it.
    """
    there = store.holders_of(connection, REGISTER, Purpose.CONTENT)
    if not there:
        return _share(connection, new_key(), roster, key)
    kept = store.sealed_key(connection, REGISTER, member.holder, Purpose.CONTENT)
    if kept is None:
        raise KeyLocked
    found, version = _own_key(kept, key, roster)
    if version == roster.version:
        return found
    fresh = _exchange(connection, found)
    store.remove_keys(connection, REGISTER, there, Purpose.CONTENT)
    return _share(connection, fresh, roster, key)


def _share(connection: Connection, found: bytes, roster: Roster, author: HolderKey) -> bytes:
    """Seal the key to each caseworker, signed: anybody could seal another one to them."""
    version = roster.version.to_bytes(_VERSION_BYTES)
    for each in roster.caseworkers:
        sealed = seal_key(found, REGISTER, Purpose.CONTENT, each.public.box)
        signature = author.sign(_LABEL + version + sealed)
        whole = author.public.verify + signature + version + sealed
        store.keep_key(connection, REGISTER, each.holder, Purpose.CONTENT, whole)
    return found


def _own_key(kept: bytes, key: HolderKey, roster: Roster) -> tuple[bytes, int]:
    verify, rest = kept[:KEY_BYTES], kept[KEY_BYTES:]
    signature, signed = rest[:_SIGNATURE_BYTES], rest[_SIGNATURE_BYTES:]
    author, version = roster.signed_by(verify), int.from_bytes(signed[:_VERSION_BYTES])
    if (
        author is None
        or author.role is not Role.CASEWORKER
        or not is_signed_by(verify, _LABEL + signed, signature)
    ):
        raise Tampered("the key of the register was not sealed by a caseworker")
    # Whoever has left can still sign; what they sealed before is exchanged now.
    if version == roster.version and not author.active:
        raise Tampered("the key of the register was sealed by somebody who has left")
    try:
        found = open_key(signed[_VERSION_BYTES:], REGISTER, Purpose.CONTENT, key)
    except Unreadable:
        raise Tampered("the key of the register was moved") from None
    return found, version


def _exchange(connection: Connection, old: bytes) -> bytes:
    """A new key, under which the keys of all entries are sealed anew."""
    fresh = new_key()
    for case_id, sealed in _entry_keys(connection):
        own = _key_seal(fresh, case_id).close(_opened(_key_seal(old, case_id), sealed))
        store.keep_key(connection, case_id, REGISTER, REGISTER, own)
    return fresh


def add(connection: Connection, key: bytes, entered: Entered) -> None:
    """Keep an entry with those that came from the same case."""
    case_id = entered.case_id
    sealed = store.sealed_key(connection, case_id, REGISTER, REGISTER)
    if sealed is None:
        own, before = new_key(), []
        sealed_own = _key_seal(key, case_id).close(own)
        store.keep_key(connection, case_id, REGISTER, REGISTER, sealed_own)
    else:
        own = _opened(_key_seal(key, case_id), sealed)
        kept = connection.execute(
            select(register_entry.c.sealed).where(register_entry.c.case_id == case_id)
        ).scalar_one()
        before = list(_read(case_id, kept, own))
    connection.execute(delete(register_entry).where(register_entry.c.case_id == case_id))
    rows = [
        {
            "on": each.on.isoformat(),
            "officer": each.entry.officer.strip(),
            "number": each.entry.number.strip(),
            "unit": each.entry.unit.strip(),
            "allegation": each.entry.allegation.strip(),
        }
        for each in (*before, entered)
    ]
    content = _entry_seal(own, case_id).close(sodium_pad(orjson.dumps(rows), _PADDED_TO))
    connection.execute(insert(register_entry), {"case_id": case_id, "sealed": content})


def entries(connection: Connection, key: bytes) -> Iterator[Entered]:
    """Everything in the register whose case is not shredded.

    Raises:
        Tampered: an entry was changed or moved.
    """
    own = {
        case_id: _opened(_key_seal(key, case_id), sealed)
        for case_id, sealed in _entry_keys(connection)
    }
    for row in connection.execute(select(register_entry).order_by(register_entry.c.case_id)):
        if row.case_id in own:
            yield from _read(row.case_id, row.sealed, own[row.case_id])


def held_by(connection: Connection, holder: str) -> frozenset[str]:
    """Of which of the cases in the register somebody holds a key."""
    return frozenset(
        connection.execute(
            select(register_entry.c.case_id)
            .join(keyring, keyring.c.case_id == register_entry.c.case_id)
            .where(keyring.c.holder == holder, keyring.c.purpose == Purpose.CONTENT)
        ).scalars()
    )


def _entry_keys(connection: Connection) -> list[tuple[str, bytes]]:
    rows = connection.execute(
        select(keyring.c.case_id, keyring.c.sealed).where(
            keyring.c.holder == REGISTER, keyring.c.purpose == REGISTER
        )
    )
    return [(row.case_id, row.sealed) for row in rows]


def _read(case_id: str, sealed: bytes, key: bytes) -> Iterator[Entered]:
    content = sodium_unpad(_opened(_entry_seal(key, case_id), sealed), _PADDED_TO)
    for row in orjson.loads(content):
        entry = RegisterEntry(row["officer"], row["number"], row["unit"], row["allegation"])
        yield Entered(case_id, date.fromisoformat(row["on"]), entry)


def _opened(seal: Seal, sealed: bytes) -> bytes:
    try:
        return seal.open(sealed)
    except Unreadable:
        raise Tampered("an entry of the register was changed or moved") from None


def _key_seal(key: bytes, case_id: str) -> Seal:
    return Seal(key, f"register key|1|{case_id}".encode())


def _entry_seal(key: bytes, case_id: str) -> Seal:
    return Seal(key, f"register|1|{case_id}".encode())
