"""What somebody typed whose session had ended, sealed, on its way through the sign-in form."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from copfeedback.sealing import Seal, Unreadable
from copfeedback.web.csrf import FORM_FIELD
from copfeedback.web.forms import MAX_BODY, FormTooLarge

SECRET_FIELDS = frozenset({"password", "current", "again", "code"})
"""Fields that are never kept, not even sealed; whoever typed them knows them by heart."""

# The sealed field must fit into the form that carries it, with the names and all the rest.
_MAX_SEALED = MAX_BODY - 64 * 1024
_MAX_OPENED = 2 * MAX_BODY


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form, where it was to go, and the staff member whose form it says it is."""

    path: str
    fields: Mapping[str, Sequence[str]] = field(repr=False)
    author: int | None = None

    @classmethod
    def of(cls, path: str, form: Mapping[str, Sequence[str]], author: int | None) -> Typed:
        """What a form held, without its secrets and its token."""
        left_out = SECRET_FIELDS | {FORM_FIELD}
        return cls(path, {k: list(v) for k, v in form.items() if k not in left_out}, author)

    def sealed(self, seal: Seal) -> str:
        """The text of a form field that nobody without the key can read or change.

        Raises:
            FormTooLarge: it would not fit into a form.
        """
        content = orjson.dumps([self.path, dict(self.fields), self.author])
        sealed = urlsafe_b64encode(seal.close(zlib.compress(content))).decode()
        if len(sealed) > _MAX_SEALED:
            raise FormTooLarge
        return sealed

    @classmethod
    def opened(cls, seal: Seal, sealed: str) -> Typed | None:
        """What was sealed, or None: nothing was, or under another key."""
        try:
            packed = seal.open(urlsafe_b64decode(sealed.encode("ascii")))
            return cls(*orjson.loads(zlib.decompressobj().decompress(packed, _MAX_OPENED)))
        except (Unreadable, ValueError):
            return None
