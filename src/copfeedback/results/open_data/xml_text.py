"""What XML 1.0 has no way to write."""

from __future__ import annotations

import re

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """A text without the characters that no XML file may have; it is not escaped yet."""
    return _NOT_IN_XML.sub("", text)
