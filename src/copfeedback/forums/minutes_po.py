"""Minutes for translators: PO files out and in, by place, with faults named by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, write_po

from copfeedback.forums.minutes_model import Minutes

MAX_BYTES = 2_000_000

# Babel would cut off the last letter where a quotation mark is missing.
_LINE = re.compile(
    r'(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)[ \t]+)?"(?:[^"\\]|\\.)*"', re.ASCII
)
_HEADER = re.compile(r"^(Language|X-Minutes):[ \t]*(\S+)", re.MULTILINE)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


class PoFault(StrEnum):
    """What is wrong with a PO file."""

    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    SYNTAX = "syntax"
    PLURAL = "plural"
    OTHER_LANGUAGE = "other_language"
    OTHER_MINUTES = "other_minutes"
    """Or nothing says whose it is."""
    UNKNOWN_PLACE = "unknown_place"
    """The minutes have no such entry."""
    OTHER_TEXT = "other_text"
    """The minutes say something else there."""
    TWICE = "twice"
    PLACEHOLDER = "placeholder"
    """What stands in braces in one text is not in the other."""


class BadPo(Exception):  # noqa: N818 - named for what happened
    """A PO file that cannot be taken; nothing was stored.

    ``line`` counts from 1, 0 where it is about the whole file. ``found`` is what stands there.
    """

    def __init__(self, fault: PoFault, line: int = 0, found: str = "") -> None:
        super().__init__(f"line {line}: {fault} {found}".strip())
        self.fault = fault
        self.line = line
        self.found = found


@dataclass(frozen=True, slots=True)
class PoTexts:
    """What a file brings: texts by place; ``unsure`` are those marked fuzzy, which are left out."""

    texts: Mapping[str, str]
    unsure: tuple[str, ...] = ()


def write_minutes_po(minutes: Minutes, texts: Mapping[str, str], language: str) -> bytes:
    """A PO file of a version, with what is translated already."""
    titles = {entry.item_id: entry.title for entry in minutes.entries}
    catalog = Catalog(fuzzy=False)
    for key, source in minutes.segments().items():
        title = titles[int(key.partition(".")[0])]
        comments = [] if title is None else [str(title.read_in(minutes.language))]
        message = catalog.add(source, texts.get(key, ""), auto_comments=comments, context=key)
        message.flags.clear()  # “100 % sure” is no format of Python
    file = BytesIO()
    write_po(file, catalog, omit_header=True, width=0)
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        f'"X-Source-Language: {minutes.language}\\n"\n'
        f'"X-Minutes: {_name(minutes)}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    return header.encode() + file.getvalue()


def read_minutes_po(minutes: Minutes, language: str, content: bytes) -> PoTexts:
    """The texts of a PO file for a version.

    Raises:
        BadPo: it is broken, or was made for something else.
    """
    messages = _messages(content)
    _check_header(messages, minutes, language)
    segments = minutes.segments()
    texts: dict[str, str] = {}
    unsure = []
    for message in messages:
        key, line = message.context or "", message.lineno or 0
        if not message.id:
            continue
        _check(message, segments)
        if key in texts or key in unsure:
            raise BadPo(PoFault.TWICE, line, key)
        if message.fuzzy:
            unsure.append(key)
        else:
            texts[key] = str(message.string)
    return PoTexts(texts, tuple(unsure))


class _Messages(Catalog):
    """Babel's catalogue puts an entry that is there twice in place of the first; this does not."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Message] = []

    def __setitem__(self, _: Any, message: Message) -> None:
        self.all.append(message)


def _messages(content: bytes) -> list[Message]:
    if len(content) > MAX_BYTES:
        raise BadPo(PoFault.TOO_LARGE, found=str(MAX_BYTES))
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise BadPo(PoFault.NOT_UTF8, content.count(b"\n", 0, error.start) + 1) from None
    for number, line in enumerate(lines, 1):
        words = line.strip().removeprefix("#~").strip()
        if words and not words.startswith("#") and _LINE.fullmatch(words) is None:
            raise BadPo(PoFault.SYNTAX, number, line.strip()[:60])
    catalog = _Messages()
    try:
        PoFileParser(catalog, ignore_obsolete=True, abort_invalid=True).parse(lines)
    except PoFileError as error:
        raise BadPo(PoFault.SYNTAX, error.lineno + 1) from None
    except (ValueError, IndexError, AttributeError):
        raise BadPo(PoFault.SYNTAX) from None
    return catalog.all


def _check_header(messages: Iterable[Message], minutes: Minutes, language: str) -> None:
    header = next((message for message in messages if not message.id), None)
    said = dict(_HEADER.findall(str(header.string))) if header else {}
    line = (header.lineno or 0) if header else 0
    if said.get("X-Minutes") != _name(minutes):
        raise BadPo(PoFault.OTHER_MINUTES, line, said.get("X-Minutes", ""))
    if said.get("Language", "").replace("_", "-") != language:
        raise BadPo(PoFault.OTHER_LANGUAGE, line, said.get("Language", ""))


def _check(message: Message, segments: Mapping[str, str]) -> None:
    key, line = message.context or "", message.lineno or 0
    source, translation = message.id, message.string
    if not isinstance(source, str) or not isinstance(translation, str):
        raise BadPo(PoFault.PLURAL, line)
    if key not in segments:
        raise BadPo(PoFault.UNKNOWN_PLACE, line, key)
    if source != segments[key]:
        raise BadPo(PoFault.OTHER_TEXT, line, key)
    wanted, there = (sorted(_PLACEHOLDER.findall(text)) for text in (source, translation))
    if translation and wanted != there:
        differing = sorted(set(wanted) ^ set(there)) or wanted
        raise BadPo(PoFault.PLACEHOLDER, line, ", ".join(differing))


def _name(minutes: Minutes) -> str:
    return f"{minutes.meeting_id}/{minutes.number}"
