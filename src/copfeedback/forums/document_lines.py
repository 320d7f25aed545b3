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
from itertools import islice
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from copfeedback.faults import TEXT_MAXIMUM

MAX_BYTES = 10_000_000
MAX_UNPACKED_BYTES = 50_000_000
"""Of the two parts of a DOCX file that are read."""
MAX_LINES = 20_000
LONGEST_LINE = TEXT_MAXIMUM
_MOST_PARTS = 5_000
_DEEPEST = 60

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CONTENT, _STYLES = "word/document.xml", "word/styles.xml"
_HEADING_STYLE = re.compile(r"(?:heading|title|subtitle) ?(\d?)", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})[ \t]*")
_MARKS = ("**", "__", "*", "`")
"""What stands before and after words that are emphasised."""
_BEGINNING = re.compile(r"(\*\*|__|\*|`)(?=\S)")
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
        found = _docx_lines(content)
    else:
        is_markdown = name.casefold().endswith((".md", ".markdown"))
        found = _text_lines(_decoded(content), is_markdown=is_markdown)
    lines = list(islice(found, MAX_LINES + 1))
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
        _check_length(at + 1, line)
        if skipped:
            skipped = False
            continue
        below = lines[at + 1] if at + 1 < len(lines) else ""
        underlined = _UNDERLINE.fullmatch(below) if line.strip() else None
        heading = _MARKDOWN_HEADING.fullmatch(line)
        if heading:
            yield Line(at + 1, _plain(heading[2].rstrip(" \t#")), len(heading[1]))
        elif underlined and "|" not in line:
            skipped = True
            yield Line(at + 1, _plain(line.strip()), 1 if underlined[1].startswith("=") else 2)
        elif is_markdown and _is_emphasised(line.strip()):
            yield Line(at + 1, _plain(line.strip()), 6)  # a line in bold stands for a heading
        else:
            yield Line(at + 1, _plain(line.rstrip()) if is_markdown else line.rstrip())


def _check_length(number: int, line: str) -> None:
    if len(line) > LONGEST_LINE:
        raise BadDocument(DocumentFault.TOO_LONG, number, str(LONGEST_LINE))


def _is_emphasised(line: str) -> bool:
    """Whether a line is emphasised from its beginning to its end."""
    return any(
        len(line) > 2 * len(mark)
        and line.startswith(mark)
        and line.endswith(mark)
        and not line[len(mark)].isspace()
        and not line[-len(mark) - 1].isspace()
        for mark in _MARKS
    )


def _plain(line: str) -> str:
    """A line without the marks of what is emphasised in it."""
    # An expression that looks for both ends takes forever on a line of nothing but beginnings.
    ends = {mark: _Ends(line, mark) for mark in _MARKS}
    parts, at = [], 0
    while beginning := _BEGINNING.search(line, at):
        start = beginning.start()
        for mark in _MARKS:
            end = ends[mark].after(start + len(mark)) if line.startswith(mark, start) else None
            if end is not None and not line[start + len(mark)].isspace():
                parts += [line[at:start], line[start + len(mark) : end]]
                at = end + len(mark)
                break
        else:
            parts.append(line[at : start + 1])
            at = start + 1
    return "".join([*parts, line[at:]])


class _Ends:
    """Where in a line a mark stands at the end of something; asked for from left to right."""

    def __init__(self, line: str, mark: str) -> None:
        found = re.finditer(rf"(?<=\S)(?={re.escape(mark)})", line)
        self._places = (each.start() for each in found)
        self._next = next(self._places, None)

    def after(self, start: int) -> int | None:
        """The first that leaves at least one sign from ``start`` on."""
        while self._next is not None and self._next <= start:
            self._next = next(self._places, None)
        return self._next


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
            _check_length(number, each)
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
            for row in _outermost(child, "tr", depth):
                yield " | ".join(_cells(row, depth)), 0
        elif child.tag not in (f"{_WORD}sectPr", f"{_WORD}del", _FALLBACK):
            yield from _blocks(child, headings, depth + 1)


def _cells(row: Element, depth: int) -> Iterator[str]:
    """The words of each cell, those of tables in it too."""
    for cell in _outermost(row, "tc", depth):
        texts = (_text(paragraph).strip() for paragraph in _outermost(cell, "p", depth))
        yield " ".join(filter(None, texts)).replace("\n", " ")


def _outermost(parent: Element, name: str, depth: int) -> Iterator[Element]:
    """The elements of this name that are in no other of it."""
    if depth > _DEEPEST:
        raise BadDocument(DocumentFault.BROKEN)
    for child in parent:
        if child.tag == f"{_WORD}{name}":
            yield child
        elif child.tag not in (f"{_WORD}del", _FALLBACK):
            yield from _outermost(child, name, depth + 1)


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
