"""Which files a case takes: told by what is in them, never by their names.

A file passes when it is whole, is of one of these types from its first byte to its last, and
nothing else could be read out of it: no archive or page in disguise.
"""

from __future__ import annotations

import re
from enum import StrEnum

from copfeedback.complaints import media_shapes, picture_shapes
from copfeedback.complaints.word_files import is_word_file
from copfeedback.i18n.catalogues import N_


class FileType(StrEnum):
    """A type of file that is taken."""

    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    MP3 = "mp3"
    M4A = "m4a"
    OGG = "ogg"
    WEBM = "webm"
    MP4 = "mp4"
    TXT = "txt"
    DOCX = "docx"

    @property
    def media_type(self) -> str:
        """What a browser is told."""
        return _MEDIA_TYPES[self]

    @property
    def is_picture(self) -> bool:
        """Whether a copy without what the camera noted can be made of it."""
        return self in {FileType.JPEG, FileType.PNG, FileType.WEBP}


_MEDIA_TYPES = {
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.WEBP: "image/webp",
    FileType.PDF: "application/pdf",
    FileType.MP3: "audio/mpeg",
    FileType.M4A: "audio/mp4",
    FileType.OGG: "audio/ogg",
    FileType.WEBM: "video/webm",
    FileType.MP4: "video/mp4",
    FileType.TXT: "text/plain; charset=utf-8",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ACCEPTED = ",".join(f".{each}" for each in FileType)
"""For the ``accept`` of a file field: a phone then offers pictures as JPEG, not as HEIC."""


class FileFault(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    OTHER_TYPE = "other_type"
    DAMAGED = "damaged"
    ACTIVE = "active"


FAULT_SENTENCES = {
    FileFault.EMPTY: N_("This file is empty."),
    FileFault.TOO_LARGE: N_("This file is too large."),
    FileFault.TOO_MANY: N_("There are as many files here as one case can hold."),
    FileFault.OTHER_TYPE: N_(
        "Files of this type cannot be taken. You can send pictures (JPEG, PNG, WebP), sound "
        "(MP3, M4A, OGG), films (MP4, WebM), PDF, Word (DOCX) and plain text (TXT)."
    ),
    FileFault.DAMAGED: N_("This picture is damaged or far too large. It cannot be taken."),
    FileFault.ACTIVE: N_(
        "This document can start programs or fetch things from the internet. Please send it as a "
        "picture or as plain text."
    ),
}


class FileRefused(Exception):  # noqa: N818 - named for what happened
    """The file is not taken. Holds nothing of it."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def detect(content: bytes) -> FileType:
    """The type of a file.

    Raises:
        FileRefused: it is empty, of no type that is taken, of two at once, or does things.
    """
    if not content:
        raise FileRefused(FileFault.EMPTY)
    found = _by_shape(content)
    if found is None or _holds_another(content, found):
        raise FileRefused(FileFault.OTHER_TYPE)
    if found is FileType.PDF and _ACTIVE_PDF.search(content):
        raise FileRefused(FileFault.ACTIVE)
    return found


def _by_shape(content: bytes) -> FileType | None:
    for begins, found, is_whole in (
        (b"\xff\xd8\xff", FileType.JPEG, picture_shapes.is_whole_jpeg),
        (b"\x89PNG\r\n\x1a\n", FileType.PNG, picture_shapes.is_whole_png),
        (b"RIFF", FileType.WEBP, picture_shapes.is_whole_webp),
        (b"%PDF-", FileType.PDF, _is_whole_pdf),
        (b"OggS", FileType.OGG, media_shapes.is_whole_ogg),
        (b"\x1a\x45\xdf\xa3", FileType.WEBM, media_shapes.is_whole_webm),
    ):
        if content.startswith(begins):
            return found if is_whole(content) else None
    if content[4:8] == b"ftyp":
        return _film_or_sound(content)
    if content.startswith(b"PK\x03\x04"):
        return _word_file(content)
    if media_shapes.is_whole_mp3(content):
        return FileType.MP3
    return FileType.TXT if is_plain_text(content) else None


def _film_or_sound(content: bytes) -> FileType | None:
    match media_shapes.mpeg4_brand(content):
        case b"M4A " | b"M4B ":
            return FileType.M4A
        case None:
            return None
    return FileType.MP4


def _word_file(content: bytes) -> FileType | None:
    is_active = is_word_file(content)
    if is_active is None:
        return None
    if is_active:
        raise FileRefused(FileFault.ACTIVE)
    return FileType.DOCX


# What only documents that do things have, as far as it stands in the open: what is packed within a
# PDF is not looked into. Names this long do not come about by chance.
_ACTIVE_NAMES = (
    *("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA"),
    *("SubmitForm", "ImportData", "GoToR", "GoToE"),
)


def _however_written(name: str) -> str:
    """Each sign as itself or as its number (ISO 32000-1, section 7.3.5)."""
    return "".join(f"(?:{sign}|(?i:#{ord(sign):02x}))" for sign in name)


_ACTIVE_PDF = re.compile(
    f"/(?:{'|'.join(map(_however_written, _ACTIVE_NAMES))})(?=[\\s/<>\\[\\](])".encode()
)
_END_OF_PDF = 1024


def _is_whole_pdf(content: bytes) -> bool:
    return b"%%EOF" in content[-_END_OF_PDF:]


# Where programs that guess a type look first, and what they take for something else.
_LOOKED_AT = 4096
_PAGE = re.compile(
    rb"<!doctype|<html|<head|<body|<script|<svg|<iframe|<\?php|<\?xml-", re.IGNORECASE
)
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"MSCF\0\0\0\0")
_TAR = slice(257, 262)
_ZIP_END = b"PK\x05\x06"
_ZIP_END_BYTES = 22
_LONGEST_COMMENT = 0xFFFF


def _holds_another(content: bytes, found: FileType) -> bool:
    """Whether something could also be read as another type than the one it was found to be."""
    if any(mark in content for mark in _ARCHIVES) or content[_TAR] == b"ustar":
        return True
    if found is not FileType.DOCX and _ends_as_zip(content):
        return True
    if found is not FileType.PDF and b"%PDF-" in content[:_LOOKED_AT]:
        return True
    return _PAGE.search(content[:_LOOKED_AT]) is not None


def _ends_as_zip(content: bytes) -> bool:
    """Whether a reader of archives, which begins at the end, finds one."""
    tail = content[-(_ZIP_END_BYTES + _LONGEST_COMMENT) :]
    at = tail.rfind(_ZIP_END)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + 22], "little")
        if len(tail) - at >= _ZIP_END_BYTES and comment <= len(tail) - at - _ZIP_END_BYTES:
            return True
        at = tail.rfind(_ZIP_END, 0, at)
    return False


_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_TAGS = ("!doctype", "html", "head", "body", "script", "svg", "iframe", "object", "embed")
_TAGS_IN_TEXT = tuple(f"<{name}" for name in (*_TAGS, "?xml", "?php"))
_OTHER_TEXT = ("%PDF", "%!PS", "{\\rtf", "#!")


def is_plain_text(content: bytes) -> bool:
    """Whether it is text in UTF-8 or (marked) UTF-16, and neither a page nor a script."""
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except UnicodeDecodeError:
        return False
    if _CONTROL.search(text) or text.lstrip().startswith(_OTHER_TEXT):
        return False
    lowered = text.lower()
    return bool(text.strip()) and not any(tag in lowered for tag in _TAGS_IN_TEXT)
