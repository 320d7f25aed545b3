"""Whether sound and films are whole, and made of nothing but their own pieces.

MP4 and M4A: ISO/IEC 14496-12, section 4. Ogg: RFC 3533, section 6. WebM: RFC 8794 (EBML) and
RFC 9559 (Matroska). MP3: ISO/IEC 11172-3 and id3.org's ID3v2.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FILM_BRANDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"mp4v", b"MSNV"}
    | {b"M4V ", b"dash", b"M4A ", b"M4B "}
)


def mpeg4_brand(content: bytes) -> bytes | None:
    """What an MPEG-4 file says it is; None if it is none, has no end, or something behind it."""
    names = list(_boxes(content))
    brand = content[8:12]
    if brand not in _FILM_BRANDS or names[-1] == b"" or b"mdat" not in names:
        return None
    return brand if b"moov" in names else None


def _boxes(content: bytes) -> Iterator[bytes]:
    """The names of the outermost boxes; an empty one where the file goes on as something else."""
    at = count = 0
    while at < len(content):
        count += 1
        size, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        header = 8
        if size == 1:
            size, header = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        elif size == 0:  # up to the end
            size = len(content) - at
        if (
            size < header
            or at + size > len(content)
            or name not in _OUTERMOST
            or count > _MOST_BOXES
        ):
            yield b""
            return
        yield name
        at += size


_MOST_BOXES = 50_000
_OUTERMOST = frozenset(
    {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"udta", b"meta", b"uuid", b"moof"}
    | {b"mfra", b"sidx", b"styp", b"pdin", b"beam"}
)

_OGG_HEADER = 27
_OGG_FIRST = 2


def is_whole_ogg(content: bytes) -> bool:
    """Whether pages of an Ogg file follow one another up to its end; the last may be cut off."""
    if len(content) <= _OGG_HEADER or not content[5] & _OGG_FIRST:
        return False
    at = pages = 0
    while at < len(content):
        if not content.startswith(b"OggS\0"[: len(content) - at], at):
            return False
        pieces = content[at + 26] if at + 26 < len(content) else 0
        lengths = content[at + _OGG_HEADER : at + _OGG_HEADER + pieces]
        at += _OGG_HEADER + pieces + sum(lengths)
        pages += 1
    return pages > 1


_EBML, _SEGMENT, _DOCUMENT_TYPE = 0x1A45DFA3, 0x18538067, 0x4282
_LONGEST_HEADER = 1024


def is_whole_webm(content: bytes) -> bool:
    """Whether an EBML file is WebM, with one segment that goes up to its end.

    A browser that records does not know how long it will be; its segment has no length.
    """
    identifier, at, ends = _element(content, 0) or (0, 0, None)
    if identifier != _EBML or ends is None or ends > _LONGEST_HEADER:
        return False
    kind = b""
    while at < ends:
        inner = _element(content, at)
        if inner is None or inner[2] is None:
            return False
        if inner[0] == _DOCUMENT_TYPE:
            kind = content[inner[1] : inner[2]].rstrip(b"\0")
        at = inner[2]
    segment = _element(content, ends)
    return (
        kind == b"webm"
        and segment is not None
        and segment[0] == _SEGMENT
        and segment[2] in {None, len(content)}
    )


def _element(content: bytes, at: int) -> tuple[int, int, int | None] | None:
    """Identifier, begin and end of what an element holds; no end if it does not know it."""
    identifier = _number(content, at, keep_marker=True)
    if identifier is None:
        return None
    size = _number(content, at + identifier[1], keep_marker=False)
    if size is None:
        return None
    begins = at + identifier[1] + size[1]
    is_unknown = size[0] == (1 << 7 * size[1]) - 1
    return identifier[0], begins, None if is_unknown else begins + size[0]


def _number(content: bytes, at: int, *, keep_marker: bool) -> tuple[int, int] | None:
    """A number of EBML and its length in bytes, which the zeros it begins with tell."""
    if at >= len(content) or not content[at]:
        return None
    length = 9 - content[at].bit_length()
    raw = int.from_bytes(content[at : at + length], "big")
    return raw if keep_marker else raw & ((1 << 7 * length) - 1), length


_KBITS = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ = (44_100, 48_000, 32_000)
_SLOWER = {3: 1, 2: 2, 0: 4}  # MPEG 1, 2 and 2.5
_NO_MORE_THAN = 8 * 1024
"""How much may follow the sound: the notes that players put there."""


def is_whole_mp3(content: bytes) -> bool:
    """Whether layer III frames follow one another from the beginning (behind ID3) to the end."""
    at = _behind_notes(content)
    frames = 0
    while (length := _frame_bytes(content[at : at + 4])) is not None:
        at += length
        frames += 1
    rest = content[at:].lstrip(b"\0")
    are_notes = rest.startswith((b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"3DI", b"ID3"))
    return frames > 2 and (not rest or (are_notes and len(rest) <= _NO_MORE_THAN))  # noqa: PLR2004


_PADDING = re.compile(rb"\0*")
_MOST_TAGS = 8


def _behind_notes(content: bytes) -> int:
    """Where the sound begins: behind ID3 tags, whose lengths have seven bits a byte."""
    at = 0
    for _ in range(_MOST_TAGS):
        if content[at : at + 3] != b"ID3":
            break
        size = 0
        for byte in content[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += size + 10
    found = _PADDING.match(content, at)
    return found.end() if found else at


def _frame_bytes(header: bytes) -> int | None:
    """How long the frame with this header is; None if it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:  # noqa: PLR2004
        return None
    version, rate, hertz = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate in {0, 15} or hertz == 3:  # noqa: PLR2004 - reserved, or free
        return None
    first = version == 3  # noqa: PLR2004 - MPEG 1
    kbits = _KBITS[1 if first else 2][rate]
    samples = 144 if first else 72
    return samples * kbits * 1000 * _SLOWER[version] // _HERTZ[hertz] + (header[2] >> 1 & 1)
