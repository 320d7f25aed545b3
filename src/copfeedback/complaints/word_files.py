"""Whether an archive is a Word document, and one that does nothing by itself.

Office Open XML: ECMA-376, part 2 (packages) and part 1, section 11 (word processing).
"""

from __future__ import annotations

import io
import re
import zlib
from html import unescape
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MOST_PARTS = 2_000
UNPACKED_BYTES = 100 * 1024 * 1024
_A_READING = 256 * 1024
_XML_BYTES = 2 * 1024 * 1024
_CONTENT_TYPES, _DOCUMENT = "[Content_Types].xml", "word/document.xml"
_TEXT_BYTES = 32 * 1024 * 1024
_LOCKED = 1
_ENDING_BYTES = 22

# Parts of pictures and XML are all a text needs. Macros and things of other programs have others.
_ENDINGS = frozenset({"xml", "rels", "png", "jpg", "jpeg", "gif", "bmp", "emf", "wmf", "tif"})
_ENDINGS_TOO = frozenset({"tiff", "svg", "webp", "ico", "odttf", "fntdata", "wdp", "thmx"})
_ACTIVE_FOLDERS = ("activex/", "embeddings/", "customui/", "userforms/")
_ACTIVE_TYPES = (b"macroenabled", b"vbaproject", b"activex", b"oleobject", b"control+xml")
# A page, a letter or another document within, which may hold what is not looked for here.
_FOREIGN_PARTS = "/afchunk"
# What a field does stands in the text, in pieces or as an attribute.
_FIELD = re.compile(
    rb"<(?:[\w.-]+:)?instrText\b[^>]*>([^<]*)|\binstr\s*=\s*(?:\"([^\"]*)|'([^']*))"
)
_ACTIVE_FIELD = re.compile(r"DDE(?:AUTO)?(?![A-Z])|INCLUDE(?:PICTURE|TEXT)", re.IGNORECASE)


class _NoDocument(Exception):  # noqa: N818 - named for what happened
    """It is no Word document, or no archive that anybody honest would make."""


def is_word_file(content: bytes) -> bool | None:
    """Whether a Word document is active; None if it is no Word document at all.

    Active is one that holds macros or objects of other programs, or that fetches something when it
    is opened: whoever sent it would learn when and where it is read.
    """
    # Its table of contents is the very last thing in it, without a comment.
    if content[-_ENDING_BYTES:][:4] != b"PK\x05\x06":
        return None
    try:
        with ZipFile(io.BytesIO(content)) as package:
            parts = _parts(package, content)
            return _is_active(package, parts)
    except (_NoDocument, BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        return None
    except (ElementTree.ParseError, NotImplementedError, KeyError):
        return None


def _parts(package: ZipFile, content: bytes) -> list[ZipInfo]:
    """The parts, after each was unpacked once to see that it is as large as it says."""
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len({name.casefold() for name in names}) < len(names):
        raise _NoDocument
    if not {_CONTENT_TYPES, _DOCUMENT} <= set(names) or any(map(_is_odd, parts)):
        raise _NoDocument
    if sum(part.file_size for part in parts) > UNPACKED_BYTES:
        raise _NoDocument
    packed = sum(part.compress_size + len(part.filename.encode()) for part in parts)
    if packed > len(content) or min(part.header_offset for part in parts):
        raise _NoDocument
    for part in parts:
        with package.open(part) as unpacking:
            while unpacking.read(_A_READING):
                pass
    return parts


def _is_odd(part: ZipInfo) -> bool:
    name = part.filename
    return (
        part.flag_bits & _LOCKED != 0
        or part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}
        or name.startswith("/")
        or "\\" in name
        or ":" in name
        or ".." in name.split("/")
        or not name.isprintable()
    )


def _is_active(package: ZipFile, parts: list[ZipInfo]) -> bool:
    for part in parts:
        name = part.filename.lower()
        folder, _, last = name.rpartition("/")
        if part.is_dir() or name == _CONTENT_TYPES.lower():
            continue
        if last.rpartition(".")[2] not in _ENDINGS | _ENDINGS_TOO or any(
            each in f"{folder}/" for each in _ACTIVE_FOLDERS
        ):
            return True
        if last.endswith(".rels") and _fetches(_xml(package, part)):
            return True
        if last.endswith(".xml") and _has_active_field(package, part):
            return True
    types = ElementTree.tostring(_xml(package, package.getinfo(_CONTENT_TYPES))).lower()
    return any(each in types for each in _ACTIVE_TYPES)


def _has_active_field(package: ZipFile, part: ZipInfo) -> bool:
    """Whether a field in the text starts a program or fetches something."""
    if part.file_size > _TEXT_BYTES:
        raise _NoDocument
    source = package.read(part)
    if b"\0" in source:  # written in an encoding that Word does not use
        raise _NoDocument
    fields = b"".join(b"".join(found.groups(b"")) for found in _FIELD.finditer(source))
    return _ACTIVE_FIELD.search(unescape(fields.decode(errors="replace"))) is not None


def _fetches(relations: ElementTree.Element) -> bool:
    """Whether opening the document fetches something; a link does only when it is pressed."""
    return any(
        each.get("Type", "").lower().endswith(_FOREIGN_PARTS)
        or (
            each.get("TargetMode", "").lower() == "external"
            and not each.get("Type", "").endswith("/hyperlink")
        )
        for each in relations.iter()
    )


def _xml(package: ZipFile, part: ZipInfo) -> ElementTree.Element:
    with package.open(part) as reading:
        source = reading.read(_XML_BYTES + 1)
    # No definitions of types: they could stand for anything, and Word writes none.
    if len(source) > _XML_BYTES or b"<!" in source or b"\0" in source:
        raise _NoDocument
    return ElementTree.fromstring(source)  # noqa: S314 - without definitions, see above
