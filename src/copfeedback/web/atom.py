"""Feeds for feed readers (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from copfeedback.results.open_data.xml_text import writable
from copfeedback.web.kept import Content

MOST_ENTRIES = 50
KIND = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_OURS = UUID("5b1f6a52-9a0c-4a7e-9a55-0f6a5d0c2f11")
"""Makes ids of our own; they stay the same when the portal moves to another address."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def own_id(name: str) -> UUID:
    """The id of what goes by this name."""
    return uuid5(_OURS, name)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something new; ``path`` is the page about it."""

    id: UUID
    title: str
    said: str
    path: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is: its ``name`` for its id, its own address and that of the page it is about.

    ``host`` is the portal's address, before all paths.
    """

    name: str
    title: str
    author: str
    language: str
    host: str
    path: str
    page: str


def write_feed(feed: Feed, entries: Iterable[Entry]) -> tuple[Content, datetime]:
    """The latest entries as Atom, and when the latest of them was changed."""
    latest = sorted(entries, key=lambda entry: (entry.updated, entry.id), reverse=True)
    updated = latest[0].updated if latest else _BEGINNING
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": feed.language})
    _text(root, "id", own_id(f"{feed.name} {feed.language}").urn)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(updated))
    _text(SubElement(root, "author"), "name", feed.author)
    own = {"rel": "self", "type": KIND, "href": f"{feed.host}{feed.path}"}
    SubElement(root, "link", own)
    page = {"rel": "alternate", "type": "text/html", "hreflang": feed.language}
    SubElement(root, "link", {**page, "href": f"{feed.host}{feed.page}"})
    for entry in latest[:MOST_ENTRIES]:
        told = SubElement(root, "entry")
        _text(told, "id", entry.id.urn)
        _text(told, "title", entry.title)
        _text(told, "published", _moment(entry.published))
        _text(told, "updated", _moment(entry.updated))
        SubElement(told, "link", {**page, "href": f"{feed.host}{entry.path}"})
        _text(told, "summary", entry.said)
    return Content.of(tostring(root, "utf-8", xml_declaration=True), KIND), updated


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = writable(text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
