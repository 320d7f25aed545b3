"""The proof of filing: a text to print or keep, signed by the portal, that opens nothing.

It shows an ombudsman that a case of this number was filed on this day, and by the hash of what it
then held that nothing was changed since. It holds neither the code nor a word of the case.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from nacl.signing import SigningKey

from copfeedback.complaints.vault import HASH_BYTES, is_signed_by

PURPOSE = "proof of filing"
"""What the seed of the signing key is derived for, from the server's secret."""
LONGEST = 4_000
KEY_HEX = 64
_BEGIN, _END = "-----BEGIN PROOF OF FILING-----", "-----END PROOF OF FILING-----"
_VERSION = "1"
_GROUP, _LINE = 16, 22  # so many characters of the record and of the signature in a line
_FIELD = re.compile(r"\s*(version|case|filed|record|signature)\s*:\s*(.*)", re.IGNORECASE)
_CASE = re.compile(r"[0-9a-z]{1,20}", re.ASCII)


class NotAProof(Exception):  # noqa: N818 - named for what happened
    """The text is no proof of filing, or a part of it is missing."""


class WrongSignature(Exception):  # noqa: N818 - named for what happened
    """The proof was not signed with this key, or something in it was changed."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That a case was filed on a day, and the hash of what it held then (32 bytes)."""

    case_id: str
    filed_on: date
    record: bytes

    @property
    def signed(self) -> bytes:
        """What the signature is over."""
        return b"\n".join(
            (
                b"copfeedback proof of filing " + _VERSION.encode(),
                self.case_id.encode(),
                self.filed_on.isoformat().encode(),
                self.record.hex().encode(),
            )
        )


@dataclass(frozen=True)
class ProofKey:
    """The key the portal signs with, from a seed of 32 bytes that only the portal has."""

    seed: bytes = field(repr=False)

    @cached_property
    def _key(self) -> SigningKey:
        return SigningKey(self.seed)

    @cached_property
    def public(self) -> bytes:
        """What others check a proof with, 32 bytes; to be shown to everybody."""
        return bytes(self._key.verify_key)

    def write(self, proof: Proof) -> str:
        """The proof as a text of short lines in plain letters, which survives paper."""
        signature = b64encode(self._key.sign(proof.signed).signature).decode()
        return "\n".join(
            (
                _BEGIN,
                f"version: {_VERSION}",
                f"case: {proof.case_id}",
                f"filed: {proof.filed_on.isoformat()}",
                "record:",
                *_lines(proof.record.hex(), _GROUP),
                "signature:",
                *_lines(signature, _LINE),
                _END,
            )
        )


def _lines(text: str, length: int) -> list[str]:
    return [f"  {text[at : at + length]}" for at in range(0, len(text), length)]


def check_proof(text: str, public: bytes) -> Proof:
    """What a proof says, once it is seen that it was signed with this key.

    Spaces and breaks of lines do not matter, nor what stands before and behind it.

    Args:
        text: the proof, as it was printed or copied.
        public: the key, 32 bytes, from a source that can be relied on.

    Raises:
        NotAProof: it is none.
        WrongSignature: it was signed with another key, or changed.
    """
    parts = _parts(text)
    try:
        proof = Proof(
            parts["case"].lower(),
            date.fromisoformat(parts["filed"]),
            bytes.fromhex(parts["record"]),
        )
        signature = b64decode(parts["signature"], validate=True)
    except (KeyError, ValueError, NotBase64):
        raise NotAProof from None
    is_whole = parts.get("version") == _VERSION and _CASE.fullmatch(proof.case_id)
    if not is_whole or len(proof.record) != HASH_BYTES:
        raise NotAProof
    if not is_signed_by(public, proof.signed, signature):
        raise WrongSignature
    return proof


def _parts(text: str) -> dict[str, str]:
    """The fields by their names; a line without a name goes on with the one before."""
    if len(text) > LONGEST:
        raise NotAProof
    _before, begins, rest = text.partition(_BEGIN)
    within, ends, _behind = rest.partition(_END)
    if not begins or not ends:
        raise NotAProof
    parts: dict[str, str] = {}
    name = ""
    for line in within.splitlines():
        if found := _FIELD.fullmatch(line):
            name, said = found[1].lower(), found[2]
            if name in parts:
                raise NotAProof
            parts[name] = ""
        else:
            said = line
        if name:
            parts[name] += "".join(said.split())
        elif said.strip():
            raise NotAProof
    return parts
