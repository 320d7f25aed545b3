"""Files as people send them, of every type that is taken, and such as nobody honest sends."""

from __future__ import annotations

import io
import struct
import zlib
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://example.org/{kind}" Target="https://example.org/a" '
    'TargetMode="External"/></Relationships>'
)


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **how: object) -> bytes:
    written = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(written, kind, **how)
    return written.getvalue()


def a_png_that_says(width: int, height: int) -> bytes:
    """A small PNG file that says it is of this size."""

    def piece(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = piece(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", header) + rows + piece(b"IEND", b"")


def a_pdf(inside: bytes = b"<< /Type /Catalog >>") -> bytes:
    return b"%PDF-1.7\n1 0 obj " + inside + b" endobj\ntrailer <<>>\nstartxref\n9\n%%EOF\n"


def an_mp3(frames: int = 6, notes: bytes = b"") -> bytes:
    """Silence: MPEG 1, layer III, 128 kbit/s at 44.1 kHz, 417 bytes a frame."""
    tag = b"ID3\x04\0\0" + bytes((0, 0, len(notes) >> 7, len(notes) & 0x7F)) + notes
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def a_box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def an_mp4(brand: bytes = b"isom") -> bytes:
    return a_box(b"ftyp", brand + bytes(8)) + a_box(b"moov", bytes(40)) + a_box(b"mdat", bytes(90))


def an_ogg(pages: int = 3) -> bytes:
    def page(number: int) -> bytes:
        kind = 2 if not number else 0
        head = b"OggS\0" + bytes((kind,)) + bytes(8) + b"abcd" + struct.pack("<I", number)
        return head + bytes(4) + b"\x02\x05\x03" + b"voice..!"

    return b"".join(map(page, range(pages)))


def a_webm(kind: bytes = b"webm", length: bytes = b"\x01" + b"\xff" * 7) -> bytes:
    """As a browser records: the segment does not know how long it is."""
    inner = b"\x42\x82" + bytes((0x80 | len(kind),)) + kind
    header = b"\x1a\x45\xdf\xa3" + bytes((0x80 | len(inner),)) + inner
    return header + b"\x18\x53\x80\x67" + length + b"cluster."


def a_docx(**more: bytes) -> bytes:
    """A Word document; ``more`` are further parts, with ``__`` for a slash and ``_`` for a dot."""
    parts = {
        "[Content_Types].xml": b"<?xml version='1.0'?><Types><Default Extension='xml'/></Types>",
        "_rels/.rels": b"<Relationships/>",
        "word/document.xml": b"<w:document xmlns:w='w'>what happened</w:document>" * 9,
    }
    named = {name.replace("__", "/").replace("_", "."): part for name, part in more.items()}
    return an_archive(parts | named)


def an_archive(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return written.getvalue()
