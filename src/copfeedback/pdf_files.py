"""Whether a file is a PDF that is only read, by what it holds."""

from __future__ import annotations

import re

PDF_MAXIMUM = 10 * 1024 * 1024
"""Bytes."""


class NotAPdf(Exception):  # noqa: N818 - named for what happened
    """The file is no PDF, not a whole one, or one that does things when it is opened."""


class TooLarge(Exception):  # noqa: N818 - named for what happened
    """The file has more bytes than one may have."""


def require_pdf(content: bytes) -> None:
    """Let pass, or refuse what is no PDF that is only read.

    What is packed within the file is not looked into; the names below stand in the open in nearly
    all files that do something.

    Raises:
        NotAPdf: it is not.
        TooLarge: it is more than a file may be.
    """
    if len(content) > PDF_MAXIMUM:
        raise TooLarge
    is_whole = content.startswith(b"%PDF-") and b"%%EOF" in content[-_END:]
    has_parts = b"obj" in content and b"startxref" in content[-_END:]
    if not (is_whole and has_parts) or _ACTIVE.search(content):
        raise NotAPdf


_END = 1024
_ACTIVE_NAMES = (
    *("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA"),
    *("SubmitForm", "ImportData", "GoToR", "GoToE"),
)


def _however_written(name: str) -> str:
    """Each sign as itself or as its number (ISO 32000-1, section 7.3.5)."""
    return "".join(f"(?:{sign}|(?i:#{ord(sign):02x}))" for sign in name)


_ACTIVE = re.compile(
    f"/(?:{'|'.join(map(_however_written, _ACTIVE_NAMES))})(?=[\\s/<>\\[\\](])".encode()
)
