"""Whether a picture is whole, and ends where it should: what follows could be something else.

JPEG: ISO/IEC 10918-1, annex B. PNG: W3C recommendation, section 5. WebP: RFC 9649, section 2.
"""

from __future__ import annotations

import re

_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA


def is_whole_jpeg(content: bytes) -> bool:
    """Whether a JPEG file has an end, and nothing behind it but what cameras put there."""
    end = _end_of_jpeg(content)
    return end is not None and _is_of_a_camera(content[end:])


def _end_of_jpeg(content: bytes) -> int | None:
    """Where the first picture in it ends."""
    at = 2
    while at + 2 <= len(content):
        if content[at] != 0xFF:  # noqa: PLR2004 - how every marker begins
            return None
        marker = content[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - filling between markers
            at += 1
            continue
        at += 2
        if marker == _END:
            return at
        if marker in _ALONE:
            continue
        length = int.from_bytes(content[at : at + 2], "big")
        if marker in {0, _START} or length < 2:  # noqa: PLR2004 - it counts itself
            return None
        at += length
        if marker == _SCAN:
            at = _next_marker(content, at)
    return None


# Within the points of a scan 0xFF is followed by 0 or a restart marker.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]")


def _next_marker(content: bytes, at: int) -> int:
    """Where the points of a scan end."""
    found = _MARKER.search(content, at)
    return found.start() if found else len(content)


def _is_of_a_camera(rest: bytes) -> bool:
    """Whether what follows is empty, further pictures, a moving picture, or a maker's own notes."""
    padded = rest.lstrip(b"\0")
    return (
        not padded
        or padded.startswith(b"\xff\xd8\xff")
        or rest[4:8] == b"ftyp"
        or rest.endswith(b"SEFT")
    )


_PNG_BEGINS = 8
_PNG_AROUND = 12  # length, name and check sum of a piece


def is_whole_png(content: bytes) -> bool:
    """Whether the pieces of a PNG file follow one another up to the last one, and no further."""
    at, is_first = _PNG_BEGINS, True
    while at + _PNG_AROUND <= len(content):
        name = content[at + 4 : at + 8]
        if is_first != (name == b"IHDR") or not name.isalpha():
            return False
        at += _PNG_AROUND + int.from_bytes(content[at : at + 4], "big")
        if name == b"IEND":
            return at <= len(content) and not content[at:].strip(b"\0")
        is_first = False
    return False


_RIFF_HEADER = 8


def is_whole_webp(content: bytes) -> bool:
    """Whether a RIFF file is a WebP picture that is exactly as long as it says."""
    size = int.from_bytes(content[4:8], "little") + _RIFF_HEADER
    kinds = {b"VP8 ", b"VP8L", b"VP8X"}
    return (
        content[8:12] == b"WEBP"
        and content[12:16] in kinds
        and len(content) in {size, size + size % 2}
    )
