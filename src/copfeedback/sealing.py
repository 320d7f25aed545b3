"""Authenticated encryption of bytes: whoever has no key can neither read nor change them."""

from __future__ import annotations

from dataclasses import dataclass, field

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as _open,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as _seal,
)
from nacl.exceptions import CryptoError
from nacl.utils import random as random_bytes

KEY_BYTES = 32
NONCE_BYTES = 24  # XChaCha20: large enough to be drawn at random


class Unreadable(Exception):  # noqa: N818 - named for what happened
    """Sealed bytes were changed, cut, or sealed for something else."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Authenticated encryption (XChaCha20-Poly1305) bound to what it is about."""

    key: bytes = field(repr=False)
    about: bytes

    def close(self, content: bytes) -> bytes:
        """Seal."""
        nonce = random_bytes(NONCE_BYTES)
        return bytes(nonce + _seal(content, self.about, nonce, self.key))

    def open(self, sealed: bytes) -> bytes:
        """Open what ``close`` sealed.

        Raises:
            Unreadable: it was changed, or sealed under another key or purpose.
        """
        try:
            return bytes(_open(sealed[NONCE_BYTES:], self.about, sealed[:NONCE_BYTES], self.key))
        except (CryptoError, ValueError, TypeError):
            raise Unreadable from None


def new_key() -> bytes:
    """A fresh key."""
    return bytes(random_bytes(KEY_BYTES))
