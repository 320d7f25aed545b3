"""Lines of documents that minutes were written in: plain text, Markdown and DOCX.

Nothing of a document is run or loaded from elsewhere, and nothing of it is kept but its words.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

MAX_BYTES = 10_000_000
MAX_UNPACKED_BYTES = 50_000_000
"""Of the two parts of a DOCX file that are read."""
MAX_LINES = 20_000
_MOST_PARTS = 5_000
_DEEPEST = 60

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CONTENT, _STYLES = "word/document.xml", "word/styles.xml"
_HEADING_STYLE = re.compile(r"(?:heading|title|subtitle) ?(\d?)", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})[ \t]*")
_EMPHASIS = re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
_OTHER_FILES = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "DOC",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"<!DO": "HTML",
    b"<htm": "HTML",
}


class DocumentFault(StrEnum):
    """Why a document cannot be read."""

    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    NOT_UTF8 = "not_utf8"
    BROKEN = "broken"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    """More lines, or more of one entry, than minutes can hold."""


class BadDocument(Exception):  # noqa: N818 - named for what happened
    """A document that cannot be taken; nothing was stored.

    ``line`` counts from 1 (of a DOCX file its paragraphs and table rows), 0 where it is about the
    whole file. ``found`` is what kind of file it is, or how much is too much.
    """

    def __init__(self, fault: DocumentFault, line: int = 0, found: str = "") -> None:
        super().__init__(f"line {line}: {fault} {found}".strip())
        self.fault = fault
        self.line = line
        self.found = found


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document; ``level`` is 1 and more where it is a heading, 0 where it is not."""

    number: int
    text: str
    level: int = 0


def read_lines(name: str, content: bytes) -> list[Line]:
    """The lines of a document, by what its name ends with and what is in it.

    Raises:
        BadDocument: it is none of the three kinds, broken, or too large.
    """
    if len(content) > MAX_BYTES:
        raise BadDocument(DocumentFault.TOO_LARGE, found=str(MAX_BYTES))
    for beginning, kind in _OTHER_FILES.items():
        if content.lower().startswith(beginning.lower()):
            raise BadDocument(DocumentFault.WRONG_TYPE, found=kind)
    if content.startswith(b"PK"):
        lines = list(_docx_lines(content))
    else:
        is_markdown = name.casefold().endswith((".md", ".markdown"))
        lines = list(_text_lines(_decoded(content), is_markdown=is_markdown))
    if len(lines) > MAX_LINES:
        raise BadDocument(DocumentFault.TOO_LONG, MAX_LINES + 1, str(MAX_LINES))
    if not any(line.text.strip() for line in lines):
        raise BadDocument(DocumentFault.EMPTY)
    return lines


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadDocument(DocumentFault.NOT_UTF8, line) from None
    strange = _NO_TEXT.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        raise BadDocument(DocumentFault.WRONG_TYPE, line)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text_lines(text: str, *, is_markdown: bool) -> Iterator[Line]:
    lines = text.split("\n")
    skipped = False
    for at, line in enumerate(lines):
        if skipped:
            skipped = False
            continue
        below = lines[at + 1] if at + 1 < len(lines) else ""
        underlined = _UNDERLINE.fullmatch(below) if line.strip() else None
        heading = _MARKDOWN_HEADING.fullmatch(line)
        if heading:
            yield Line(at + 1, _plain(heading[2]), len(heading[1]))
        elif underlined and "|" not in line:
            skipped = True
            yield Line(at + 1, _plain(line.strip()), 1 if underlined[1].startswith("=") else 2)
        elif is_markdown and _EMPHASIS.fullmatch(line.strip()):
            yield Line(at + 1, _plain(line.strip()), 6)  # a line in bold stands for a heading
        else:
            yield Line(at + 1, _plain(line.rstrip()) if is_markdown else line.rstrip())


def _plain(line: str) -> str:
    return _EMPHASIS.sub(r"\2", line)


def _docx_lines(content: bytes) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            names = set(parts.namelist())
            if _CONTENT not in names or len(names) > _MOST_PARTS:
                raise BadDocument(DocumentFault.WRONG_TYPE, found="ZIP")
            read = [each for each in (_CONTENT, _STYLES) if each in names]
            if sum(parts.getinfo(each).file_size for each in read) > MAX_UNPACKED_BYTES:
                raise BadDocument(DocumentFault.TOO_LARGE, found=str(MAX_UNPACKED_BYTES))
            document, *styles = (fromstring(parts.read(each), forbid_dtd=True) for each in read)
            body = document.find(f"{_WORD}body")
            headings = _heading_styles(styles[0]) if styles else {}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise BadDocument(DocumentFault.BROKEN) from None
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise BadDocument(DocumentFault.BROKEN) from None
    if body is None:
        raise BadDocument(DocumentFault.WRONG_TYPE, found="ZIP")
    for number, (text, level) in enumerate(_blocks(body, headings), 1):
        for each in text.split("\n"):
            yield Line(number, each.rstrip(), level)


def _heading_styles(styles: Element) -> Mapping[str, int]:
    """The level of each style that is one of headings: their names are English in every Word."""
    found = {}
    for style in styles.iter(f"{_WORD}style"):
        name = style.find(f"{_WORD}name")
        match = _HEADING_STYLE.fullmatch(_value(name)) if name is not None else None
        if match:
            found[style.get(f"{_WORD}styleId", "")] = int(match[1] or 1)
    return found


def _blocks(
    parent: Element, headings: Mapping[str, int], depth: int = 0
) -> Iterator[tuple[str, int]]:
    """Paragraphs and rows of tables in their order, each with its level."""
    if depth > _DEEPEST:
        raise BadDocument(DocumentFault.BROKEN)
    for child in parent:
        if child.tag == f"{_WORD}p":
            yield _paragraph(child, headings)
        elif child.tag == f"{_WORD}tbl":
            for row in child.iter(f"{_WORD}tr"):
                yield " | ".join(_cells(row)), 0
        elif child.tag not in (f"{_WORD}sectPr", f"{_WORD}del", _FALLBACK):
            yield from _blocks(child, headings, depth + 1)


def _cells(row: Element) -> Iterator[str]:
    for cell in row.iter(f"{_WORD}tc"):
        texts = (_text(paragraph).strip() for paragraph in cell.iter(f"{_WORD}p"))
        yield " ".join(filter(None, texts)).replace("\n", " ")


def _paragraph(paragraph: Element, headings: Mapping[str, int]) -> tuple[str, int]:
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    level = headings.get(_value(style), 0) if style is not None else 0
    text = _text(paragraph)
    is_listed = paragraph.find(f"{_WORD}pPr/{_WORD}numPr") is not None
    return (f"- {text}" if is_listed and text.strip() and not level else text), level


def _text(element: Element, depth: int = 0) -> str:
    """The words of an element; what was struck out while changes were tracked is gone."""
    if depth > _DEEPEST:
        raise BadDocument(DocumentFault.BROKEN)
    parts = []
    for child in element:
        if child.tag == f"{_WORD}t":
            parts.append(child.text or "")
        elif child.tag == f"{_WORD}tab":
            parts.append("\t")
        elif child.tag in (f"{_WORD}br", f"{_WORD}cr"):
            parts.append("\n")
        elif child.tag not in (f"{_WORD}del", f"{_WORD}moveFrom", f"{_WORD}pPr", _FALLBACK):
            parts.append(_text(child, depth + 1))
    return "".join(parts)


def _value(element: Element) -> str:
    return element.get(f"{_WORD}val", "")
