"""The key of a wave, and the keys made from it. All of them end with the wave."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from copfeedback.sealing import KEY_BYTES, Seal

SALT_BYTES = 16  # of Argon2id


@dataclass(frozen=True, slots=True)
class WaveKeys:
    """What is made from a wave's key.

    ``carried`` seals the answers that travel in the form, ``pending`` the records on their way
    into the results store, ``staged`` paper forms that were entered once; ``response_id`` turns
    a form's nonce into a response id, ``code_digest`` an access code into what is kept of it.
    ``resume_salt`` makes the same resume code another one in another wave.
    """

    carried: Seal
    pending: Seal
    staged: Seal
    resume_salt: bytes
    _identity: bytes
    _codes: bytes

    def response_id(self, nonce: bytes) -> bytes:
        """The id of the response sent with this form: the same form, the same id."""
        return blake2b(nonce, key=self._identity, digest_size=16).digest()

    def code_digest(self, code: bytes) -> bytes:
        """What is kept of an access code: whoever has no key cannot tell which it is."""
        return blake2b(code, key=self._codes, digest_size=16).digest()


def derive_keys(wave_id: str, key: bytes) -> WaveKeys:
    """Make the keys of a wave. BLAKE2b with a personal string per purpose (RFC 7693)."""

    def part(purpose: bytes, size: int = KEY_BYTES) -> bytes:
        return blake2b(wave_id.encode(), key=key, person=purpose, digest_size=size).digest()

    about = wave_id.encode()
    return WaveKeys(
        carried=Seal(part(b"carried"), about),
        pending=Seal(part(b"pending"), about),
        staged=Seal(part(b"staged"), about),
        resume_salt=part(b"resume", SALT_BYTES),
        _identity=part(b"id"),
        _codes=part(b"codes"),
    )
