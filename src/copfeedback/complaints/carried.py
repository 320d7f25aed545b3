"""What travels in the form until it is sent: sealed by the server, compressed, stored nowhere.

A phone may keep a page longer than its owner likes. What is carried says nothing without the
server's key, and the server opens none that is older than a day.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson
from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError, frame_content_size

from copfeedback.check_digit import NotACode, letters_and_digits
from copfeedback.complaints.code import GROUPS, ComplaintCode
from copfeedback.sealing import Seal, Unreadable

PURPOSE = "complaint form"
"""What the server's seal is asked for."""
MAX_INFLATED = 256 * 1024
LONGEST = 40_000
"""In characters; a longer text stays on the page it was typed on until it is shortened."""
HOLDS_SECONDS = 24 * 60 * 60


class CarriedUnreadable(Exception):  # noqa: N818 - named for what happened
    """The field was changed or cut off, or is older than a day."""


class CarriedTooLarge(Exception):  # noqa: N818 - named for what happened
    """More was entered than the field may hold."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The code that is shown before anything is sent, and the nonce that makes it one case."""

    code: ComplaintCode
    nonce: bytes = field(repr=False)

    @property
    def asked_group(self) -> int:
        """The group of the code, from 1, that is to be typed back: always the same one."""
        return self.nonce[0] % GROUPS + 1

    def is_typed_back(self, typed: str) -> bool:
        """Whether this is the group that was asked for, or the whole code, in any digits."""
        try:
            digits = letters_and_digits(typed)
        except NotACode:
            return False
        return digits in {self.code.group(self.asked_group), self.code.written.replace(" ", "")}


@dataclass(frozen=True, slots=True)
class Carried:
    """Everything entered so far, exactly as entered, and the code once there is one."""

    entered: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    drawn: Drawn | None = None

    @property
    def is_too_long(self) -> bool:
        """Whether some text is longer than what can be carried to another page."""
        return any(map(_is_long, self.entered.values()))

    def sealed(self, seal: Seal, now: int) -> str:
        """The text of the form field; ``now`` in seconds.

        Raises:
            CarriedTooLarge: it would hold more than 256 KB.
        """
        drawn = self.drawn
        code = drawn and [drawn.code.lookup, drawn.code.secret, drawn.nonce.hex()]
        entered = {name: values for name, values in self.entered.items() if not _is_long(values)}
        content = orjson.dumps([now, code, entered])
        if len(content) > MAX_INFLATED:
            raise CarriedTooLarge
        return urlsafe_b64encode(seal.close(ZstdCompressor().compress(content))).decode()


def _is_long(values: Sequence[str]) -> bool:
    return any(len(value) > LONGEST for value in values)


def open_carried(seal: Seal, text: str, now: int) -> Carried:
    """Read the form field back; an empty one is that of somebody who begins.

    Raises:
        CarriedUnreadable: it is not what ``sealed`` made within a day.
    """
    if not text:
        return Carried()
    try:
        packed = seal.open(urlsafe_b64decode(text.encode("ascii")))
        # Nobody without the key can make a bomb; the bound holds all the same.
        if not 0 <= frame_content_size(packed) <= MAX_INFLATED:
            raise CarriedUnreadable
        then, code, entered = orjson.loads(ZstdDecompressor().decompress(packed))
        if not 0 <= now - then <= HOLDS_SECONDS:
            raise CarriedUnreadable
        drawn = code and Drawn(ComplaintCode(code[0], code[1]), bytes.fromhex(code[2]))
        return Carried(entered, drawn)
    except (Unreadable, ValueError, TypeError, ZstdError):
        raise CarriedUnreadable from None
