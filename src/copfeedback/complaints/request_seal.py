"""Letters between a case and somebody who has no key of it: sealed under a key of their own.

Whoever writes one signs it with its place, so that whoever can write to the database can neither
ask in a caseworker's name nor answer in an officer's.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson
from nacl.bindings import sodium_pad, sodium_unpad

from copfeedback.complaints.vault import KEY_BYTES, HolderKey, Tampered, Unreadable, is_signed_by
from copfeedback.sealing import Seal

VERSION = 1
_SIGNATURE_BYTES = 64
_PADDED_TO = 256
_FIRST, _LETTERS = "23456789", "23456789abcdefghjkmnpqrstuvwxyz"


class Letter(StrEnum):
    """What is written to whom."""

    TO_POLICE = "to_police"
    FROM_POLICE = "from_police"
    TO_CUSTODIAN = "to_custodian"
    FROM_CUSTODIAN = "from_custodian"


def new_request_id() -> str:
    """An id that cannot be taken for a purpose of the keyring: it begins with a digit."""
    return secrets.choice(_FIRST) + "".join(secrets.choice(_LETTERS) for _ in range(7))


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """What somebody wrote; ``author`` is their verification key."""

    content: Mapping[str, Any] = field(repr=False)
    author: bytes
    signature: bytes = field(repr=False)


def seal_letter(
    letter: Letter,
    case_id: str,
    request_id: str,
    content: Mapping[str, Any],
    key: bytes,
    author: HolderKey,
) -> bytes:
    """Sign and seal a letter under the key of its request."""
    label, body = _label(letter, case_id, request_id), orjson.dumps(dict(content))
    whole = author.public.verify + author.sign(label + body) + body
    return Seal(key, label).close(sodium_pad(whole, _PADDED_TO))


def open_letter(
    letter: Letter, case_id: str, request_id: str, sealed: bytes, key: bytes
) -> OpenLetter:
    """What ``seal_letter`` was given. Whose key ``author`` is has to be looked up in the roster.

    Raises:
        Tampered: it was changed, moved, or not signed by whoever it names.
    """
    label = _label(letter, case_id, request_id)
    try:
        whole = sodium_unpad(Seal(key, label).open(sealed), _PADDED_TO)
    except Unreadable:
        raise Tampered("a letter was changed or moved") from None
    author, rest = whole[:KEY_BYTES], whole[KEY_BYTES:]
    signature, body = rest[:_SIGNATURE_BYTES], rest[_SIGNATURE_BYTES:]
    if not is_signed_by(author, label + body, signature):
        raise Tampered("a letter is not signed by its author")
    return OpenLetter(orjson.loads(body), author, signature)


def _label(letter: Letter, case_id: str, request_id: str) -> bytes:
    return f"letter|{VERSION}|{letter}|{case_id}|{request_id}|".encode()
