"""The cryptography of a case: keys of people, keys of cases, sealed and signed items.

Primitives of PyNaCl (libsodium) alone: X25519 sealed boxes, XChaCha20-Poly1305 with associated
data, Ed25519, BLAKE2b. Nothing here reads a database or a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from typing import Any

import orjson
from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey
from nacl.utils import random as random_bytes

from copfeedback.complaints.model import UNDER_IDENTITY_KEY, ItemKind, Side
from copfeedback.sealing import KEY_BYTES, Seal, Unreadable, new_key

__all__ = ["KEY_BYTES", "Unreadable", "new_key"]

VERSION = 1
SEED_BYTES = 32
HASH_BYTES = 32
BEGINNING = bytes(HASH_BYTES)
"""In place of the item before the first one."""
_SALT_BYTES = 16
_SIGNATURE_BYTES = 64
_PADDED_TO = 256
# Longer than almost anybody makes it: its size must not tell whether somebody has said who they
# are.
_IDENTITY_PADDED_TO = 4096
_HEADING_PADDED_TO = 32


class Purpose(StrEnum):
    """Which of the two keys of a case."""

    CONTENT = "content"
    IDENTITY = "identity"


def purpose_of(kind: ItemKind) -> Purpose:
    """The key an item of this kind is sealed under."""
    return Purpose.IDENTITY if kind in UNDER_IDENTITY_KEY else Purpose.CONTENT


class Tampered(Exception):  # noqa: N818 - named for what happened
    """A case is not what its authors wrote: something was forged, moved, reordered or dropped."""


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others may know of somebody: ``box`` to seal to them, ``verify`` to check a signature.

    Both are 32 bytes.
    """

    box: bytes
    verify: bytes


@dataclass(frozen=True)
class HolderKey:
    """Somebody's private keys, made from one seed of 32 random bytes. Lives for a request."""

    seed: bytes = field(repr=False)

    @cached_property
    def _box(self) -> PrivateKey:
        return PrivateKey(_derived(self.seed, b"box"))

    @cached_property
    def _signing(self) -> SigningKey:
        return SigningKey(_derived(self.seed, b"sign"))

    @cached_property
    def public(self) -> PublicKeys:
        """What others may know."""
        return PublicKeys(bytes(self._box.public_key), bytes(self._signing.verify_key))

    def open(self, sealed: bytes) -> bytes:
        """What was sealed to this person.

        Raises:
            Unreadable: it was sealed to somebody else, or changed.
        """
        try:
            return bytes(SealedBox(self._box).decrypt(sealed))
        except (CryptoError, ValueError, TypeError):
            raise Unreadable from None

    def sign(self, content: bytes) -> bytes:
        """The signature of this person under something, 64 bytes."""
        return bytes(self._signing.sign(content).signature)


def new_seed() -> bytes:
    """The seed of a new pair of keys."""
    return bytes(random_bytes(SEED_BYTES))


def _derived(seed: bytes, purpose: bytes) -> bytes:
    return blake2b(key=seed, person=b"cop " + purpose, digest_size=KEY_BYTES).digest()


def is_signed_by(verify: bytes, content: bytes, signature: bytes) -> bool:
    """Whether whoever has this verification key signed exactly this."""
    try:
        VerifyKey(verify).verify(content, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def seal_key(key: bytes, case_id: str, purpose: Purpose, box: bytes) -> bytes:
    """A key of a case, sealed to somebody's ``box``; it says within whose case it is."""
    return bytes(SealedBox(PublicKey(box)).encrypt(_label(case_id, purpose) + key))


def open_key(sealed: bytes, case_id: str, purpose: Purpose, holder: HolderKey) -> bytes:
    """The key that ``seal_key`` was given.

    Raises:
        Unreadable: it is sealed to somebody else, of another case or purpose, or changed.
    """
    opened, label = holder.open(sealed), _label(case_id, purpose)
    if len(opened) != len(label) + KEY_BYTES or not opened.startswith(label):
        raise Unreadable
    return opened[len(label) :]


def _label(case_id: str, purpose: Purpose) -> bytes:
    return f"{VERSION}|{case_id}|{purpose}|".encode()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: the case, its own id, what it is, its number from 1, and whose side."""

    case_id: str
    item_id: str
    kind: ItemKind
    number: int
    side: Side

    @property
    def label(self) -> bytes:
        """What its seal and its signature are bound to."""
        return "|".join(
            (str(VERSION), self.case_id, self.item_id, self.kind, str(self.number), self.side)
        ).encode()


@dataclass(frozen=True, slots=True)
class Item:
    """What somebody wrote into a case: ``body``, signed by ``author`` (their verification key).

    ``previous`` is the hash of the item before it. Signature and hash are over the plaintext and
    its place, so that both survive re-encryption under a new key; the salt keeps a hash from being
    guessed.
    """

    place: Place
    body: bytes = field(repr=False)
    previous: bytes
    author: bytes
    salt: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @property
    def hash(self) -> bytes:
        """What the next item holds of this one; of the last item it is the head of the case."""
        return _digest(self.signed + self.signature)

    @property
    def signed(self) -> bytes:
        """What the signature is over."""
        return _signed(self.place, self.body, self.previous, self.author, self.salt)

    @property
    def content(self) -> dict[str, Any]:
        """The body of every item but chunks of files: a mapping."""
        found = orjson.loads(self.body)
        if not isinstance(found, dict):
            raise Tampered("an item holds no mapping")
        return found

    def sealed(self, key: bytes) -> bytes:
        """As it is stored, under a key of its case."""
        whole = self.previous + self.author + self.salt + self.signature + self.body
        return Seal(key, self.place.label).close(sodium_pad(whole, _padded_to(self.place)))


def write_item(
    place: Place, content: Mapping[str, Any], previous: bytes, author: HolderKey
) -> Item:
    """A new item, signed by its author."""
    body, salt = orjson.dumps(dict(content)), bytes(random_bytes(_SALT_BYTES))
    verify = author.public.verify
    signature = author.sign(_signed(place, body, previous, verify, salt))
    return Item(place, body, previous, verify, salt, signature)


def open_item(place: Place, sealed: bytes, key: bytes) -> Item:
    """The item that stands in this place.

    Raises:
        Unreadable: it is sealed under another key or for another place, or changed.
        Tampered: it is not signed by whoever it names as its author.
    """
    whole = sodium_unpad(Seal(key, place.label).open(sealed), _padded_to(place))
    parts, at = [], 0
    for size in (HASH_BYTES, KEY_BYTES, _SALT_BYTES, _SIGNATURE_BYTES):
        parts.append(whole[at : at + size])
        at += size
    previous, author, salt, signature = parts
    item = Item(place, whole[at:], previous, author, salt, signature)
    if not is_signed_by(author, item.signed, signature):
        raise Tampered("an item is not signed by its author")
    return item


def _padded_to(place: Place) -> int:
    return _IDENTITY_PADDED_TO if place.kind is ItemKind.IDENTITY else _PADDED_TO


def seal_heading(place: Place, key: bytes) -> bytes:
    """What an item is and whose, to be kept beside it: nobody else shall see even that."""
    return _heading(place.case_id, place.item_id, place.number, key).close(
        sodium_pad(f"{place.kind}|{place.side}".encode(), _HEADING_PADDED_TO)
    )


def open_heading(case_id: str, item_id: str, number: int, sealed: bytes, key: bytes) -> Place:
    """The place of an item, from its heading and where it is stored.

    Raises:
        Unreadable: it is sealed under another key or for another place, or changed.
    """
    opened = _heading(case_id, item_id, number, key).open(sealed)
    kind, side = sodium_unpad(opened, _HEADING_PADDED_TO).decode().split("|")
    return Place(case_id, item_id, ItemKind(kind), number, Side(side))


def _heading(case_id: str, item_id: str, number: int, key: bytes) -> Seal:
    return Seal(key, f"heading|{VERSION}|{case_id}|{item_id}|{number}".encode())


def chunk_seal(key: bytes, case_id: str, file_id: str, number: int) -> Seal:
    """The seal of one chunk of a file, counted from 1, under the key its item is sealed under."""
    return Seal(key, f"chunk|{VERSION}|{case_id}|{file_id}|{number}".encode())


def check_chain(items: Iterable[Item | Place], head: bytes) -> None:
    """Check that items follow one another, none is missing, and the last one is the head.

    Args:
        items: in their order; a place alone stands for an item the reader has no key for.
        head: the hash the case is known to end with.

    Raises:
        Tampered: it is not so.
    """
    previous: bytes | None = BEGINNING
    for number, each in enumerate(items, 1):
        place = each.place if isinstance(each, Item) else each
        if place.number != number:
            raise Tampered(f"item {number} is missing")
        if isinstance(each, Place):
            previous = None  # known to whoever has the key; the next item names it
            continue
        if previous is not None and each.previous != previous:
            raise Tampered(f"item {number} does not follow the one before")
        previous = each.hash
    if previous is not None and previous != head:
        raise Tampered("the last item is not the head of the case")


def _signed(place: Place, body: bytes, previous: bytes, author: bytes, salt: bytes) -> bytes:
    return b"copfeedback item " + _digest(place.label) + previous + author + salt + _digest(body)


def _digest(content: bytes) -> bytes:
    return blake2b(content, person=b"cop item", digest_size=HASH_BYTES).digest()
