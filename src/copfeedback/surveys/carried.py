"""The answers that travel in the form: sealed, compressed, bounded, stored nowhere."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_bytes

import orjson

from copfeedback.sealing import Seal, Unreadable
from copfeedback.surveys.about import NOTHING_KNOWN, About
from copfeedback.surveys.answers import initial_entries
from copfeedback.surveys.compression import Compression
from copfeedback.surveys.model import Survey

MAX_INFLATED = 256 * 1024
NONCE_BYTES = 16


class CarriedUnreadable(Exception):  # noqa: N818 - named for what happened
    """The field was changed, cut off, or belongs to another wave."""


class CarriedTooLarge(Exception):  # noqa: N818 - named for what happened
    """More was entered than the field may hold."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Everything entered so far, exactly as entered, and the nonce that makes it count once.

    ``about`` is what else is known of how they answer: see ``about.py``.
    """

    nonce: bytes
    entered: Mapping[str, Sequence[str]]
    about: About = NOTHING_KNOWN

    @classmethod
    def blank(cls, survey: Survey, about: About = NOTHING_KNOWN) -> Carried:
        """The field of somebody who starts."""
        return cls(token_bytes(NONCE_BYTES), initial_entries(survey), about)

    def content(self) -> bytes:
        """All of it as bytes."""
        return orjson.dumps([self.nonce.hex(), dict(self.entered), *self.about.written()])

    @classmethod
    def of_content(cls, content: bytes) -> Carried:
        """What ``content`` gave.

        Raises:
            CarriedUnreadable: it is something else.
        """
        try:
            nonce, entered, *about = orjson.loads(content)
            return cls(bytes.fromhex(nonce), entered, About.read(about))
        except (ValueError, TypeError):
            raise CarriedUnreadable from None

    def sealed(self, seal: Seal, compression: Compression) -> str:
        """The text of the form field.

        Raises:
            CarriedTooLarge: it would hold more than 256 KB.
        """
        content = self.content()
        if len(content) > MAX_INFLATED:
            raise CarriedTooLarge
        return urlsafe_b64encode(seal.close(compression.compress(content))).decode()


def open_carried(seal: Seal, compression: Compression, field: str) -> Carried:
    """Read the form field back.

    Raises:
        CarriedUnreadable: it is not what ``sealed`` made for this wave.
    """
    try:
        packed = seal.open(urlsafe_b64decode(field.encode("ascii")))
        # Nobody without the key can make a bomb; the bound holds all the same.
        return Carried.of_content(compression.expand(packed, MAX_INFLATED))
    except (Unreadable, ValueError):
        raise CarriedUnreadable from None
